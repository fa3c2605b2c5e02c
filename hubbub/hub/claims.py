"""Claims: the secrets by which a session that broke off is taken up again from another connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model.limits import RESUME_SECONDS

if TYPE_CHECKING:
    from .session import Session
    from .user import User

PATIENCE = int(RESUME_SECONDS * 1e9)


class Claim:
    """``lost``: when its session broke off (nanoseconds), None while that is connected; ``heard``: when it was last
    known to be there before that.

    A lost session counts as one of its user's until the claim is over: it may be back at any moment.
    """

    __slots__ = ("heard", "lost", "session", "token", "user")

    def __init__(self, token: str, session: Session, user: User) -> None:
        self.token = token
        self.session = session
        self.user = user
        self.lost: int | None = None
        self.heard = 0


class Claims:
    """All of them, by token: one for each session that may be resumed."""

    def __init__(self) -> None:
        self._by_token: dict[str, Claim] = {}

    def __len__(self) -> int:
        return len(self._by_token)

    def find(self, token: str) -> Claim | None:
        return self._by_token.get(token) if token else None

    def give(self, token: str, session: Session, user: User) -> None:
        """The session may be resumed by this token, and by no earlier one."""
        self.withdraw(session)
        claim = self._by_token[token] = session.claim = Claim(token, session, user)
        user.claims[token] = claim

    def withdraw(self, session: Session) -> None:
        """The session cannot be resumed (any more)."""
        claim, session.claim = session.claim, None
        if claim is not None:
            del self._by_token[claim.token]
            del claim.user.claims[claim.token]

    def over(self, now: int) -> list[Claim]:
        """Those that nobody made good in time."""
        return [claim for claim in self._by_token.values() if claim.lost is not None and now - claim.lost >= PATIENCE]
