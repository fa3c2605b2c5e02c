"""Names that look like another: what people would take for the same name, whatever letters it is made of.

https://www.unicode.org/reports/tr39/#Confusable_Detection, the skeleton, with two things of our own: names differ by
more than case, so its result is folded, and what then is one of ``i l 1 |`` or ``o 0`` in some font is one letter; and
two names of ASCII alone are told apart as the casemapping says, for nobody on IRC expects ``bob1`` to be ``bobl``.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from .confusables import GROUPS


def _table() -> dict[int, str]:
    table = {}
    for group in GROUPS.split(" "):
        sources, _, looks_like = group.partition(":")
        table.update(dict.fromkeys(map(ord, sources), looks_like))
    return table


_LOOKS_LIKE = _table()
_ONE_LETTER = str.maketrans("i1|0", "lllo")


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """Equal for names that look alike; not a name itself, and never shown."""
    shape = unicodedata.normalize("NFKD", name).translate(_LOOKS_LIKE).casefold()
    shape = unicodedata.normalize("NFKD", shape).translate(_LOOKS_LIKE).casefold()
    return shape.translate(_ONE_LETTER)


class Looks:
    """A set of names, asked for those that look like one."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}

    def add(self, name: str) -> None:
        self._names.setdefault(skeleton(name), set()).add(name)

    def remove(self, name: str) -> None:
        shape = skeleton(name)
        names = self._names.get(shape)
        if names is not None:
            names.discard(name)
            if not names:
                del self._names[shape]

    def alike(self, name: str) -> tuple[str, ...]:
        """The names here that may be taken for this one, sorted; of two in ASCII neither is taken for the other."""
        names = self._names.get(skeleton(name), ())
        return tuple(sorted(other for other in names if not (name.isascii() and other.isascii())))
