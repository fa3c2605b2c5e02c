"""The past."""

from __future__ import annotations

from typing import Literal

from ..effects import Point
from .base import Request


class History(Request, frozen=True, gc=False):
    """A page of a conversation.  ``way`` and points as in `effects.ReadPage`; "" as ``target``: where one talks."""

    target: str
    way: Literal["latest", "before", "after", "around", "between"]
    limit: int
    before: Point | None = None
    after: Point | None = None
    newest_first: bool = False


class Search(Request, frozen=True, gc=False):
    """Look for messages.  ``target``: where; "" is where one talks, None wherever one may read.

    The rest as in `effects.Search`.
    """

    text: str = ""
    target: str | None = None
    author: str = ""
    after: int | None = None
    before: int | None = None
    limit: int = 0


class ReadMarker(Request, frozen=True, gc=False):
    """Ask up to when one has read a conversation, or with ``until`` (nanoseconds) say so."""

    target: str
    until: int | None = None


class Recollect(Request, frozen=True, gc=False):
    """The server itself: find out in which of these ``channels`` (keys), and with ``direct`` with whom, anything was
    said from ``since`` until before ``until`` (nanoseconds), and replay it; ``lines`` as for `Replay`."""

    channels: tuple[str, ...]
    direct: bool
    since: int
    until: int
    lines: int


class Replay(Request, frozen=True, gc=False):
    """The server itself: tell what was said in these conversations (keys), one after the other.

    ``lines``: the most of each, the latest, or 0 for all; ``behind``: after the message of this id in the first.
    """

    conversations: tuple[str, ...]
    since: int
    until: int
    lines: int
    behind: str = ""


class HistoryTargets(Request, frozen=True, gc=False):
    """Conversations with messages between two times (nanoseconds), with the time of the latest."""

    one: int
    other: int
    limit: int
