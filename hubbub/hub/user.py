"""A user: one person with a nickname, present through 0 to n sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model.events import Source

if TYPE_CHECKING:
    from .channel import Channel
    from .session import Session


class User:
    """``signon`` and ``active``: nanoseconds; ``lingering_since``: when the last session was lost, while it may
    still be resumed."""

    __slots__ = (
        "active",
        "away",
        "channels",
        "invitations",
        "lingering_since",
        "modes",
        "real_name",
        "sessions",
        "signon",
        "source",
        "token",
    )

    def __init__(self, source: Source, real_name: str, time: int) -> None:
        self.source = source
        self.real_name = real_name
        self.modes: set[str] = set()
        self.away = ""
        self.channels: dict[str, Channel] = {}
        self.sessions: dict[int, Session] = {}
        self.invitations: dict[str, str] = {}
        self.signon = time
        self.active = time
        self.lingering_since: int | None = None
        self.token = ""

    @property
    def nick(self) -> str:
        return self.source.nick

    @property
    def identity(self) -> str:
        return self.source.identity

    @property
    def is_operator(self) -> bool:
        """Of the server."""
        return "o" in self.modes
