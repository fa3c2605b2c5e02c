"""Forgetting what was said long ago, and nothing else."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import ALICE, CHANNELS, DIRECT_KEY, LOBBY, hidden, histories, said

from hubbub.model.effects import ReadPage, Search
from hubbub.model.events import Event, Joined, Reacted, Redacted, Said, Tagged
from hubbub.store import forgetting
from hubbub.store.base import Stamp
from hubbub.store.sqlite import SqliteLog

ANCIENT = "an ancient secret"


def forgotten(log: SqliteLog, before: int) -> None:
    for _ in range(1000):
        if not log.forget(before):
            return
    raise AssertionError("it never ends")


def page(log: SqliteLog, key: str) -> list[str]:
    return [event.id for event in log.read_page(ReadPage(key, "latest", 999, texts_only=False)).events]


def test_what_is_old_is_nowhere_any_more(tmp_path: Path) -> None:
    with patch.object(forgetting, "SLICE", 2), closing(SqliteLog(tmp_path)) as log:
        log.append([said(number, text=f"{ANCIENT} {number}", cid=f"c{number}") for number in range(1, 8)])
        while log.follow():
            pass
        forgotten(log, 6)
        assert page(log, LOBBY.key) == ["m6", "m7"]
        assert [event.id for _, event in log.search(Search((LOBBY.key,), 9, "ancient")).messages] == ["m6", "m7"]
        forgotten(log, 99)
        while log.follow():
            pass
        assert page(log, LOBBY.key) == []
        assert [file.name for file in tmp_path.iterdir() if ANCIENT.encode() in file.read_bytes()] == []
        assert log.append([said(8)]) == [Stamp(8, (8,))]
    with closing(SqliteLog(tmp_path)) as log:
        assert log.append([said(9)]) == [Stamp(9, (9,))], "the counters outlive it"


@pytest.mark.parametrize(
    "hidden",
    [
        Said("m1", 1, ALICE, LOBBY, "message", ANCIENT, rank="o"),
        Tagged("m1", 1, ALICE, LOBBY, (("+draft/persist", ANCIENT),), "", "o"),
        Reacted("m1", 1, ALICE, LOBBY, (("+draft/react", ANCIENT),), "", "o", message="m0", reaction=ANCIENT),
        Redacted("m1", 1, ALICE, LOBBY, "m0", reason=ANCIENT, rank="o"),
    ],
    ids=["said", "tagged", "reacted", "redacted"],
)
def test_what_was_for_some_ranks_alone_is_forgotten_too(tmp_path: Path, hidden: Event) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([hidden, said(2)])
        forgotten(log, 2)
        assert [file.name for file in tmp_path.iterdir() if ANCIENT.encode() in file.read_bytes()] == []
        assert page(log, LOBBY.key) == ["m2"]


def test_reactions_to_nothing_that_is_known_are_forgotten_too(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        tags = (("+draft/react", ANCIENT),)
        log.append([Reacted("m1", 1, ALICE, LOBBY, tags, message="made-up", reaction=ANCIENT), said(2)])
        forgotten(log, 2)
        assert [file.name for file in tmp_path.iterdir() if ANCIENT.encode() in file.read_bytes()] == []


def test_one_step_looks_at_so_much_and_the_next_begins_there(tmp_path: Path) -> None:
    joins = [Joined(f"j{number}", 1, ALICE, LOBBY, "") for number in range(7)]
    with patch.object(forgetting, "LOOKED_AT", 3), closing(SqliteLog(tmp_path)) as log:
        log.append([said(0, time=1), *joins, said(1, time=1), said(2, time=2)])
        assert [log.forget(2) for _ in range(4)] == [True, True, True, False]
        assert page(log, LOBBY.key) == [*(event.id for event in joins), "m2"]
        assert not log.forget(2), "nothing is looked at twice"
        assert log.forget(3)
        assert page(log, LOBBY.key) == [event.id for event in joins]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_rest_and_the_numbers_stay(data: st.DataObject) -> None:
    events: list[Event] = data.draw(histories())
    before = data.draw(st.integers(95, 140))
    with TemporaryDirectory() as folder, closing(SqliteLog(Path(folder), sync="normal")) as log:
        log.append(events)
        state = log.load(0)
        forgotten(log, before)
        assert log.load(0).channels == state.channels
        for key in (*(channel.key for channel in CHANNELS), DIRECT_KEY):
            assert page(log, key) == [
                event.id
                for event in events
                if key in [where.key for where in event.conversations]
                and not hidden(event, key)
                and not (isinstance(event, Said) and event.time < before)
            ]
        log.reopen()
        count = sum(LOBBY.key in [where.key for where in event.conversations] for event in events)
        assert log.append([said(999)])[0].sequences == (count + 1,)
