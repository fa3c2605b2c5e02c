"""The thread in which a link lives, and the door to it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import threading
from collections.abc import Callable, Sequence

from hubbub.clients.link.core import Link
from hubbub.clients.link.events import Event
from hubbub.clients.link.settings import Settings
from hubbub.clients.link.wire import GOODBYE, Service
from hubbub.wire.irc import message as irc

log = logging.getLogger(__name__)


class Driver:
    """Runs one link in a background thread.  All methods may be called from any thread.

    ``notify`` is called in the background thread, with events in order; it must only pass them on.
    """

    def __init__(self, settings: Settings, notify: Callable[[list[Event]], None]) -> None:
        self._link = Link(settings, random.random)
        self._notify = notify
        self._thread = threading.Thread(target=self._run, name="hubbub-link", daemon=True)
        self._running = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._service: Service | None = None

    def start(self) -> None:
        """Start the thread, which connects."""
        self._thread.start()
        self._running.wait()

    def send(self, lines: Sequence[irc.Message], connection: int) -> None:
        """Lines for the connection with this number."""
        self._call(lambda service, now: service.link.send(lines, connection, now))

    def reconnect(self, nick: str = "") -> None:
        """Try again now, with another nick if one is given (one that `Settings.check` takes)."""
        self._call(lambda service, now: service.link.start(now, nick))

    def drained(self, many: int) -> None:
        """The owner has taken in so many events."""
        self._call(lambda service, _: service.drained(many))

    def close(self, text: str = "") -> None:
        """Say QUIT, end the thread, and wait for it: at most two seconds."""
        if self._thread.is_alive():
            self._call(lambda service, _: service.end(text))
            self._thread.join(GOODBYE * 2)

    def _call(self, step: Callable[[Service, float], None]) -> None:
        loop, service = self._loop, self._service
        if loop is None or service is None:
            return

        def run() -> None:
            step(service, loop.time())
            service.pump()

        with contextlib.suppress(RuntimeError):  # The loop was closed meanwhile: there is nobody to tell.
            loop.call_soon_threadsafe(run)

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except Exception:
            log.exception("The connection's thread failed")
        finally:
            self._running.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._service = Service(self._link, self._loop, self._notify)
        self._running.set()
        await self._service.run()
