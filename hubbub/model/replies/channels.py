"""Channels."""

from __future__ import annotations

import msgspec

from ..events import Privacy, Source
from ..modes import Change
from ..state import ListEntry, Topic
from .base import Reply


class TopicIs(Reply, frozen=True, gc=False):
    """A channel's topic, None where there is none.  ``joining``: shown on joining, where none is no news."""

    channel: str
    topic: Topic | None
    joining: bool = False


class Member(msgspec.Struct, frozen=True, gc=False):
    """One member as listed; ``ranks``: mode letters; ``mask``: ``nick!user@host``."""

    nick: str
    ranks: frozenset[str] = frozenset()
    mask: str = ""


class NamesAre(Reply, frozen=True, gc=False):
    """The members of a channel that the asker may see.

    ``ends``: what was asked for, where this is the end of the answer; "" where more channels follow.
    """

    channel: str
    members: tuple[Member, ...]
    privacy: Privacy = "public"
    ends: str = ""

    @property
    def size(self) -> int:
        return len(self.members)


class ModesAre(Reply, frozen=True, gc=False):
    """A channel's modes as changes from none, and its creation time (nanoseconds)."""

    channel: str
    changes: tuple[Change, ...]
    created: int


class ListIs(Reply, frozen=True, gc=False):
    """One of a channel's lists."""

    channel: str
    letter: str
    entries: tuple[ListEntry, ...]

    @property
    def size(self) -> int:
        return len(self.entries)


class Inviting(Reply, frozen=True, gc=False):
    """The invitation was passed on."""

    nick: str
    channel: str


class InvitationsAre(Reply, frozen=True, gc=False):
    """The channels the asker is invited to."""

    channels: tuple[str, ...]


class ListedChannel(msgspec.Struct, frozen=True, gc=False):
    """One row of the list of channels."""

    name: str
    members: int
    topic: str


class ChannelsAre(Reply, frozen=True, gc=False):
    """The channels the asker may know of; ``of``: how many there are."""

    channels: tuple[ListedChannel, ...]
    of: int = 0

    @property
    def size(self) -> int:
        return max(len(self.channels), self.of)


class Moved(Reply, frozen=True, gc=False):
    """A channel the receiver is in is called otherwise; told who knows no renaming, as leaving and joining.

    ``source``, ``real_name``: the receiver's own.
    """

    source: Source
    real_name: str
    before: str
    reason: str
    topic: TopicIs
    names: NamesAre
