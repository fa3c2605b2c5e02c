"""A turn: one request, and all that came of it, in order."""

from __future__ import annotations

from .events import Event
from .replies import Reply


class Turn:
    """``session``: who asked (0: nobody, the server itself); ``told``: events for all, replies for the asker."""

    __slots__ = ("label", "session", "told")

    def __init__(self, session: int, label: str = "") -> None:
        self.session = session
        self.label = label
        self.told: list[Event | Reply] = []
