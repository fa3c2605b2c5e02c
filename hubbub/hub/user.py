"""A user: one person with a nickname, present through 0 to n sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model.events import Source
from hubbub.model.modes import SECURE

if TYPE_CHECKING:
    from .channel import Channel
    from .claims import Claim
    from .session import Session


class User:
    """``signon`` and ``active``: nanoseconds; ``claims``: by which its sessions may be resumed, by token."""

    __slots__ = (
        "accepted_by",
        "accepts",
        "active",
        "address",
        "away",
        "channels",
        "claims",
        "invitations",
        "modes",
        "real_name",
        "sessions",
        "signon",
        "source",
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
        self.accepts: set[User] = set()
        """Who may write to it though it hears only from accounts; its own affair, so no event tells of it."""
        self.accepted_by: set[User] = set()
        self.address = ""
        """Where its last session really came from: for server operators."""
        self.claims: dict[str, Claim] = {}

    @property
    def nick(self) -> str:
        return self.source.nick

    @property
    def identity(self) -> str:
        return self.source.identity

    @property
    def lost(self) -> list[Session]:
        """The sessions that broke off and may be back at any moment."""
        return [claim.session for claim in self.claims.values() if claim.lost is not None]

    @property
    def is_shared(self) -> bool:
        """Whether more than one session is its, those counted that may be back at any moment."""
        return len(self.sessions) + len(self.lost) > 1

    @property
    def is_secure(self) -> bool:
        """Whether nobody on the way to any of its sessions can read along."""
        return bool(self.sessions) and all(session.secure for session in self.sessions.values())

    @property
    def shown_modes(self) -> str:
        """The letters of all its modes, sorted; those that follow from how it is connected too."""
        return "".join(sorted(self.modes | {SECURE} if self.is_secure else self.modes))

    def accept(self, other: User) -> None:
        """Hear from ``other``, account or not."""
        self.accepts.add(other)
        other.accepted_by.add(self)

    def accept_no_more(self, other: User) -> None:
        """The end of that."""
        self.accepts.discard(other)
        other.accepted_by.discard(self)

    def idle(self, now: int) -> int:
        """Seconds since it last said something."""
        return max(0, now - self.active) // 10**9

    def shows_secrets_to(self, other: User | None) -> bool:
        """Whether ``other`` may know where it really comes from, and the like: itself, and server operators."""
        return other is not None and (other is self or other.is_operator)

    @property
    def is_operator(self) -> bool:
        """Of the server."""
        return "o" in self.modes
