"""Whether a text mentions somebody: their nick as a word of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

_FORMATTING = re.compile("\x03(?:\\d{1,2}(?:,\\d{1,2})?)?|\x04(?:[0-9a-fA-F]{6})?|[\x02\x0f\x11\x16\x1d\x1e\x1f]")
_NICK_SPECIALS = frozenset("[]\\`_^{|}-")


def mentions(text: str, nick: str, fold: Callable[[str], str]) -> bool:
    """Whether ``nick`` stands in ``text``, whatever its case, not as a part of a longer name."""
    wanted = fold(nick).casefold()
    if not wanted:
        return False
    folded = fold(text).casefold()
    if wanted not in folded:
        return False
    folded = _FORMATTING.sub("", folded)
    start = folded.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not _in_name(folded[start - 1 : start]) and not _in_name(folded[end : end + 1]):
            return True
        start = folded.find(wanted, start + 1)
    return False


def _in_name(character: str) -> bool:
    return bool(character) and (character.isalnum() or character in _NICK_SPECIALS)
