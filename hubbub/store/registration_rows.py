"""State rows of channels that belong to somebody, and of those in which nobody may be."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from hubbub.model.events import Conversation, Purged, Unpurged
from hubbub.model.registration import Registration
from hubbub.model.state import ChannelState, Purge


def read_registrations(
    database: sqlite3.Connection, where: str = "", values: tuple[int, ...] = ()
) -> dict[int, Registration]:
    """By conversation number."""
    roles: dict[int, list[tuple[str, str]]] = {}
    for number, account, rank in database.execute(
        f"SELECT conversation, account, rank FROM channel_role {where} ORDER BY conversation, account",  # noqa: S608
        values,
    ):
        roles.setdefault(number, []).append((account, rank))
    return {
        number: Registration(founder, time, tuple(roles.get(number, ())), heir)
        for number, founder, time, heir in database.execute(
            f"SELECT conversation, founder, time, heir FROM channel_registration {where}",  # noqa: S608
            values,
        )
    }


def write_registrations(
    database: sqlite3.Connection,
    before: Mapping[int, ChannelState],
    after: Mapping[int, ChannelState | None],
) -> None:
    """Make the rows of ``before`` into those of ``after``: they change one by one, and rarely."""
    for number, state in after.items():
        old = before.get(number)
        registration = state.registration if state is not None else None
        if registration == (old.registration if old is not None else None):
            continue
        database.execute("DELETE FROM channel_role WHERE conversation = ?", (number,))
        database.execute("DELETE FROM channel_registration WHERE conversation = ?", (number,))
        if registration is not None:
            row = (number, registration.founder, registration.time, registration.heir)
            database.execute("INSERT INTO channel_registration VALUES (?, ?, ?, ?)", row)
            roles = [(number, account, rank) for account, rank in registration.roles]
            database.executemany("INSERT INTO channel_role VALUES (?, ?, ?)", roles)


def read_purges(database: sqlite3.Connection) -> list[Purge]:
    """All, by key."""
    rows = database.execute("SELECT key, name, reason, set_by, set_time FROM purge ORDER BY key")
    return [Purge(Conversation(key, name), reason, by, time) for key, name, reason, by, time in rows]


def purged(database: sqlite3.Connection, event: Purged) -> None:
    """Nobody may be in it."""
    row = (event.channel.key, event.channel.name, event.reason, event.by, event.time)
    database.execute("INSERT OR REPLACE INTO purge VALUES (?, ?, ?, ?, ?)", row)


def unpurged(database: sqlite3.Connection, event: Unpurged) -> None:
    """That is over."""
    database.execute("DELETE FROM purge WHERE key = ?", (event.channel.key,))
