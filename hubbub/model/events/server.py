"""What operators did to the whole server."""

from __future__ import annotations

from typing import ClassVar

from .base import OPERATORS, BanKind, Conversation, Event, Source


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


class Killed(Event, frozen=True, gc=False):
    """A server operator, ``source``, ends the presence of ``target``: told to them alone, before they are gone."""

    durable: ClassVar[bool] = False

    source: Source
    target: Source
    reason: str

    @property
    def farewell(self) -> str:
        """The reason that everybody is told: https://modern.ircdocs.horse/#kill-message."""
        return f"Killed ({self.source.nick} ({self.reason}))"


class Wallops(Event, frozen=True, gc=False):
    """A server operator speaks to everybody who wants to hear it; ``to``: their identities."""

    durable: ClassVar[bool] = False

    source: Source
    text: str
    to: tuple[str, ...]
