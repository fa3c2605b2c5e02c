"""Masks such as ``*!*@example.org``: https://modern.ircdocs.horse/#wildcard-expressions."""

from __future__ import annotations

import re
from functools import lru_cache

from hubbub.model.names import Casemapping, fold


@lru_cache(maxsize=4096)
def _pattern(mask: str, casemapping: Casemapping) -> re.Pattern[str]:
    # Runs of stars are one star: two in a row would let a hostile mask backtrack without end.
    parts = re.split(r"(\*+|\?)", fold(mask, casemapping))
    wildcards = {"?": "."}
    return re.compile(
        "".join(".*" if part.startswith("*") else wildcards.get(part, re.escape(part)) for part in parts), re.DOTALL
    )


def matches(mask: str, text: str, casemapping: Casemapping) -> bool:
    """Whether ``text`` matches ``mask``, where ``*`` is any run of characters and ``?`` any one."""
    if "*" not in mask and "?" not in mask:
        return fold(mask, casemapping) == fold(text, casemapping)
    if mask.count("*") > MOST_STARS:
        return False
    return _pattern(mask, casemapping).fullmatch(fold(text, casemapping)) is not None


MOST_STARS = 8
"""More are nobody's honest mask, and each may cost one more walk over the text."""


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
