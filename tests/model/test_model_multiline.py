"""A text and how it was broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model.multiline import joined, lines_of

ROWS: list[tuple[list[tuple[str, bool]], str, tuple[int, ...]]] = [
    ([("one", False)], "one", ()),
    ([("one", False), ("two", False)], "one\ntwo", ()),
    ([("hello", False), ("how is ", False), ("everyone?", True)], "hello\nhow is everyone?", (13,)),
    ([("", False), ("a", False), ("b", True), ("c", True)], "\nabc", (2, 3)),
]


@pytest.mark.parametrize(("lines", "text", "splits"), ROWS)
def test_table(lines: list[tuple[str, bool]], text: str, splits: tuple[int, ...]) -> None:
    assert joined(lines) == (text, splits)
    assert lines_of(text, splits) == lines


_LINE = st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(_LINE, st.booleans()), min_size=1, max_size=9))
def test_whatever_the_lines_their_text_stays(lines: list[tuple[str, bool]]) -> None:
    lines[0] = (lines[0][0], False)
    text, splits = joined(lines)
    again = lines_of(text, splits)
    assert joined(again)[0] == text
    if all(line for line, _ in lines):
        assert again == lines


@given(st.text(max_size=20), st.lists(st.integers(-5, 30)).map(tuple))
def test_any_splits_break_no_text(text: str, splits: tuple[int, ...]) -> None:
    if splits == tuple(sorted(set(splits))):
        assert joined(lines_of(text, splits))[0] == text
