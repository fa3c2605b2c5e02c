"""What each event changes in the hub; those not in the table change nothing (`Typing`, `Listening`)."""

from __future__ import annotations

from . import accounts, channels, metadata, reading, server, sessions, talk, users
from .change import Changes
from .presence import noting

APPLY: Changes = noting(
    {
        **accounts.APPLY,
        **channels.APPLY,
        **metadata.APPLY,
        **reading.APPLY,
        **server.APPLY,
        **sessions.APPLY,
        **talk.APPLY,
        **users.APPLY,
    }
)
