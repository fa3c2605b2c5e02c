"""WebSocket (RFC 6455) and back: lines to frames that everybody can share, and a client's frames to lines.

One message is one IRC line without its end (IRCv3 WebSocket).  What a client sends is untrusted and masked, so a
library takes it apart; what we send is two or four bytes before each line, made here once for all who get it.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec
from websockets.datastructures import Headers
from websockets.exceptions import InvalidHandshake
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from hubbub.model.events import Carrier

from .irc.line import CRLF, boundary

if TYPE_CHECKING:
    from websockets.typing import Subprotocol

TEXT, BINARY = "text.ircv3.net", "binary.ircv3.net"

MOST_FRAGMENTS = 64
"""Of one message: a line needs one, and what forwards it may cut it; empty ones could come for ever."""

REASON_BYTES = 123
"""Of a close frame's reason: control frames hold 125 bytes, two of them the code (RFC 6455 section 5.5)."""

PING = b"\x89\x00"

_CARRIERS: dict[str, Carrier] = {TEXT: "websocket-text", BINARY: "websocket-binary"}
_FIRST_BYTE: dict[Carrier, int] = {"websocket-text": 0x81, "websocket-binary": 0x82}

_quiet = logging.getLogger("hubbub.websocket")
_quiet.setLevel(logging.ERROR)


# --- what we send ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=2048)
def _header(first: int, size: int) -> bytes:
    # RFC 6455 section 5.2: a server's frames have no mask.
    if size < 126:
        return struct.pack("!BB", first, size)
    if size < 1 << 16:
        return struct.pack("!BBH", first, 126, size)
    return struct.pack("!BBQ", first, 127, size)


def frames(lines: bytes, carrier: Carrier) -> bytes:
    """``lines``, each with its CR LF, as one frame each; as they are where a byte stream carries them."""
    if carrier == "stream" or not lines:
        return lines
    first = _FIRST_BYTE[carrier]
    if lines.find(CRLF) == len(lines) - 2:
        return _header(first, len(lines) - 2) + lines[:-2]
    return b"".join([_header(first, len(line)) + line for line in lines.removesuffix(CRLF).split(CRLF)])


def close(code: int, reason: str = "") -> bytes:
    """A close frame; a long ``reason`` is cut short between two characters."""
    text = reason.encode("utf-8", "replace")
    if len(text) > REASON_BYTES:
        text = text[: boundary(text, REASON_BYTES)]
    return struct.pack("!BBH", 0x88, 2 + len(text), code) + text


# --- the opening handshake ------------------------------------------------------------------------------------------


class Upgrade(msgspec.Struct, frozen=True):
    """An accepted handshake: the ``answer`` to send, and what the messages are."""

    answer: bytes
    carrier: Carrier


class Refusal(msgspec.Struct, frozen=True):
    """A handshake that is none: the status, one line for people, and the fields that belong to such an answer."""

    status: int
    text: str
    fields: tuple[tuple[str, str], ...] = ()


_SPEAKS = "this address speaks IRC over WebSocket, version 13"


def handshake(method: str, version: str, target: str, fields: Iterable[tuple[str, str]]) -> Upgrade | Refusal:
    """The answer to an upgrade request, e.g. ``("GET", "HTTP/1.1", "/ws", [("Upgrade", "websocket"), …])``.

    `Origin` and `Host` are the caller's to check.  Of the subprotocols that a client names, the first that is known
    here says what it is sent; without one it is sent text.
    """
    if method != "GET":
        return Refusal(405, _SPEAKS, (("Allow", "GET"),))
    if version != "HTTP/1.1":
        return Refusal(505, _SPEAKS)
    # No extensions: permessage-deflate would compress each message for each member anew, with a window of its own in
    # memory, and what strangers say together with what nobody else should know.
    protocol = ServerProtocol(select_subprotocol=_select, logger=_quiet)
    try:
        response = protocol.accept(Request(target, Headers(list(fields))))
    except InvalidHandshake:  # a field with a control character
        return Refusal(400, _SPEAKS)
    if response.status_code != 101:
        # RFC 6455 section 4.4: what would be understood.
        return Refusal(response.status_code, _SPEAKS, (("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")))
    carrier = _CARRIERS.get(protocol.subprotocol or "", "websocket-text")
    return Upgrade(response.serialize(), carrier)


def _select(_protocol: ServerProtocol, offered: Iterable[Subprotocol]) -> Subprotocol | None:
    return next((name for name in offered if name in _CARRIERS), None)


# --- what a client sends --------------------------------------------------------------------------------------------


class Messages:
    """A client's bytes to lines: text frames and binary ones alike, whatever it is sent itself.

    ``longest``: bytes of a message.  ``ending``: once it is not empty, the close frame with which this connection
    ends, after all that is still to be said; ``failure``: what the client did wrong then, "" where it closed.
    """

    def __init__(self, carrier: Carrier, longest: int) -> None:
        self.carrier = carrier
        self.ending = b""
        self.failure = ""
        self._protocol = ServerProtocol(state=State.OPEN, max_size=longest, logger=_quiet)
        self._opcode = Opcode.TEXT
        self._fragments: list[bytes] = []

    def receive(self, data: bytes) -> tuple[list[bytes], bytes]:
        """The lines that ``data`` completes, and what must be sent at once.

        After the end nothing more is read.
        """
        if self.ending:
            return [], b""
        protocol = self._protocol
        protocol.receive_data(data)
        lines: list[bytes] = []
        for frame in protocol.events_received():
            if isinstance(frame, Frame):
                line = self._message(frame)
                if line is not None:
                    lines.append(line)
                if self.failure:
                    break
        return lines, self._answer()

    def _message(self, frame: Frame) -> bytes | None:
        """The line that this frame completes."""
        opcode = frame.opcode
        if opcode is Opcode.CONT:
            self._fragments.append(bytes(frame.data))
        elif opcode is Opcode.TEXT or opcode is Opcode.BINARY:
            self._opcode = opcode
            self._fragments = [bytes(frame.data)]
        else:
            return None
        if not frame.fin:
            if len(self._fragments) >= MOST_FRAGMENTS:
                self._fail(CloseCode.POLICY_VIOLATION, "one line in so many fragments")
            return None
        line = self._fragments[0] if len(self._fragments) == 1 else b"".join(self._fragments)
        self._fragments = []
        if self._opcode is Opcode.TEXT and not line.isascii():
            try:
                line.decode()
            except UnicodeDecodeError:
                self._fail(CloseCode.INVALID_DATA, "a text frame must be UTF-8")
                return None
        return line

    def _fail(self, code: CloseCode, reason: str) -> None:
        self.failure = reason
        self._protocol.fail(code, reason)

    def _answer(self) -> bytes:
        protocol = self._protocol
        written = [data for data in protocol.data_to_send() if data]
        if protocol.close_sent is not None:
            self.ending = written.pop()
            if protocol.parser_exc is not None:
                self.failure = protocol.close_sent.reason or str(protocol.close_sent)
        # RFC 6455 section 5.5.3: of several pings the last may be answered for all.
        return written[-1] if written else b""
