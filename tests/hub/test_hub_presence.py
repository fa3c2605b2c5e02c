"""Whether somebody is there: what several sessions make of one person."""

from __future__ import annotations

import pytest

from hubbub.hub.claims import PATIENCE, Claims
from hubbub.hub.presence import ABSENT, UNSPECIFIED, shown_away
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model.events import Source


def person(*sessions: tuple[str, int], away: str = "") -> User:
    user = User(Source("alice", "a", "h", "i"), "Alice", 0)
    user.away = away
    for number, (text, since) in enumerate(sessions):
        session = user.sessions[number] = Session(number, "127.0.0.1", "h", "")
        session.away, session.away_since = text, since
    return user


@pytest.mark.parametrize(
    ("sessions", "shown"),
    [
        ([("", 0)], ""),
        ([("tea", 1), ("", 0)], ""),
        ([("tea", 1), ("lunch", 2)], "lunch"),
        ([("lunch", 2), ("tea", 1)], "lunch"),
        ([("tea", 1), (UNSPECIFIED, 2)], "tea"),
        ([("", 0), (UNSPECIFIED, 2)], ""),
        ([(UNSPECIFIED, 2)], ABSENT),
        ([], ABSENT),
    ],
)
def test_somebody_is_there_while_one_session_says_so(sessions: list[tuple[str, int]], shown: str) -> None:
    assert shown_away(person(*sessions)) == shown


def test_where_nobody_gives_a_reason_the_last_one_stands() -> None:
    assert shown_away(person(away="lunch")) == "lunch"
    assert shown_away(person((UNSPECIFIED, 3), away="lunch")) == "lunch"


def test_a_lost_session_counts_until_its_claim_is_over() -> None:
    user = person(("", 0))
    (session,) = user.sessions.values()
    claims = Claims()
    claims.give("t", session, user)
    assert claims.over(PATIENCE) == []
    user.sessions.clear()
    assert session.claim is not None
    session.claim.lost = 5
    assert user.lost == [session]
    assert shown_away(user) == ""
    assert claims.over(4 + PATIENCE) == []
    (over,) = claims.over(5 + PATIENCE)
    claims.withdraw(over.session)
    assert (user.lost, user.claims, len(claims), claims.find("t")) == ([], {}, 0, None)


def test_a_new_token_takes_the_place_of_the_old_one() -> None:
    user = person(("", 0))
    (session,) = user.sessions.values()
    claims = Claims()
    claims.give("one", session, user)
    claims.give("two", session, user)
    assert claims.find("one") is None
    assert list(user.claims) == ["two"]
    assert claims.find("") is None
