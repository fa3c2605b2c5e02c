"""Buckets, doorkeepers and cloaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.hub.cloak import cloak
from hubbub.hub.flood import SECOND, WINDOW, Bucket, Doorkeeper, Rate
from hubbub.model.refusals import Refuse


def test_a_burst_passes_and_then_one_at_a_time() -> None:
    bucket = Bucket(Rate(burst=3, per_minute=60), now=0)
    assert [bucket.take(0) for _ in range(4)] == [0.0, 0.0, 0.0, 1.0]
    assert bucket.take(SECOND // 2) == pytest.approx(0.5)
    assert bucket.take(SECOND) == 0.0


def test_a_clock_that_goes_back_gives_and_takes_nothing() -> None:
    bucket = Bucket(Rate(burst=1, per_minute=60), now=10 * SECOND)
    assert bucket.take(10 * SECOND) == 0.0
    assert bucket.take(0) == 1.0
    assert bucket.take(11 * SECOND) == 0.0


@given(st.lists(st.integers(0, 5 * SECOND), max_size=60), st.integers(1, 5), st.integers(1, 600))
def test_never_more_than_the_rate_allows(steps: list[int], burst: int, per_minute: int) -> None:
    bucket, now, taken = Bucket(Rate(burst, per_minute), 0), 0, 0
    for step in steps:
        now += step
        taken += bucket.take(now) == 0.0
    assert taken <= burst + now / SECOND * per_minute / 60 + 1e-6


def test_so_many_connections_at_a_time() -> None:
    door = Doorkeeper(at_a_time=2, in_ten_minutes=0)
    door.admit("a", 0)
    door.admit("a", 0)
    with pytest.raises(Refuse) as refused:
        door.admit("a", 0)
    assert refused.value.code == "too_many_connections"
    door.admit("b", 0)
    door.left("a")
    door.admit("a", 0)


def test_so_many_connections_in_ten_minutes_and_when_to_come_back() -> None:
    door = Doorkeeper(at_a_time=0, in_ten_minutes=2)
    for second in (0, 60):
        door.admit("a", second * SECOND)
        door.left("a")
    with pytest.raises(Refuse) as refused:
        door.admit("a", 61 * SECOND)
    assert (refused.value.code, refused.value.about) == ("too_fast", ("539",))
    door.admit("a", WINDOW)
    door.forget(3 * WINDOW)
    door.admit("a", 3 * WINDOW)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.9.1", "::ffff:127.0.0.1"])
def test_this_machine_needs_no_cloak(address: str) -> None:
    assert cloak(address, b"secret") == "localhost"


def test_cloaks_hide_the_address_and_keep_the_network() -> None:
    one, other, elsewhere = (cloak(text, b"secret") for text in ("203.0.113.7", "203.0.113.8", "198.51.100.7"))
    assert one != other
    assert one.split(".")[1:] == other.split(".")[1:]
    assert not set(one.split(".")[:-1]) & set(elsewhere.split(".")[:-1])
    assert "203" not in one
    assert cloak("203.0.113.7", b"another") != one
    assert cloak("::ffff:203.0.113.7", b"secret") == one
