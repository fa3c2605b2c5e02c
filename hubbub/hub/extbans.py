"""Entries of a channel's lists: masks and extended bans (https://modern.ircdocs.horse/#extban-parameter).

``nick!user@host`` is a mask; ``a:name`` the account of this name (IRCv3 account-extban), with ``*`` and ``?`` too;
``m:`` before either does not keep out, it takes the word.  No nickname holds a colon, so neither can be a mask.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from hubbub.model.events import Source
from hubbub.model.modes import ACCOUNT_BAN, EXTENDED_BANS, MUTE
from hubbub.model.names import Casemapping

from . import masks

_HOST_MARKS = frozenset(".:/")
"""What a host may hold and a nickname may not."""


class Entry(msgspec.Struct, frozen=True):
    """``mutes``: it only takes the word; ``mask``: of the account where ``account``, else of ``nick!user@host``."""

    mutes: bool
    account: bool
    mask: str


@lru_cache(maxsize=4096)
def _read(text: str) -> Entry:
    mutes = text.startswith(f"{MUTE}:")
    text = text[2:] if mutes else text
    account = text.startswith(f"{ACCOUNT_BAN}:")
    return Entry(mutes, account, text[2:] if account else _without_tilde(text))


def _without_tilde(mask: str) -> str:
    """Other servers mark user names that no ident server vouches for with ``~``, which here would be all of them: a
    mask may have the mark or not."""
    return mask.replace("!~", "!", 1)


def completed(text: str, letter: str) -> str:
    """An entry of the list ``letter`` made whole; raises ValueError with what is wrong with it."""
    if text.startswith(f"{MUTE}:"):
        if letter == "I":
            raise ValueError("a mute (m:) excepts nobody from +i")
        return f"{MUTE}:{_matching(text[2:])}"
    return _matching(text)


def _matching(text: str) -> str:
    if not text or text.startswith(":") or " " in text or not text.isprintable():
        raise ValueError("a mask holds no space, and does not begin with a colon")
    if text.startswith(f"{ACCOUNT_BAN}:"):
        name = text[2:]
        if not name or not {":", "!", "@"}.isdisjoint(name):
            raise ValueError("an account ban is a:NAME")
        return text
    if text[1:2] == ":" and text[0].isalpha() and "!" not in text and "@" not in text:
        raise ValueError(f"there is no extended ban {text[0]}: there are {', '.join(EXTENDED_BANS)}")
    if "!" not in text and "@" not in text and not _HOST_MARKS.isdisjoint(text):
        return f"*!*@{text}"
    return masks.completed(text)


def any_matches(entries: Iterable[str], source: Source, casemapping: Casemapping, *, mutes: bool) -> bool:
    """Whether an entry that mutes, or one that does not, names this user."""
    return any(entry.mutes is mutes and _names(entry, source, casemapping) for entry in map(_read, entries))


def _names(entry: Entry, source: Source, casemapping: Casemapping) -> bool:
    if entry.account:
        return bool(source.account) and masks.matches(entry.mask, source.account, casemapping)
    return masks.matches(entry.mask, _without_tilde(source.mask), casemapping)
