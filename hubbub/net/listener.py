"""A listener: accepts connections on one address, and looks at their first byte before anything reads it.

The byte is peeked at, not read, since TLS must be given a connection whose first bytes nobody has taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import Callable

import structlog

from hubbub.wire.detect import TLS_HANDSHAKE

from .connection import TLS_REFUSED, Connection

logger = structlog.get_logger()

ACCEPT_AT_ONCE = 128
"""Connections accepted in one turn of the loop, so that a rush does not silence those who talk."""

BACKLOG = 4096
"""Connections the kernel may keep waiting; it uses less where its own limit is lower."""

FULL_PAUSE = 0.5
"""Seconds without accepting when there are no more file descriptors."""

_OUT_OF_FILES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Listener:
    """``connect``: makes a `Connection` for a peer's address; ``detection``: seconds a silent one is only peeked at."""

    def __init__(self, host: str, port: int, detection: float, connect: Callable[[str], Connection]) -> None:
        """Raises OSError where the address cannot be listened on."""
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        self._socket = socket.socket(family, kind, protocol)
        try:
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: there, reuse would let two servers share a port
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.setblocking(False)
            self._socket.bind(address)
            self._socket.listen(BACKLOG)
        except OSError:
            self._socket.close()
            raise
        self._detection = detection
        self._connect = connect
        self._loop = asyncio.get_running_loop()
        self._handovers: set[asyncio.Task[None]] = set()
        self._peeking: dict[socket.socket, tuple[Connection, asyncio.TimerHandle]] = {}
        self._accepting = False
        self._full: asyncio.TimerHandle | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, the real one where port 0 was asked for."""
        host, port, *_ = self._socket.getsockname()
        return host, port

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
        """Close the listening socket, and those who have said nothing yet."""
        self.pause()
        self._socket.close()
        for peeked, (connection, _) in tuple(self._peeking.items()):
            self._stop_peeking(peeked)
            peeked.close()
            connection.connection_lost(None)
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
            self._peek(accepted, self._connect(address[0]))

    def _peek(self, accepted: socket.socket, connection: Connection) -> None:
        first = _peeked(accepted)
        if first is not None:
            self._decide(accepted, connection, first)
            return

        def readable() -> None:
            byte = _peeked(accepted)
            if byte is not None:
                self._stop_peeking(accepted)
                self._decide(accepted, connection, byte)

        def silent() -> None:
            self._stop_peeking(accepted)
            self._hand_over(accepted, connection)

        self._loop.add_reader(accepted, readable)
        self._peeking[accepted] = connection, self._loop.call_later(self._detection, silent)

    def _stop_peeking(self, peeked: socket.socket) -> None:
        _, timer = self._peeking.pop(peeked)
        timer.cancel()
        self._loop.remove_reader(peeked)

    def _decide(self, accepted: socket.socket, connection: Connection, first: bytes) -> None:
        if first and first[0] == TLS_HANDSHAKE:
            connection.tls_offered()
            with contextlib.suppress(OSError):
                accepted.send(TLS_REFUSED)
                accepted.shutdown(socket.SHUT_WR)
            accepted.close()
            connection.connection_lost(None)
        elif first:
            self._hand_over(accepted, connection)
        else:
            connection.connection_lost(None)
            accepted.close()

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


def _peeked(accepted: socket.socket) -> bytes | None:
    """The first byte, b"" where the peer has closed, None where nothing has come yet."""
    try:
        return accepted.recv(1, socket.MSG_PEEK)
    except (BlockingIOError, InterruptedError):
        return None
    except OSError:
        return b""
