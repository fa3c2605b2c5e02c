"""Masks such as ``*!*@example.org``: https://modern.ircdocs.horse/#wildcard-expressions."""

from __future__ import annotations

import re
from functools import lru_cache

from hubbub.model.names import Casemapping, fold

MASK_LENGTH = 200
"""Bytes of a mask in a list; nobody's honest mask is longer."""


@lru_cache(maxsize=4096)
def _pattern(mask: str, casemapping: Casemapping) -> re.Pattern[str]:
    """What stands between two stars is found where it first fits, for good (an atomic group): trying later places
    could not help, and would let a hostile mask walk over a long real name for hours."""
    first, *others = (_piece(piece) for piece in re.split(r"\*+", fold(mask, casemapping)))
    if not others:
        return re.compile(first, re.DOTALL)
    *middle, last = others
    return re.compile(f"{first}{''.join(f'(?>.*?{piece})' for piece in middle)}.*{last}", re.DOTALL)


def _piece(piece: str) -> str:
    return ".".join(re.escape(part) for part in piece.split("?"))


def matches(mask: str, text: str, casemapping: Casemapping) -> bool:
    """Whether ``text`` matches ``mask``, where ``*`` is any run of characters and ``?`` any one."""
    if "*" not in mask and "?" not in mask:
        return fold(mask, casemapping) == fold(text, casemapping)
    return _pattern(mask, casemapping).fullmatch(fold(text, casemapping)) is not None


def completed(mask: str) -> str:
    """A ban mask made whole: ``alice`` means ``alice!*@*``, ``*@host`` means ``*!*@host``."""
    nick, bang, rest = mask.partition("!")
    if bang:
        user, _, host = rest.partition("@")
        return f"{nick or '*'}!{user or '*'}@{host or '*'}"
    if "@" in mask:
        user, _, host = mask.partition("@")
        return f"*!{user or '*'}@{host or '*'}"
    return f"{mask}!*@*"
