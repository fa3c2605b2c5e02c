"""What changed, in the order in which a toolkit should apply it."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.values import Connection, Message


class BufferAdded(msgspec.Struct, frozen=True):
    """A conversation exists now (joined, or somebody wrote)."""

    buffer: Buffer


class BufferRemoved(msgspec.Struct, frozen=True):
    """A conversation was closed."""

    buffer: Buffer


class BufferChanged(msgspec.Struct, frozen=True):
    """Name, topic, modes, unread or mention count, joined, loading or older changed."""

    buffer: Buffer


class MessageAdded(msgspec.Struct, frozen=True):
    """A row appeared, before the row with the key ``before``, or at the end for None."""

    buffer: Buffer
    message: Message
    before: int | None = None


class MessagesAdded(msgspec.Struct, frozen=True):
    """A block of rows from history appeared, in order, before the row ``before``, or at the end for None."""

    buffer: Buffer
    messages: tuple[Message, ...]
    before: int | None = None


class MessageChanged(msgspec.Struct, frozen=True):
    """The same row with another state, time, text or id."""

    buffer: Buffer
    message: Message


class MessageRemoved(msgspec.Struct, frozen=True):
    """A row went away (discarded, replaced by its confirmed copy, or redacted)."""

    buffer: Buffer
    key: int


class MessagesTrimmed(msgspec.Struct, frozen=True):
    """The oldest rows left memory; ``keys`` in order.  Scrolling up loads them again from history."""

    buffer: Buffer
    keys: tuple[int, ...]


class MembersChanged(msgspec.Struct, frozen=True):
    """Who is in the channel, their rank or presence; of a direct conversation: the other's presence."""

    buffer: Buffer


class TypingChanged(msgspec.Struct, frozen=True):
    """``buffer.typing`` is another tuple of nicks."""

    buffer: Buffer


class ConnectionChanged(msgspec.Struct, frozen=True):
    """``view.connection`` changed."""

    connection: Connection


class NickChanged(msgspec.Struct, frozen=True):
    """The own nick is another one."""

    nick: str


class Alerted(msgspec.Struct, frozen=True):
    """A message arrived just now that deserves a notification: it mentions us or is to us alone."""

    buffer: Buffer
    message: Message


class Told(msgspec.Struct, frozen=True):
    """A sentence that people should see now whatever they look at; it is in the server buffer too."""

    sentence: str
    error: bool = False


class QuitAsked(msgspec.Struct, frozen=True):
    """The person typed /quit, perhaps with a farewell: close the window as its button does."""

    text: str = ""


Change: TypeAlias = (
    BufferAdded
    | BufferRemoved
    | BufferChanged
    | MessageAdded
    | MessagesAdded
    | MessageChanged
    | MessageRemoved
    | MessagesTrimmed
    | MembersChanged
    | TypingChanged
    | ConnectionChanged
    | NickChanged
    | Alerted
    | Told
    | QuitAsked
)
