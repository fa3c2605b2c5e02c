"""How many may come, and how fast they are heard: limits at the door and behind it, here for loopback too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from doors_stage import Play, listener, played, until
from tls_stage import Client, loops

from hubbub.node.app import Node

REGISTER = b"NICK %b\r\nUSER x 0 * :x\r\n"
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


@pytest.fixture(params=loops(), ids=lambda factory: factory.__module__.split(".")[0])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., None]:
    def plays(what: Play, **flood: Any) -> None:
        played(request.param, tmp_path, what, flood={"exempt": [], **flood})

    return plays


async def enough(port: int, count: int) -> list[Client]:
    return [await listener(port) for _ in range(count)]


def test_too_many_connections_are_refused_with_the_reason_until_one_is_closed(play: Callable[..., None]) -> None:
    async def whole(node: Node, port: int) -> None:
        here = await enough(port, 2)
        extra = await Client.connect(port)
        assert await extra.hear_end() == (
            b"ERROR :there are already 2 connections from your address; close one first\r\n"
        )
        await here.pop().close()
        await until(lambda: len(node._reception.connections) == 1)
        await listener(port)
        assert node.counts.dropped["too_many_connections"] == 1

    play(whole, **{"connections-per-address": 2})


def test_whoever_comes_too_often_is_told_when_to_come_back(play: Callable[..., None]) -> None:
    async def whole(_: Node, port: int) -> None:
        for client in await enough(port, 3):
            await client.close()
        extra = await Client.connect(port)
        heard = await extra.hear_end()
        seconds = int(heard.removeprefix(b"ERROR :too fast: try again in ").removesuffix(b" s\r\n"))
        assert 590 <= seconds <= 600

    play(whole, **{"connection-rate": 3})


def test_pages_count_as_long_as_they_are_open_and_go_on_as_sessions(play: Callable[..., None]) -> None:
    async def whole(node: Node, port: int) -> None:
        page = await Client.connect(port)
        await page.say_raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await page.hear(b"ok")
        assert b"already 1" in await (await Client.connect(port)).hear_end()
        await page.say_raw(UPGRADE)
        await page.hear(b"HTTP/1.1 101 ")
        assert b"already 1" in await (await Client.connect(port)).hear_end()
        await page.close()
        await until(lambda: not node._reception.connections)
        await listener(port)

    play(whole, **{"connections-per-address": 1})


def test_a_burst_is_heard_at_once_and_the_rest_slowly_and_whole(play: Callable[..., None]) -> None:
    async def whole(_: Node, port: int) -> None:
        fast = await Client.connect(port)
        await fast.say_raw(b"".join(b"PING %d\r\n" % number for number in range(1, 31)))
        await fast.hear(b" :5\r\n")
        began = asyncio.get_running_loop().time()
        await fast.hear(b" :30\r\n")
        # Twenty lines beyond the burst, at 6,000 a minute; a machine may be slow, but no clock runs faster.
        assert asyncio.get_running_loop().time() - began >= 0.1
        assert [line.rpartition(b":")[2] for line in fast.heard.split(b"\r\n")[:-1]] == [
            b"%d" % number for number in range(1, 31)
        ]

    play(whole, **{"lines-burst": 10, "lines-per-minute": 6000})


def test_nobody_else_waits_for_who_is_slowed(play: Callable[..., None]) -> None:
    async def whole(_: Node, port: int) -> None:
        fast, calm = await Client.connect(port), await Client.connect(port)
        await fast.say_raw(b"".join(b"PING %d\r\n" % number for number in range(200)))
        await fast.hear(b" :2\r\n")
        await calm.say_raw(b"PING calm\r\n")
        await calm.hear(b" :calm\r\n")
        assert b" :199\r\n" not in fast.heard
        await fast.close()

    play(whole, **{"lines-burst": 3, "lines-per-minute": 1})


@pytest.mark.parametrize(
    ("flood", "line"),
    [
        ({"unregistered-lines": 10}, b"CAP LS 302\r\n"),
        ({"unregistered-bytes": 1024}, b"CAP REQ :" + b"x" * 400 + b"\r\n"),
    ],
)
def test_too_much_before_registration_ends_it(play: Callable[..., None], flood: dict[str, int], line: bytes) -> None:
    async def whole(_: Node, port: int) -> None:
        silly = await Client.connect(port)
        await silly.say_raw(line * 20)
        assert (await silly.hear_end()).endswith(b"ERROR :you sent too much without registering\r\n")
        wise = await Client.connect(port)
        await wise.say_raw(REGISTER % b"wise" + line * 20 + b"PING end\r\n")
        await wise.hear(b" :end\r\n")

    play(whole, **flood)


def test_who_is_exempt_and_who_switches_it_off(play: Callable[..., None]) -> None:
    async def whole(_: Node, port: int) -> None:
        clients = await enough(port, 4)
        await clients[0].say_raw(b"hello\n" * 400)
        await clients[1].hear(b"hello\n" * 1)

    play(whole, **{"connections-per-address": 1, "exempt": ["loopback"], "lines-burst": 1})
    play(whole, **{"connections-per-address": 1, "enabled": False})
