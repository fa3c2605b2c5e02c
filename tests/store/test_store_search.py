"""Finding words: what matches, how the index follows, and what was erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import ALICE, BOB, DIRECT, LOBBY, said

from hubbub.model.effects import Search
from hubbub.model.events import Conversation, Event, Redacted, Said
from hubbub.store import reader, search
from hubbub.store.backup import backup
from hubbub.store.base import StoreError
from hubbub.store.schema import DATABASE_NAME
from hubbub.store.sqlite import SqliteLog

DEV = Conversation("#dev", "#dev")
SECRET = "xyzzy" * 12


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path)) as opened:
        yield opened


def caught_up(log: SqliteLog) -> int:
    steps = 1
    while log.follow():
        steps += 1
        assert steps < 1000
    return steps


def found(log: SqliteLog, text: str = "", *, where: tuple[str, ...] = (LOBBY.key,), **more: Any) -> list[str]:
    return [event.id for _, event in log.search(Search(where, more.pop("limit", 99), text, **more)).messages]


TALK: list[Event] = [
    said(1, text="Fasting is hard"),
    said(2, text="that was fast, wasn't it?", source=BOB),
    said(3, text='Crème brûlée, "very" good', conversation=DEV),
    said(4, text="psst: fast", conversation=DIRECT),
    said(5, text="nothing\nfast in the second line", conversation=DEV, source=BOB),
]


@pytest.mark.parametrize(
    ("ask", "ids"),
    [
        ({"text": "fast"}, ["m1", "m2"]),
        ({"text": "FAST was"}, ["m2"]),
        ({"text": "slow"}, []),
        ({"text": "fast", "where": (LOBBY.key, DEV.key)}, ["m1", "m2", "m5"]),
        ({"text": "fast", "where": (LOBBY.key, DEV.key), "identity": "bob"}, ["m1", "m2", "m4", "m5"]),
        ({"text": "fast", "where": (), "identity": "nobody"}, []),
        ({"text": "fast", "where": ()}, []),
        ({"text": "creme BRULEE", "where": (DEV.key,)}, ["m3"]),
        ({"text": '"very" OR', "where": (DEV.key,)}, []),
        ({"text": '"very"', "where": (DEV.key,)}, ["m3"]),
        ({"text": "NOT (a* : ^ -", "where": (DEV.key,)}, []),
        ({"author": "BOB"}, ["m2"]),
        ({"author": "bob", "text": "nothing", "where": (DEV.key, LOBBY.key)}, ["m5"]),
        ({}, ["m1", "m2"]),
        ({"after": 2, "where": (LOBBY.key, DEV.key)}, ["m2", "m3", "m5"]),
        ({"before": 2, "where": (LOBBY.key, DEV.key)}, ["m1", "m2"]),
        ({"text": "fast", "after": 2, "before": 2}, ["m2"]),
        ({"text": "fast", "limit": 1}, ["m2"]),
        ({"text": "fast", "limit": 1, "oldest_first": True}, ["m1"]),
        ({"text": "fast", "limit": 0}, []),
        ({"text": "fast", "where": ("#nowhere",)}, []),
    ],
)
def test_table(log: SqliteLog, ask: dict[str, Any], ids: list[str]) -> None:
    log.append(TALK)
    caught_up(log)
    assert found(log, **ask) == ids


def test_the_index_follows_by_a_cursor_over_restarts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "SLICE", 2)
    with closing(SqliteLog(tmp_path)) as log:
        log.append(TALK)
        assert found(log, "fast") == []
        assert log.follow()
        assert found(log, "fast") == ["m1", "m2"]
    with closing(SqliteLog(tmp_path)) as log:
        assert caught_up(log) == 3
        assert found(log, "nothing", where=(DEV.key,)) == ["m5"]
        log.reopen()
        assert caught_up(log) == 1


def test_what_was_erased_is_not_found_and_merged_out_of_the_index(log: SqliteLog, tmp_path: Path) -> None:
    log.append([said(number, text=f"word{number} {SECRET}{number}") for number in range(1, 20)])
    caught_up(log)
    log.append([said(number, text=f"more{number} words") for number in range(20, 40)])
    caught_up(log)
    log.append([Redacted(f"r{number}", 99, ALICE, LOBBY, f"m{number}") for number in range(1, 20)])
    assert found(log, SECRET) == found(log, "word3") == []
    backup(tmp_path, tmp_path / "backup.db")
    assert SECRET.encode() not in (tmp_path / "backup.db").read_bytes(), "the copy is merged at once"
    caught_up(log)
    assert [file.name for file in tmp_path.iterdir() if SECRET.encode() in file.read_bytes()] == []
    assert found(log, "more30") == ["m30"]
    with closing(sqlite3.connect(tmp_path / "backup.db")) as copy:
        assert copy.execute("SELECT rowid FROM search WHERE search MATCH 'more30'").fetchall()


def test_what_was_erased_before_it_was_followed(log: SqliteLog) -> None:
    log.append([said(1, text="fast"), Redacted("r1", 2, ALICE, LOBBY, "m1")])
    caught_up(log)
    assert found(log, "fast") == []


def test_a_search_that_takes_too_long_is_broken_off(log: SqliteLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.append([said(number, text="the same") for number in range(3000)])
    caught_up(log)
    monkeypatch.setattr(reader, "SEARCH_SECONDS", -1.0)
    with pytest.raises(StoreError, match="cannot search the log"):
        found(log, "same", after=1)
    monkeypatch.undo()
    assert found(log, "same", limit=1)


def test_an_index_that_cannot_follow_is_not_the_logs_end(log: SqliteLog, tmp_path: Path) -> None:
    log.append([said(1, text="fast")])
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME, timeout=0)) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        assert log._writer is not None
        log._writer._database.execute("PRAGMA busy_timeout = 0")
        assert not log.follow()
        other.execute("ROLLBACK")
    assert log.append([said(2, text="fast")])
    caught_up(log)
    assert found(log, "fast") == ["m1", "m2"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_looked_for(text: str) -> None:
    with TemporaryDirectory() as folder, closing(SqliteLog(Path(folder), sync="normal")) as log:
        log.append(
            [Said("m1", 1, ALICE, LOBBY, "message", f"before {text.encode('utf-8', 'replace').decode()} behind")]
        )
        caught_up(log)
        found(log, text)
        assert found(log, "behind") == ["m1"]
