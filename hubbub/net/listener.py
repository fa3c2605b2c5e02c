"""A listener: accepts connections on one socket."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable

import structlog

from hubbub.model.refusals import Refuse, sentence

from .connection import Connection, last_word
from .sockets import bound_to

logger = structlog.get_logger()

ACCEPT_AT_ONCE = 128
"""Connections accepted in one turn of the loop, so that a rush does not silence those who talk."""

FULL_PAUSE = 0.5
"""Seconds without accepting when there are no more file descriptors."""

TURNED_AWAY_SECONDS = 1.0
"""Who is turned away has so long to read why: closing at once, with bytes unread, would take it back."""

MOST_TURNED_AWAY = 128
"""At a time; more are closed at once."""

_OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Listener:
    """``connect``: makes a `Connection` for a peer's address, or raises Refuse: then the peer is told so and closed."""

    def __init__(self, listening: socket.socket, connect: Callable[[str], Connection]) -> None:
        """Takes ``listening`` over."""
        listening.setblocking(False)
        self._socket = listening
        self._connect = connect
        self._loop = asyncio.get_running_loop()
        self._handovers: set[asyncio.Task[None]] = set()
        self._turned_away: dict[socket.socket, asyncio.TimerHandle] = {}
        self._accepting = False
        self._full: asyncio.TimerHandle | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, the real one where port 0 was asked for."""
        return bound_to(self._socket)

    def duplicate(self) -> socket.socket:
        """The same listening socket once more, for whoever listens after this one has stopped."""
        return self._socket.dup()

    def start(self) -> None:
        """Begin, or go on, to accept."""
        if not self._accepting:
            self._accepting = True
            self._loop.add_reader(self._socket, self._accept)

    def pause(self) -> None:
        """Accept nobody for now: the kernel lets them wait."""
        if self._full is not None:
            self._full.cancel()
            self._full = None
        if self._accepting:
            self._accepting = False
            self._loop.remove_reader(self._socket)

    async def stop(self) -> None:
        """Close the listening socket, and those that are turned away."""
        self.pause()
        self._socket.close()
        for turned_away, timer in self._turned_away.items():
            timer.cancel()
            turned_away.close()
        self._turned_away.clear()
        if self._handovers:
            await asyncio.wait(self._handovers)

    def _accept(self) -> None:
        for _ in range(ACCEPT_AT_ONCE):
            try:
                accepted, address = self._socket.accept()
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionError:
                continue  # it was gone before it was accepted
            except OSError as error:
                if error.errno not in _OUT_OF_FILES:
                    raise
                logger.error("no more connections can be accepted for now", reason=error.strerror)
                self.pause()
                self._full = self._loop.call_later(FULL_PAUSE, self.start)
                return
            accepted.setblocking(False)
            with contextlib.suppress(OSError):
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                accepted.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            try:
                connection = self._connect(address[0])
            except Refuse as refusal:
                self._turn_away(accepted, sentence(refusal.code, refusal.about, refusal.text))
            else:
                self._hand_over(accepted, connection)

    def _turn_away(self, accepted: socket.socket, reason: str) -> None:
        with contextlib.suppress(OSError):
            accepted.send(last_word(reason))
            accepted.shutdown(socket.SHUT_WR)
        if len(self._turned_away) >= MOST_TURNED_AWAY:
            accepted.close()
            return

        def close() -> None:
            del self._turned_away[accepted]
            accepted.close()

        self._turned_away[accepted] = self._loop.call_later(TURNED_AWAY_SECONDS, close)

    def _hand_over(self, accepted: socket.socket, connection: Connection) -> None:
        async def hand_over() -> None:
            try:
                await self._loop.connect_accepted_socket(lambda: connection, accepted)
            except OSError:
                accepted.close()
                connection.connection_lost(None)

        task = self._loop.create_task(hand_over())
        self._handovers.add(task)
        task.add_done_callback(self._handovers.discard)
