"""What happened in channels."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec
from msgspec.structs import replace

from ..modes import Change
from ..registration import Registration
from .base import OPERATORS, ChannelEvent, Conversation, Event, Source


class ChannelOpened(Event, frozen=True, gc=False):
    """A channel came into existence with these flags; its history may be older than it is."""

    channel: Conversation
    flags: str

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (self.channel,)


class ChannelClosed(Event, frozen=True, gc=False):
    """The last member left a channel that is not kept: its state ends, its history stays."""

    channel: Conversation

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (self.channel,)


Privacy = Literal["public", "private", "secret"]


class Present(msgspec.Struct, frozen=True, gc=False):
    """A member, as those are told who have to be told of all of them.  ``ranks``: mode letters."""

    source: Source
    real_name: str
    ranks: str = ""


class ChannelRenamed(ChannelEvent, frozen=True, gc=False):
    """The channel is called otherwise from here on, and is the same: members, modes, history.

    ``after``: its conversation under the new name.  ``topic`` (text, by whom, when), ``members``, ``privacy`` and
    ``auditorium`` (members without a rank are not seen by each other) are for those who know no renaming: they see
    themselves leave the one and join the other.  The log keeps neither topic nor members.
    """

    after: Conversation
    reason: str = ""
    topic: tuple[str, str, int] | None = None
    members: tuple[Present, ...] = ()
    privacy: Privacy = "public"
    auditorium: bool = False

    @property
    def kept(self) -> ChannelRenamed:
        return replace(self, topic=None, members=())


class Joined(ChannelEvent, frozen=True, gc=False):
    """``ranks``: mode letters the member begins with; ``size``: members now."""

    real_name: str
    ranks: str = ""
    size: int = 0


class Left(ChannelEvent, frozen=True, gc=False):
    """A member parted; ``size``: members before."""

    reason: str = ""
    size: int = 0


class Kicked(ChannelEvent, frozen=True, gc=False):
    """``source`` removed ``target`` from the channel."""

    target: Source
    reason: str


class TopicSet(ChannelEvent, frozen=True, gc=False):
    """An empty text means: no topic."""

    text: str


class ModesSet(ChannelEvent, frozen=True, gc=False):
    """Changes that took effect; ``identities``: for each rank change, in order, the identity of the member named."""

    changes: tuple[Change, ...]
    identities: tuple[str, ...] = ()


class RegistrationSet(Event, frozen=True, gc=False):
    """The channel belongs to somebody from here on, as ``registration`` says; None: to nobody.

    ``by``: the nick of who did it, or ``console``.
    """

    channel: Conversation
    registration: Registration | None
    by: str

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (self.channel,)


class Purged(Event, frozen=True, gc=False):
    """Nobody may be in a channel of this name any more."""

    channel: Conversation
    reason: str
    by: str

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (OPERATORS,)


class Unpurged(Event, frozen=True, gc=False):
    """That is over."""

    channel: Conversation
    by: str

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (OPERATORS,)


class Invited(Event, frozen=True, gc=False):
    """``source`` asked the user ``nick`` (identity ``to``) into the channel.

    ``opens``: who asked moderates there, so the invited may join whatever else keeps people out.
    """

    durable: ClassVar[bool] = False

    source: Source
    channel: Conversation
    nick: str
    to: str
    opens: bool = False
