"""SEARCH: attributes to a request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model.limits import Limits
from hubbub.model.requests import Search, Unreadable
from hubbub.wire.irc.read import read

LIMITS = Limits()


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("SEARCH from=jackie;in=#chan", Search(author="jackie", target="#chan")),
        ("SEARCH text=fast;in=#chan;limit=2", Search(text="fast", target="#chan", limit=2)),
        (r"SEARCH text=two\swords\:", Search(text="two words;")),
        ("SEARCH :text=two words;limit=5", Search(text="two words", limit=5)),
        ("SEARCH text=two words", Search(text="two words")),
        ("SEARCH after=1970-01-01T00:00:01Z;before=1970-01-01T00:00:02Z", Search(after=10**9, before=2 * 10**9)),
        ("SEARCH :", Search()),
        ("SEARCH text", Search()),
    ],
)
def test_table(line: str, asked: Search) -> None:
    assert read(line.encode(), LIMITS) == asked


@pytest.mark.parametrize(
    ("attributes", "named"),
    [
        ("colour=red", "colour"),
        ("in=", "in"),
        ("from", "from"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("limit=-1", "limit"),
        ("after=yesterday", "after"),
        ("text=x;before=2019", "before"),
    ],
)
def test_what_is_wrong_is_named(attributes: str, named: str) -> None:
    refused = read(f"SEARCH {attributes}".encode(), LIMITS)
    assert isinstance(refused, Unreadable)
    assert (refused.code, refused.about) == ("bad_search", ("SEARCH", "INVALID_PARAMS", named))
    assert refused.text


@given(st.binary(max_size=60))
def test_anything_is_read(attributes: bytes) -> None:
    assert read(b"SEARCH " + attributes, LIMITS) is not None
