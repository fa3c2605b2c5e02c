"""State rows: channels and bans as their events change them, and as rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from hubbub.model.events import (
    AccountChanged,
    AccountDropped,
    AccountRegistered,
    Banned,
    ChannelClosed,
    ChannelOpened,
    ChannelRenamed,
    Conversation,
    Event,
    MetadataSet,
    ModesSet,
    PresenceKept,
    Purged,
    Reacted,
    ReadMarked,
    Redacted,
    RegistrationSet,
    TopicSet,
    Unbanned,
    Unpurged,
)
from hubbub.model.modes import FLAGS, LISTS
from hubbub.model.state import Ban, ChannelState, ListEntry, Topic

from .account_rows import drop_account, write_account
from .metadata_rows import channel_closed, metadata_set
from .presence_rows import presence_kept
from .registration_rows import purged, read_registrations, unpurged, write_registrations
from .rows import insert, placeholders, slices
from .talk_rows import reacted, read_marked, redacted

StateEvent = ChannelOpened | ChannelClosed | ChannelRenamed | TopicSet | ModesSet | RegistrationSet
STATE_EVENTS = (ChannelOpened, ChannelClosed, ChannelRenamed, TopicSet, ModesSet, RegistrationSet)


def advance(state: ChannelState | None, event: StateEvent) -> ChannelState | None:
    """The channel after ``event``.  None: there is no channel, and only `ChannelOpened` makes one."""
    if isinstance(event, ChannelOpened):
        return ChannelState(event.channel, event.time, "".join(sorted(set(event.flags))))
    if state is None or isinstance(event, ChannelClosed):
        return None
    if isinstance(event, TopicSet):
        return replace(state, topic=Topic(event.text, event.source.mask, event.time) if event.text else None)
    if isinstance(event, ChannelRenamed):
        return replace(state, conversation=event.after)
    if isinstance(event, RegistrationSet):
        return replace(state, registration=event.registration)
    return _with_modes(state, event)


def _with_modes(state: ChannelState, event: ModesSet) -> ChannelState:
    flags = set(state.flags)
    key = state.key
    limit = state.limit
    forward = state.forward
    lists = {(entry.letter, entry.mask): entry for entry in state.lists}
    for change in event.changes:
        letter = change.letter
        if letter in FLAGS:
            (flags.add if change.add else flags.discard)(letter)
        elif letter == "k":
            key = change.argument if change.add else ""
        elif letter == "l":
            limit = int(change.argument) if change.add else 0
        elif letter == "f":
            forward = change.argument if change.add else ""
        elif letter in LISTS:
            place = (letter, change.argument)
            if not change.add:
                lists.pop(place, None)
            elif place not in lists:
                lists[place] = ListEntry(letter, change.argument, event.source.mask, event.time)
    return replace(
        state, flags="".join(sorted(flags)), key=key, limit=limit, lists=tuple(lists.values()), forward=forward
    )


_CHANNELS = """
    SELECT c.id, c.key, s.name, s.created, s.flags, s.key, s.user_limit, s.forward, s.topic, s.topic_by,
        s.topic_time
    FROM channel s JOIN conversation c ON c.id = s.conversation
"""
_LISTS = "SELECT conversation, letter, mask, set_by, set_time FROM channel_list"


def read_channels(database: sqlite3.Connection, only: Collection[int] | None = None) -> dict[int, ChannelState]:
    """The open channels by conversation number: all, or those among ``only``."""
    channels: dict[int, ChannelState] = {}
    for where, values in _wheres("s.conversation", only):
        for number, name_key, name, created, flags, key, limit, forward, *topic in database.execute(
            f"{_CHANNELS} {where} ORDER BY c.key", values
        ):
            channels[number] = ChannelState(
                Conversation(name_key, name),
                created,
                flags,
                key,
                limit,
                Topic(*topic) if topic[0] is not None else None,
                forward=forward,
            )
    lists: dict[int, list[ListEntry]] = {}
    for where, values in _wheres("conversation", only):
        for number, *entry in database.execute(f"{_LISTS} {where} ORDER BY conversation, place", values):
            lists.setdefault(number, []).append(ListEntry(*entry))
    for number, entries in lists.items():
        channels[number] = replace(channels[number], lists=tuple(entries))
    for where, values in _wheres("conversation", only):
        for number, registration in read_registrations(database, where, values).items():
            channels[number] = replace(channels[number], registration=registration)
    return channels


def _wheres(column: str, only: Collection[int] | None) -> Iterable[tuple[str, tuple[int, ...]]]:
    if only is None:
        return [("", ())]
    return [(f"WHERE {column} IN ({placeholders(len(some))})", some) for some in slices(tuple(only))]


def write_channels(
    database: sqlite3.Connection,
    before: Mapping[int, ChannelState],
    after: Mapping[int, ChannelState | None],
) -> None:
    """Make the rows of ``before`` into those of ``after``: what did not change is not written."""
    rows: list[object] = []
    entries: list[object] = []
    gone: list[int] = []
    relisted: list[int] = []
    for number, state in after.items():
        old = before.get(number)
        if state == old:
            continue
        if state is None:
            gone.append(number)
        else:
            topic = state.topic
            rows += (number, state.conversation.name, state.created, state.flags, state.key, state.limit)
            rows += (topic.text, topic.by, topic.time) if topic else (None, None, None)
            rows.append(state.forward)
        lists = state.lists if state else ()
        if lists != (old.lists if old else ()):
            relisted.append(number)
            for place, entry in enumerate(lists):
                entries += (number, place, entry.letter, entry.mask, entry.by, entry.time)
    _delete(database, "channel_list", relisted)
    _delete(database, "channel", gone)
    insert(database, "INSERT OR REPLACE INTO channel VALUES", 10, rows)
    insert(database, "INSERT INTO channel_list VALUES", 6, entries)
    write_registrations(database, before, after)


def read_bans(database: sqlite3.Connection) -> list[Ban]:
    """All bans by kind and mask, those too that are over."""
    rows = database.execute("SELECT kind, mask, reason, set_by, set_time, expires FROM ban ORDER BY kind, mask")
    return [Ban(*row) for row in rows]


def _banned(database: sqlite3.Connection, event: Banned) -> None:
    row = (event.kind, event.mask, event.reason, event.by, event.time, event.expires)
    database.execute("INSERT OR REPLACE INTO ban VALUES (?, ?, ?, ?, ?, ?)", row)


def _unbanned(database: sqlite3.Connection, event: Unbanned) -> None:
    database.execute("DELETE FROM ban WHERE kind = ? AND mask = ?", (event.kind, event.mask))


ROWS: dict[type[Event], Callable[[sqlite3.Connection, Any], None]] = {
    AccountRegistered: write_account,
    AccountChanged: write_account,
    AccountDropped: drop_account,
    Banned: _banned,
    ChannelClosed: channel_closed,
    MetadataSet: metadata_set,
    Unbanned: _unbanned,
    PresenceKept: presence_kept,
    Reacted: reacted,
    ReadMarked: read_marked,
    Purged: purged,
    Unpurged: unpurged,
    Redacted: redacted,
}
"""For events that are rare enough to be written one by one: makes the state rows what they are after the event."""


def _delete(database: sqlite3.Connection, table: str, numbers: list[int]) -> None:
    for some in slices(tuple(numbers)):
        database.execute(f"DELETE FROM {table} WHERE conversation IN ({placeholders(len(some))})", some)  # noqa: S608
