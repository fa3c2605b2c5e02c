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


class ReadMarker(Request, frozen=True, gc=False):
    """Ask up to when one has read a conversation, or with ``until`` (nanoseconds) say so."""

    target: str
    until: int | None = None


class HistoryTargets(Request, frozen=True, gc=False):
    """Conversations with messages between two times (nanoseconds), with the time of the latest."""

    one: int
    other: int
    limit: int
