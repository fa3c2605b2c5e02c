"""What users did."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from ..modes import Change
from .base import ChannelEvent, Conversation, Event, Source


class Renamed(Event, frozen=True, gc=False):
    """``source`` is who they were; shown in all the ``channels`` they are in, and to themselves."""

    source: Source
    nick: str
    channels: tuple[Conversation, ...]
    size: int = 0

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return self.channels

    @property
    def after(self) -> Source:
        """Who they are now."""
        return replace(self.source, nick=self.nick)


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
    """An empty text means: back.  ``channels``: where those who asked for it (away-notify) hear of it.

    ``news``: False where they were away before, and somebody who joined is told to a channel.
    """

    durable: ClassVar[bool] = False

    source: Source
    text: str
    channels: tuple[Conversation, ...]
    news: bool = True


class RealNameSet(Event, frozen=True, gc=False):
    """A user has another real name; ``channels``: where those who asked for it (setname) hear of it."""

    durable: ClassVar[bool] = False

    source: Source
    text: str
    channels: tuple[Conversation, ...]


class HostChanged(Event, frozen=True, gc=False):
    """Others see a user under another user name and host; ``channels``: where they hear of it.

    Who has not asked to be told so (chghost) is told that they quit; `Reappeared` says then that they are there.
    """

    durable: ClassVar[bool] = False

    source: Source
    user: str
    host: str
    channels: tuple[Conversation, ...]

    @property
    def after(self) -> Source:
        """Who they are now."""
        return replace(self.source, user=self.user, host=self.host)


class Reappeared(ChannelEvent, frozen=True, gc=False):
    """A member whose host changed is in this channel still: for who saw them quit.  ``ranks``: mode letters."""

    durable: ClassVar[bool] = False

    real_name: str
    ranks: str = ""


class UserModesSet(Event, frozen=True, gc=False):
    """Told to the user alone."""

    durable: ClassVar[bool] = False

    source: Source
    changes: tuple[Change, ...]
