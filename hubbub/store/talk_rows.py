"""State rows of conversations: reactions, and what was read."""

from __future__ import annotations

import sqlite3

from hubbub.model.events import Reacted, ReadMarked
from hubbub.model.state import ReadMarker


def reacted(database: sqlite3.Connection, event: Reacted) -> None:
    """Have the reaction, or have it no more."""
    row = (event.message, event.source.identity, event.reaction)
    if event.added:
        database.execute("INSERT OR IGNORE INTO reaction VALUES (?, ?, ?)", row)
    else:
        database.execute("DELETE FROM reaction WHERE message = ? AND identity = ? AND reaction = ?", row)


def read_markers(database: sqlite3.Connection) -> list[ReadMarker]:
    """All of them, by identity and conversation."""
    rows = database.execute("SELECT identity, conversation, time FROM read_marker ORDER BY identity, conversation")
    return [ReadMarker(*row) for row in rows]


def read_marked(database: sqlite3.Connection, event: ReadMarked) -> None:
    """Have the marker; a guest's would outlive the guest, and be nobody's."""
    if event.source.account:
        row = (event.source.identity, event.conversation.key, event.until)
        database.execute("INSERT OR REPLACE INTO read_marker VALUES (?, ?, ?)", row)
