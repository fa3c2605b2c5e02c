"""The past."""

from __future__ import annotations

from ..events import Event
from .base import Reply


class HistoryIs(Reply, frozen=True, gc=False):
    """A page of a conversation, oldest first; ``target``: as the asker named it."""

    target: str
    events: tuple[Event, ...]


class Replayed(Reply, frozen=True, gc=False):
    """What was said in a conversation while the asker was not there, oldest first; ``target``: what it calls it."""

    target: str
    events: tuple[Event, ...]


class PlaybackSays(Reply, frozen=True, gc=False):
    """What ``*playback`` answers, as somebody who is spoken to."""

    text: str


class FoundAre(Reply, frozen=True, gc=False):
    """The messages that were looked for, oldest first."""

    events: tuple[Event, ...]


class ReadMarkerIs(Reply, frozen=True, gc=False):
    """Up to when the asker has read a conversation (nanoseconds), None where that is not known."""

    target: str
    until: int | None


class HistoryTargetsAre(Reply, frozen=True, gc=False):
    """(target, time of its latest message in nanoseconds)."""

    targets: tuple[tuple[str, int], ...]
