"""Forgetting what was said long ago: `history.retention-days`."""

from __future__ import annotations

import sqlite3

from .talk_rows import ERASED, decode, forget_rows

SLICE = 200
"""Messages in one step: some milliseconds, which a batch may have to wait."""

# What is hidden may also be a join, whose body other rows need: only what was said is forgotten.
_OLD = """
    SELECT position, conversation, body FROM log
    WHERE time < ? AND (
        kind IN ('Said', 'Tagged', 'Reacted', 'Redacted')
        OR (kind = 'Hidden' AND (
            CAST(body AS TEXT) LIKE '{"type":"Said",%' OR CAST(body AS TEXT) LIKE '{"type":"Tagged",%'
            OR CAST(body AS TEXT) LIKE '{"type":"Reacted",%' OR CAST(body AS TEXT) LIKE '{"type":"Redacted",%'
        ))
    )
    ORDER BY time LIMIT ?
"""
_ERASE = "UPDATE log SET kind = ?, author = '', cid = NULL, body = NULL WHERE position = ?"
_IS_LAST = "SELECT NOT EXISTS (SELECT 1 FROM log WHERE conversation = ? AND position > ?)"


def forget(database: sqlite3.Connection, before: int) -> bool:
    """Erase some of what was said before this time (nanoseconds since 1970); False once there is no more.

    The last row of a conversation holds its counters: it stays, without what was said.  Who came and went stays too.
    """
    rows = database.execute(_OLD, (before, SLICE)).fetchall()
    if not rows:
        return False
    database.execute("BEGIN IMMEDIATE")
    try:
        for position, conversation, body in rows:
            forget_rows(database, position, conversation, decode(body))
            (last,) = database.execute(_IS_LAST, (conversation, position)).fetchone()
            if last:
                database.execute(_ERASE, (ERASED, position))
            else:
                database.execute("DELETE FROM log WHERE position = ?", (position,))
        database.execute("COMMIT")
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")
    return True
