"""Forgetting what was said long ago: `history.retention-days`."""

from __future__ import annotations

import sqlite3

from hubbub.model.events import Redacted, Said, TagsAlone

from .talk_rows import ERASED, decode, forget_rows

SLICE = 200
"""Messages in one step: some milliseconds, which a batch may have to wait."""

LOOKED_AT = 1000
"""Rows in one step: who came and went stays, and after some years is most of what is old."""

# What is hidden may be a message to some ranks, or a join, whose body other rows need.
OLD = """
    SELECT time, position, conversation, CASE
        WHEN kind IN ('Said', 'Tagged', 'Reacted', 'Redacted', 'Hidden') THEN body
    END FROM log
    WHERE time >= ? AND (time > ? OR position > ?) AND time < ?
    ORDER BY time, position LIMIT ?
"""
_ERASE = "UPDATE log SET kind = ?, author = '', cid = NULL, body = NULL WHERE position = ?"
# A conversation's rows are in two indices (0001_log.sql).
LATER = (
    "SELECT 1 FROM log WHERE conversation = ? AND kind = 'Said' AND position > ? LIMIT 1",
    "SELECT 1 FROM log WHERE conversation = ? AND kind <> 'Said' AND position > ? LIMIT 1",
)


class Forgetting:
    """How far it has come: of what is older nothing is left, and nothing comes after, for time never goes back while a
    server runs."""

    def __init__(self) -> None:
        self._behind = (-(1 << 63), 0)

    def step(self, database: sqlite3.Connection, before: int) -> bool:
        """Erase some of what was said before this time (nanoseconds since 1970); False once there is no more.

        The last row of a conversation holds its counters: it stays, without what was said.  Who came and went stays
        too.
        """
        time, position = self._behind
        rows = database.execute(OLD, (time, time, position, before, LOOKED_AT)).fetchall()
        if not rows:
            return False
        left, behind = SLICE, self._behind
        database.execute("BEGIN IMMEDIATE")
        try:
            for row in rows:
                left -= _forget(database, *row[1:])
                behind = row[:2]
                if not left:
                    break
            database.execute("COMMIT")
        finally:
            if database.in_transaction:
                database.execute("ROLLBACK")
        self._behind = behind
        return True


def _forget(database: sqlite3.Connection, position: int, conversation: int, body: bytes | None) -> bool:
    """Erase what this row of the log holds, if it was said."""
    said = decode(body) if body is not None else None
    if not isinstance(said, Said | TagsAlone | Redacted):
        return False
    forget_rows(database, position, conversation, said)
    if any(database.execute(later, (conversation, position)).fetchone() for later in LATER):
        database.execute("DELETE FROM log WHERE position = ?", (position,))
    else:
        database.execute(_ERASE, (ERASED, position))
    return True
