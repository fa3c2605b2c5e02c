"""Who stays present without a connection."""

from __future__ import annotations

from typing import ClassVar

from ..presence import Presence
from .base import Conversation, Event, Source


class PresenceKept(Event, frozen=True, gc=False):
    """How an account's user stands at the end of a batch, in the place of what was kept before.

    It is in no history and not in the log: a state row has it.
    """

    presence: Presence


class Recalled(Event, frozen=True, gc=False):
    """A user who stays without a connection is here since the server started; ``ranks``: channel and mode letters."""

    durable: ClassVar[bool] = False

    source: Source
    ranks: tuple[tuple[Conversation, str], ...]
