"""Reactions, what was read, and what was erased: gone from every file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import ALICE, BOB, DIRECT, LOBBY, said

from hubbub.model.account import Account
from hubbub.model.effects import FindMessage, FindRetry, FoundMessage, Page, Point, ReadPage
from hubbub.model.events import (
    AccountDropped,
    AccountRegistered,
    Conversation,
    Event,
    Quit,
    Reacted,
    ReadMarked,
    Redacted,
    Said,
    Tagged,
)
from hubbub.model.state import ReadMarker
from hubbub.store.backup import backup
from hubbub.store.base import Stamp
from hubbub.store.schema import DATABASE_NAME, connect_reader
from hubbub.store.sqlite import SqliteLog

SECRET = "the password is xyzzy-" + "q" * 40
LONG = SECRET * 400
"""More than a page of the database holds."""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path)) as opened:
        yield opened


def reacted(number: int, *, added: bool = True, quote: str = "") -> Reacted:
    tags = (("+reply", "m1"), ("+draft/react", "👍"))
    more = {"message": "m1", "reaction": "👍", "added": added, "author": "alice", "quote": quote}
    return Reacted(f"m{number}", number, BOB, LOBBY, tags, **more)  # type: ignore[arg-type]


def redacted(number: int, message: str = "m1") -> Redacted:
    return Redacted(f"m{number}", number, ALICE, LOBBY, message, author="alice")


def page(log: SqliteLog, *, texts_only: bool = False, before: str = "") -> list[str]:
    way = "before" if before else "latest"
    point = Point(id=before) if before else None
    read: Page = log.read_page(ReadPage(LOBBY.key, way, 99, point, texts_only=texts_only))  # type: ignore[arg-type]
    return [event.id for event in read.events]


def files_with(folder: Path, secret: str = SECRET) -> list[str]:
    return [file.name for file in sorted(folder.iterdir()) if file.is_file() and secret.encode() in file.read_bytes()]


def test_a_message_is_found_in_its_conversation_alone_and_with_a_reaction_to_it(log: SqliteLog) -> None:
    log.append([said(1), reacted(2, quote="text")])
    assert log.find_message(FindMessage(LOBBY.key, "m1")) == FoundMessage(said(1))
    assert log.find_message(FindMessage(LOBBY.key, "m1", BOB.identity, "👍")) == FoundMessage(said(1), reacted=True)
    assert log.find_message(FindMessage(LOBBY.key, "m1", ALICE.identity, "👍")) == FoundMessage(said(1))
    assert log.find_message(FindMessage(LOBBY.key, "m2")) == FoundMessage(reacted(2))  # without the quotation
    assert log.find_message(FindMessage(DIRECT.key, "m1")) is None
    assert log.find_message(FindMessage("#nowhere", "m1")) is None
    log.append([reacted(3, added=False)])
    assert log.find_message(FindMessage(LOBBY.key, "m1", BOB.identity, "👍")) == FoundMessage(said(1))


def test_messages_of_tags_count_in_no_page_of_texts(log: SqliteLog) -> None:
    log.append([said(1), Tagged("m2", 2, ALICE, LOBBY, (("+draft/persist", ""),)), reacted(3), said(4)])
    assert page(log) == ["m1", "m2", "m3", "m4"]
    assert page(log, texts_only=True) == ["m1", "m4"]


def test_what_was_read_is_kept_for_accounts_alone_and_in_no_history(log: SqliteLog) -> None:
    assert log.append([ReadMarked("r1", 1, BOB, LOBBY, 5), ReadMarked("r2", 2, ALICE, LOBBY, 6)])
    log.append([ReadMarked("r3", 3, BOB, LOBBY, 7)])
    assert log.load(9).read_markers == (ReadMarker("bob", LOBBY.key, 7),)
    assert page(log) == []
    log.append(
        [AccountRegistered("a1", 4, Account("bob", "bob", 4), "bob"), AccountDropped("a2", 5, "bob", "bob", "bob")]
    )
    assert log.load(9).read_markers == ()


@pytest.mark.parametrize("text", [SECRET, LONG], ids=["short", "long"])
@pytest.mark.parametrize("together", [True, False])
def test_what_was_erased_is_in_no_file_and_no_backup(log: SqliteLog, tmp_path: Path, text: str, together: bool) -> None:
    first: list[Event] = [said(0), said(1, text=text, cid="c1"), reacted(2), said(3)]
    second: list[Event] = [redacted(4)]
    if together:
        log.append(first + second)
    else:
        log.append(first)
        assert files_with(tmp_path)
        assert log.append(second) == [Stamp(5, (5,))]
    assert page(log) == ["m0", "m2", "m3", "m4"]
    assert page(log, before="m1") == ["m0"]
    assert log.find_message(FindMessage(LOBBY.key, "m1", BOB.identity, "👍")) is None
    assert log.find_retry(FindRetry(LOBBY.key, "c1", 0)) is not None, "a retry is not said again"
    assert files_with(tmp_path) == []
    backup(tmp_path, tmp_path / "backup.db")
    assert files_with(tmp_path) == []
    log.reopen()
    assert log.append([said(5)]) == [Stamp(6, (6,))]


def test_a_reader_only_delays_the_erasing(log: SqliteLog, tmp_path: Path) -> None:
    log.append([said(1, text=SECRET)])
    with log._reading() as database:
        database.execute("SELECT count(*) FROM log").fetchone()
        log.append([redacted(2)])
        assert files_with(tmp_path)
    log.append([said(3)])
    assert files_with(tmp_path) == []


def test_erasing_a_reaction_takes_it_back(log: SqliteLog) -> None:
    log.append([said(1), reacted(2), redacted(3, "m2")])
    assert log.find_message(FindMessage(LOBBY.key, "m1", BOB.identity, "👍")) == FoundMessage(said(1))
    assert page(log) == ["m1", "m3"]


def test_what_is_not_there_cannot_be_erased(log: SqliteLog) -> None:
    log.append([said(1), redacted(2, "nothing"), redacted(3), redacted(4)])
    assert page(log) == ["m2", "m3", "m4"]


def test_without_history_nothing_of_it_is_kept(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path, keep_texts=False)) as log:
        log.append([said(1), reacted(2), redacted(3), Tagged("m4", 4, ALICE, LOBBY, ())])
        assert page(log) == []


def test_what_a_reader_kept_on_disk_goes_once_nobody_reads(log: SqliteLog, tmp_path: Path) -> None:
    log.append([said(1, text=SECRET)])
    reader = connect_reader(tmp_path / DATABASE_NAME)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM log").fetchone() == (1,)
    log.append([redacted(2)])
    while log.follow():
        pass
    assert log.erasing
    assert files_with(tmp_path)
    reader.close()
    assert not log.follow()
    assert not log.erasing
    assert files_with(tmp_path) == []


def test_what_an_earlier_process_could_not_erase_goes_after_the_start(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([said(1, text=SECRET)])
        reader = connect_reader(tmp_path / DATABASE_NAME)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM log").fetchone()
        log.append([redacted(2)])
    assert files_with(tmp_path)
    with closing(SqliteLog(tmp_path)) as log:
        reader.close()
        while log.follow():
            pass
        assert files_with(tmp_path) == []


@pytest.mark.parametrize(
    "hidden",
    [
        Said("m1", 1, ALICE, LOBBY, "message", SECRET, rank="o"),
        Tagged("m1", 1, ALICE, LOBBY, (("+draft/persist", SECRET),), "", "o"),
        Reacted("m1", 1, ALICE, LOBBY, (("+draft/react", SECRET),), "", "o", message="m0", reaction=SECRET),
    ],
    ids=["said", "tagged", "reacted"],
)
def test_what_was_for_some_ranks_alone_can_be_erased_too(log: SqliteLog, tmp_path: Path, hidden: Event) -> None:
    log.append([said(0), hidden])
    assert log.find_message(FindMessage(LOBBY.key, "m1")) is None, "nobody reacts to what they may not have heard"
    found = log.find_message(FindMessage(LOBBY.key, "m1", hidden=True))
    assert found == FoundMessage(hidden)
    log.append([Redacted("m2", 2, ALICE, LOBBY, "m1", author="alice", rank="o")])
    assert log.find_message(FindMessage(LOBBY.key, "m1", hidden=True)) is None
    assert page(log) == ["m0"], "nor is it in the history that something was"
    assert files_with(tmp_path) == []


def test_what_is_hidden_and_no_message_is_neither_found_nor_erased(log: SqliteLog) -> None:
    veiled = Conversation(LOBBY.key, LOBBY.name, veiled=True)
    other = Conversation("#dev", "#dev")
    log.append([Quit("m1", 1, ALICE, (veiled, other), "bye"), Quit("m2", 2, ALICE, (other, veiled), "bye")])
    for name in ("m1", "m2"):
        found = log.find_message(FindMessage(LOBBY.key, name, hidden=True))
        assert found is None or isinstance(found.event, Quit)
        log.append([redacted(3, name)])
    assert [event.id for event in log.read_page(ReadPage(other.key, "latest", 9, texts_only=False)).events] == [
        "m1",
        "m2",
    ]
