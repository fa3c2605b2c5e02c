"""TLS on a connection that already has a transport: a protocol to the transport below, a transport to what is above.

OpenSSL works on memory here, and what it has to send goes to the transport below at once.  So TLS may begin at any
byte, a client may send close_notify and still be answered (RFC 8446 section 6.1), and nothing is buffered twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, cast

from OpenSSL import SSL

from .certificates import NoCommonProtocol

RECORD = 16 * 1024
"""Bytes of plain text in the largest record (RFC 8446 section 5.1).  More at once only lets OpenSSL's memory grow."""

_RECORD_SENT = RECORD + 4 * 1024
"""Room for one record as sent, and for whatever OpenSSL had to say before it."""

READ_TOGETHER = 64 * 1024


class TlsError(ConnectionError):
    """TLS that cannot go on; the text says why."""


class Tls(asyncio.Transport, asyncio.Protocol):
    """The server's side of one TLS connection.

    ``opened`` is called when the handshake is complete, for which there are ``seconds``, whatever bytes come.  A
    handshake or a connection that fails ends with ``above.connection_lost(TlsError)``.
    """

    __slots__ = (
        "_above",
        "_below",
        "_closing",
        "_deadline",
        "_ended",
        "_engine",
        "_error",
        "_loop",
        "_opened",
        "_reading",
        "is_open",
    )

    def __init__(
        self,
        context: SSL.Context,
        below: asyncio.Transport,
        above: asyncio.Protocol,
        opened: Callable[[], None],
        seconds: float,
    ) -> None:
        super().__init__()
        self.is_open = False
        self._below = below
        self._above = above
        self._opened: Callable[[], None] | None = opened
        self._engine = SSL.Connection(context, None)
        self._engine.set_accept_state()
        self._loop = asyncio.get_running_loop()
        self._reading = True
        self._ended = False
        self._closing = False
        self._error: Exception | None = None
        self._deadline: asyncio.TimerHandle | None = self._loop.call_later(seconds, self._too_slow)
        below.set_protocol(self)

    @property
    def application(self) -> str:
        """The protocol that ALPN chose; "" where the client offered none."""
        return self._engine.get_alpn_proto_negotiated().decode("ascii")

    @property
    def certificate_fingerprint(self) -> str:
        """SHA-256 of the client's certificate, in small hexadecimal digits; "" where it showed none.

        The client has proved that it holds the key.  Nobody has vouched for the names in the certificate.
        """
        certificate = self._engine.get_peer_certificate()
        return certificate.digest("sha256").decode("ascii").replace(":", "").lower() if certificate else ""

    # --- asyncio.Protocol, for the transport below ------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if self._error is None:
            self._engine.bio_write(data)
            if self.is_open or self._shake_hands():
                self._read()

    def eof_received(self) -> bool:
        if not self.is_open:
            self._fail("the client went away during the handshake")
            return False
        self._end()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_deadline()
        if not self.is_open and self._error is None and not self._closing:
            self._error = TlsError("the client went away during the handshake")
        self._closing = True
        self._opened = None
        self._above.connection_lost(self._error or exc)

    def pause_writing(self) -> None:
        self._above.pause_writing()

    def resume_writing(self) -> None:
        self._above.resume_writing()

    # --- the handshake ----------------------------------------------------------------------------

    def _shake_hands(self) -> bool:
        try:
            self._engine.do_handshake()
        except SSL.WantReadError:
            self._flush()
            return False
        except (SSL.Error, NoCommonProtocol) as error:
            self._flush()  # the alert that says so
            self._fail(_reason(error))
            return False
        self._flush()
        self._cancel_deadline()
        self.is_open = True
        opened, self._opened = self._opened, None
        if opened is not None:
            opened()
        return True

    def _too_slow(self) -> None:
        self._deadline = None
        self._error = TlsError("the handshake took too long")
        self._below.abort()

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    # --- both ways --------------------------------------------------------------------------------

    def _read(self) -> None:
        engine = self._engine
        while self._reading and not self._ended and self._error is None:
            try:
                data = engine.recv(READ_TOGETHER)
            except SSL.WantReadError:
                break
            except SSL.ZeroReturnError:
                self._end()
                break
            except SSL.Error as error:
                self._flush()
                self._fail(_reason(error))
                return
            self._above.data_received(data)
        self._flush()

    def _end(self) -> None:
        """The client will say nothing more; it may still be answered."""
        if not self._ended:
            self._ended = True
            if not self._above.eof_received():
                self.close()

    def _flush(self) -> None:
        """Send what OpenSSL has to say by itself: the handshake, alerts, new keys."""
        while True:
            try:
                data = self._engine.bio_read(_RECORD_SENT)
            except SSL.WantReadError:
                return
            self._below.write(data)

    def _fail(self, reason: str) -> None:
        self._cancel_deadline()
        self._error = TlsError(reason)
        self._below.close()

    # --- asyncio.Transport, for what is above -----------------------------------------------------

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        if not data or not self.is_open or self._closing or self._error is not None:
            return
        engine = self._engine
        try:
            if len(data) <= RECORD:
                engine.send(data)
                sent = engine.bio_read(_RECORD_SENT)
            else:
                view = memoryview(data)
                records: list[bytes] = []
                for start in range(0, len(view), RECORD):
                    engine.send(view[start : start + RECORD])
                    records.append(engine.bio_read(_RECORD_SENT))
                sent = b"".join(records)
        except SSL.Error as error:
            self._fail(_reason(error))
            return
        self._below.write(sent)

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview[Any]]) -> None:
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        """Say close_notify after all that was written, and close."""
        if self._closing:
            return
        self._closing = True
        self._cancel_deadline()
        if self.is_open and self._error is None:
            try:
                self._engine.shutdown()
                self._flush()
            except SSL.Error as error:
                self._error = TlsError(_reason(error))
        self._below.close()

    def abort(self) -> None:
        self._cancel_deadline()
        self._closing = True
        self._below.abort()

    def is_closing(self) -> bool:
        return self._closing or self._below.is_closing()

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        """Say close_notify after all that was written; the client may still speak."""
        if self.is_open and self._error is None and not self._closing:
            try:
                self._engine.shutdown()
                self._flush()
            except SSL.Error as error:
                self._fail(_reason(error))
                return
            if self._below.can_write_eof():
                self._below.write_eof()

    def pause_reading(self) -> None:
        self._reading = False
        self._below.pause_reading()

    def resume_reading(self) -> None:
        if not self._reading:
            self._reading = True
            self._loop.call_soon(self._read_on)  # what was decrypted already comes first, and never from in here

    def _read_on(self) -> None:
        if self._error is None and self.is_open:
            self._read()
        if self._reading and not self._below.is_closing():
            self._below.resume_reading()

    def is_reading(self) -> bool:
        return self._reading

    def get_write_buffer_size(self) -> int:
        return self._below.get_write_buffer_size()

    def get_write_buffer_limits(self) -> tuple[int, int]:
        return self._below.get_write_buffer_limits()

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        self._below.set_write_buffer_limits(high, low)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._above = cast("asyncio.Protocol", protocol)

    def get_protocol(self) -> asyncio.BaseProtocol:
        return self._above

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        if name == "sslcontext":  # whoever asks wants to know whether this is TLS
            return self._engine.get_context()
        return self._below.get_extra_info(name, default)


def _reason(error: Exception) -> str:
    """OpenSSL's words for what went wrong, without its places in its own source."""
    if isinstance(error, SSL.SysCallError) or not isinstance(error, SSL.Error):
        return str(error.args[-1]) if error.args else type(error).__name__
    reasons = [row[-1] for row in error.args[0] if row[-1]] if error.args else []
    return ", ".join(dict.fromkeys(reasons)) or "TLS failed"
