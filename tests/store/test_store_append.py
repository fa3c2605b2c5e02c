"""Appending: numbers, all or nothing, and what a failure leaves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import ALICE, CHANNELS, DIRECT, LOBBY, batches, histories, said

from hubbub.model.effects import FindRetry, ReadPage
from hubbub.model.events import ChannelOpened, Event, Quit, Renamed, Said, TopicSet, Typing
from hubbub.model.state import Topic
from hubbub.store.base import Stamp, StoreError
from hubbub.store.rows import block_sizes, one_statement
from hubbub.store.sqlite import SqliteLog

EVERYTHING = ReadPage(LOBBY.key, "latest", 100_000, texts_only=False)


def test_an_event_of_several_conversations_has_a_number_in_each(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        assert log.append(
            [
                ChannelOpened("a", 1, CHANNELS[0], ""),
                ChannelOpened("b", 1, CHANNELS[1], ""),
                said(1),
                Renamed("c", 2, ALICE, "alicia", CHANNELS[:2]),
                Quit("d", 3, ALICE, (), "nowhere"),
                said(2, conversation=CHANNELS[1]),
            ]
        ) == [
            Stamp(1, (1,)),
            Stamp(2, (1,)),
            Stamp(3, (2,)),
            Stamp(4, (3, 2)),
            Stamp(6, ()),
            Stamp(7, (3,)),
        ]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_sequences_have_no_gaps_over_batches_and_restarts(data: st.DataObject) -> None:
    events = data.draw(histories())
    counters: dict[str, int] = {}
    last = 0
    with TemporaryDirectory() as folder:
        for batch in data.draw(batches(events)):
            with closing(SqliteLog(Path(folder), sync="normal")) as log:
                for event, stamp in zip(batch, log.append(batch), strict=True):
                    assert stamp.position > last
                    last = stamp.position if event.conversations else last
                    for conversation, sequence in zip(event.conversations, stamp.sequences, strict=True):
                        counters[conversation.key] = counters.get(conversation.key, 0) + 1
                        assert sequence == counters[conversation.key]


@pytest.mark.parametrize("count", [1, 127, 128, 129, 511, 512, 513, 900, 4096])
def test_any_size_of_batch_is_kept_whole(tmp_path: Path, count: int) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        sent = [said(number) for number in range(count)]
        stamps = log.append(sent)
        assert [stamp.sequences for stamp in stamps] == [(number + 1,) for number in range(count)]
        assert list(log.read_page(EVERYTHING).events) == sent


@given(st.integers(0, 10_000))
def test_blocks_add_up(count: int) -> None:
    sizes = block_sizes(count)
    assert sum(sizes) == count
    assert max(sizes, default=0) <= 512
    assert not count or one_statement(count) == (len(sizes) == 1)


def test_many_new_conversations_in_one_batch(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        rooms = [said(n).conversation.__class__(f"#{n}", f"#{n}") for n in range(1500)]
        log.append([ChannelOpened(f"o{n}", n, room, "nt") for n, room in enumerate(rooms)])
        assert len(log.load(0).channels) == 1500
        stamps = log.append([said(n, conversation=room) for n, room in enumerate(rooms)])
        assert {stamp.sequences for stamp in stamps} == {(2,)}


def test_an_empty_batch_is_nothing(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        assert log.append([]) == []


def test_without_texts_no_message_is_kept_but_the_rest_is(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path, keep_texts=False)) as log:
        stamps = log.append(
            [
                ChannelOpened("a", 1, LOBBY, "nt"),
                said(1, cid="c"),
                TopicSet("t", 2, ALICE, LOBBY, "still here"),
                said(2, conversation=DIRECT),
            ]
        )
        assert [stamp.sequences for stamp in stamps] == [(1,), (0,), (2,), (0,)]
        assert [stamp.position for stamp in stamps] == [1, 2, 3, 4]
        assert [event.id for event in log.read_page(EVERYTHING).events] == ["a", "t"]
        assert log.read_page(ReadPage(DIRECT.key, "latest", 9)).events == ()
        snapshot = log.load(0)
        assert snapshot.recent == ()
        assert snapshot.channels[0].topic == Topic("still here", ALICE.mask, 2)
    with closing(sqlite3.connect(tmp_path / "hubbub.db")) as database:
        assert database.execute("SELECT key FROM conversation").fetchall() == [(LOBBY.key,)]


def test_an_ephemeral_event_is_a_mistake(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        with pytest.raises(TypeError, match="Typing is not kept"):
            log.append([said(1), Typing("x", 1, ALICE, LOBBY, ())])
        log.reopen()
        assert log.read_page(EVERYTHING).events == ()
        assert log.append([said(2)]) == [Stamp(1, (1,))]


class FailingConnection(sqlite3.Connection):
    """Fails at statements that begin with a word, where `fail_at` names one."""

    fail_at = ""
    error: Exception = sqlite3.OperationalError("disk I/O error")

    def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
        if self.fail_at and sql.startswith(self.fail_at):
            raise self.error
        return super().execute(sql, *arguments)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> type[FailingConnection]:
    monkeypatch.setattr("sqlite3.connect", partial(sqlite3.connect, factory=FailingConnection))
    monkeypatch.setattr(FailingConnection, "fail_at", "")
    return FailingConnection


ONE_MESSAGE: list[Event] = [said(7)]
WITH_STATE: list[Event] = [said(7), TopicSet("t", 8, ALICE, LOBBY, "refused")]


@pytest.mark.parametrize("error", [sqlite3.OperationalError("disk I/O error"), OSError(28, "No space left")])
@pytest.mark.parametrize(
    ("fail_at", "batch"),
    [
        ("INSERT INTO log", ONE_MESSAGE),
        ("BEGIN", WITH_STATE),
        ("INSERT OR REPLACE INTO channel", WITH_STATE),
        ("COMMIT", WITH_STATE),
    ],
)
def test_a_failed_commit_leaves_nothing_and_needs_reopening(
    tmp_path: Path,
    failing: type[FailingConnection],
    monkeypatch: pytest.MonkeyPatch,
    fail_at: str,
    batch: list[Event],
    error: Exception,
) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        kept: list[Event] = [ChannelOpened("o", 1, LOBBY, "nt"), said(1)]
        log.append(kept)
        before = log.load(0)
        monkeypatch.setattr(failing, "error", error)
        monkeypatch.setattr(failing, "fail_at", fail_at)
        with pytest.raises(StoreError, match="cannot write to the log"):
            log.append(batch)
        monkeypatch.setattr(failing, "fail_at", "")
        with pytest.raises(StoreError, match="must be opened again"):
            log.append(batch)
        log.probe()
        with pytest.raises(StoreError, match="must be opened again"):
            log.append(batch)
        assert list(log.read_page(EVERYTHING).events) == kept, "history is readable meanwhile"
        log.reopen()
        log.probe()
        assert log.load(0) == before
        assert log.append([said(2)]) == [Stamp(3, (3,))]


def test_a_full_disk_is_refused_and_recovers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = 60
    limited = partial(sqlite3.connect)

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        database = limited(*arguments, **options)
        if pages:
            database.execute(f"PRAGMA max_page_count = {pages}")
        return database

    monkeypatch.setattr("sqlite3.connect", connect)
    with closing(SqliteLog(tmp_path)) as log:
        kept = 0
        with pytest.raises(StoreError, match="full"):  # noqa: PT012
            while True:
                log.append([said(kept + n, text="x" * 1000) for n in range(10)])
                kept += 10
        assert kept
        pages = 1_000_000
        log.reopen()
        log.probe()
        assert len(log.read_page(EVERYTHING).events) == kept
        assert log.append([said(kept)])[0].sequences == (kept + 1,)


def test_a_probe_says_when_the_disk_refuses(
    tmp_path: Path, failing: type[FailingConnection], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(SqliteLog(tmp_path, sync="normal")) as log:
        log.probe()
        monkeypatch.setattr(failing, "fail_at", "UPDATE probe")
        for _ in range(3):
            with pytest.raises(StoreError, match="the disk does not keep data"):
                log.probe()
        monkeypatch.setattr(failing, "fail_at", "")
        log.probe()
        assert log.append([said(1)]) == [Stamp(1, (1,))]


def test_a_closed_log_says_so(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path)
    log.close()
    log.close()
    retry = FindRetry(LOBBY.key, "c", 0)
    for call in (
        lambda: log.append([said(1)]),
        lambda: log.load(0),
        lambda: log.find_retry(retry),
        log.probe,
        log.reopen,
    ):
        with pytest.raises(StoreError, match="closed"):
            call()
    assert not (tmp_path / "hubbub.db-wal").exists(), "the last connection folds the write-ahead log"


def test_every_field_of_a_message_comes_back(tmp_path: Path) -> None:
    message = Said(
        "id",
        1,
        ALICE,
        DIRECT,
        "action",
        'x"\\\x01\U0001f600',
        to="bob",
        tags=(("+reply", "m1"),),
        cid="c",
    )
    with closing(SqliteLog(tmp_path)) as log:
        log.append([message])
        assert log.read_page(ReadPage(DIRECT.key, "latest", 1)).events == (message,)
