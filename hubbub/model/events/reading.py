"""What was read."""

from __future__ import annotations

from .base import Conversation, Event, Source


class ReadMarked(Event, frozen=True, gc=False):
    """A user has read a conversation up to this time (nanoseconds); told to their own sessions alone.

    It is in no history: whoever has an account keeps it in a state row.
    """

    source: Source
    conversation: Conversation
    until: int
