"""Guessing passwords is slow, and keeps no owner out."""

from __future__ import annotations

import pytest

from hubbub.hub.flood import SECOND
from hubbub.hub.guesses import Guesses
from hubbub.model.limits import (
    GUESSES_BURST,
    GUESSES_PER_MINUTE,
    HOUSEHOLD_GUESSES_BURST,
    KNOWN_HOUSEHOLDS,
    REGISTRATIONS_BURST,
)
from hubbub.model.refusals import Refuse


def tries(guesses: Guesses, account: str, household: str, now: int, most: int = 100) -> int:
    """How many tries are let through at one moment."""
    for done in range(most):
        try:
            guesses.begin(account, household, now)
        except Refuse:
            return done
    return most


def test_the_refusal_says_how_long_to_wait() -> None:
    guesses = Guesses()
    tries(guesses, "alice", "", 0)
    with pytest.raises(Refuse) as refusal:
        guesses.begin("alice", "", 0)
    assert refusal.value.code == "too_many_guesses"
    assert refusal.value.about == (), "904 has no parameter"
    assert "in 10 s" in refusal.value.text


def test_an_account_is_guessed_at_slowly_from_however_many_addresses() -> None:
    guesses = Guesses()
    let_through = sum(tries(guesses, "alice", f"10.0.0.{number}", 0, most=1) for number in range(100))
    assert let_through == GUESSES_BURST
    assert tries(guesses, "alice", "10.0.1.1", 60 * SECOND) == GUESSES_PER_MINUTE
    assert tries(guesses, "bob", "10.0.1.2", 60 * SECOND) == GUESSES_BURST


def test_a_household_guesses_slowly_at_however_many_accounts() -> None:
    guesses = Guesses()
    let_through = sum(tries(guesses, f"user{number}", "10.0.0.1", 0, most=1) for number in range(100))
    assert let_through == HOUSEHOLD_GUESSES_BURST


def test_what_was_right_costs_nothing() -> None:
    guesses = Guesses()
    for _ in range(100):
        guesses.begin("alice", "10.0.0.1", 0)
        guesses.succeeded("alice", "10.0.0.1")
    for number in range(100):
        guesses.begin("alice", f"10.1.0.{number}", 0)
        guesses.succeeded("alice", f"10.1.0.{number}")


def test_where_the_owner_was_before_others_do_not_keep_them_out() -> None:
    guesses = Guesses()
    guesses.begin("alice", "10.0.0.1", 0)
    guesses.succeeded("alice", "10.0.0.1")
    assert tries(guesses, "alice", "10.0.0.66", 0) == GUESSES_BURST
    assert tries(guesses, "alice", "10.0.0.2", 0) == 0
    assert tries(guesses, "alice", "10.0.0.1", 0) == HOUSEHOLD_GUESSES_BURST
    for number in range(KNOWN_HOUSEHOLDS):
        guesses.succeeded("alice", f"10.2.0.{number}")
    assert tries(guesses, "alice", "10.0.0.1", 3600 * SECOND, most=50) == GUESSES_BURST


def test_whoever_has_the_name_of_an_account_that_is_no_more_comes_from_elsewhere() -> None:
    guesses = Guesses()
    guesses.begin("alice", "10.0.0.1", 0)
    guesses.succeeded("alice", "10.0.0.1")
    guesses.forget("alice")
    guesses.forget("nobody")
    assert tries(guesses, "alice", "10.0.0.1", 0) == GUESSES_BURST


def test_who_is_not_counted_still_guesses_slowly_at_one_account() -> None:
    guesses = Guesses()
    assert tries(guesses, "alice", "", 0) == GUESSES_BURST
    assert tries(guesses, "bob", "", 0) == GUESSES_BURST


def test_registering_is_counted_by_itself() -> None:
    guesses = Guesses()
    for _ in range(REGISTRATIONS_BURST):
        guesses.register("10.0.0.1", 0)
    with pytest.raises(Refuse, match="registration_refused"):
        guesses.register("10.0.0.1", 0)
    guesses.register("10.0.0.2", 0)
    guesses.begin("alice", "10.0.0.1", 0)


def test_what_is_kept_does_not_grow_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hubbub.hub.guesses._MOST_KEPT", 10)
    guesses = Guesses()
    for number in range(200):
        tries(guesses, f"user{number}", "", number * 3600 * SECOND, most=1)
        assert len(guesses._buckets) <= 10
    for number in range(200):
        tries(guesses, f"other{number}", "", 300 * 3600 * SECOND, most=1)
        assert len(guesses._buckets) <= 10
