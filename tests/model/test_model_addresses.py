"""Who is near, and which addresses count as one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model import addresses


@pytest.mark.parametrize(
    ("address", "names", "within"),
    [
        ("192.168.1.7", ("private",), True),
        ("172.32.0.1", ("private",), False),
        ("fe80::1%eth0", ("private",), True),
        ("::ffff:10.1.2.3", ("private",), True),
        ("203.0.113.9", ("203.0.113.0/24",), True),
        ("203.0.113.9", ("private", "203.0.113.9"), True),
        ("203.0.113.9", (), False),
        ("2001:db8::1", ("2001:db8::/32",), True),
        ("no address", ("0.0.0.0/0", "::/0"), False),
    ],
)
def test_within(address: str, names: tuple[str, ...], within: bool) -> None:
    assert addresses.is_within(address, names) is within


@pytest.mark.parametrize(
    ("address", "household"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("/run/socket", "/run/socket"),
    ],
)
def test_household(address: str, household: str) -> None:
    assert addresses.household(address) == household


@given(st.ip_addresses())
def test_loopback_is_what_the_standard_says(address: object) -> None:
    assert addresses.is_loopback(str(address)) is addresses.address(str(address)).is_loopback
