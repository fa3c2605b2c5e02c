"""A link on an event loop: its connections, and its timer."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from typing import cast

from hubbub.clients.link.core import Link
from hubbub.clients.link.events import Connect, Event

FULL = 20_000
"""Events that the owner has not taken in, after which nothing more is read from the server."""
SLEPT = 10.0
"""Seconds by which the calendar clock runs ahead of the loop's when the machine was asleep."""
LOOK = 5.0
"""Seconds between two looks at the calendar clock."""
GOODBYE = 1.0
"""Seconds that the server gets to answer QUIT."""


class Service:
    """Does what a link wants.  Lives on ``loop``; ``notify`` is called there, with events in order."""

    def __init__(self, link: Link, loop: asyncio.AbstractEventLoop, notify: Callable[[list[Event]], None]) -> None:
        self.link = link
        self._loop = loop
        self._notify: Callable[[list[Event]], None] | None = notify
        self._over = asyncio.Event()
        self._wire: _Wire | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._untaken = 0
        self._ahead = time.time() - loop.time()

    async def run(self) -> None:
        """Connect, and go on until `end`."""
        self.link.start(self._loop.time())
        self.pump()
        await self._over.wait()
        self._leave()
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        # One more turn, so that aborted transports close their sockets.
        await asyncio.sleep(0)

    def pump(self) -> None:
        """Do what the link wants, until it wants nothing more."""
        if self._wire is not None:
            self._wire.write(self.link.take_data())
        for action in self.link.take_actions():
            self._leave()
            if isinstance(action, Connect):
                self._wire = _Wire(self)
                task = self._loop.create_task(self._connect(self._wire))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        events = self.link.take_events()
        if events and self._notify is not None:
            self._untaken += len(events)
            if self._wire is not None and self._untaken > FULL:
                self._wire.pause()
            self._notify(events)
        if self._timer is not None:
            self._timer.cancel()
        deadline, latest = self.link.deadline(), self._loop.time() + LOOK
        self._timer = self._loop.call_at(latest if deadline is None else min(deadline, latest), self._tick)

    def drained(self, many: int) -> None:
        """The owner has taken in so many events."""
        self._untaken = max(0, self._untaken - many)
        if self._wire is not None and self._untaken <= FULL // 2:
            self._wire.resume()

    def end(self, text: str) -> None:
        """Say QUIT, wait a moment for the server to close, tell nothing more."""
        self._notify = None
        self.link.quit(text)
        wire = self._wire
        if wire is None or not wire.is_open:
            self._over.set()
            return
        wire.write(self.link.take_data())
        self.link.take_actions()
        wire.when_closed = self._over.set
        self._loop.call_later(GOODBYE, self._over.set)

    def opened(self, wire: _Wire) -> None:
        """A connection is there."""
        if wire is self._wire:
            self.link.opened(self._loop.time())
            self.pump()
        else:
            wire.leave()

    def received(self, wire: _Wire, data: bytes) -> None:
        """Bytes came."""
        if wire is self._wire:
            self.link.receive(data, self._loop.time())
            self.pump()

    def closed(self, wire: _Wire, error: BaseException | None) -> None:
        """A connection ended, or never came to be."""
        if wire is self._wire:
            self._wire = None
            self.link.closed(error, self._loop.time())
            self.pump()

    def _tick(self) -> None:
        now = self._loop.time()
        ahead = time.time() - now
        if ahead - self._ahead > SLEPT:
            self.link.woke(now)
        self._ahead = ahead
        self.link.tick(now)
        self.pump()

    async def _connect(self, wire: _Wire) -> None:
        settings = self.link.settings
        try:
            context = ssl.create_default_context() if settings.tls else None
            await self._loop.create_connection(
                lambda: wire,
                settings.host,
                settings.port,
                ssl=context,
                happy_eyeballs_delay=0.25,
            )
        except (OSError, UnicodeError, OverflowError, ExceptionGroup) as error:
            self.closed(wire, error)

    def _leave(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.leave()


class _Wire(asyncio.Protocol):
    """One connection, or the attempt at one.  What belongs to an earlier one is told apart by identity."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._transport: asyncio.Transport | None = None
        self._paused = False
        self.when_closed: Callable[[], None] | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._service.opened(self)

    def data_received(self, data: bytes) -> None:
        self._service.received(self, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._service.closed(self, exc)
        if self.when_closed is not None:
            self.when_closed()

    def write(self, data: bytes) -> None:
        if data and self._transport is not None:
            self._transport.write(data)

    def pause(self) -> None:
        if self._transport is not None and not self._paused:
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._transport is not None and self._paused:
            self._paused = False
            self._transport.resume_reading()

    def leave(self) -> None:
        """Close at once: a dead peer would keep a polite close waiting."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.abort()
