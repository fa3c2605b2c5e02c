"""Replies to lines: one table, and for each reply the numerics or lines it becomes.

Numerics: https://modern.ircdocs.horse/#numerics.  Their sentences are for people; clients read what stands before.
"""

from __future__ import annotations

from hubbub.model.replies import Reply

from . import (
    show_accounts,
    show_channels,
    show_entry,
    show_metadata,
    show_past,
    show_people,
    show_refusals,
    show_server,
    show_services,
)
from .asker import Show

REPLIES: dict[type[Reply], Show] = {
    **show_accounts.REPLIES,
    **show_channels.REPLIES,
    **show_entry.REPLIES,
    **show_metadata.REPLIES,
    **show_past.REPLIES,
    **show_people.REPLIES,
    **show_refusals.REPLIES,
    **show_server.REPLIES,
    **show_services.REPLIES,
}
"""Reply to its lines.  What only plain clients are told is nothing here."""
