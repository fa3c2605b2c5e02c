"""State rows of accounts' users, as their events change them."""

from __future__ import annotations

import sqlite3

from hubbub.model.events import PresenceKept
from hubbub.model.presence import Presence


def read_presences(database: sqlite3.Connection) -> list[Presence]:
    """All of them, by account."""
    channels: dict[str, list[tuple[str, str]]] = {}
    for account, channel, ranks in database.execute(
        "SELECT account, channel, ranks FROM presence_channel ORDER BY account, channel"
    ):
        channels.setdefault(account, []).append((channel, ranks))
    rows = database.execute(
        "SELECT account, seen, here, nick, user, host, real_name, modes, away, signon FROM presence ORDER BY account"
    )
    return [
        Presence(
            account, seen, bool(here), nick, user, host, name, modes, away, signon, tuple(channels.get(account, ()))
        )
        for account, seen, here, nick, user, host, name, modes, away, signon in rows
    ]


def presence_kept(database: sqlite3.Connection, event: PresenceKept) -> None:
    """Have it as it is after the event."""
    one = event.presence
    forget_presence(database, one.account)
    identity = (one.nick, one.user, one.host, one.real_name, one.modes, one.away, one.signon)
    row = (one.account, one.seen, int(one.here), *identity)
    database.execute("INSERT INTO presence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    for channel, ranks in one.channels:
        database.execute("INSERT INTO presence_channel VALUES (?, ?, ?)", (one.account, channel, ranks))


def forget_presence(database: sqlite3.Connection, account: str) -> None:
    for table in ("presence_channel", "presence"):
        database.execute(f"DELETE FROM {table} WHERE account = ?", (account,))  # noqa: S608 - names from above
