"""A connection that came by HTTP and went on as WebSocket: an IRC session like any other from there."""

from __future__ import annotations

import asyncio

from hubbub.model import requests
from hubbub.wire import websocket
from hubbub.wire.websocket import Messages

from .connection import Connection
from .node import Node

DECODE_AT_ONCE = 4096
"""Bytes taken apart in one turn of the loop: the smallest frames are six bytes, and each costs as much as a line."""

NORMAL = 1000


class WebSocketConnection(Connection):
    """``messages``: what makes lines of the client's bytes."""

    def __init__(self, node: Node, session: int, address: str, limit: int, messages: Messages) -> None:
        super().__init__(node, session, address, limit, door=None)
        self._messages = messages
        self._undecoded = bytearray()
        self._half_closed = False
        self.outbox.discard()
        self.outbox.ending, self.outbox.lingers = websocket.close(NORMAL), True

    def begin(self, transport: asyncio.Transport, first: bytes, *, secure: bool) -> None:
        """Take the transport over, whose handshake is done; ``first``: what the client has sent since."""
        self._transport = transport
        self._begin("websocket")
        if secure:
            self.secured("")
        self._node.submit(self.session, requests.StartIrc(carrier=self._messages.carrier))
        self._watch = self._loop.call_later(self._node.registration_timeout, self._check_registration)
        transport.set_protocol(self)
        self.connection_made(transport)
        transport.resume_reading()
        if first:
            self.data_received(first)

    def data_received(self, data: bytes) -> None:
        self.heard = True
        self._heard_at = self._loop.time()
        if self._gone or self._messages.ending:
            return  # RFC 6455 section 7.1.7: nothing counts any more
        self._undecoded += data
        if not self._pumping:
            self._pump()

    def eof_received(self) -> bool:
        if self._gone:
            return False
        return super().eof_received()

    def _read_to_the_end(self) -> None:
        self._half_closed = True
        self.outbox.lingers = False
        if not self._pumping:
            self._pump()

    def _pump(self) -> None:
        if not self._backlog:
            self._decode()
        self._ended = bool(self._messages.ending) or (self._half_closed and not self._undecoded)
        super()._pump()
        if self._undecoded and not self._pumping and not self._gone:
            self._pumping = True
            self._read_on(False)
            self._loop.call_soon(self._pump)

    def _decode(self) -> None:
        """Make lines of the next few bytes, and answer what asks for an answer at once."""
        data = bytes(self._undecoded[:DECODE_AT_ONCE])
        if not data:
            return
        del self._undecoded[:DECODE_AT_ONCE]
        messages, outbox = self._messages, self.outbox
        lines, answer = messages.receive(data)
        self._backlog.extend(lines)
        if answer:
            outbox.write(answer)
        if messages.ending:
            self._undecoded.clear()
            outbox.ending, outbox.lingers = messages.ending, bool(messages.failure)

    def _end(self) -> None:
        if not self._node.accepts(self.session):
            self._pumping = True
            return
        failure = self._messages.failure
        self._stop(f"it broke WebSocket's rules: {failure}" if failure else "connection closed")
        if not failure:
            self.outbox.part()

    def _ping(self) -> bytes:
        return websocket.PING
