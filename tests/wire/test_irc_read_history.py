"""CHATHISTORY: every subcommand, points, times, limits, and what is malformed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model.effects import Point
from hubbub.model.limits import Limits
from hubbub.model.requests import History, HistoryTargets, Request, Unreadable
from hubbub.wire.irc.line import stamp
from hubbub.wire.irc.read import read

LIMITS = Limits()
NEW, OLD = "timestamp=2026-01-01T00:00:00.500Z", "timestamp=2025-01-01T00:00:00.000Z"
NEW_TIME, OLD_TIME = 1_767_225_600_500_000_000, 1_735_689_600_000_000_000


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("LATEST #c * 50", History(target="#c", way="latest", limit=50)),
        ("latest #c * 50", History(target="#c", way="latest", limit=50)),
        ("LATEST #c msgid=abc 50", History(target="#c", way="latest", limit=50, after=Point(id="abc"))),
        ("LATEST bob msgid=a=b 50", History(target="bob", way="latest", limit=50, after=Point(id="a=b"))),
        (f"LATEST #c {NEW} 50", History(target="#c", way="latest", limit=50, after=Point(time=NEW_TIME))),
        ("BEFORE #c msgid=abc 50", History(target="#c", way="before", limit=50, before=Point(id="abc"))),
        ("AFTER #c msgid=abc 50", History(target="#c", way="after", limit=50, after=Point(id="abc"))),
        ("AROUND #c msgid=abc 50", History(target="#c", way="around", limit=50, before=Point(id="abc"))),
        (
            f"BETWEEN #c {OLD} {NEW} 50",
            History(target="#c", way="between", limit=50, after=Point(time=OLD_TIME), before=Point(time=NEW_TIME)),
        ),
        (
            f"BETWEEN #c {NEW} {OLD} 50",
            History(
                target="#c",
                way="between",
                limit=50,
                newest_first=True,
                after=Point(time=OLD_TIME),
                before=Point(time=NEW_TIME),
            ),
        ),
        (
            f"BETWEEN #c msgid=x {OLD} 50",
            History(target="#c", way="between", limit=50, after=Point(id="x"), before=Point(time=OLD_TIME)),
        ),
        (f"TARGETS {NEW} {OLD} 5", HistoryTargets(one=NEW_TIME, other=OLD_TIME, limit=5)),
        # The limit: 0 and too much mean as many as the server gives.
        ("LATEST #c * 0", History(target="#c", way="latest", limit=100)),
        ("LATEST #c * 007", History(target="#c", way="latest", limit=7)),
        ("LATEST #c * " + "9" * 400, History(target="#c", way="latest", limit=100)),
        # Times: fractions of any length, held within what the log can keep.
        (
            "LATEST #c timestamp=1970-01-01T00:00:01Z 1",
            History(target="#c", way="latest", limit=1, after=Point(time=10**9)),
        ),
        (
            "LATEST #c timestamp=1970-01-01T00:00:00.000000001Z 1",
            History(target="#c", way="latest", limit=1, after=Point(time=1)),
        ),
        (
            "LATEST #c timestamp=0001-01-01T00:00:00.000Z 1",
            History(target="#c", way="latest", limit=1, after=Point(time=0)),
        ),
        (
            "BEFORE #c timestamp=9999-12-31T23:59:59.999Z 1",
            History(target="#c", way="before", limit=1, before=Point(time=2**63 - 1)),
        ),
    ],
)
def test_each_subcommand_is_its_request(line: str, request_: Request) -> None:
    assert read(f"CHATHISTORY {line}".encode(), LIMITS) == request_


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("", ("CHATHISTORY", "INVALID_PARAMS", "*")),
        ("FOO", ("CHATHISTORY", "INVALID_PARAMS", "FOO")),
        ("FOO #c * 50", ("CHATHISTORY", "INVALID_PARAMS", "FOO")),
        ("LATEST", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c *", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c * 50 60", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c * -1", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c * many", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c * ５", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c * :", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c abc 50", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c msgid= 50", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c msgid 50", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c timestamp=yesterday 50", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c timestamp=2026-13-01T00:00:00.000Z 50", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c timestamp=2026-01-01T00:00:60.000Z 50", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c timestamp=2026-01-01T00:00:00.000 50", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c timestamp=1767225600 50", ("CHATHISTORY", "INVALID_PARAMS", "LATEST")),
        ("LATEST #c seq=1 50", ("CHATHISTORY", "INVALID_MSGREFTYPE", "LATEST", "#c")),
        ("BEFORE #c * 50", ("CHATHISTORY", "INVALID_PARAMS", "BEFORE")),
        ("BETWEEN #c msgid=a 50", ("CHATHISTORY", "INVALID_PARAMS", "BETWEEN")),
        (f"TARGETS msgid=a {OLD} 50", ("CHATHISTORY", "INVALID_PARAMS", "TARGETS")),
        (f"TARGETS {OLD} {NEW}", ("CHATHISTORY", "INVALID_PARAMS", "TARGETS")),
    ],
)
def test_what_is_malformed_is_told_what_would_be_right(line: str, about: tuple[str, ...]) -> None:
    request = read(f"CHATHISTORY {line}".rstrip(" ").encode(), LIMITS)
    assert isinstance(request, Unreadable)
    assert (request.code, request.about) == ("bad_history_request", about)
    assert request.text


@given(st.integers(0, 2**63 // 10**6 - 1))
def test_a_time_that_was_shown_is_read_back(milliseconds: int) -> None:
    time = milliseconds * 10**6
    request = read(f"CHATHISTORY AFTER #c timestamp={stamp(time)} 1".encode(), LIMITS)
    assert request == History(target="#c", way="after", limit=1, after=Point(time=time))


@given(st.datetimes(datetime(1970, 1, 1), datetime(2262, 1, 1)))
def test_times_are_utc(moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC, microsecond=0)
    request = read(f"CHATHISTORY AFTER #c timestamp={moment:%Y-%m-%dT%H:%M:%S}Z 1".encode(), LIMITS)
    assert request == History(target="#c", way="after", limit=1, after=Point(time=int(moment.timestamp()) * 10**9))
