"""One conversation: a channel, a person, or what the server itself says."""

from __future__ import annotations

from typing import Literal

import msgspec

from hubbub.clients.view.values import Member, Message, User
from hubbub.clients.view.window import Window

BufferKind = Literal["server", "channel", "direct"]

PageKind = Literal["latest", "after", "before"]

KEEP = 2_000
"""Rows of a conversation in memory: some screens more than a toolkit shows at once (600)."""


class Page(msgspec.Struct, frozen=True):
    """A page of history that was asked for, at ``time``.

    ``after``: the row it follows; ``number``: how many pages came before it.
    """

    kind: PageKind
    time: float
    after: Message | None = None
    number: int = 0


class Buffer:
    """A conversation; toolkits read, and set ``held`` and ``draft`` alone.

    ``joined``: in the channel just now.  ``unread``, ``mentions``: rows of others since it was read.
    ``first_unread``: the key of the row before which "New messages" belongs.  ``older``: history may have rows
    from before the first one; ``loading``: they, or missed ones, were asked for.  ``held``: the person is reading
    older rows, keep them in memory.  ``read_time``: up to when it was read (seconds since 1970).

    The view's own: ``page``: the page of history that is under way; ``caught_up``: after a lost connection the row
    up to which nothing is missing, until the rest was fetched; ``mark_due``: the server does not know yet up to
    where it was read; ``quiet_who``: the WHO under way was not asked by the person.
    """

    def __init__(self, kind: BufferKind, name: str, keep: int = KEEP) -> None:
        self.kind: BufferKind = kind
        self.name = name
        self.topic = ""
        self.topic_by = ""
        self.topic_time = 0.0
        self.modes = ""
        self.joined = False
        self.unread = 0
        self.mentions = 0
        self.first_unread: int | None = None
        self.typing: tuple[str, ...] = ()
        self.user: User | None = None
        self.older = False
        self.loading = False
        self.held = False
        self.draft = ""
        self.read_time = 0.0
        self.roster: dict[str, Member] = {}
        self.window = Window(keep)
        self.page: Page | None = None
        self.caught_up: Message | None = None
        self.mark_due = False
        self.quiet_who = False

    def __repr__(self) -> str:
        return f"<Buffer {self.kind} {self.name!r}>"

    @property
    def messages(self) -> list[Message]:
        """The rows in memory, in order."""
        return self.window.rows

    def members(self) -> list[Member]:
        """Who is here, by rank and then by name."""
        return sorted(self.roster.values(), key=_standing)


_STANDING = "~&@%+"


def _standing(member: Member) -> tuple[int, str]:
    rank = _STANDING.find(member.prefix[:1]) if member.prefix else -1
    return (rank if rank >= 0 else len(_STANDING), member.nick.casefold())
