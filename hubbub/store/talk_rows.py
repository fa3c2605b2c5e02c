"""State rows of conversations: reactions, and what was read."""

from __future__ import annotations

import sqlite3

import msgspec

from hubbub.model.events import Event, LogEvent, Reacted, ReadMarked, Redacted, Said, TagsAlone
from hubbub.model.state import ReadMarker

from .search import unindex

ERASED = "Erased"
"""The kind of a row that holds nothing any more."""

decode = msgspec.json.Decoder(LogEvent).decode
"""The body of a row of the log to its event."""


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


def redacted(database: sqlite3.Connection, event: Redacted) -> None:
    """Overwrite what was said; its row stays, for it has a sequence, and its id still names a place.

    The sender's own id stays too: a retry must be known for one, and not be said again.
    """
    found = database.execute(_SAID, (event.message, event.conversation.key)).fetchone()
    if found is None:
        return
    position, conversation, body = found
    said = decode(body)
    if not isinstance(said, Said | TagsAlone):
        return  # somebody who came or went unseen
    forget_rows(database, position, conversation, said)
    database.execute("UPDATE log SET kind = ?, author = '', body = NULL WHERE position = ?", (ERASED, position))


def forget_rows(database: sqlite3.Connection, position: int, conversation: int, said: Event) -> None:
    """What is held elsewhere of what the log has at this place: in the index, and as reactions."""
    if isinstance(said, Said) and not said.rank:
        unindex(database, position, conversation, said)
    if isinstance(said, Reacted):
        reacted(database, msgspec.structs.replace(said, added=False))
    database.execute("DELETE FROM reaction WHERE message = ?", (said.id,))


_SAID = """
    SELECT l.position, l.conversation, l.body FROM log l JOIN conversation c ON c.id = l.conversation
    WHERE l.id = ? AND c.key = ? AND l.kind IN ('Said', 'Tagged', 'Reacted', 'Hidden') AND l.body IS NOT NULL
"""
