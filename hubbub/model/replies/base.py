"""What any request may be answered by."""

from __future__ import annotations

import msgspec

from ..events import Source


class Reply(msgspec.Struct, frozen=True, gc=False):
    """Base of all replies."""

    @property
    def size(self) -> int:
        """How many rows it has, or how many things were looked at for it, where they may be very many."""
        return 0


class Refused(Reply, frozen=True, gc=False):
    """The request was not carried out.

    ``code``: a key of the table of refusals (`hubbub.model.refusals`); ``about``: what it concerns (a nick, a
    channel, a command); ``text``: said instead of the table's sentence.
    """

    code: str
    about: tuple[str, ...] = ()
    text: str = ""


class Elsewhere(Reply, frozen=True, gc=False):
    """``reply``, told to another session of the asker's: what one of them did happened to all."""

    session: int
    reply: Reply


class Note(Reply, frozen=True, gc=False):
    """A sentence for a person: help, an answer without a form of its own."""

    text: str


class Acknowledged(Reply, frozen=True, gc=False):
    """A retry of a message that was said before, as its sender was first told: ``id``, ``time``, where and what."""

    source: Source
    target: str
    kind: str
    text: str
    id: str
    time: int
    tags: tuple[tuple[str, str], ...] = ()


class Closing(Reply, frozen=True, gc=False):
    """The last thing told: the connection is closed after it."""

    reason: str


class OwnQuit(Reply, frozen=True, gc=False):
    """This session ends, as it asked, and is shown its own leaving: others are, when it was the last of its user."""

    source: Source
    reason: str


class Pong(Reply, frozen=True, gc=False):
    """The answer to a ping."""

    token: str
