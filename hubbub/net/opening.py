"""The opening of a connection: from its first byte until it is known what it speaks.

A PROXY header comes first, where one is allowed; then TLS, and inside it the question is asked again, or ALPN has
answered it; then the first line decides.  All that is waited for has a deadline that bytes do not move.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal, Protocol

from hubbub.wire import detect, proxy_header

from .certificates import Certificate
from .door import Door
from .tls import Tls

TLS_REFUSED = b"\x15\x03\x01\x00\x02\x02\x28"
"""A fatal alert, handshake_failure (RFC 8446, section 6): the other side reports it instead of hanging."""

TLS_ONLY = b"ERROR :this port speaks TLS only; connect with TLS\r\n"
_USE_HTTPS = b"This port speaks TLS only: write https instead of http.\n"
HTTPS_ONLY = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_USE_HTTPS), _USE_HTTPS)
)


class Opened(Protocol):
    """The connection, as its opening knows it."""

    @property
    def has_written(self) -> bool:
        """Whether it was sent anything: then it knows that it has connected to a chat."""

    def begin_listening(self) -> None: ...
    def begin_irc(self, first: bytes) -> None: ...
    def begin_plain(self, first: bytes) -> None: ...
    def begin_http(self, first: bytes) -> None: ...
    def begin_tls(self, certificate: Certificate, opened: Callable[[], None], seconds: float) -> Tls: ...
    def secured(self, fingerprint: str) -> None: ...
    def comes_from(self, address: str, *, by_tls: bool) -> None: ...
    def refuse(self, reason: str, answer: bytes = b"") -> None: ...


class Opening:
    """``address``: the peer's."""

    def __init__(self, connection: Opened, door: Door, address: str) -> None:
        self._connection = connection
        self._door = door
        self._address = address
        self._first = b""
        self._tls: Tls | None = None
        self._header: Literal["no", "may", "must"] = "no"
        if door.needs_proxy:
            self._header = "must"
        elif door.trusts(address):
            self._header = "may"
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._wait(door.patience(address))
        self._deadline: asyncio.TimerHandle | None = None
        if self._is_closed_to_plaintext:
            self._set_deadline()

    @property
    def _is_closed_to_plaintext(self) -> bool:
        """Whether nothing may be said yet to whoever is there, nor by them."""
        return self._header == "must" or (self._door.tls is True and self._tls is None)

    def start(self) -> None:
        """The connection can be spoken to."""
        if self._header == "must" and not self._door.trusts(self._address):
            self._refuse("its address is not in [proxy] allow-from")
        elif self._timer is None and not self._is_closed_to_plaintext:
            self._connection.begin_listening()  # its time of silence is over already

    def receive(self, data: bytes) -> None:
        self._first += data
        self._decide(final=False)

    def end(self) -> None:
        """Nothing more will come."""
        if self._first:
            self._decide(final=True)

    def stop(self) -> None:
        for timer in (self._timer, self._deadline):
            if timer is not None:
                timer.cancel()
        self._timer = self._deadline = None

    # --- time -------------------------------------------------------------------------------------

    def _wait(self, seconds: float | None = None) -> None:
        """For what may still come, if that is not awaited already."""
        if self._timer is None:
            self._timer = self._loop.call_later(seconds or self._door.patience(self._address), self._silence_is_over)

    def _silence_is_over(self) -> None:
        self._timer = None
        if self._header == "must":
            return  # it has until the deadline
        if self._first:
            self._decide(final=True)
        elif not self._is_closed_to_plaintext:
            self._connection.begin_listening()

    def _set_deadline(self) -> None:
        if self._deadline is None:
            self._deadline = self._loop.call_later(self._door.handshake, self._too_late)

    def _too_late(self) -> None:
        self._deadline = None
        self._refuse("no whole PROXY header came in time" if self._header != "no" else "no TLS came in time")

    # --- deciding ---------------------------------------------------------------------------------

    def _decide(self, *, final: bool) -> None:
        """``final``: nothing more came in time."""
        if self._header != "no" and not self._take_header(final=final):
            return
        if not self._first:
            return
        verdict = detect.at_deadline(self._first) if final else detect.detect(self._first)
        if verdict == "wait":
            self._wait()
            return
        self.stop()
        first, self._first = self._first, b""
        if verdict == "tls":
            self._start_tls(first)
        elif self._is_closed_to_plaintext:
            self._refuse("plaintext where only TLS is spoken", HTTPS_ONLY if verdict == "http" else TLS_ONLY)
        elif verdict == "intruder" or (verdict == "http" and self._connection.has_written):
            # A chat that was heard as HTTP's answer already is nobody's web page.
            self._refuse("it is no chat")
        elif verdict == "http":
            self._connection.begin_http(first)
        elif verdict == "irc":
            self._connection.begin_irc(first)
        else:
            self._connection.begin_plain(first)

    def _refuse(self, reason: str, answer: bytes = b"") -> None:
        self.stop()
        self._connection.refuse(reason, answer)

    # --- proxies ----------------------------------------------------------------------------------

    def _take_header(self, *, final: bool) -> bool:
        """Take the PROXY header off, if there is one; True where the rest is now to be looked at."""
        answer = proxy_header.read(self._first)
        must = self._header == "must"
        if isinstance(answer, proxy_header.Header):
            self._first = self._first[answer.length :]
            self._header = "no"
            self._speak_for(answer)
            return True
        if isinstance(answer, proxy_header.Invalid):
            self._refuse(answer.reason)
        elif must and (final or answer == "none"):
            self._refuse("there is no PROXY header, which this port demands")
        elif answer == "more" and not final:
            self._stop_waiting()
            self._set_deadline()
        elif answer == "more":
            self._refuse("the PROXY header is incomplete")
        elif answer == "none" or final:
            self._header = "no"
            return True
        elif not must:
            self._wait()
        return False

    def _speak_for(self, header: proxy_header.Header) -> None:
        self.stop()
        if header.address:
            self._connection.comes_from(header.address, by_tls=header.secure)
            self._address = header.address
        self._wait()
        if self._is_closed_to_plaintext:
            self._set_deadline()

    def _stop_waiting(self) -> None:
        """Silence decides nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # --- TLS --------------------------------------------------------------------------------------

    def _start_tls(self, first: bytes) -> None:
        if self._tls is not None:
            self._refuse("TLS inside TLS")
        elif self._door.certificate is None:
            self._refuse("TLS is not offered here", TLS_REFUSED)
        elif self._connection.has_written:
            self._refuse("TLS after it was sent plain text", TLS_REFUSED)
        else:
            self._tls = self._connection.begin_tls(self._door.certificate, self._tls_opened, self._door.handshake)
            self._tls.data_received(first)

    def _tls_opened(self) -> None:
        """The handshake is complete."""
        tls = self._tls
        assert tls is not None  # noqa: S101 - it was started
        self._connection.secured(tls.certificate_fingerprint)
        if tls.application == "irc":
            self._connection.begin_irc(b"")
        elif tls.application == "http/1.1":
            self._connection.begin_http(b"")
        else:
            self._wait()
