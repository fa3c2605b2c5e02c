"""The part of a conversation that is in memory: rows in order, without a gap inside and without duplicates.

The order is the server's.  Own rows that it has not confirmed stand at the end (the *tail*), so a row of others
goes before the first pending one; a failed row stays where it failed.  Merging history relies on ids alone:
a page's rows that are known already are its anchors, the others go where the anchors say.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hubbub.clients.view.values import Message


class Run(msgspec.Struct, frozen=True):
    """Rows that were inserted together, before the row with the key ``before`` (None: at the end)."""

    messages: tuple[Message, ...]
    before: int | None


def identity(message: Message) -> str:
    """What makes a stored message itself: its msgid, or where the server gives none, when, who and what."""
    return message.id or f"{message.time:.3f} {message.nick} {message.text}"


class Window:
    """Rows of one conversation.  ``keep``: how many stay in memory when rows are appended."""

    def __init__(self, keep: int) -> None:
        self.rows: list[Message] = []
        self._keep = keep
        self._known: dict[str, Message] = {}
        self._tail: list[Message] = []

    def find(self, message_id: str) -> Message | None:
        """The row with this msgid."""
        found = self._known.get(message_id) if message_id else None
        return found if found is not None and found.id == message_id else None

    def known(self, message: Message) -> Message | None:
        """The row that is the same message as this one."""
        return self._known.get(identity(message))

    def index(self, message: Message) -> int:
        """Where ``message`` stands.  Raises ValueError where it is not here."""
        for place in range(len(self.rows) - 1, -1, -1):
            if self.rows[place] is message:
                return place
        raise ValueError("no such row")

    def append(self, message: Message) -> Run | None:
        """Add a row that happened now: before the pending ones.  None where it is here already."""
        if message.kind != "event":
            if message.id and message.id in self._known:
                return None
            self._known[identity(message)] = message
        place = self.index(self._tail[0]) if self._tail else len(self.rows)
        return self._insert(place, [message])

    def append_pending(self, message: Message) -> Run:
        """Add an own row that the server has not confirmed."""
        self._tail.append(message)
        return self._insert(len(self.rows), [message])

    def settle(self, message: Message) -> Run | None:
        """A pending row was confirmed or failed; its new place where it must move, None where it stays."""
        if message not in self._tail:
            return None
        first = self._tail[0]
        self._tail.remove(message)
        if message.state == "confirmed":
            self._known[identity(message)] = message
        if first is message:
            return None
        self.rows.remove(message)
        return self._insert(self.index(first), [message])

    def remove(self, message: Message) -> bool:
        """Forget a row; whether it was here."""
        try:
            place = self.index(message)
        except ValueError:
            return False
        del self.rows[place]
        self._forget([message])
        if message in self._tail:
            self._tail.remove(message)
        return True

    def merge(self, page: Iterable[Message], after: Message | None = None, oldest: bool = False) -> list[Run]:
        """Put a page of history, in the server's order, where it belongs.

        ``after``: the row it was asked to follow; ``oldest``: it was asked to end before the first known row.
        Without either and without a row in common it goes where its time says.
        """
        runs: list[Run] = []
        waiting: list[Message] = []
        cursor = self.index(after) + 1 if after is not None and after in self.rows else None
        if oldest and cursor is None:
            cursor = 0
        for message in page:
            known = self._known.get(identity(message))
            if known is None:
                self._known[identity(message)] = message
                waiting.append(message)
            elif known not in waiting:
                place = self.index(known)
                if waiting:
                    runs.append(self._insert(place, waiting))
                    place += len(waiting)
                    waiting = []
                cursor = place + 1
        if waiting:
            place = self._by_time(waiting[-1].time) if cursor is None else self._past_events(cursor, waiting[0])
            runs.append(self._insert(place, waiting))
        return runs

    def trim(self, held: bool) -> tuple[int, ...]:
        """Let the oldest rows go where there are too many; their keys.  In blocks, so that it is rare."""
        limit = self._keep * 10 if held else self._keep
        if len(self.rows) <= limit + limit // 4:
            return ()
        many = len(self.rows) - limit
        oldest = self.rows[:many]
        gone = [message for message in oldest if message.state == "confirmed"]
        self.rows[:many] = [message for message in oldest if message.state != "confirmed"]
        self._forget(gone)
        return tuple(message.key for message in gone)

    def clear(self) -> tuple[int, ...]:
        """Let every row go that the server has; the keys."""
        gone = [message for message in self.rows if message.state == "confirmed"]
        self.rows[:] = [message for message in self.rows if message.state != "confirmed"]
        self._forget(gone)
        return tuple(message.key for message in gone)

    def first_known(self) -> Message | None:
        """The oldest row that the server's history has."""
        return next((row for row in self.rows if _stored(row)), None)

    def last_known(self) -> Message | None:
        """The newest row that the server's history has."""
        return next((row for row in reversed(self.rows) if _stored(row)), None)

    def _insert(self, place: int, messages: list[Message]) -> Run:
        before = self.rows[place].key if place < len(self.rows) else None
        self.rows[place:place] = messages
        return Run(tuple(messages), before)

    def _forget(self, messages: list[Message]) -> None:
        for message in messages:
            if self._known.get(identity(message)) is message:
                del self._known[identity(message)]

    def _by_time(self, time: float) -> int:
        place = len(self.rows)
        while place and (self.rows[place - 1].time > time or self.rows[place - 1].state != "confirmed"):
            place -= 1
        return place

    def _past_events(self, place: int, message: Message) -> int:
        """Rows made by this client (joins, lost connections) keep their place in time."""
        while place < len(self.rows) and self.rows[place].kind == "event" and self.rows[place].time <= message.time:
            place += 1
        return place


def _stored(row: Message) -> bool:
    return row.kind != "event" and row.state == "confirmed"
