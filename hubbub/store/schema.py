"""The database file: whose it is, which version, and how an older one becomes today's."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

import msgspec

from .base import DataTooNew, StoreError

Sync = Literal["full", "normal"]

DATABASE_NAME = "hubbub.db"
APPLICATION_ID = 0x48756262
"""``Hubb``: what `file` and we recognise the database by."""

BUSY_TIMEOUT = 5.0
"""Seconds to wait for another process, such as a backup that is recovering the database."""

_WRITER_CACHE_KIB = 16_384
_WAL_KEPT_BYTES = 64 * 1024 * 1024
_OLDEST_SQLITE = (3, 32)

# https://www.sqlite.org/fileformat2.html#the_database_header
_HEADER_BYTES = 100
_MAGIC = b"SQLite format 3\0"
_USER_VERSION = struct.Struct(">60xI4xI")


class Migration(msgspec.Struct, frozen=True):
    """One step: the database has user_version ``number`` after it."""

    number: int
    name: str
    sql: str


def migrations(folder: Traversable | None = None) -> tuple[Migration, ...]:
    """The steps in ``folder`` (the packaged ones), in order; their numbers have no gaps."""
    found = []
    for file in (folder or resources.files(__package__).joinpath("migrations")).iterdir():
        match = re.fullmatch(r"(\d{4})_\w+\.sql", file.name)
        if match:
            found.append(Migration(int(match[1]), file.name, file.read_text("utf-8")))
    found.sort(key=lambda step: step.number)
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise StoreError("the installation is damaged: its database migrations are not complete")
    return tuple(found)


@contextmanager
def refusals(doing: str) -> Iterator[None]:
    """What the disk or SQLite says becomes a `StoreError`."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        named = f" ({error.filename})" if error.filename else ""
        raise StoreError(f"{doing}: {(error.strerror or str(error)).lower()}{named}") from error
    except sqlite3.Error as error:
        raise StoreError(f"{doing}: {error}") from error


def create_folder(data_dir: Path) -> None:
    """Make the data folder, for its owner alone, so that it is there after a power cut too."""
    if data_dir.is_dir():
        return
    if data_dir.exists():
        raise StoreError(f"cannot use the data folder {data_dir}: it is a file, not a folder")
    if not data_dir.parent.is_dir():
        create_folder(data_dir.parent)
    data_dir.mkdir(mode=0o700, exist_ok=True)
    sync_folder(data_dir.parent)


def sync_folder(folder: Path) -> None:
    """Make the folder's entries durable, where the system can (not on Windows)."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def inspect(file: Path, newest: int) -> None:
    """Refuse a file that is not ours or newer than ``newest``, without SQLite, so that it stays as it is.

    Never on a file that this process has open as a database: closing it would drop SQLite's POSIX locks.
    """
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise StoreError(f"{file} is not a file")
    except FileNotFoundError:
        return
    with file.open("rb") as opened:
        header = opened.read(_HEADER_BYTES)
    if not header:
        return
    if len(header) < _HEADER_BYTES or not header.startswith(_MAGIC):
        raise StoreError(f"{file} is not a hubbub database; move it away, or restore a backup")
    version, application = _USER_VERSION.unpack_from(header)
    if application == APPLICATION_ID:
        _check_version(file, version, newest)
    elif application or version:
        raise StoreError(f"{file} is the database of another program; move it away")


def connect(file: Path, sync: Sync, newest: int) -> sqlite3.Connection:
    """A connection that writes to a database of ours, up to version ``newest``.

    Creates the file, for its owner alone, where there is none.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreError(f"SQLite {'.'.join(map(str, _OLDEST_SQLITE))} or newer is needed, this Python has "
                         f"{sqlite3.sqlite_version}")  # fmt: skip
    if not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        sync_folder(file.parent)
    database = _open(file)
    try:
        version_of(database, file, newest)
        database.execute("PRAGMA journal_mode = WAL").fetchone()
        database.execute(f"PRAGMA synchronous = {sync}")
        # On macOS only F_FULLFSYNC reaches the disk itself; elsewhere these change nothing.
        database.execute(f"PRAGMA fullfsync = {int(sync == 'full')}")
        database.execute(f"PRAGMA checkpoint_fullfsync = {int(sync == 'full')}")
        # What is erased (a password's verifier, say) is overwritten, not only forgotten.
        database.execute("PRAGMA secure_delete = 1").fetchone()
        database.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
        database.execute(f"PRAGMA journal_size_limit = {_WAL_KEPT_BYTES}").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def connect_reader(file: Path) -> sqlite3.Connection:
    """A connection that only reads; it never moves the write-ahead log into the database either."""
    database = _open(file)
    try:
        database.execute("PRAGMA query_only = 1")
        database.execute("PRAGMA wal_autocheckpoint = 0").fetchone()
    except BaseException:
        database.close()
        raise
    return database


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        file,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def version_of(database: sqlite3.Connection, file: Path, newest: int) -> int:
    """The database's version, 0 for an empty one; `StoreError` for one that is not ours, `DataTooNew` beyond."""
    (application,) = database.execute("PRAGMA application_id").fetchone()
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if application or version or tables:
            raise StoreError(f"{file} is the database of another program; move it away")
        return 0
    _check_version(file, int(version), newest)
    return int(version)


def migrate(database: sqlite3.Connection, file: Path, steps: Sequence[Migration]) -> None:
    """Bring the database to the last of ``steps``, one transaction each."""
    version = version_of(database, file, len(steps))
    if version == len(steps):
        return
    for step in steps[version:]:
        try:
            database.executescript(
                f"BEGIN IMMEDIATE; {step.sql}\n"
                f"; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {step.number}; COMMIT"
            )
        except sqlite3.Error as error:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise StoreError(f"{file}: migration {step.name} failed: {error}") from error
    # Now the file's own header tells its version, for `inspect`.
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    sync_folder(file.parent)


def _check_version(file: Path, version: int, newest: int) -> None:
    if version > newest:
        raise DataTooNew(
            f"{file} was written by a newer hubbub (data version {version}, this one knows {newest}); "
            "update hubbub, or use another data folder"
        )
