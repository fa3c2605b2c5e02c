"""Where a value was written: the file and line, an option or an environment variable."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from . import checks

Path = tuple[str | int, ...]
"""From the top of the document down to a value: ``("listen", 0, "port")``."""

_LONGEST_LOCATED = 64 * 1024
"""Characters. Locating takes time with the square of the length; longer files get errors without line numbers."""


def dotted(path: Path) -> str:
    """``listen.port``: as the documentation spells a key, without the place in a list."""
    return ".".join(checks.bare(part) for part in path if isinstance(part, str))


class Origin:
    """What a document's values are called in error lines.

    ``file``: its name, "" where there is none.  ``overrides``: what stands above the file, by path.
    """

    def __init__(self, file: str = "", text: str = "", overrides: Mapping[Path, str] | None = None) -> None:
        self._file = file
        self._text = text
        self._overrides = overrides or {}

    def name(self, path: Path) -> str:
        """The name of a value: ``listen.port`` or ``--port``."""
        return self._overrides.get(path) or dotted(path)

    def overridden(self, path: Path) -> bool:
        """Whether a value comes from above the file."""
        return path in self._overrides

    def place(self, path: Path) -> str:
        """``hub.toml:3: ``, as much of it as is known; "" for an option."""
        if not self._file or self.overridden(path):
            return ""
        line = self.line(path)
        return f"{self._file}:{line}: " if line else f"{self._file}: "

    def line(self, path: Path) -> int:
        """The line, from 1, of a value or of the nearest table around it; 0 where that is not known."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)

    @cached_property
    def _lines(self) -> dict[Path, int]:
        return _locate(self._text) if len(self._text) <= _LONGEST_LOCATED else {}


def _locate(text: str) -> dict[Path, int]:
    """The line on which each value of a TOML document begins.

    tomllib keeps no positions; but a value begins where the longest shorter part that is still TOML ends.
    """
    lines: dict[Path, int] = {}
    written = text.split("\n")
    start = 1
    for end in range(1, len(written) + 1):
        try:
            document = tomllib.loads("\n".join(written[:end]))
        except (ValueError, RecursionError):
            continue
        for path in _paths(document):
            lines.setdefault(path, start)
        start = end + 1
    return lines


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


def nearest(word: str, known: Iterable[str], least: float = 0.0) -> str:
    """The known word most like ``word``, of at least that likeness (0 to 1); "" where there is none."""
    found = difflib.get_close_matches(word[:100].lower().replace("_", "-"), list(known), n=1, cutoff=least)
    return found[0] if found else ""
