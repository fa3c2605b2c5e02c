"""What users did."""

from __future__ import annotations

from typing import ClassVar

from ..modes import Change
from .base import Conversation, Event, Source


class Renamed(Event, frozen=True, gc=False):
    """``source`` is who they were; shown in all the ``channels`` they are in, and to themselves."""

    source: Source
    nick: str
    channels: tuple[Conversation, ...]
    size: int = 0

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return self.channels


class Quit(Event, frozen=True, gc=False):
    """A user is gone from the server and from all these channels; ``size``: members of the largest."""

    source: Source
    channels: tuple[Conversation, ...]
    reason: str
    size: int = 0

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return self.channels


class AwayChanged(Event, frozen=True, gc=False):
    """An empty text means: back.  ``channels``: where those who asked for it (away-notify) hear of it."""

    durable: ClassVar[bool] = False

    source: Source
    text: str
    channels: tuple[Conversation, ...]


class UserModesSet(Event, frozen=True, gc=False):
    """Told to the user alone."""

    durable: ClassVar[bool] = False

    source: Source
    changes: tuple[Change, ...]
