"""Modes: reading and showing changes, what takes an argument, prefixes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model import modes
from hubbub.model.modes import Change, prefixes, read_changes, show_changes, takes_argument

WORDS = st.text("abc*!@é0", min_size=1, max_size=5)
COMPLETE = st.one_of(
    [
        st.builds(Change, st.just(add), st.just(letter), WORDS if takes_argument(letter, add) else st.just(""))
        for letter in modes.BY_LETTER
        for add in (True, False)
    ]
)


@given(st.lists(COMPLETE))
def test_what_is_shown_reads_as_it_was(changes: list[Change]) -> None:
    assert read_changes(show_changes(tuple(changes))) == tuple(changes)


@given(st.lists(st.text(max_size=6), max_size=5))
def test_whatever_is_read_is_read(words: list[str]) -> None:
    changes = read_changes(tuple(words))
    assert len(changes) == sum(letter not in "+-" for letter in (words[0] if words else ""))


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ((), ()),
        (("",), ()),
        (("+",), ()),
        (("i",), (Change(True, "i"),)),
        (("+i-i+i",), (Change(True, "i"), Change(False, "i"), Change(True, "i"))),
        (("+ov-k", "a", "b", "*"), (Change(True, "o", "a"), Change(True, "v", "b"), Change(False, "k", "*"))),
        (("-l+l", "5"), (Change(False, "l"), Change(True, "l", "5"))),
        (("+lk", "5"), (Change(True, "l", "5"), Change(True, "k"))),
        (("+b",), (Change(True, "b"),)),
        (("+zi", "x"), (Change(True, "z"), Change(True, "i"))),
    ],
)
def test_reading(words: tuple[str, ...], changes: tuple[Change, ...]) -> None:
    assert read_changes(words) == changes


def test_every_letter_is_there_once() -> None:
    assert len(modes.BY_LETTER) == len(modes.CHANNEL_MODES)
    assert {modes.letters(kind) for kind in ("list", "always", "when-set", "flag", "rank")} == {
        "Ibe",
        "k",
        "fl",
        "CEMRUimnpstu",
        "ahoqv",
    }


@pytest.mark.parametrize(
    ("ranks", "every", "shown"),
    [("", True, ""), ("o", True, "@"), ("vo", True, "@+"), ("vo", False, "@"), ("v", False, "+")],
)
def test_prefixes(ranks: str, every: bool, shown: str) -> None:
    assert prefixes(frozenset(ranks), every) == shown
