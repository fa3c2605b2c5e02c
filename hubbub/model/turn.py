"""A turn: one request, and all that came of it, in order."""

from __future__ import annotations

from .events import Event
from .replies import Reply
from .requests import Request


class Turn:
    """``session``: who asked (0: nobody, the server itself); ``told``: events for all, replies for the asker;
    ``then``: what the server asks for it next, None for nothing; ``weight``: as how many requests it counts."""

    __slots__ = ("label", "session", "then", "told", "weight")

    def __init__(self, session: int, label: str = "") -> None:
        self.session = session
        self.label = label
        self.told: list[Event | Reply] = []
        self.then: Request | None = None
        self.weight = 1
