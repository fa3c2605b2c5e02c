"""Retries: known for a day, forgotten from the oldest on, and the log asked only where it may know more."""

from __future__ import annotations

import pytest

from hubbub.hub import retries
from hubbub.hub.retries import Retries
from hubbub.model.limits import CID_SECONDS
from hubbub.model.state import RecentMessage

DAY = CID_SECONDS * 10**9
NOW = 100 * DAY


def message(cid: str, time: int, conversation: str = "#c") -> RecentMessage:
    return RecentMessage(conversation, cid, f"id-{cid}", time)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "CIDS_REMEMBERED", 3)


def test_found_by_conversation_and_id_for_a_day() -> None:
    known = Retries([message("a", NOW)])
    assert known.find("#c", "a", NOW + DAY) == message("a", NOW)
    assert known.find("#c", "a", NOW + DAY + 1) is None
    for other in (("#d", "a"), ("#c", "b")):
        assert known.find(*other, NOW) is None


def test_the_log_is_asked_only_if_something_recent_was_forgotten() -> None:
    known = Retries([message("a", NOW), message("b", NOW + 1)])
    assert not known.must_ask_the_log(NOW)
    known.add(message("c", NOW + 2))
    known.add(message("d", NOW + 3))
    assert known.find("#c", "a", NOW) is None
    assert known.find("#c", "b", NOW) is not None
    assert known.must_ask_the_log(NOW + DAY)
    assert not known.must_ask_the_log(NOW + DAY + 1)


def test_a_full_memory_at_the_start_means_that_there_may_be_more() -> None:
    assert Retries([message(cid, NOW) for cid in "abc"]).must_ask_the_log(NOW)
    assert not Retries([message(cid, NOW) for cid in "ab"]).must_ask_the_log(NOW)


def test_said_again_after_a_day_is_the_youngest() -> None:
    known = Retries([message("a", NOW - DAY - 1), message("b", NOW - 2)])
    known.add(message("a", NOW))
    known.add(message("c", NOW + 1))
    known.add(message("d", NOW + 2))
    found = known.find("#c", "a", NOW)
    assert found is not None
    assert found.time == NOW
    assert known.find("#c", "b", NOW) is None
