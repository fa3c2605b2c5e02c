"""Writes batches of events: one transaction each, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress

import msgspec

from hubbub.model.events import (
    AccountChanged,
    AccountDropped,
    ChannelEvent,
    ChannelRenamed,
    Event,
    Quit,
    Reacted,
    Redacted,
    Renamed,
    Said,
    Tagged,
    TagsAlone,
)
from hubbub.model.names import is_direct, parties

from .base import Stamp
from .forgetting import Forgetting
from .rows import insert, one_statement, placeholders, slices
from .schema import BUSY_TIMEOUT
from .search import follow
from .states import ROWS, STATE_EVENTS, StateEvent, advance, read_channels, write_channels

LOG_COLUMNS = 11
HIDDEN = "Hidden"
"""The kind of a row that is in no history: not all who may read the conversation may know of it."""

_LOG = "INSERT INTO log VALUES"
_KEPT_COUNTERS = 50_000
_UNKEPT = Stamp(0, (0,)).sequences

TEXTS: frozenset[type[Event]] = frozenset({Said, Tagged, Reacted, Redacted})
"""What is not kept where no history is."""

COUNTERS = """
    SELECT c.key, c.id, l.sequence, l.ordinal
    FROM conversation c LEFT JOIN log l ON l.position = max(
        coalesce((SELECT max(position) FROM log WHERE conversation = c.id AND kind = 'Said'), 0),
        coalesce((SELECT max(position) FROM log WHERE conversation = c.id AND kind <> 'Said'), 0)
    )
    WHERE c.key IN
"""


RENAMING = (
    # What had the name before had no channel any more: it is kept, and nothing finds it by a name.
    "UPDATE conversation SET key = key || char(10) || id WHERE key = :after",
    "UPDATE conversation SET key = :after WHERE key = :before",
    "DELETE FROM read_marker WHERE conversation = :after",
    "UPDATE read_marker SET conversation = :after WHERE conversation = :before",
    "UPDATE metadata SET target = :after WHERE target = :before",
)
"""Gives a conversation another key."""
ERASING: frozenset[type[Event]] = frozenset({Redacted, AccountChanged, AccountDropped})
"""What erases something, that is then to be nowhere any more."""


class _Counter:
    """Where a conversation's numbers stand."""

    __slots__ = ("number", "ordinal", "sequence")

    def __init__(self, number: int, sequence: int, ordinal: int) -> None:
        self.number = number
        self.sequence = sequence
        self.ordinal = ordinal


class Writer:
    """Owns the one connection that writes.  After an exception from `append` it is of no use any more."""

    def __init__(self, database: sqlite3.Connection, *, keep_texts: bool) -> None:
        self._database = database
        self._keep_texts = keep_texts
        self.unwiped = True
        """Whether what was erased may still be in the write-ahead log's file: by a process before this one, too."""
        self._forgetting = Forgetting()
        self._encode = msgspec.json.Encoder().encode
        self._counters: dict[str, _Counter] = {}
        (self._position,) = database.execute("SELECT coalesce(max(position), 0) FROM log").fetchone()
        (self._conversations,) = database.execute("SELECT coalesce(max(id), 0) FROM conversation").fetchone()

    def append(self, events: Sequence[Event]) -> list[Stamp]:
        """Number the events and commit them.  Raises `sqlite3.Error`, and `TypeError` for an ephemeral event."""
        if any(type(event) is ChannelRenamed for event in events):
            return self._append_in_parts(events)
        return self._append(events)

    def _append_in_parts(self, events: Sequence[Event]) -> list[Stamp]:
        """One transaction, in which a name means another conversation from a certain event on."""
        self._database.execute("BEGIN IMMEDIATE")
        stamps: list[Stamp] = []
        part: list[Event] = []
        for event in events:
            part.append(event)
            if isinstance(event, ChannelRenamed):
                stamps += self._append(part, within=True)
                self._rename(event.channel.key, event.after.key)
                part = []
        if part:
            stamps += self._append(part, within=True)
        self._database.execute("COMMIT")
        return stamps

    def _rename(self, before: str, after: str) -> None:
        """A conversation keeps its number, and so its history, under another key."""
        if before == after:
            return
        for renaming in RENAMING:
            self._database.execute(renaming, {"before": before, "after": after})
        self._counters.pop(after, None)
        self._counters[after] = self._counters.pop(before)

    def _append(self, events: Sequence[Event], *, within: bool = False) -> list[Stamp]:
        """``within``: in the caller's transaction."""
        if len(self._counters) > _KEPT_COUNTERS:
            self._counters.clear()
        opened: list[str] = []
        rows: list[object] = []
        changes: list[tuple[int, StateEvent]] = []
        rare: list[Event] = []
        stamps: list[Stamp] = []
        counters = self._counters
        encode = self._encode
        keep_texts = self._keep_texts
        position = self._position
        for event in events:
            if type(event) is Said:
                position += 1
                if not keep_texts:
                    stamps.append(Stamp(position, _UNKEPT))
                    continue
                key = event.conversation.key
                if key not in counters:
                    self._open(events, opened)
                counter = counters[key]
                counter.sequence = sequence = counter.sequence + 1
                if not event.rank:  # what is not in the history is not unread either
                    counter.ordinal += 1
                rows += (
                    position,
                    counter.number,
                    sequence,
                    counter.ordinal,
                    event.id,
                    event.time,
                    "Said" if not event.rank else HIDDEN,
                    event.source.identity,
                    event.cid or None,
                    0,
                    encode(event),
                )
                stamps.append(Stamp(position, (sequence,)))
                continue
            first = position + 1
            if not keep_texts and type(event) in TEXTS:
                position = first
                stamps.append(Stamp(position, _UNKEPT))
                continue
            if not all(conversation.key in counters for conversation in event.conversations):
                self._open(events, opened)
            numbers = [counters[conversation.key] for conversation in event.conversations]
            stamps.append(self._add_rows(event, first, numbers, rows))
            if isinstance(event, STATE_EVENTS):
                changes += [(counter.number, event) for counter in numbers]
            if type(event) in ROWS:
                rare.append(event)
            position += len(numbers) or 1
        self._write(opened, rows, changes, rare, within=within)
        self._position = position
        if rare and not ERASING.isdisjoint(map(type, rare)):
            self.unwiped = True
        if self.unwiped:
            self._wipe()
        return stamps

    def _wipe(self) -> None:
        """What was erased is still in the write-ahead log's file until that is cut, which a reader may prevent now."""
        database = self._database
        database.execute("PRAGMA busy_timeout = 0")
        try:
            (busy, *_) = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            self.unwiped = bool(busy)
        except sqlite3.Error:
            pass  # what is committed is committed; it is tried again after the next batch
        finally:
            database.execute(f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT * 1000)}")

    def _add_rows(self, event: Event, position: int, numbers: list[_Counter], rows: list[object]) -> Stamp:
        """Rows for an event that is no message, one for each conversation."""
        body: bytes | None = self._encode(event.kept)
        kind, author = type(event).__name__, _author(event)
        unheard = isinstance(event, TagsAlone | Redacted) and event.rank
        for copy, (counter, conversation) in enumerate(zip(numbers, event.conversations, strict=True)):
            counter.sequence += 1
            rows += (position + copy, counter.number, counter.sequence, counter.ordinal, event.id, event.time)
            rows += (HIDDEN if unheard or conversation.veiled else kind, author, None, copy, body)
            body = None
        return Stamp(position, tuple(counter.sequence for counter in numbers))

    def follow(self) -> bool:
        """See `store.search.follow`."""
        (erasing,) = self._database.execute("SELECT erasing FROM search_state").fetchone()
        more = follow(self._database)
        if erasing and not more:
            self.unwiped = True
        if self.unwiped:
            self._wipe()
        return more

    def forget(self, before: int) -> bool:
        """See `store.forgetting.Forgetting.step`."""
        more = self._forgetting.step(self._database, before)
        self.unwiped = self.unwiped or more
        if not more and self.unwiped:
            self._wipe()
        return more

    def empty_write_ahead_log(self) -> None:
        """Move what is committed into the database and cut the file, if the disk and the readers let it."""
        with suppress(sqlite3.Error):
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def close(self) -> None:
        """Close the connection; an open transaction is rolled back."""
        self._database.close()

    def _open(self, events: Sequence[Event], opened: list[str]) -> None:
        """Have counters for all conversations of the batch; those not in the database yet are added to ``opened``."""
        counters = self._counters
        wanted = {
            conversation.key: None
            for event in events
            if self._keep_texts or type(event) not in TEXTS
            for conversation in event.conversations
            if conversation.key not in counters
        }
        for some in slices(tuple(wanted)):
            for key, number, sequence, ordinal in self._database.execute(
                f"{COUNTERS} ({placeholders(len(some))})", some
            ):
                counters[key] = _Counter(number, sequence or 0, ordinal or 0)
        for key in wanted:
            if key not in counters:
                self._conversations += 1
                counters[key] = _Counter(self._conversations, 0, 0)
                opened.append(key)

    def _write(
        self,
        opened: list[str],
        rows: list[object],
        changes: list[tuple[int, StateEvent]],
        rare: list[Event],
        *,
        within: bool,
    ) -> None:
        database = self._database
        if not (rows or rare):
            return
        if not (opened or changes or rare) and one_statement(len(rows) // LOG_COLUMNS):
            # Its own transaction: most batches are messages, and this is one hand-over instead of three.
            insert(database, _LOG, LOG_COLUMNS, rows)
            return
        if not within:
            database.execute("BEGIN IMMEDIATE")
        if opened:
            self._write_conversations(opened)
        if rows:
            insert(database, _LOG, LOG_COLUMNS, rows)
        if changes:
            before = read_channels(database, {number for number, _ in changes})
            after = dict.fromkeys((number for number, _ in changes), None) | before
            for number, event in changes:
                after[number] = advance(after[number], event)
            write_channels(database, before, after)
        for one in rare:
            ROWS[type(one)](database, one)
        if not within:
            database.execute("COMMIT")

    def _write_conversations(self, opened: list[str]) -> None:
        conversations: list[object] = []
        members: list[object] = []
        for key in opened:
            number = self._counters[key].number
            conversations += (number, key)
            if is_direct(key):
                for identity in dict.fromkeys(parties(key)):
                    members += (identity, number)
        insert(self._database, "INSERT INTO conversation VALUES", 2, conversations)
        insert(self._database, "INSERT INTO party VALUES", 2, members)


def _author(event: Event) -> str:
    if event.durable and isinstance(event, ChannelEvent | Renamed | Quit | TagsAlone | Redacted):
        return event.source.identity
    if event.durable:
        return ""
    raise TypeError(f"{type(event).__name__} is not kept in the log")
