"""Any value of any type of the model, made of texts that would like to be more than a part of a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from hubbub.model import refusals
from hubbub.model.events import Event
from hubbub.model.replies import Refused

TEXT = st.text(max_size=30) | st.sampled_from(
    [
        *("a\nb: spoof", "\r\n-- server", "x\r\n:v!v@h QUIT :", "\x1b[2J", "\u2028x", "\u0085x", "\x03", "\0"),
        *("", ":x", "a b"),
    ]
)
SIMPLE = {str: TEXT, int: st.integers(0, 4_000_000_000), bool: st.booleans()}


class Values:
    """``kinds``: which events stand where any may; ``given``: what certain types or fields (``Kind.field``) are."""

    def __init__(self, kinds: Sequence[type[Event]], given: dict[Any, st.SearchStrategy[Any]] | None = None) -> None:
        self._kinds = kinds
        self._given = given or {}

    def of(self, kind: type[Any]) -> st.SearchStrategy[Any]:
        """Values of a type of the model."""
        if kind in self._given:
            return self._given[kind]
        if kind is Refused:
            codes = st.sampled_from(sorted(refusals.TABLE))
            return st.builds(Refused, codes, st.lists(TEXT, max_size=3).map(tuple), TEXT)
        fields: dict[str, st.SearchStrategy[Any]] = {}
        for name, hint in get_type_hints(kind).items():
            field = f"{kind.__name__}.{name}"
            if get_origin(hint) is not ClassVar:
                fields[name] = self._given[field] if field in self._given else self._annotated(hint)
        return st.builds(kind, **fields)

    def _annotated(self, hint: Any) -> st.SearchStrategy[Any]:
        origin, arguments = get_origin(hint), get_args(hint)
        if origin is tuple and arguments[-1:] == (...,):
            return st.lists(self._annotated(arguments[0]), max_size=3).map(tuple)
        if origin is tuple:
            return st.tuples(*(self._annotated(each) for each in arguments))
        if origin is frozenset:
            return st.frozensets(self._annotated(arguments[0]), max_size=3)
        if origin in {Union, UnionType}:
            return st.one_of([self._annotated(each) for each in arguments])
        if hint is Event:
            return st.sampled_from(self._kinds).flatmap(self.of)
        if hint in SIMPLE:
            return SIMPLE[hint]
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            return self.of(hint)
        return st.from_type(hint)


def by_name(kinds: Iterable[type[Any]]) -> list[type[Any]]:
    return sorted(kinds, key=lambda kind: kind.__name__)
