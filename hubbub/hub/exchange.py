"""A SASL exchange under way: what the client sends in pieces, put together.

https://ircv3.net/specs/extensions/sasl-3.1: base64 in pieces of 400 bytes, ended by a shorter one, or by ``+``.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from hubbub.model.refusals import Refuse

if TYPE_CHECKING:
    from scramp.core import ScramServer

    from hubbub.model.account import Account

PIECE = 400
"""Bytes of base64 in one AUTHENTICATE."""

MOST_PIECES = 6
"""Of one response: room for two names and a password, each at its limit."""


class Exchange:
    """``mechanism``: chosen; ``scram``: the state of that one, None before its first message."""

    __slots__ = ("_pieces", "account", "mechanism", "name", "scram")

    def __init__(self, mechanism: str) -> None:
        self.mechanism = mechanism
        self.scram: ScramServer | None = None
        self.name = ""
        """Who it says it is, where that is told before the proof."""
        self.account: Account | None = None
        """Whose the proof was, once it is made and only the client's last word is missing."""
        self._pieces: list[str] = []

    def take(self, piece: str) -> bytes | None:
        """One piece; the response, once it is whole.  Raises Refuse for what is too long, or no base64."""
        if len(piece) > PIECE or len(self._pieces) >= MOST_PIECES:
            raise Refuse("sasl_too_long")
        if piece != "+":
            self._pieces.append(piece)
            if len(piece) == PIECE:
                return None
        whole, self._pieces = "".join(self._pieces), []
        try:
            return b64decode(whole, validate=True)
        except ValueError:
            raise Refuse("sasl_failed", text="that is not base64") from None


def pieces(response: bytes) -> Iterator[str]:
    """A response of the server's own, as it is sent."""
    whole = b64encode(response).decode()
    for start in range(0, len(whole), PIECE):
        yield whole[start : start + PIECE]
    if len(whole) % PIECE == 0:
        yield "+"


class Plain(msgspec.Struct, frozen=True):
    """What the mechanism PLAIN says: whose account, and the password."""

    name: str
    password: str


def plain(response: bytes) -> Plain:
    """https://www.rfc-editor.org/rfc/rfc4616: authzid NUL authcid NUL password.  Raises Refuse."""
    parts = response.split(b"\0")
    try:
        authorization, name, password = (part.decode() for part in parts)
    except ValueError:
        raise Refuse("sasl_failed", text="PLAIN wants: name, NUL, name, NUL, password; in UTF-8") from None
    if authorization not in {"", name}:
        raise Refuse("sasl_failed", text="nobody may act for another account here")
    return Plain(name, password)
