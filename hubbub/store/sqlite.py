"""The log in one SQLite file in write-ahead mode: one connection writes, any number read beside it.

What a refused batch leaves behind: its frames may be in the write-ahead log's file, valid but behind the end that the
shared index knows, and whoever recovers the index from that file takes them for committed.  So one idle connection, the
*anchor*, is open as long as the log is: with it the index lives on over `reopen`, and nothing is recovered.  `reopen`
then empties the file, or, if the disk refuses that too, the next good commit overwrites them.  Only a process that dies
between a refused commit and that may find the refused batch, whole, in its log.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from hubbub.model.effects import (
    FindMessage,
    FindRetry,
    FindTargets,
    Found,
    FoundMessage,
    Page,
    ReadPage,
    Search,
    Targets,
)
from hubbub.model.events import Event
from hubbub.model.names import Casemapping
from hubbub.model.state import RecentMessage, Snapshot

from . import naming, reader
from .base import Stamp, StoreError
from .lock import FolderLock
from .schema import (
    DATABASE_NAME,
    Sync,
    connect,
    connect_reader,
    create_folder,
    inspect,
    migrate,
    migrations,
    refusals,
)
from .writer import Writer

ROOM = 4 * 1024 * 1024
"""Bytes that must be free for a log that failed to be taken for healthy: on a full disk a probe's one row may find
its place, and the next batch not."""


READERS = 4
"""As many as there are threads that read for the server."""


class SqliteLog:
    """`base.Log` in ``data_dir``, which is created, locked against other servers, and brought up to date.

    ``sync``: "normal" survives a crash of the program, "full" one of the machine too.  ``keep_texts`` False: no
    message is kept.  ``casemapping``: by which names are compared (`naming`), None where nobody compares any.
    Raises `DataFolderHeld`, `DataTooNew`, `StoreError`; then nothing was changed.
    """

    def __init__(
        self, data_dir: Path, *, sync: Sync = "full", keep_texts: bool = True, casemapping: Casemapping | None = None
    ) -> None:
        self._file = data_dir / DATABASE_NAME
        self._sync: Sync = sync
        self._keep_texts = keep_texts
        self._casemapping = casemapping
        self._writing = threading.Lock()
        self._pooling = threading.Lock()
        self._generation = 0
        self._idle: list[sqlite3.Connection] = []
        self._anchor: sqlite3.Connection | None = None
        self._writer: Writer | None = None
        with refusals(f"cannot use the data folder {data_dir}"):
            create_folder(data_dir)
            self._lock = FolderLock(data_dir, lambda: inspect(self._file, len(migrations())))
            try:
                self._writer = self._connect_writer()
                self._anchor = connect_reader(self._file)
                # Only a connection that has read holds the write-ahead log and its index open.
                self._anchor.execute("SELECT count FROM probe").fetchone()
                self._open_readers()
            except BaseException:
                self.close()
                raise

    def _connect_writer(self) -> Writer:
        steps = migrations()
        database = connect(self._file, self._sync, len(steps))
        try:
            moved = naming.moves(database, self._casemapping) if self._casemapping else {}
            migrate(database, self._file, steps)
            if self._casemapping:
                naming.adopt(database, self._casemapping, moved)
            return Writer(database, keep_texts=self._keep_texts)
        except BaseException:
            database.close()
            raise

    def load(self, now_ns: int) -> Snapshot:
        """See `base.Log.load`."""
        with refusals("cannot load the log"), self._reading() as database:
            return reader.load(database, now_ns)

    def append(self, events: Sequence[Event]) -> list[Stamp]:
        """See `base.Log.append`."""
        with self._writing, refusals("cannot write to the log"):
            writer = self._require_writer()
            try:
                return writer.append(events)
            except BaseException:
                self._discard_writer()
                raise

    def read_page(self, ask: ReadPage) -> Page:
        """See `base.Log.read_page`."""
        with refusals("cannot read the log"), self._reading() as database:
            return reader.read_page(database, ask)

    def find_targets(self, ask: FindTargets) -> Targets:
        """See `base.Log.find_targets`."""
        with refusals("cannot read the log"), self._reading() as database:
            return reader.find_targets(database, ask)

    def search(self, ask: Search) -> Found:
        """See `base.Log.search`."""
        with refusals("cannot search the log"), self._reading() as database:
            return reader.search(database, ask)

    def follow(self) -> bool:
        """See `base.Log.follow`.  What goes wrong here is not the log's end: the next batch would meet it too."""
        with self._writing:
            if self._writer is None:
                return False
            try:
                return self._writer.follow()
            except sqlite3.Error:
                return False

    @property
    def erasing(self) -> bool:
        """See `base.Log.erasing`."""
        writer = self._writer
        return writer is not None and writer.unwiped

    def forget(self, before: int) -> bool:
        """See `base.Log.forget`."""
        with self._writing, refusals("cannot forget what is old"):
            return self._writer is not None and self._writer.forget(before)

    def find_message(self, ask: FindMessage) -> FoundMessage | None:
        """See `base.Log.find_message`."""
        with refusals("cannot read the log"), self._reading() as database:
            return reader.find_message(database, ask)

    def find_retry(self, ask: FindRetry) -> RecentMessage | None:
        """See `base.Log.find_retry`."""
        with refusals("cannot read the log"), self._reading() as database:
            return reader.find_retry(database, ask)

    def probe(self) -> None:
        """See `base.Log.probe`.  Each has a connection of its own: the writer's may be lost, or is not to be."""
        with self._writing, refusals("the disk does not keep data"):
            if self._anchor is None:
                raise StoreError("the log is closed")
            if shutil.disk_usage(self._file.parent).free < ROOM:
                raise StoreError(f"less than {ROOM // 1024**2} MiB are free on its disk")
            with closing(connect(self._file, "full", len(migrations()))) as database:
                database.execute("UPDATE probe SET count = count + 1")

    def reopen(self) -> None:
        """See `base.Log.reopen`."""
        with self._writing, refusals("cannot open the log again"):
            if self._anchor is None:
                raise StoreError("the log is closed")
            self._discard_writer()
            self._drop_readers()
            self._writer = self._connect_writer()
            self._writer.empty_write_ahead_log()
            self._open_readers()

    def close(self) -> None:
        """See `base.Log.close`.  The last connection moves the write-ahead log into the database."""
        with self._writing, refusals("cannot close the log"):
            self._drop_readers()
            with self._pooling:
                anchor, self._anchor = self._anchor, None
            if anchor is not None:
                anchor.close()
            self._discard_writer()
            self._lock.release()

    def _require_writer(self) -> Writer:
        if self._writer is None and self._anchor is None:
            raise StoreError("the log is closed")
        if self._writer is None:
            raise StoreError("the log has failed, and must be opened again")
        return self._writer

    def _discard_writer(self) -> None:
        """Closing rolls back."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _open_readers(self) -> None:
        """Connections for those who read at the same time, opened while there are file descriptors to be had."""
        for _ in range(READERS):
            database = connect_reader(self._file)
            self._idle.append(database)
            database.execute("SELECT count FROM probe").fetchone()

    def _drop_readers(self) -> None:
        with self._pooling:
            self._generation += 1
            idle, self._idle = self._idle, []
        for database in idle:
            database.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for one answer, which sees one moment of the log."""
        with self._pooling:
            if self._anchor is None:
                raise StoreError("the log is closed")
            generation = self._generation
            database = self._idle.pop() if self._idle else None
        if database is None:
            database = connect_reader(self._file)
        kept = False
        try:
            database.execute("BEGIN")
            yield database
            database.execute("COMMIT")
            kept = True
        finally:
            with self._pooling:
                kept = kept and generation == self._generation
                if kept:
                    self._idle.append(database)
            if not kept:
                database.close()
