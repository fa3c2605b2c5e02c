"""What was said."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from .base import Conversation, Event, SayKind, Source


class Said(Event, frozen=True, gc=False, omit_defaults=True):
    """A message.  ``to``: the recipient's identity in a direct conversation, else "".

    ``rank``: the lowest rank of the members that it is for, "" for all.  Such a message is in the log, and in nobody's
    history: who comes to a rank later was not spoken to.

    A ``text`` of several lines has line feeds; ``splits``: see `model.multiline`.

    ``tags``: client-only tags as (name with ``+``, value); ``cid``: the sender's own id for it, "" where none.
    ``by``: the nick of who had it said under another name, "" where it is their own; ``staged``: a character said it,
    and not somebody on another network.
    """

    source: Source
    conversation: Conversation
    kind: SayKind
    text: str
    to: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    cid: str = ""
    rank: str = ""
    by: str = ""
    staged: bool = False
    splits: tuple[int, ...] = ()

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (self.conversation,)


class TagsAlone(Event, frozen=True, gc=False):
    """A message of tags alone; `Said` describes its fields."""

    source: Source
    conversation: Conversation
    tags: tuple[tuple[str, str], ...]
    to: str = ""
    rank: str = ""

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (self.conversation,)


class Tagged(TagsAlone, frozen=True, gc=False):
    """One that is kept."""


class Reacted(TagsAlone, frozen=True, gc=False):
    """A reaction to the ``message`` of this id, or with ``added`` False one that is taken back.

    ``author`` and ``quote``: whose message it is and how it begins, for those who read lines; "" where that is not
    known.  The quote is not kept: what is erased there must not live on here.
    """

    message: str = ""
    reaction: str = ""
    added: bool = True
    author: str = ""
    quote: str = ""

    @property
    def kept(self) -> Reacted:
        return replace(self, quote="")


class Typing(TagsAlone, frozen=True, gc=False):
    """One that is not kept: typing notices and the like."""

    durable: ClassVar[bool] = False

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return ()


class Redacted(Event, frozen=True, gc=False):
    """``source`` had the ``message`` of this id erased; ``author``: the nick under which it was said; ``rank``: the
    lowest of those whom it was for, who alone hear of this.

    In the log its text is overwritten in the same transaction; this event has a place of its own.
    """

    source: Source
    conversation: Conversation
    message: str
    to: str = ""
    reason: str = ""
    author: str = ""
    rank: str = ""

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (self.conversation,)
