"""The data folder: whose it is, which version, and what is refused untouched."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import LOBBY, said

from hubbub.model.account import Account, Credentials
from hubbub.model.effects import FindRetry, ReadPage
from hubbub.model.events import Conversation
from hubbub.model.names import direct
from hubbub.model.presence import Presence
from hubbub.model.registration import Registration
from hubbub.model.state import Ban, ListEntry, MetadataValue, Purge, ReadMarker, Topic
from hubbub.store.base import DataFolderHeld, DataTooNew, Stamp, StoreError
from hubbub.store.lock import LOCK_NAME
from hubbub.store.schema import DATABASE_NAME, Migration, connect, inspect, migrate, migrations, version_of
from hubbub.store.sqlite import SqliteLog

FROZEN = sorted((Path(__file__).parent / "frozen").glob("*.sql"))

HOLD = """
import sys
from pathlib import Path
from hubbub.store.sqlite import SqliteLog
log = SqliteLog(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
log.close()
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    with closing(SqliteLog(folder)) as log:
        log.append([said(1)])
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_a_second_server_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        before = contents(tmp_path)
        with pytest.raises(DataFolderHeld) as refusal:
            SqliteLog(tmp_path)
        assert str(tmp_path) in str(refusal.value)
        assert f"(process {holder.pid})" in str(refusal.value)
        assert contents(tmp_path) == before
        holder.stdin.close()
        assert holder.wait(30) == 0
    SqliteLog(tmp_path).close()


@pytest.mark.parametrize("locked_before", [True, False])
def test_a_folder_of_a_newer_version_stays_as_it_is_the_lock_included(tmp_path: Path, locked_before: bool) -> None:
    SqliteLog(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as database:
        database.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    if locked_before:
        (tmp_path / LOCK_NAME).write_text("1\n")
    else:
        (tmp_path / LOCK_NAME).unlink()
    before = contents(tmp_path)
    with pytest.raises(DataTooNew):
        SqliteLog(tmp_path)
    assert contents(tmp_path) == before


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        holder.kill()
    SqliteLog(tmp_path).close()


def test_a_folder_that_cannot_be_used_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot use the data folder") as refusal:
        SqliteLog(tmp_path / "file" / "data")
    assert "\n" not in str(refusal.value)


def database_with(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as database:
        for statement in statements:
            database.execute(statement)


def make_newer(file: Path) -> None:
    SqliteLog(file.parent).close()
    database_with(file, "PRAGMA user_version = 999")


def make_foreign(file: Path) -> None:
    database_with(file, "CREATE TABLE photos (id INTEGER)")


def make_named_foreign(file: Path) -> None:
    database_with(file, "PRAGMA application_id = 7", "CREATE TABLE photos (id INTEGER)")


def make_text(file: Path) -> None:
    file.write_text("A letter to grandmother. " * 20)


def make_short(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0")


def make_truncated(file: Path) -> None:
    with closing(SqliteLog(file.parent)) as log:
        log.append([said(number) for number in range(500)])
    file.write_bytes(file.read_bytes()[:5000])


def make_folder(file: Path) -> None:
    file.mkdir()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_newer, "written by a newer hubbub"),
        (make_foreign, "another program"),
        (make_named_foreign, "another program"),
        (make_text, "not a hubbub database"),
        (make_short, "not a hubbub database"),
        (make_truncated, "malformed"),
        (make_folder, "is not a file"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_not_ours_is_refused_untouched(tmp_path: Path, make: object, message: str) -> None:
    file = tmp_path / DATABASE_NAME
    assert callable(make)
    make(file)
    before = file.read_bytes() if file.is_file() else b""
    for _ in range(2):
        with pytest.raises(StoreError, match=message) as refusal:
            SqliteLog(tmp_path)
        assert isinstance(refusal.value, DataTooNew) == (make is make_newer)
        assert "\n" not in str(refusal.value)
        assert str(tmp_path) in str(refusal.value)
    assert (file.read_bytes() if file.is_file() else b"") == before


def test_a_newer_version_that_only_its_write_ahead_log_knows_is_refused(tmp_path: Path) -> None:
    SqliteLog(tmp_path).close()
    with closing(connect(tmp_path / DATABASE_NAME, "full", len(migrations()))) as newer:
        newer.execute("PRAGMA user_version = 999")
        with pytest.raises(DataTooNew):
            SqliteLog(tmp_path)


def test_a_creation_that_was_cut_short_begins_again(tmp_path: Path) -> None:
    file = tmp_path / DATABASE_NAME
    file.touch()
    SqliteLog(tmp_path).close()
    file.unlink()
    connect(file, "full", 0).close()
    with closing(SqliteLog(tmp_path)) as log:
        assert log.append([said(1)]) == [Stamp(1, (1,))]


BANS = (
    Ban("address", "203.0.113.0/24", "", "console", 1013, 99_000_000_000),
    Ban("mask", "troll!*@*", "noise", "alice", 1012),
)
"""Since version 2; another was lifted, so that the log has two events for each of these."""

ACCOUNTS = (
    Account(
        "a-alice",
        "Alice",
        1016,
        Credentials("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA", "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy"),
        "alice@mail.example",
        ("ab" * 32,),
        (("always-on", "true"), ("notes", "yes")),
    ),
    Account("a-carol", "carol", 1017, verified=False, suspended="spam"),
)
"""Since version 3; another was dropped."""

MARKER = ReadMarker("a-alice", LOBBY.key, 1003)
"""Since version 4, as are reactions."""

TOLD = MetadataValue(LOBBY.key, "url", "https://hub.example")
"""Since version 6."""

REGISTRATION = Registration("a-alice", 1005, (("a-carol", "o"),), heir="a-carol")
PURGE = Purge(Conversation("#warez", "#Warez"), "no", "alice", 1006)
"""Since version 7."""

PRESENCES = (
    Presence("a-alice", 1005, True, "alice", "a", "host.example", "Alice", "i", "lunch", 1002, ((LOBBY.key, "o"),)),
    Presence("a-carol", 1006),
)
"""Since version 8."""

NEWER: dict[str, tuple[tuple[Ban, ...], tuple[Account, ...], int]] = {
    "0001": ((), (), 14),
    "0002": (BANS, (), 18),
    "0003": (BANS, ACCOUNTS, 23),
    "0004": (BANS, ACCOUNTS, 23),
    "0005": (BANS, ACCOUNTS, 23),
    "0006": (BANS, ACCOUNTS, 23),
    "0007": (BANS, ACCOUNTS, 23),
    "0008": (BANS, ACCOUNTS, 23),
    "0009": (BANS, ACCOUNTS, 23),
    "0010": (BANS, ACCOUNTS, 23),
}
"""By version: what it knew that the first did not, and the next position in its log."""


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda file: file.stem)
def test_every_older_version_becomes_todays(tmp_path: Path, frozen: Path) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE_NAME)) as database:
        database.executescript(frozen.read_text("utf-8"))
    with closing(SqliteLog(tmp_path)) as log:
        snapshot = log.load(1012)
        (lobby,) = snapshot.channels
        assert lobby.conversation == LOBBY
        assert (lobby.created, lobby.flags, lobby.key, lobby.limit) == (1000, "nt", "sesame", 9)
        assert lobby.forward == ""
        assert lobby.topic == Topic("Welcome", "alice!~alice@host.example", 1003)
        assert lobby.lists == (ListEntry("b", "troll!*@*", "alice!~alice@host.example", 1004),)
        assert [message.cid for message in snapshot.recent] == ["c1"]
        assert log.find_retry(FindRetry(LOBBY.key, "c1", 0)) is not None

        def ids(key: str) -> list[str]:
            page = log.read_page(ReadPage(key, "latest", 99, texts_only=False))
            return [event.id for event in page.events]

        assert ids(LOBBY.key) == ["e1", "e2", "e3", "e4", "e5", "e7", "e12"]
        assert ids("#dev") == ["e6", "e7", "e9", "e10", "e11"]
        assert ids(direct("bob", "g-alice")) == ["e8"]
        bans, accounts, position = NEWER[frozen.stem]
        assert (snapshot.bans, snapshot.accounts) == (bans, accounts)
        assert snapshot.metadata == ((TOLD,) if frozen.stem >= "0006" else ())
        assert snapshot.read_markers == ((MARKER,) if frozen.stem >= "0004" else ())
        since = frozen.stem >= "0007"
        assert lobby.registration == (REGISTRATION if since else None)
        assert snapshot.purges == ((PURGE,) if since else ())
        assert snapshot.presences == (PRESENCES if frozen.stem >= "0008" else ())
        assert log.append([said(99)]) == [Stamp(position, (8,))]


def test_there_is_a_frozen_database_of_every_version() -> None:
    assert [file.stem for file in FROZEN] == [f"{step.number:04}" for step in migrations()]


def test_migrations_run_once_in_order_and_fail_whole(tmp_path: Path) -> None:
    folder = tmp_path / "steps"
    folder.mkdir()
    (folder / "0002_more.sql").write_text("INSERT INTO a VALUES (2);")
    (folder / "0001_a.sql").write_text("CREATE TABLE a (n INTEGER); INSERT INTO a VALUES (1);")
    (folder / "notes.txt").write_text("not a migration")
    steps = migrations(folder)
    assert [step.name for step in steps] == ["0001_a.sql", "0002_more.sql"]
    file = tmp_path / "x.db"
    with closing(connect(file, "full", 0)) as database:
        migrate(database, file, steps[:1])
        migrate(database, file, steps)
        migrate(database, file, steps)
        broken = Migration(3, "0003_broken.sql", "INSERT INTO a VALUES (3); INSERT INTO nowhere VALUES (1);")
        with pytest.raises(StoreError, match=r"0003_broken\.sql failed: no such table: nowhere"):
            migrate(database, file, (*steps, broken))
        assert database.execute("SELECT n FROM a").fetchall() == [(1,), (2,)]
        assert version_of(database, file, 2) == 2
    inspect(file, 2)
    with pytest.raises(DataTooNew):
        inspect(file, 1)


def test_missing_migrations_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "0002_second.sql").write_text("")
    with pytest.raises(StoreError, match="installation is damaged"):
        migrations(tmp_path)
