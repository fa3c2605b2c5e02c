"""What was said."""

from __future__ import annotations

from typing import ClassVar

from .base import Conversation, Event, SayKind, Source


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
