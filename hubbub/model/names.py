"""What a nickname and a channel name may be, and when two of them are the same name.

Sources: https://modern.ircdocs.horse/#clients, #channels and #casemapping-parameter.
"""

from __future__ import annotations

import unicodedata
from typing import Literal

from . import precis

Casemapping = Literal["permissive", "ascii", "rfc1459", "precis"]
"""Whose names there are, and which are the same: *ascii* and *rfc1459* know nicknames of ASCII alone, as they are on
most of IRC; *permissive* those of every script, where A to Z alone have two forms; *precis* has two for all scripts."""

CHANNEL_PREFIX = "#"
GUEST_PREFIX = "guest-"

_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ASCII = str.maketrans(_UPPER, _UPPER.lower())
_RFC1459 = str.maketrans(_UPPER + "[]\\~", _UPPER.lower() + "{}|^")

# Letters, marks and digits of any script, and these; never what IRC gives a meaning in a nickname's place.
_NICK_SPECIALS = frozenset("[]\\`_^{|}-")
_NICK_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl"})
_NOT_FIRST = frozenset("-0123456789")
_CHANNEL_FORBIDDEN = frozenset(" ,:\x07\x00\r\n")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})


def fold(name: str, casemapping: Casemapping = "permissive") -> str:
    """The form of ``name`` that is equal for all spellings of one name.  Asked for each name in each message."""
    if casemapping == "rfc1459":
        return name.translate(_RFC1459)
    if name.isascii():
        return name.lower()
    return precis.fold(name) if casemapping == "precis" else name.translate(_ASCII)


def valid_nick(nick: str, longest: int, casemapping: Casemapping = "permissive") -> bool:
    """Whether ``nick`` may be a nickname of at most ``longest`` bytes (UTF-8, NFC)."""
    if not nick or nick[0] in _NOT_FIRST or len(nick.encode("utf-8", "replace")) > longest:
        return False
    if nick.isascii():
        return all(character.isalnum() or character in _NICK_SPECIALS for character in nick)
    if casemapping in ("ascii", "rfc1459"):
        return False
    if unicodedata.normalize("NFC", nick) != nick or unicodedata.category(nick[0]).startswith("M"):
        return False
    if casemapping == "precis" and not precis.is_username(nick):
        return False
    return all(character in _NICK_SPECIALS or unicodedata.category(character) in _NICK_CATEGORIES for character in nick)


def clean_user(user: str, longest: int) -> str:
    """What ``user`` becomes as the user in a mask, at most ``longest`` bytes: nothing there that a mask gives a
    meaning, so that nobody can look as if they came from another host; ``user`` where nothing is left."""
    kept = (
        character
        for character in user
        if character in _NICK_SPECIALS or character in ".~" or unicodedata.category(character) in _NICK_CATEGORIES
    )
    return clipped("".join(kept), longest) or "user"


def valid_channel(name: str, longest: int, casemapping: Casemapping = "permissive") -> bool:
    """Whether ``name`` may be a channel's name of at most ``longest`` bytes (UTF-8), its ``#`` included."""
    if not name.startswith(CHANNEL_PREFIX) or len(name) < 2 or len(name.encode("utf-8", "replace")) > longest:
        return False
    if name.isascii() and name.isprintable():
        return _CHANNEL_FORBIDDEN.isdisjoint(name)
    if casemapping == "precis" and not precis.is_username(name.removeprefix(CHANNEL_PREFIX)):
        return False
    return not any(
        character in _CHANNEL_FORBIDDEN or unicodedata.category(character) in _INVISIBLE_CATEGORIES
        for character in name
    )


def clipped(text: str, longest: int) -> str:
    """``text`` cut to at most ``longest`` bytes of UTF-8, between characters."""
    encoded = text.encode("utf-8", "replace")
    return text if len(encoded) <= longest else encoded[:longest].decode("utf-8", "ignore")


def shortened(text: str, longest: int) -> str:
    """``text`` in at most ``longest`` characters, the last of them … where it is longer."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def is_channel(target: str) -> bool:
    """Whether a message's target names a channel rather than a user."""
    return target.startswith(CHANNEL_PREFIX)


def direct(one: str, other: str) -> str:
    """The key of the conversation between two identities, the same from either side."""
    first, second = sorted((one, other))
    return f"@{first},{second}"


def is_direct(conversation: str) -> bool:
    """Whether a conversation's key is a pair of identities."""
    return conversation.startswith("@")


def parties(conversation: str) -> tuple[str, str]:
    """The two identities of a direct conversation's key."""
    first, _, second = conversation[1:].partition(",")
    return first, second
