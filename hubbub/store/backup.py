"""One file that holds everything, and the way back from it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from .base import StoreError
from .lock import LOCK_NAME, FolderLock
from .schema import (
    DATABASE_NAME,
    connect,
    connect_reader,
    create_folder,
    inspect,
    migrations,
    refusals,
    sync_folder,
    version_of,
)
from .search import forget_erased


def backup(data_dir: Path, file: Path) -> None:
    """Write the log as it is at this moment to ``file``, while a server may be writing to it.

    An older backup at ``file`` is replaced once the new one is complete and checked.  Raises `StoreError`.
    """
    source_file = data_dir / DATABASE_NAME
    with refusals(f"cannot back up {data_dir} to {file}"):
        if not source_file.is_file():
            raise StoreError(f"there is no hubbub data in {data_dir}")
        _require_replaceable(file)
        with closing(connect_reader(source_file)) as source:
            if not version_of(source, source_file, len(migrations())):
                raise StoreError(f"there is no hubbub data in {data_dir}")
            with _copied(source, file.with_name(f"{file.name}.partial")) as copy:
                copy.replace(file)
        sync_folder(file.parent)


def restore(data_dir: Path, file: Path) -> Path | None:
    """Make ``file``, a backup, the log in ``data_dir``.  Where the log before it is kept, None if there was none.

    Raises `DataFolderHeld` while a server uses the folder, `DataTooNew`, and `StoreError` for what is no backup.
    """
    with refusals(f"cannot restore {file} to {data_dir}"):
        target = data_dir / DATABASE_NAME
        if not file.is_file():
            raise StoreError(f"there is no backup at {file}")
        if target.exists() and file.samefile(target):
            raise StoreError(f"{file} is the log in use, not a backup of it")
        newest = len(migrations())
        inspect(file, newest)
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
            if not version_of(source, file, newest):
                raise StoreError(f"{file} is not a hubbub backup")
            create_folder(data_dir)
            lock = FolderLock(data_dir)
            try:
                with _copied(source, data_dir / f"{DATABASE_NAME}.restoring") as copy:
                    kept = _set_aside(target)
                    copy.replace(target)
                sync_folder(data_dir)
            finally:
                lock.release()
    return kept


def _require_replaceable(file: Path) -> None:
    if file.is_dir():
        raise StoreError(f"{file} is a folder; name a file in it")
    if not file.parent.is_dir():
        raise StoreError(f"there is no folder {file.parent}")
    if file.name == DATABASE_NAME and (file.parent / LOCK_NAME).exists():
        raise StoreError(f"{file} is the log of a data folder, not a place for a backup")
    if file.exists():
        try:
            inspect(file, len(migrations()))
        except StoreError as error:
            raise StoreError(f"{file} exists and is not a backup that may be replaced") from error


@contextmanager
def _copied(source: sqlite3.Connection, file: Path) -> Iterator[Path]:
    """A checked and synced copy at ``file``, removed where it was not moved away.

    In one step: several would begin again whenever a server writes in between, and so never end.  The server goes on
    meanwhile; its write-ahead log grows until the step is done.
    """
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")
            source.backup(copy)
            copy.execute("PRAGMA secure_delete = 1").fetchone()
            forget_erased(copy)
            # The write-ahead mode is copied too; without it the copy is one file.
            copy.execute("PRAGMA journal_mode = DELETE").fetchone()
            (verdict,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if verdict != "ok":
                raise StoreError(f"the database is damaged: {verdict}")
        descriptor = os.open(file, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        yield file
    finally:
        file.unlink(missing_ok=True)


def _set_aside(database_file: Path) -> Path | None:
    """Give the old log a second name beside the first, with everything that belongs to it."""
    if not database_file.exists():
        return None
    # Moves what its write-ahead log holds into the file, if it is sound; otherwise the two are kept as they are.
    with contextlib.suppress(sqlite3.Error, StoreError):
        inspect(database_file, len(migrations()))
        connect(database_file, "full", len(migrations())).close()
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    kept = database_file.with_name(f"hubbub-before-restore-{stamp}.db")
    count = 1
    while kept.exists():
        count += 1
        kept = database_file.with_name(f"hubbub-before-restore-{stamp}-{count}.db")
    with contextlib.suppress(FileNotFoundError):
        Path(f"{database_file}-wal").replace(f"{kept}-wal")
    Path(f"{database_file}-shm").unlink(missing_ok=True)
    try:
        os.link(database_file, kept)
    except OSError:
        database_file.replace(kept)
    return kept
