"""Whether a user is here, and whether somebody is there: what several sessions, or none, make of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .hub import Hub
    from .user import User

UNSPECIFIED = "*"
"""IRCv3 draft/pre-away: what a session says that nobody looks at, so that it counts as if it were not there."""

ABSENT = "nobody is at the keyboard"
"""Shown of a user of whom no session says more than that."""


def shown_away(user: User) -> str:
    """Why nobody is there, as others are told; "" where somebody is.

    As Ergo has it: somebody is there while one session says so; else the latest reason that one gave.
    """
    sessions = [*user.sessions.values(), *user.lost]
    if any(not session.away for session in sessions):
        return ""
    reasons = [session for session in sessions if session.away != UNSPECIFIED]
    if reasons:
        return max(reasons, key=lambda session: session.away_since).away
    return user.away or ABSENT


def stays(_hub: Hub, user: User) -> bool:
    """Whether the user is still here: through a session, or one that may be back at any moment."""
    return bool(user.sessions or user.lost)
