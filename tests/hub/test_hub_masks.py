"""Masks against fnmatch, and against whoever means harm."""

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.hub.masks import completed, matches

LETTERS = st.text("aAbB{[^~.!@\n", max_size=12)
MASKS = st.text("aAbB*?.!@\n", max_size=10)


@given(MASKS, LETTERS)
def test_a_mask_matches_what_a_shell_pattern_would(mask: str, text: str) -> None:
    assert matches(mask, text, "ascii") == fnmatchcase(text.lower(), mask.lower())


@pytest.mark.parametrize(
    ("mask", "text", "ascii_", "rfc1459"),
    [
        ("A*", "abc", True, True),
        ("[*]", "{x}", False, True),
        ("a\\b", "a|b", False, True),
        ("É*", "éa", False, False),
        ("*", "", True, True),
        ("?", "", False, False),
        ("(a|b)", "a", False, False),
        ("a.c", "abc", False, False),
        ("a.?", "abc", False, False),
        ("**a**", "a", True, True),
    ],
)
def test_what_is_the_same(mask: str, text: str, ascii_: bool, rfc1459: bool) -> None:
    assert matches(mask, text, "ascii") is ascii_
    assert matches(mask, text, "rfc1459") is rfc1459


def test_a_hostile_mask_ends_soon() -> None:
    """With a backtracking pattern this would take longer than anybody waits."""
    assert not matches("*a" * 60 + "*b", "a" * 2000, "ascii")
    assert not matches("*a?" * 60 + "*b", "a" * 2000, "ascii")


@pytest.mark.parametrize(
    ("mask", "whole"),
    [
        ("alice", "alice!*@*"),
        ("*", "*!*@*"),
        ("a!", "a!*@*"),
        ("!u", "*!u@*"),
        ("a!u", "a!u@*"),
        ("u@h", "*!u@h"),
        ("@h", "*!*@h"),
        ("a!@h", "a!*@h"),
        ("a!u@h", "a!u@h"),
        ("a!u@", "a!u@*"),
    ],
)
def test_a_mask_made_whole(mask: str, whole: str) -> None:
    assert completed(mask) == whole
    assert completed(whole) == whole
