"""The thread that gives a link its sockets and its clock.

Everything here except `Driver.start`, `send`, `reconnect`, `drained` and `close` happens in that thread, on its event
loop.  ``notify`` is called there too, with events in order; it must only pass them on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import ssl
import threading
import time
from collections.abc import Callable, Sequence

from hubbub.clients.link.core import Link
from hubbub.clients.link.events import Connect, Event
from hubbub.clients.link.settings import Settings
from hubbub.wire.irc import message as irc

FULL = 20_000
"""Events that the owner has not taken in, after which nothing more is read from the server."""
SLEPT = 10.0
"""Seconds by which the calendar clock runs ahead of the loop's when the machine was asleep."""
LOOK = 5.0
"""Seconds between two looks at the calendar clock."""
GOODBYE = 1.0
"""Seconds that the server gets to answer QUIT."""

log = logging.getLogger(__name__)
Notify = Callable[[list[Event]], None]


class Driver:
    """Runs one link in a background thread."""

    def __init__(self, settings: Settings, notify: Notify) -> None:
        self._settings = settings
        self._notify = notify
        self._thread = threading.Thread(target=self._run, name="hubbub-link", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._over: asyncio.Event | None = None
        self._link = Link(settings, random.random)
        self._wire: _Wire | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._untaken = 0
        self._ahead = 0.0

    # From any thread --------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the thread, which connects."""
        self._thread.start()
        self._started.wait()

    def send(self, lines: Sequence[irc.Message], connection: int) -> None:
        """Lines for the connection with this number."""
        self._call(lambda now: self._link.send(lines, connection, now))

    def reconnect(self, nick: str = "") -> None:
        """Try again now, with another nick if one is given (`Settings.check` has seen it)."""
        self._call(lambda now: self._link.start(now, nick))

    def drained(self, many: int) -> None:
        """The owner has taken in so many events."""
        self._call(lambda _: self._drained(many))

    def close(self, text: str = "") -> None:
        """Say QUIT, end the thread, and wait for it: at most two seconds."""
        if self._thread.is_alive():
            self._call(lambda now: self._end(text, now))
            self._thread.join(GOODBYE * 2)

    def _call(self, step: Callable[[float], None]) -> None:
        def run() -> None:
            step(loop.time())
            self._pump()

        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # The loop was closed meanwhile: there is nobody to tell.
                loop.call_soon_threadsafe(run)

    # In the thread ----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except Exception:
            log.exception("The connection's thread failed")
            self._started.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        self._ahead = time.time() - self._loop.time()
        self._started.set()
        self._link.start(self._loop.time())
        self._pump()
        await self._over.wait()
        self._wire_away()
        for task in self._tasks:
            task.cancel()

    def _pump(self) -> None:
        """Do what the link wants, until it wants nothing more."""
        assert self._loop is not None
        if self._wire is not None:
            self._wire.write(self._link.take_data())
        for action in self._link.take_actions():
            self._wire_away()
            if isinstance(action, Connect):
                self._wire = _Wire(self)
                task = self._loop.create_task(self._connect(self._wire))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        events = self._link.take_events()
        if events:
            self._untaken += len(events)
            if self._wire is not None and self._untaken > FULL:
                self._wire.pause()
            self._notify(events)
        if self._timer is not None:
            self._timer.cancel()
        now, deadline = self._loop.time(), self._link.deadline()
        latest = now + LOOK
        self._timer = self._loop.call_at(latest if deadline is None else min(deadline, latest), self._tick)

    def _tick(self) -> None:
        assert self._loop is not None
        now = self._loop.time()
        ahead = time.time() - now
        if ahead - self._ahead > SLEPT:
            self._link.woke(now)
        self._ahead = ahead
        self._link.tick(now)
        self._pump()

    async def _connect(self, wire: _Wire) -> None:
        assert self._loop is not None
        settings = self._link.settings
        try:
            context = ssl.create_default_context() if settings.tls else None
            await self._loop.create_connection(
                lambda: wire,
                settings.host,
                settings.port,
                ssl=context,
                server_hostname=settings.host if context else None,
                happy_eyeballs_delay=0.25,
            )
        except (OSError, UnicodeError, OverflowError, ExceptionGroup) as error:
            if wire is self._wire:
                self._wire = None
                self._link.closed(error, self._loop.time())
                self._pump()

    def opened(self, wire: _Wire) -> None:
        """A connection is there."""
        assert self._loop is not None
        if wire is not self._wire:
            wire.leave()
            return
        self._link.opened(self._loop.time())
        self._pump()

    def received(self, wire: _Wire, data: bytes) -> None:
        assert self._loop is not None
        if wire is self._wire:
            self._link.receive(data, self._loop.time())
            self._pump()

    def closed(self, wire: _Wire, error: Exception | None) -> None:
        assert self._loop is not None
        if wire is self._wire:
            self._wire = None
            self._link.closed(error, self._loop.time())
            self._pump()

    def _wire_away(self) -> None:
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.leave()

    def _drained(self, many: int) -> None:
        self._untaken = max(0, self._untaken - many)
        if self._wire is not None and self._untaken <= FULL // 2:
            self._wire.resume()

    def _end(self, text: str, now: float) -> None:
        assert self._loop is not None
        assert self._over is not None
        self._notify = _nobody
        self._link.quit(text, now)
        wire = self._wire
        if wire is None or not wire.is_open:
            self._over.set()
            return
        wire.write(self._link.take_data())
        wire.when_closed = self._over.set
        self._link.take_actions()
        self._loop.call_later(GOODBYE, self._over.set)


class _Wire(asyncio.Protocol):
    """One connection, or the attempt at one.  What belongs to an earlier one is told apart by identity."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._transport: asyncio.Transport | None = None
        self._paused = False
        self._left = False
        self.when_closed: Callable[[], None] | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._driver.opened(self)

    def data_received(self, data: bytes) -> None:
        self._driver.received(self, data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._driver.closed(self, exc)
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
        if self._transport is not None and not self._left:
            self._left = True
            self._transport.abort()


def _nobody(_events: list[Event]) -> None:
    """After `close` nothing is told any more."""
