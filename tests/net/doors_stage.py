"""A whole server in the test's own loop, with any door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs
from tls_stage import PATIENCE, Client, run

from hubbub.node.app import Node
from hubbub.node.config import from_values

REGISTER = b"NICK alice\r\nUSER a 0 * :Alice\r\n"
Play = Callable[[Node, int], Awaitable[None]]


@asynccontextmanager
async def serving(data: Path, listen: dict[str, Any] | None = None, **sections: Any) -> AsyncIterator[tuple[Node, int]]:
    failures: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    with capture_logs() as logs:
        values = {
            "listen": [{"port": 0, **(listen or {})}],
            "exposure": {"plaintext-guests": ["192.0.2.0/24", "198.51.100.0/24"]},
            **sections,
        }
        values["server"] = {"data-dir": str(data), **sections.get("server", {})}
        node = Node(from_values(values))
        await node.start()
        try:
            yield node, node.addresses[0][1]
        finally:
            while Client.all:
                await Client.all.pop().close()
            await node.stop()
    assert [log for log in logs if log["log_level"] in {"error", "critical"}] == []
    assert failures == []


def played(factory: Any, data: Path, play: Play, listen: dict[str, Any] | None = None, **sections: Any) -> None:
    async def whole() -> None:
        async with serving(data, listen, **sections) as (node, port):
            await play(node, port)

    run(factory, whole())


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - the server is in this loop, and has no event for it
            await asyncio.sleep(0.01)


async def listener(port: int) -> Client:
    """A plain client in the lobby."""
    client = await Client.connect(port)
    await client.say(b"here\n")
    await client.hear(b"-- you are")
    return client
