"""A connection: from its first byte to its last, whatever it turns out to speak.

It opens (`Opening`), then it is plain, IRC, or handed over to HTTP.  While it opens it already listens in the lobby,
held back until the time for detection is over.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

import structlog

from hubbub.model import requests
from hubbub.model.limits import SESSION_REQUESTS, SOURCE_TAG_BYTES
from hubbub.model.requests import Request
from hubbub.wire.irc.reader import Reader
from hubbub.wire.lines import LineBuffer, TooLong
from hubbub.wire.plain.read import PlainReader

from .certificates import Certificate
from .door import Door
from .node import Node
from .opening import Opening
from .outbox import Outbox
from .throttle import Throttle
from .tls import Tls, TlsError

logger = structlog.get_logger()

PAUSE = 0.05
"""Seconds of silence that end a chunk of a plain client that sends no newlines."""


def last_word(reason: str) -> bytes:
    """The one line that somebody is told who may not come in: IRC's ERROR, and readable."""
    return f"ERROR :{reason}\r\n".encode("utf-8", "replace")


class Connection(asyncio.Protocol):
    """``session``: its number; ``outbox``: what it has still to be sent; without a ``door`` it came by another way."""

    def __init__(self, node: Node, session: int, address: str, limit: int, door: Door | None) -> None:
        self.session = session
        self.address = address
        """The peer's, or that of the client a proxy speaks for."""
        self.household = ""
        """As what it was counted at the door; "" where it was not."""
        self.throttle: Throttle | None = None
        """How fast it is read; None: as fast as it sends."""
        self.outbox = Outbox(limit, self._drop)
        self.outbox.lingers = True
        self.heard = False
        """Whether bytes came since this was last reset: then it lives."""
        self._node = node
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time()
        self._transport: asyncio.Transport | None = None
        self._opening: Opening | None = Opening(self, door, address) if door else None
        self._speaks: str = "unknown"
        self._plain = PlainReader(node.server.limits.message_bytes)
        limits = node.server.limits
        self._irc = Reader()
        self._lines = LineBuffer(SOURCE_TAG_BYTES + limits.line_bytes, limits.readq_bytes)
        self._backlog: deque[Request | bytes | TooLong] = deque()
        self._pumping = False
        self._reading = True
        self._pinged = False
        self._ended = False
        self._gone = False
        self._pause: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._rest: asyncio.TimerHandle | None = None

    @property
    def came(self) -> bool:
        """Whether it has shown that it came to chat; one that only connected came and left unnoticed."""
        return self._speaks in {"plain", "irc", "websocket"}

    # --- asyncio.Protocol -------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # a socket's both reads and writes
        if self._gone:
            self._transport.abort()
            return
        self.outbox.attach(self._transport)
        if self._opening is not None:
            self._opening.start()

    def data_received(self, data: bytes) -> None:
        self.heard = True
        self._heard_at = self._loop.time()
        if self._gone:
            return  # it is only waited for, so that its last words reach it
        if self._speaks == "irc":
            self._backlog.extend(self._lines.receive(data))
        elif self._speaks == "plain":
            self._receive_plain(data)
        elif self._opening is not None:
            self._opening.receive(data)
            return
        if not self._pumping:
            self._pump()

    def eof_received(self) -> bool:
        """The other side has said all it will: it is answered to the end, and then closed."""
        self.outbox.part()
        self._read_to_the_end()
        return True

    def _read_to_the_end(self) -> None:
        self._ended = True
        if self._opening is not None:
            self._opening.end()
        if self._speaks == "plain":
            self._backlog.extend(self._plain.close())
        if not self._pumping:
            self._pump()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._gone:  # torn off: what was said before that is heard all the same
            self._read_to_the_end()
        if isinstance(exc, TlsError):
            logger.info("TLS failed", session=self.session, address=self.address, reason=str(exc))
            self._stop(f"TLS failed: {exc}")
        else:
            broke = f"connection lost: {exc.strerror}" if isinstance(exc, OSError) else ""
            self._stop(broke or "connection closed", torn=bool(broke))
        self._node.forget(self)

    def pause_writing(self) -> None:
        self.outbox.pause()

    def resume_writing(self) -> None:
        self.outbox.resume()
        if self._pumping:
            self._pump()

    # --- opening (net.opening.Opened) -------------------------------------------------------------

    @property
    def has_written(self) -> bool:
        return self.outbox.wrote

    def begin_listening(self) -> None:
        if self._transport is not None and not self._is_turned_away():
            self.outbox.release()

    def begin_irc(self, first: bytes) -> None:
        if self._is_turned_away():
            return
        self._begin("irc")
        self._node.submit(self.session, requests.StartIrc())
        self._watch = self._loop.call_later(self._node.registration_timeout, self._check_registration)
        self.data_received(first)

    def begin_plain(self, first: bytes) -> None:
        if self._is_turned_away():
            return
        self._begin("plain")
        self.outbox.release()
        self.data_received(first)

    def begin_http(self, first: bytes) -> None:
        if self._gone:
            return
        self._begin("http")
        transport = cast("asyncio.Transport", self._transport)  # its bytes came through it
        self._node.gone(self.session, "")  # it never was a session that anybody would miss
        http = self._node.http(self)
        self._node.forget(self)
        transport.set_protocol(http)
        http.connection_made(transport)
        if first:
            http.data_received(first)
        if self._ended:
            http.eof_received()

    def begin_tls(self, certificate: Certificate, opened: Callable[[], None], seconds: float) -> Tls:
        below = cast("asyncio.Transport", self._transport)
        self._transport = tls = Tls(certificate.context, below, self, opened, seconds)
        self.outbox.hold(tls)
        return tls

    def secured(self, fingerprint: str) -> None:
        self._node.submit(self.session, requests.Secure(fingerprint=fingerprint))

    def comes_from(self, address: str, *, by_tls: bool) -> None:
        self._node.comes_from(self, address, by_tls=by_tls)
        self.address = address

    def refuse(self, reason: str, answer: bytes = b"") -> None:
        logger.warning("refused a connection", session=self.session, address=self.address, reason=reason)
        self._opening = None
        self._speaks = "refused"
        self.outbox.discard()
        if answer and self._transport is not None:
            self._transport.write(answer)
        self._stop(reason)
        if self._transport is not None:
            self._transport.close()
        self.outbox.close()

    def _is_turned_away(self) -> bool:
        """Whether it may not talk here like this: then it is told why, and has heard nothing before."""
        if self._gone:
            return True
        reason = self._node.barred(self.session)
        if not reason:
            return False
        logger.info("turned away", session=self.session, address=self.address, reason=reason)
        self._node.counts.dropped["plaintext from elsewhere"] += 1
        if self._opening is not None:
            self._opening.stop()
            self._opening = None
        self._speaks = "refused"
        self.outbox.discard()
        self.outbox.write(last_word(reason))
        self.outbox.close()  # what is said until the hub knows is not for them either
        self._stop("it is not encrypted")
        return True

    def _begin(self, protocol: str) -> None:
        self._opening = None
        self._speaks = protocol
        tls = isinstance(self._transport, Tls)
        log = logger.debug if protocol == "http" else logger.info  # health checks and scrapes come all day
        log("a client came", session=self.session, protocol=protocol, tls=tls, address=self.address)

    # --- reading ----------------------------------------------------------------------------------

    def _receive_plain(self, data: bytes) -> None:
        typed_before = self._plain.lines
        read = self._plain.receive(data)
        if self._plain.lines and not typed_before:
            read.insert(1, requests.Greet())
        self._take_plain(read)

    def _take_plain(self, read: list[Request]) -> None:
        self._backlog.extend(read)
        if self._plain.intruder:
            self._backlog.clear()
            self.refuse("it is no chat")
            return
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None
        if self._plain.waiting:
            self._pause = self._loop.call_later(PAUSE, self._pause_is_over)

    def _pause_is_over(self) -> None:
        self._pause = None
        self._take_plain(self._plain.pause())
        if not self._pumping:
            self._pump()

    def _pump(self) -> None:
        """Submit what was read, a few at a time; while the pipeline takes no more, nothing more is read.

        Nor is anything from who does not read: answers are made as fast as they are taken.
        """
        self._pumping = False
        backlog, node, session, outbox = self._backlog, self._node, self.session, self.outbox
        throttle, taken = self.throttle, 0
        while backlog and not self._gone:
            if taken >= SESSION_REQUESTS:
                self._pumping = True
                self._loop.call_soon(self._pump)
                break
            if (outbox.is_behind and outbox.backlog > outbox.limit) or not node.accepts(session):
                self._pumping = True
                break
            if throttle is not None and not self._may_go_on(throttle, backlog[0]):
                self._pumping = True
                break
            taken += 1
            line = backlog.popleft()
            if isinstance(line, bytes):
                request = self._irc.read(line, node.server.limits)
                if request is not None:
                    node.submit(session, request)
            elif isinstance(line, Request):
                node.submit(session, line)
            elif line is TooLong.LINE:
                node.submit(session, self._irc.lost())
            else:
                self._backlog.clear()
                node.counts.dropped["a line without an end"] += 1
                node.submit(session, requests.Expel(reason="you sent a line that is far too long"))
        self._read_on(not self._pumping)
        if self._ended and not self._pumping:
            self._end()

    def _may_go_on(self, throttle: Throttle, line: Request | bytes | TooLong) -> bool:
        """Whether the next line is taken now.  If not, it is later, or the session has ended."""
        wait = throttle.wait()
        if wait:
            if self._rest is None:
                self._rest = self._loop.call_later(wait, self._has_rested)
            return False
        if throttle.unregistered and self._speaks != "plain":
            if self._node.is_registered(self.session):
                throttle.unregistered = False
            elif not throttle.spend(len(line) if isinstance(line, bytes) else self._node.server.limits.line_bytes):
                self._backlog.clear()
                self._node.counts.dropped["too much before registration"] += 1
                self._node.submit(self.session, requests.Expel(reason="you sent too much without registering"))
                return False
        return True

    def _has_rested(self) -> None:
        self._rest = None
        self._pump()

    def _read_on(self, reading: bool) -> None:
        transport = self._transport
        if transport is None or self._reading is reading or transport.is_closing():
            return
        self._reading = reading
        if reading:
            transport.resume_reading()
        else:
            transport.pause_reading()

    def unblocked(self) -> None:
        """The pipeline takes requests again."""
        self._pump()

    # --- ending -----------------------------------------------------------------------------------

    def _end(self) -> None:
        """All that the other side said is answered or under way: it leaves after that."""
        if not self._node.accepts(self.session):
            self._pumping = True  # parked: the answer it waits for comes first
            return
        self._stop("connection closed")

    def _stop(self, reason: str, *, torn: bool = False) -> None:
        """``torn``: what was written last may not have arrived."""
        if self._gone:
            return
        self._gone = True
        if self._opening is not None:
            self._opening.stop()
        for timer in (self._pause, self._watch, self._rest):
            if timer is not None:
                timer.cancel()
        self._pause = self._watch = self._rest = None
        if self._speaks != "http":
            self._node.gone(self.session, reason, self._loop.time() - self._heard_at if torn else 0.0)

    def _drop(self, reason: str) -> None:
        """The outbox gives this reader up."""
        logger.warning("dropped a client", session=self.session, reason=reason)
        self._node.counts.dropped[reason] += 1
        self._stop(f"dropped: {reason}", torn=True)
        if self._transport is not None:
            self._transport.abort()

    def abort(self) -> None:
        """Close at once."""
        if self._transport is not None:
            self._transport.abort()

    # --- liveness ---------------------------------------------------------------------------------

    def _check_registration(self) -> None:
        if self._node.is_registered(self.session):
            self.heard = True
            self._check_alive()
        else:
            self._node.submit(self.session, requests.Expel(reason="you did not register in time"))

    def _check_alive(self) -> None:
        """An IRC client that is silent for long is asked whether it is there; if it stays silent, it is not."""
        if not self.heard and self._pinged:
            self._node.counts.dropped["ping timeout"] += 1
            self._stop("ping timeout", torn=True)
            self.abort()
            return
        self._pinged = not self.heard
        if self._pinged:
            self.outbox.write(self._ping())
        self.heard = False
        self._watch = self._loop.call_later(self._node.ping_interval, self._check_alive)

    def _ping(self) -> bytes:
        return f"PING :{self._node.server.name}\r\n".encode()
