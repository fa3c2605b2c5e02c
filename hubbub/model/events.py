"""What happened: values that the hub applies, the log keeps and delivery shows.

Everyone who may know of an event learns of it from the event alone: delivery and the log never look into the hub.
A *durable* event is in the log before anyone hears of it; an ephemeral one only keeps its place in the order.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

from .modes import Change

SayKind = Literal["message", "notice", "action", "tags"]

Carrier = Literal["stream", "websocket-text", "websocket-binary"]
"""What carries a session's lines: a stream of bytes, or WebSocket messages of one kind."""


BanKind = Literal["address", "mask", "account"]
"""What a ban's mask is: an address or network; ``nick!user@host`` with ``*`` and ``?``; an account's name."""


class Source(msgspec.Struct, frozen=True, gc=False):
    """Who did it, as others see them; ``identity`` is the account or a guest's random id, never shown."""

    nick: str
    user: str
    host: str
    identity: str
    account: str = ""

    @property
    def mask(self) -> str:
        """``nick!user@host``."""
        return f"{self.nick}!{self.user}@{self.host}"


class Conversation(msgspec.Struct, frozen=True, gc=False):
    """Where it happened.  ``key``: the folded channel name or the pair of identities; ``name``: as shown."""

    key: str
    name: str


OPERATORS = Conversation("!operators", "!operators")
"""What operators did to the whole server is in this history; no channel or person can have its name."""


class Event(msgspec.Struct, frozen=True, gc=False, tag=True):
    """``id``: opaque and unique (the msgid); ``time``: nanoseconds since 1970, UTC."""

    durable: ClassVar[bool] = True

    id: str
    time: int

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        """The conversations that have this event in their history."""
        return ()


class ChannelEvent(Event, frozen=True, gc=False):
    """Something that ``source`` did in one channel."""

    source: Source
    channel: Conversation

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (self.channel,)


class Said(Event, frozen=True, gc=False):
    """A message.  ``to``: the recipient's identity in a direct conversation, else "".

    ``tags``: client-only tags as (name with ``+``, value); ``cid``: the sender's own id for it, "" where none.
    """

    source: Source
    conversation: Conversation
    kind: SayKind
    text: str
    to: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    cid: str = ""

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (self.conversation,)


class Typing(Event, frozen=True, gc=False):
    """A message of tags alone that is not kept: typing notices and the like."""

    durable: ClassVar[bool] = False

    source: Source
    conversation: Conversation
    tags: tuple[tuple[str, str], ...]
    to: str = ""


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


class Invited(Event, frozen=True, gc=False):
    """``source`` asked the user ``nick`` (identity ``to``) into the channel."""

    durable: ClassVar[bool] = False

    source: Source
    channel: Conversation
    nick: str
    to: str


class UserModesSet(Event, frozen=True, gc=False):
    """Told to the user alone."""

    durable: ClassVar[bool] = False

    source: Source
    changes: tuple[Change, ...]


class SessionEvent(Event, frozen=True, gc=False):
    """What concerns one connection; the world does not hear of it."""

    durable: ClassVar[bool] = False

    session: int


class Listening(SessionEvent, frozen=True, gc=False):
    """A connection that has not spoken hears these channels from here on, seen by nobody."""

    channels: tuple[Conversation, ...]


class FramingChanged(SessionEvent, frozen=True, gc=False):
    """A plain client began to type lines; or a connection speaks IRC, and hears nothing until it has registered."""

    framing: Literal["lines", "irc"]
    carrier: Carrier = "stream"


class Entered(SessionEvent, frozen=True, gc=False):
    """A connection is from here on a session of this user, and hears the ``channels`` the user is in.

    A listener that becomes a user joins its channels anew: what it heard ends here.
    """

    source: Source
    user_modes: str = ""
    real_name: str = ""
    channels: tuple[Conversation, ...] = ()


class SessionEnded(SessionEvent, frozen=True, gc=False):
    """A connection is gone; its user may go on with others, or for a while with none."""


class CapabilitiesChanged(SessionEvent, frozen=True, gc=False):
    """The capabilities this connection has from here on."""

    capabilities: frozenset[str]


class Banned(Event, frozen=True, gc=False):
    """Nobody whom ``mask`` matches may be here until ``expires`` (nanoseconds since 1970, 0 for no end).

    It takes the place of an earlier ban on the same.  ``by``: an operator's nick, or ``console``.
    """

    kind: BanKind
    mask: str
    reason: str
    by: str
    expires: int = 0

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (OPERATORS,)


class Unbanned(Event, frozen=True, gc=False):
    """A ban was lifted, or is over."""

    kind: BanKind
    mask: str
    by: str

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (OPERATORS,)


LogEvent = (
    Banned
    | Unbanned
    | Said
    | ChannelOpened
    | ChannelClosed
    | Joined
    | Left
    | Kicked
    | TopicSet
    | ModesSet
    | Renamed
    | Quit
)
"""Every durable event: what the log holds, and what `msgspec` decodes it to."""
