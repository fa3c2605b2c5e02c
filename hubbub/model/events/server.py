"""What operators did to the whole server."""

from __future__ import annotations

from .base import OPERATORS, BanKind, Conversation, Event


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
