"""Who was here under which nickname: a memory that forgets the oldest first."""

from __future__ import annotations

from collections import deque

from hubbub.model.replies import Departed


class Whowas:
    """``most``: entries, over all nicknames; they are found by the folded nickname."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._order: deque[str] = deque()
        self._found: dict[str, deque[Departed]] = {}

    def add(self, key: str, departed: Departed) -> None:
        """``departed`` is called ``key`` no longer."""
        self._order.append(key)
        self._found.setdefault(key, deque()).append(departed)
        self._forget()

    def find(self, key: str) -> tuple[Departed, ...]:
        """Everybody who was called so, the latest first."""
        return tuple(reversed(self._found.get(key, ())))

    def remember(self, most: int) -> None:
        """Remember at most so many from now on."""
        self._most = most
        self._forget()

    def _forget(self) -> None:
        while len(self._order) > self._most:
            key = self._order.popleft()
            found = self._found[key]
            found.popleft()
            if not found:
                del self._found[key]
