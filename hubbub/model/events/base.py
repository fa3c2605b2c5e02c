"""What every event has."""

from __future__ import annotations

from typing import ClassVar, Literal

import msgspec

SayKind = Literal["message", "notice", "action", "tags"]


Carrier = Literal["stream", "websocket-text", "websocket-binary"]
"""What carries a session's lines: a stream of bytes, or WebSocket messages of one kind."""


BanKind = Literal["address", "mask", "account"]
"""What a ban's mask is: an address or network; ``nick!user@host`` with ``*`` and ``?``; an account's name."""


class Source(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Who did it, as others see them; ``identity`` is the account or a guest's random id, never shown.

    ``bot``: they say that they are a program (bot mode).
    """

    nick: str
    user: str
    host: str
    identity: str
    account: str = ""
    bot: bool = False

    @property
    def mask(self) -> str:
        """``nick!user@host``."""
        return f"{self.nick}!{self.user}@{self.host}"


class Conversation(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Where it happened.  ``key``: the folded channel name or the pair of identities; ``name``: as shown.

    ``veiled``: whom it is about is seen there by members with a rank alone (an auditorium, mode u), and by themselves.
    """

    key: str
    name: str
    veiled: bool = False


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

    @property
    def kept(self) -> Event:
        """What the log holds of it, for ever: the event itself, unless a part of it must be possible to erase."""
        return self


class ChannelEvent(Event, frozen=True, gc=False):
    """Something that ``source`` did in one channel."""

    source: Source
    channel: Conversation

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (self.channel,)
