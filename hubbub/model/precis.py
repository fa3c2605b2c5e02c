"""Names of all scripts: RFC 8265, the profile UsernameCaseMapped of PRECIS (RFC 8264).

Two names are the same where their forms without width and case are.  Whether a name is one at all is the library's
to say; its tables take a third of a second to load, so it comes when it is first asked.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from precis_i18n.profile import Profile

ROUNDS = 4
"""Some letters change again when they are mapped a second time (RFC 8264 section 7); nobody's name needs more."""


@lru_cache(maxsize=1 << 14)
def fold(name: str) -> str:
    """The form of ``name`` that is equal for all spellings of one name; of any text, since masks are folded too."""
    for _ in range(ROUNDS):
        folded = unicodedata.normalize("NFC", "".join(map(_mapped, name)))
        if folded == name:
            break
        name = folded
    return name


@lru_cache(maxsize=1 << 12)
def _mapped(character: str) -> str:
    """RFC 8265 section 3.3.2, the width and case mapping rules; a sigma is one at a word's end too, lest a name be
    another as a part of a mask."""
    kind, _, codes = unicodedata.decomposition(character).partition(" ")
    if kind in {"<wide>", "<narrow>"}:
        character = "".join(chr(int(code, 16)) for code in codes.split(" "))
    return character.lower().replace("ς", "σ")


@lru_cache(maxsize=1 << 12)
def is_username(name: str) -> bool:
    """Whether the profile allows it: identifier characters, joiners where they belong, one direction."""
    try:
        _profile().enforce(name)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _profile() -> Profile:
    from precis_i18n import get_profile  # noqa: PLC0415 - see the module

    return get_profile("UsernameCaseMapped")
