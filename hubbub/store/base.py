"""The contract of a log: what the node needs of it, whatever keeps it.

Everything here is synchronous and may wait for a disk.  `append` is called by one thread alone; the reading
methods by any number of threads at the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from hubbub.model.effects import (
    FindMessage,
    FindRetry,
    FindTargets,
    Found,
    FoundMessage,
    Page,
    ReadPage,
    Search,
    Targets,
)
from hubbub.model.events import Event
from hubbub.model.state import RecentMessage, Snapshot


class StoreError(Exception):
    """The log refuses or cannot; the message is one clear line for people."""


class DataFolderHeld(StoreError):  # noqa: N818 - says what is the case
    """Another server uses this data folder."""


class DataTooNew(StoreError):  # noqa: N818
    """The data was written by a newer version; it is left untouched."""


class Stamp(msgspec.Struct, frozen=True, gc=False):
    """An event's numbers.  ``position``: its place in the log, strictly increasing from event to event, with gaps.

    ``sequences``: for each of ``event.conversations``, its gap-free number there, from 1; 0 where it is not kept.
    """

    position: int
    sequences: tuple[int, ...]


class Log(Protocol):
    """Durable events in one order.  Every method raises `StoreError` where the disk or the data refuses."""

    def load(self, now_ns: int) -> Snapshot:
        """The state to start from; ``recent`` reaches back one day from ``now_ns`` (nanoseconds since 1970)."""

    def append(self, events: Sequence[Event]) -> list[Stamp]:
        """Keep durable events in this order, all or none, synced before it returns.

        After a `StoreError` nothing of the batch is visible to anyone, and every further append is refused until
        `reopen` has succeeded.
        """

    def read_page(self, ask: ReadPage) -> Page:
        """A page of a conversation's history, committed events only."""

    def find_targets(self, ask: FindTargets) -> Targets:
        """The conversations that have messages in a span of time."""

    def search(self, ask: Search) -> Found:
        """Messages by their words, as far as `follow` has come."""

    def follow(self) -> bool:
        """One step of the index for `search` behind the log, by the thread that appends; False: nothing more to do."""

    @property
    def erasing(self) -> bool:
        """Whether something that was erased is still in a file, since somebody reads: `follow` tries again."""

    def forget(self, before: int) -> bool:
        """Erase some of what was said before this time (nanoseconds), by the thread that appends; False: no more."""

    def find_message(self, ask: FindMessage) -> FoundMessage | None:
        """What was said under an id in one conversation."""

    def find_retry(self, ask: FindRetry) -> RecentMessage | None:
        """The newest message with this sender's own id."""

    def probe(self) -> None:
        """Write and sync a row: returns only if the disk keeps data at this moment.  May be tried again and again."""

    def reopen(self) -> None:
        """Drop every connection and begin again from what is committed."""

    def close(self) -> None:
        """Release everything; a second call does nothing."""
