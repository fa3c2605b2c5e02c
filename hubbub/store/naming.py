"""Names under another casemapping than the log was written with: channels get other keys, if no two names become one.

The log notes by which casemapping it made the keys of channels.  Which of two channels, accounts or people who stay
would have a name that both have now, nobody can say: such a change is refused before anything is written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from hubbub.model.events import ChannelRenamed, LogEvent
from hubbub.model.names import CHANNEL_PREFIX, Casemapping, fold

from .base import StoreError
from .schema import connect_reader, refusals

_decode = msgspec.json.Decoder(LogEvent).decode

_CHANNELS = """
    SELECT c.id, c.key, s.name FROM conversation c LEFT JOIN channel s ON s.conversation = c.id
    WHERE substr(c.key, 1, 1) = ? AND instr(c.key, char(10)) = 0
"""
"""Not those that nothing finds by a name any more (`writer.RENAMING`).  A channel that has ended has its history."""

_LATEST = """
    SELECT l.copy, coalesce(l.body, (SELECT o.body FROM log o WHERE o.position = l.position - l.copy))
    FROM log l WHERE l.conversation = ? AND l.kind <> 'Erased' ORDER BY l.position DESC LIMIT 1
"""

MOVING = (
    "UPDATE conversation SET key = :after WHERE key = :before",
    "UPDATE read_marker SET conversation = :after WHERE conversation = :before",
    "UPDATE metadata SET target = :after WHERE target = :before",
    "UPDATE presence_channel SET channel = :after WHERE channel = :before",
)
"""Gives a channel another key, that no other has."""


def look(file: Path, casemapping: Casemapping) -> None:
    """Whether a log that a server may have open could go on under ``casemapping``.  Raises StoreError as `moves`."""
    if file.is_file():
        with refusals(f"cannot read {file}"), closing(connect_reader(file)) as database:
            moves(database, casemapping)


def moves(database: sqlite3.Connection, casemapping: Casemapping) -> dict[str, str]:
    """Keys of channels to what they are under ``casemapping``, where they differ.

    Raises StoreError where names would be one.  The database may be of any version: it has no names in what it has not.
    """
    if not _has(database, "conversation") or _noted(database) == casemapping:
        return {}
    named = {key: _name(database, number, name) or key for number, key, name in _channels(database)}
    for kind, names in (("channels", named.values()), *_others(database)):
        _refuse_collisions(kind, names, casemapping)
    return {key: after for key, name in named.items() if (after := fold(name, casemapping)) != key}


def adopt(database: sqlite3.Connection, casemapping: Casemapping, moved: dict[str, str]) -> None:
    """Make the keys those of ``casemapping``, and note it."""
    if _noted(database) == casemapping:
        return
    database.execute("BEGIN IMMEDIATE")
    for before, after in moved.items():
        for moving in MOVING:
            database.execute(moving, {"before": before, "after": after})
    for key, name in database.execute("SELECT key, name FROM purge").fetchall():
        database.execute("UPDATE purge SET key = ? WHERE key = ?", (fold(name, casemapping), key))
    database.execute("INSERT OR REPLACE INTO naming VALUES (1, ?)", (casemapping,))
    database.execute("COMMIT")


def _has(database: sqlite3.Connection, table: str) -> bool:
    found = database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    return found.fetchone() is not None


def _noted(database: sqlite3.Connection) -> str:
    row = database.execute("SELECT casemapping FROM naming").fetchone() if _has(database, "naming") else None
    return str(row[0]) if row else ""


def _channels(database: sqlite3.Connection) -> list[tuple[int, str, str | None]]:
    return database.execute(_CHANNELS, (CHANNEL_PREFIX,)).fetchall()


def _name(database: sqlite3.Connection, number: int, name: str | None) -> str:
    """The channel's name as it was last spelled; of one that has ended, as its history has it."""
    if name is not None:
        return name
    row = database.execute(_LATEST, (number,)).fetchone()
    if row is None or row[1] is None:
        return ""
    event = _decode(row[1])
    return event.after.name if isinstance(event, ChannelRenamed) else event.conversations[row[0]].name


_OTHERS = {
    "accounts": ("account", "SELECT name FROM account ORDER BY name"),
    "people who stay": ("presence", "SELECT nick FROM presence WHERE here ORDER BY nick"),
    "purged channels": ("purge", "SELECT name FROM purge ORDER BY name"),
}


def _others(database: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    for kind, (table, names) in _OTHERS.items():
        if _has(database, table):
            yield kind, [name for (name,) in database.execute(names)]


def _refuse_collisions(kind: str, names: Iterable[str], casemapping: Casemapping) -> None:
    held: dict[str, str] = {}
    for name in names:
        other = held.setdefault(fold(name, casemapping), name)
        if other is not name:
            raise StoreError(
                f'server.casemapping = "{casemapping}" would make one of the {kind} {other} and {name}, which are two '
                "in this log: keep the casemapping it was written with, or rename or remove one of them first"
            )
