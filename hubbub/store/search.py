"""Full-text search: an index that follows the log by a cursor, outside the transactions that people wait for."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import msgspec

from hubbub.model.effects import Search
from hubbub.model.events import Said
from hubbub.model.names import fold

from .rows import placeholders

SLICE = 256
"""Rows of the log in one step: some milliseconds, which a batch of messages may have to wait."""

MERGED = 64
"""Pages of the index in one step of merging."""

_ROWS = "SELECT position, conversation, kind, body FROM log WHERE position > ? ORDER BY position LIMIT ?"
_ADD = "INSERT INTO search (rowid, conversation, author, text) VALUES (?, ?, ?, ?)"
_REMOVE = "INSERT INTO search (search, rowid, conversation, author, text) VALUES ('delete', ?, ?, ?, ?)"
_INDEXED = "search s JOIN log l ON l.position = s.rowid WHERE search MATCH ? AND s.rowid > ? AND s.rowid <= ?"
_ALL = "log l WHERE l.position > ? AND l.position <= ?"

_decode = msgspec.json.Decoder(Said).decode


def follow(database: sqlite3.Connection) -> bool:
    """One step behind the log; False once there is nothing more to do."""
    (position, erasing) = database.execute("SELECT position, erasing FROM search_state").fetchone()
    rows = database.execute(_ROWS, (position, SLICE)).fetchall()
    if rows:
        # An index that is a little behind after a power cut follows again from its cursor: it needs no sync.
        (sync,) = database.execute("PRAGMA synchronous").fetchone()
        database.execute("PRAGMA synchronous = NORMAL")
        try:
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                _ADD, [_row(place, where, _decode(body)) for place, where, kind, body in rows if kind == "Said"]
            )
            database.execute("UPDATE search_state SET position = ?", (rows[-1][0],))
            database.execute("COMMIT")
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")
            database.execute(f"PRAGMA synchronous = {sync}")
        return True
    return bool(erasing) and _merge(database, begins=erasing == 1)


def _merge(database: sqlite3.Connection, *, begins: bool) -> bool:
    """One step of making one part of all the index's parts, in which nothing is that was removed; False: done.

    https://www.sqlite.org/fts5.html#the_merge_command: begun by a negative number, done when next to nothing changes.
    """
    before = database.total_changes
    database.execute("INSERT INTO search (search, rank) VALUES ('merge', ?)", (-MERGED if begins else MERGED,))
    done = database.total_changes - before < 2 and not begins
    database.execute("UPDATE search_state SET erasing = ?", (0 if done else 2,))
    return not done


def unindex(database: sqlite3.Connection, position: int, conversation: int, event: Said) -> None:
    """Take a message out of the index, before its text is gone; what the index then still holds is merged away."""
    (followed,) = database.execute("SELECT position FROM search_state").fetchone()
    if position <= followed:
        database.execute(_REMOVE, _row(position, conversation, event))
        database.execute("UPDATE search_state SET erasing = 1")


def forget_erased(database: sqlite3.Connection) -> None:
    """All of the merging at once, for a copy that nobody waits for."""
    found = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_state'").fetchone()
    if found and database.execute("SELECT 1 FROM search_state WHERE erasing > 0").fetchone():
        database.execute("INSERT INTO search (search) VALUES ('optimize')")
        database.execute("UPDATE search_state SET erasing = 0")


def find(
    database: sqlite3.Connection, ask: Search, conversations: Sequence[int], span: tuple[int, int]
) -> list[tuple[int, str, bytes]]:
    """Position, conversation's key and body of the messages that match, in log order.

    ``span``: first exclusive, last inclusive.
    """
    if not conversations:
        return []
    terms = [f'text : "{_quoted(word)}" *' for word in ask.text.split()]
    if ask.author:
        terms.append(f'author : "{_author(ask.author)}"')
    if terms and len(conversations) == 1:
        terms.append(f'conversation : "c{conversations[0]}"')
    source, matched = (_INDEXED, [" AND ".join(terms)]) if terms else (_ALL, [])
    direction = "ASC" if ask.oldest_first else "DESC"
    rows = database.execute(
        "SELECT l.position, (SELECT key FROM conversation WHERE id = l.conversation), l.body "  # noqa: S608 - constants
        f"FROM {source} AND l.kind = 'Said' "
        f"AND l.conversation IN ({placeholders(len(conversations))}) ORDER BY 1 {direction} LIMIT ?",
        (*matched, *span, *conversations, max(ask.limit, 0)),
    ).fetchall()
    return sorted(rows)


def _row(position: int, conversation: int, event: Said) -> tuple[int, str, str, str]:
    return position, f"c{conversation}", _author(event.source.nick), event.text


def _author(nick: str) -> str:
    # The wider folding: a name that is the same for any server is found on all.
    return f"n{fold(nick, 'rfc1459').encode('utf-8', 'replace').hex()}"


def _quoted(word: str) -> str:
    return word.replace('"', '""').replace("\0", "")
