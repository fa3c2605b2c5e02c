"""A listener: accepts connections on one socket."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable

import structlog

from .connection import Connection
from .sockets import bound_to

logger = structlog.get_logger()

ACCEPT_AT_ONCE = 128
"""Connections accepted in one turn of the loop, so that a rush does not silence those who talk."""

FULL_PAUSE = 0.5
"""Seconds without accepting when there are no more file descriptors."""

_OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Listener:
    """``connect``: makes a `Connection` for a peer's address."""

    def __init__(self, listening: socket.socket, connect: Callable[[str], Connection]) -> None:
        """Takes ``listening`` over."""
        listening.setblocking(False)
        self._socket = listening
        self._connect = connect
        self._loop = asyncio.get_running_loop()
        self._handovers: set[asyncio.Task[None]] = set()
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
        """Close the listening socket."""
        self.pause()
        self._socket.close()
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
            self._hand_over(accepted, self._connect(address[0]))

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
