"""A pipeline between a real hub and a real delivery, with a disk and effects that the test holds in hand."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from itertools import count
from typing import Any, cast

from hubbub.hub.hub import Hub
from hubbub.model.effects import Effect
from hubbub.model.events import Event
from hubbub.model.moment import Moment
from hubbub.model.requests import (
    Capabilities,
    History,
    Introduce,
    Join,
    Nick,
    Request,
    Say,
    StartIrc,
)
from hubbub.model.server import Server
from hubbub.model.state import Snapshot
from hubbub.model.turn import Turn
from hubbub.net.counts import Counts
from hubbub.net.delivery import Delivery
from hubbub.net.outbox import Outbox
from hubbub.node.pipeline import Pipeline
from hubbub.node.writer import Writer

SERVER = Server(name="hub", network="Hub", description="", version="v", created=0)


class Disk:
    """A writer whose commits end when the test says so."""

    def __init__(self) -> None:
        self.batches: list[list[Event]] = []
        self.pending: deque[Callable[[Any, Exception | None], None]] = deque()

    def append(self, batch: Sequence[Event], done: Callable[[Any, Exception | None], None]) -> None:
        assert not self.pending, "one commit at a time"
        assert all(event.durable for event in batch)
        self.batches.append(list(batch))
        self.pending.append(done)

    def commit(self, error: Exception | None = None) -> None:
        self.pending.popleft()(None, error)


class Peer:
    """A connection: submits what it is given as long as it is let, and remembers what it is sent."""

    def __init__(self, house: House, session: int) -> None:
        self.house = house
        self.session = session
        self.waiting: deque[Request] = deque()
        self.heard: list[str] = []
        self.writes = 0
        self.closed = False
        self.times_unblocked = 0

    # as an outbox
    def write(self, data: bytes) -> None:
        self.writes += 1
        self.heard += data.decode().splitlines()

    def close(self, _ending: bytes = b"") -> None:
        self.closed = True

    def discard(self) -> None:
        """Nothing is held."""

    # as a connection
    def unblocked(self) -> None:
        self.times_unblocked += 1
        self.pump()

    def asks(self, *requests: Request) -> None:
        self.waiting.extend(requests)
        self.pump()

    def pump(self) -> None:
        while self.waiting and self.house.pipeline.accepts(self.session):
            self.house.pipeline.submit(self.session, self.waiting.popleft())

    def says(self, text: str, target: str = "#dev", cid: str = "") -> None:
        self.asks(Say(targets=(target,), text=text, cid=cid))

    def new(self) -> list[str]:
        """What it heard since this was last asked, without prefixes."""
        heard, self.heard = self.heard, []
        return [line.partition(" ")[2] if line.startswith((":", "@")) else line for line in heard]


class House:
    """The pipeline, and all around it."""

    def __init__(self, server: Server = SERVER) -> None:
        self.hub = Hub(server, Snapshot())
        self.disk = Disk()
        self.effects: list[tuple[Effect, asyncio.Future[Any]]] = []
        self.failures: list[tuple[Exception, list[Turn]]] = []
        self.ids = count(1)
        self.numbers = count(1)
        self.time = 10**18
        self.delivery = Delivery(server, Counts())
        self.pipeline = Pipeline(
            self.hub,
            self.delivery,
            cast("Writer", self.disk),
            self.moment,
            self.effect,
            lambda error, unsaid: self.failures.append((error, unsaid)),
            Counts(),
        )

    def moment(self) -> Moment:
        self.time += 1
        return Moment(self.time, lambda: f"m{next(self.ids)}", lambda: f"secret-{next(self.ids)}")

    def effect(self, effect: Effect) -> Awaitable[Any]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.effects.append((effect, future))
        return future

    async def turn(self) -> None:
        """The loop comes round, a few times: whatever can happen has happened."""
        for _ in range(5):
            await asyncio.sleep(0)

    async def settle(self) -> None:
        """Everything asked is stored and heard."""
        await self.turn()
        while self.disk.pending:
            self.disk.commit()
            await self.turn()

    def connect(self) -> Peer:
        peer = Peer(self, next(self.numbers))
        self.delivery.attach(peer.session, cast("Outbox", peer))
        self.pipeline.connect(peer, "host")
        return peer

    async def irc(self, nick: str, *channels: str, caps: tuple[str, ...] = ()) -> Peer:
        peer = self.connect()
        peer.asks(StartIrc(), Capabilities(way="request", add=caps), Nick(nick), Introduce("u", "r"))
        peer.asks(Capabilities(way="end"))
        if channels:
            peer.asks(Join(channels))
        await self.settle()
        peer.heard.clear()
        peer.writes = 0
        return peer


def in_a_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    @wraps(test)
    def run(*args: Any, **more: Any) -> None:
        asyncio.run(cast("Any", test(*args, **more)))

    return run


def latest() -> History:
    return History(target="#dev", way="latest", limit=5)
