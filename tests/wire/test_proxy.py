"""Whom a request came from, when proxies say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.wire.proxy import trusted_address

PROXIES = ("127.0.0.1", "10.0.0.0/8", "2001:db8::/32")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),  # anybody can write that
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # what stands before was not added by a proxy
        ("127.0.0.1", "198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("127.0.0.1", "[2001:db9::1]:4711", "2001:db9::1"),
        ("127.0.0.1", "2001:db9::1", "2001:db9::1"),
        ("127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("2001:db8::5", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, unknown, 10.0.0.1", "10.0.0.1"),
        ("127.0.0.1", ", ,", "127.0.0.1"),
        ("not an address", "198.51.100.1", "not an address"),
    ],
)
def test_proxies_are_believed_as_far_as_they_are_named(peer: str, forwarded: str, address: str) -> None:
    assert trusted_address(peer, forwarded, PROXIES) == address


@given(st.text(max_size=60))
def test_nobody_else_is_believed_whatever_they_write(forwarded: str) -> None:
    assert trusted_address("192.0.2.1", forwarded, PROXIES) == "192.0.2.1"
    assert trusted_address("127.0.0.1", forwarded, PROXIES)
