"""Answers about the past.  Pages are found by position, the order of the log.

A time names a place in that order: just behind the last event of the latest time up to it.  Where clocks never went
back this is the time's own place; where one did, pages stay contiguous.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Sequence

import msgspec

from hubbub.model.effects import (
    FindMessage,
    FindRetry,
    FindTargets,
    Found,
    FoundMessage,
    Page,
    Point,
    ReadPage,
    Search,
    Targets,
)
from hubbub.model.events import Event, LogEvent
from hubbub.model.state import RecentMessage, Snapshot

from .account_rows import read_accounts
from .base import StoreError
from .metadata_rows import read_metadata
from .presence_rows import read_presences
from .registration_rows import read_purges
from .rows import placeholders, slices
from .search import find
from .states import read_bans, read_channels
from .talk_rows import read_markers

RECENT_SPAN = 24 * 60 * 60 * 1_000_000_000
"""How long a sender's own message id is unique, in nanoseconds."""

RECENT_MESSAGES = 65_536
"""At most so many messages with such an id are loaded at start; older ones are found by `find_retry`."""

_END = (1 << 63) - 1

CONVERSATION = "SELECT id FROM conversation WHERE key = ?"
PLACE_OF_ID = "SELECT position FROM log WHERE id = ? AND conversation = ?"
PLACE_UP_TO = "SELECT position FROM log WHERE time <= ? ORDER BY time DESC, position DESC LIMIT 1"

_ROWS = """
    SELECT position, coalesce(body, (SELECT o.body FROM log o WHERE o.position = l.position - l.copy))
    FROM log l WHERE conversation = ? AND {kind} AND position > ? AND position <= ?
    ORDER BY position {direction} LIMIT ?
"""
PAGES = {
    (messages, newest_first): _ROWS.format(
        kind="kind = 'Said'" if messages else "kind <> 'Said' AND kind NOT IN ('Hidden', 'Erased')",
        direction="DESC" if newest_first else "ASC",
    )
    for messages in (True, False)
    for newest_first in (True, False)
}

_LATEST = """
    SELECT c.key, l.time FROM {conversations} JOIN log l ON l.position = (
        SELECT max(m.position) FROM log m
        WHERE m.conversation = c.id AND m.kind = 'Said'
    )
    WHERE {which}
"""
TARGETS_DIRECT = _LATEST.format(
    conversations="party p JOIN conversation c ON c.id = p.conversation", which="p.identity = ?"
)
TARGETS_NAMED = _LATEST.format(conversations="conversation c", which="c.key IN ")

MESSAGE = """
    SELECT l.body FROM log l JOIN conversation c ON c.id = l.conversation
    WHERE l.id = ? AND c.key = ? AND (l.kind IN ('Said', 'Tagged', 'Reacted') OR (l.kind = 'Hidden' AND ?))
        AND l.body IS NOT NULL
"""
REACTION = "SELECT 1 FROM reaction WHERE message = ? AND identity = ? AND reaction = ?"

_NUMBERS = "SELECT id FROM conversation WHERE key IN"
_DIRECT_NUMBERS = "SELECT conversation FROM party WHERE identity = ?"

SEARCH_SECONDS = 5.0
"""A search that takes longer is broken off: the threads that look things up are few."""

RETRY = """
    SELECT c.key, l.cid, l.id, l.time FROM log l JOIN conversation c ON c.id = l.conversation
    WHERE l.cid = ? AND c.key = ? AND l.time >= ?
    ORDER BY l.position DESC LIMIT 1
"""
RECENT = """
    SELECT c.key, l.cid, l.id, l.time FROM log l JOIN conversation c ON c.id = l.conversation
    WHERE l.cid IS NOT NULL AND l.time >= ?
    ORDER BY l.time DESC, l.position DESC LIMIT ?
"""

_decode = msgspec.json.Decoder(LogEvent).decode


def load(database: sqlite3.Connection, now_ns: int) -> Snapshot:
    """The state rows, and the last day's messages with a sender's id, oldest first."""
    recent = database.execute(RECENT, (now_ns - RECENT_SPAN, RECENT_MESSAGES)).fetchall()
    return Snapshot(
        tuple(sorted(read_channels(database).values(), key=lambda channel: channel.conversation.key)),
        tuple(RecentMessage(*row) for row in reversed(recent)),
        tuple(read_bans(database)),
        tuple(read_accounts(database)),
        tuple(read_markers(database)),
        tuple(read_metadata(database)),
        tuple(read_purges(database)),
        tuple(read_presences(database)),
    )


def read_page(database: sqlite3.Connection, ask: ReadPage) -> Page:
    """See `ReadPage`; `around` takes its point from ``before`` or ``after``, whichever is given."""
    found = database.execute(CONVERSATION, (ask.conversation,)).fetchone()
    if found is None:
        return Page((), known=not any(point and point.id for point in (ask.before, ask.after)))
    (conversation,) = found
    low, high = 0, _END
    if ask.way in {"latest", "after", "between"} and ask.after:
        place = _place(database, conversation, ask.after, inclusive=True)
        if place is None:
            return Page((), known=False)
        low = place
    if ask.way in {"before", "between"} and ask.before:
        place = _place(database, conversation, ask.before, inclusive=False)
        if place is None:
            return Page((), known=False)
        high = place
    newest_first = ask.way in {"latest", "before"} or (ask.way == "between" and ask.newest_first)
    if ask.way == "between" and ask.after and ask.before and low > high:
        # The points were named the other way round: the page begins at the later one.
        low = _place(database, conversation, ask.before, inclusive=True) or 0
        high = _place(database, conversation, ask.after, inclusive=False) or 0
        newest_first = True
    limit = min(max(ask.limit, 0), _END)
    if ask.way != "around":
        rows = _rows(database, ask, conversation, (low, high), limit, newest_first=newest_first)
    else:
        point = ask.before or ask.after
        middle = _place(database, conversation, point, inclusive=False) if point else high
        if middle is None:
            return Page((), known=False)
        half = limit // 2
        rows = _rows(database, ask, conversation, (low, middle), half, newest_first=True)
        rows += _rows(database, ask, conversation, (middle, high), limit - half, newest_first=False)
    return Page(tuple(_events(rows)))


def _place(database: sqlite3.Connection, conversation: int, point: Point, *, inclusive: bool) -> int | None:
    """The position up to which events are before ``point``, and with ``inclusive`` at it; None: no such id."""
    if point.time is not None:
        return _time_place(database, point.time if inclusive else point.time - 1)
    found = database.execute(PLACE_OF_ID, (point.id, conversation)).fetchone()
    if found is None:
        return None
    return int(found[0]) - (not inclusive)


def _rows(
    database: sqlite3.Connection,
    ask: ReadPage,
    conversation: int,
    span: tuple[int, int],
    limit: int,
    *,
    newest_first: bool,
) -> list[tuple[int, bytes]]:
    """The rows nearest to one end of the span (first exclusive, last inclusive), in log order."""
    if not limit:
        return []
    rows: list[tuple[int, bytes]] = []
    for messages in (True,) if ask.texts_only else (True, False):
        rows += database.execute(PAGES[messages, newest_first], (conversation, *span, limit))
    rows.sort(reverse=newest_first)
    del rows[limit:]
    if newest_first:
        rows.reverse()
    return rows


def _events(rows: Sequence[tuple[int, bytes]]) -> Iterable[Event]:
    for position, body in rows:
        try:
            yield _decode(body)
        except msgspec.MsgspecError as error:
            raise StoreError(f"the log's event at position {position} cannot be read: {error}") from error


def find_targets(database: sqlite3.Connection, ask: FindTargets) -> Targets:
    """The conversations whose latest message is in the span, in order of its time."""
    found: dict[str, int] = {}
    if ask.identity:
        found.update(database.execute(TARGETS_DIRECT, (ask.identity,)))
    for some in slices(ask.channels):
        found.update(database.execute(f"{TARGETS_NAMED} ({placeholders(len(some))})", some))
    ordered = sorted(
        ((key, time) for key, time in found.items() if ask.after < time < ask.before),
        key=lambda target: (target[1], target[0]),
    )
    limit = max(ask.limit, 0)
    return Targets(tuple(ordered[max(len(ordered) - limit, 0) :] if ask.newest_first else ordered[:limit]))


def _time_place(database: sqlite3.Connection, time: int) -> int:
    # Dates that clients may write go beyond 64 bits of nanoseconds.
    found = database.execute(PLACE_UP_TO, (min(max(time, -_END), _END),)).fetchone()
    return int(found[0]) if found else 0


def search(database: sqlite3.Connection, ask: Search) -> Found:
    """See `Search`.  Raises `StoreError` where it takes too long."""
    numbers = [number for (number,) in database.execute(_DIRECT_NUMBERS, (ask.identity,))] if ask.identity else []
    for some in slices(ask.conversations):
        numbers += [number for (number,) in database.execute(f"{_NUMBERS} ({placeholders(len(some))})", some)]
    low = _time_place(database, ask.after - 1) if ask.after is not None else 0
    high = _time_place(database, ask.before) if ask.before is not None else _END
    deadline = time.monotonic() + SEARCH_SECONDS
    database.set_progress_handler(lambda: time.monotonic() > deadline, 10_000)
    try:
        rows = find(database, ask, numbers, (low, high))
        events = _events([(position, body) for position, _, body in rows])
        return Found(tuple((key, event) for (_, key, _), event in zip(rows, events, strict=True)))
    finally:
        database.set_progress_handler(None, 0)


def find_message(database: sqlite3.Connection, ask: FindMessage) -> FoundMessage | None:
    """See `FindMessage`."""
    found = database.execute(MESSAGE, (ask.id, ask.conversation, ask.hidden)).fetchone()
    if found is None:
        return None
    reacted = ask.reaction and database.execute(REACTION, (ask.id, ask.identity, ask.reaction)).fetchone()
    (event,) = _events([(0, found[0])])
    return FoundMessage(event, reacted=bool(reacted))


def find_retry(database: sqlite3.Connection, ask: FindRetry) -> RecentMessage | None:
    """See `FindRetry`; ``since`` is inclusive."""
    found = database.execute(RETRY, (ask.cid, ask.conversation, min(ask.since, _END))).fetchone()
    return RecentMessage(*found) if found else None
