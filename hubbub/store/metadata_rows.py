"""State rows of what users and channels tell about themselves."""

from __future__ import annotations

import sqlite3

from hubbub.model.events import ChannelClosed, MetadataSet
from hubbub.model.state import MetadataValue


def read_metadata(database: sqlite3.Connection) -> list[MetadataValue]:
    """All of it, by target and key."""
    rows = database.execute("SELECT target, key, value FROM metadata ORDER BY target, key")
    return [MetadataValue(*row) for row in rows]


def metadata_set(database: sqlite3.Connection, event: MetadataSet) -> None:
    """Have the value, or none."""
    if event.value:
        row = (event.target, event.key, event.value)
        database.execute("INSERT OR REPLACE INTO metadata VALUES (?, ?, ?)", row)
    else:
        database.execute("DELETE FROM metadata WHERE target = ? AND key = ?", (event.target, event.key))


def channel_closed(database: sqlite3.Connection, event: ChannelClosed) -> None:
    """What a channel told of itself ends with it."""
    forget_metadata(database, event.channel.key)


def forget_metadata(database: sqlite3.Connection, target: str) -> None:
    database.execute("DELETE FROM metadata WHERE target = ?", (target,))
