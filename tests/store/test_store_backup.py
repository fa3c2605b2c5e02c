"""Backup while messages flow, and the way back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import pytest
from store_samples import ALICE, LOBBY, said

from hubbub.model.effects import ReadPage
from hubbub.model.events import ChannelOpened, TopicSet
from hubbub.store.backup import backup, restore
from hubbub.store.base import DataFolderHeld, DataTooNew, StoreError
from hubbub.store.sqlite import SqliteLog

ALL = ReadPage(LOBBY.key, "latest", 1_000_000)


def texts(data_dir: Path) -> list[str]:
    with closing(SqliteLog(data_dir)) as log:
        return [event.id for event in log.read_page(ALL).events]


def fill(data_dir: Path, count: int) -> None:
    with closing(SqliteLog(data_dir, sync="normal")) as log:
        log.append([ChannelOpened("o", 1, LOBBY, "nt"), TopicSet("t", 1, ALICE, LOBBY, "kept")])
        log.append([said(number) for number in range(count)])


def test_a_backup_while_messages_flow_is_one_sound_moment(tmp_path: Path) -> None:
    data, size = tmp_path / "data", 5
    written = 0
    begun, ended = Flag(), Flag()

    with closing(SqliteLog(data, sync="normal")) as log:

        def write() -> None:
            nonlocal written
            while not ended.is_set() and written < 200_000:
                log.append([said(written + number) for number in range(size)])
                written += size
                begun.set()

        writing = Thread(target=write)
        writing.start()
        try:
            assert begun.wait(30)
            spans = []
            for number in range(5):
                low = written
                backup(data, tmp_path / f"{number}.backup")
                spans.append((low, written + size))
        finally:
            ended.set()
            writing.join()
        assert len(log.read_page(ALL).events) == written

    for number, (low, high) in enumerate(spans):
        target = tmp_path / f"restored{number}"
        assert restore(target, tmp_path / f"{number}.backup") is None
        kept = texts(target)
        assert low <= len(kept) <= high
        assert len(kept) % size == 0
        assert kept == [f"m{n}" for n in range(len(kept))]
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == [
        f"{number}.backup" for number in range(5)
    ]


def test_restoring_keeps_what_was_there(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "file.backup"
    fill(data, 3)
    backup(data, file)
    with closing(SqliteLog(data)) as log:
        log.append([said(3)])
    kept = restore(data, file)
    assert kept is not None
    assert texts(data) == ["m0", "m1", "m2"]
    with closing(SqliteLog(data)) as log:
        topic = log.load(0).channels[0].topic
        assert topic is not None
        assert topic.text == "kept"
    again = restore(data, kept)
    assert again is not None
    assert again != kept
    assert texts(data) == ["m0", "m1", "m2", "m3"]
    assert not (data / "hubbub.db.restoring").exists()


def test_a_damaged_log_is_set_aside_as_it_is(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "file.backup"
    fill(data, 3)
    backup(data, file)
    (data / "hubbub.db").write_bytes(b"damaged")
    (data / "hubbub.db-wal").write_bytes(b"its log")
    kept = restore(data, file)
    assert kept is not None
    assert kept.read_bytes() == b"damaged"
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"its log"
    assert texts(data) == ["m0", "m1", "m2"]


def test_a_log_that_ended_without_closing_is_set_aside_whole(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "file.backup"
    fill(data, 3)
    backup(data, file)
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    with closing(SqliteLog(data)) as log:
        log.append([said(3)])
        for name in ("hubbub.db", "hubbub.db-wal"):
            (crashed / name).write_bytes((data / name).read_bytes())
    kept = restore(crashed, file)
    assert kept is not None
    with closing(sqlite3.connect(kept)) as database:
        assert database.execute("SELECT max(ordinal) FROM log").fetchone() == (4,)


def test_an_older_backup_is_replaced_but_nothing_else_is(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "file.backup"
    fill(data, 1)
    backup(data, file)
    with closing(SqliteLog(data)) as log:
        log.append([said(1)])
        backup(data, file)
    assert restore(tmp_path / "other", file) is None
    assert texts(tmp_path / "other") == ["m0", "m1"]
    (tmp_path / "thesis.odt").write_text("years of work")
    for place, message in [
        (tmp_path / "thesis.odt", "not a backup that may be replaced"),
        (tmp_path, "is a folder"),
        (tmp_path / "nowhere" / "file", "there is no folder"),
        (data / "hubbub.db", "not a place for a backup"),
        (tmp_path / "other" / "hubbub.db", "not a place for a backup"),
    ]:
        with pytest.raises(StoreError, match=message):
            backup(data, place)
    assert (tmp_path / "thesis.odt").read_text() == "years of work"


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no hubbub data"):
        backup(tmp_path / "nowhere", tmp_path / "file")
    with closing(sqlite3.connect(tmp_path / "hubbub.db")) as database:
        database.execute("CREATE TABLE photos (id INTEGER)")
    with pytest.raises(StoreError, match="another program"):
        backup(tmp_path, tmp_path / "file")
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "file").exists()


def test_a_damaged_log_makes_no_backup(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "file.backup"
    fill(data, 2000)
    backup(data, file)
    good = file.read_bytes()
    database = bytearray((data / "hubbub.db").read_bytes())
    middle = len(database) // 2 // 4096 * 4096
    database[middle : middle + 4096] = bytes(4096)
    (data / "hubbub.db").write_bytes(database)
    with pytest.raises(StoreError, match=r"damaged|malformed"):
        backup(data, file)
    assert file.read_bytes() == good
    assert {entry.name for entry in tmp_path.iterdir()} == {"data", "file.backup"}


def test_restore_refuses_while_a_server_holds_the_folder(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "file.backup"
    fill(data, 3)
    backup(data, file)
    with closing(SqliteLog(data)) as log:
        with pytest.raises(DataFolderHeld):
            restore(data, file)
        assert len(log.append([said(3)])) == 1
    assert texts(data) == ["m0", "m1", "m2", "m3"]


def test_restore_refuses_what_is_no_backup(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 2)
    letter = tmp_path / "letter"
    letter.write_text("Dear grandmother, " * 20)
    empty = tmp_path / "empty"
    empty.touch()
    newer = tmp_path / "newer"
    backup(data, newer)
    with closing(sqlite3.connect(newer)) as database:
        database.execute("PRAGMA user_version = 999")
    foreign = tmp_path / "foreign"
    with closing(sqlite3.connect(foreign)) as database:
        database.execute("CREATE TABLE photos (id INTEGER)")
    cut = tmp_path / "cut"
    backup(data, cut)
    cut.write_bytes(cut.read_bytes()[:-4096])
    for file, error, message in [
        (letter, StoreError, "not a hubbub database"),
        (empty, StoreError, "not a hubbub backup"),
        (newer, DataTooNew, "newer hubbub"),
        (foreign, StoreError, "another program"),
        (cut, StoreError, "malformed"),
        (tmp_path / "nowhere", StoreError, "no backup at"),
    ]:
        for target in (data, tmp_path / "fresh"):
            with pytest.raises(error, match=message):
                restore(target, file)
    with pytest.raises(StoreError, match="the log in use"):
        restore(data, data / "hubbub.db")
    assert texts(data) == ["m0", "m1"]
    assert not (tmp_path / "fresh" / "hubbub.db").exists()
