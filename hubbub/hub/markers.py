"""Up to when everybody has read what."""

from __future__ import annotations

from collections.abc import Iterable

from hubbub.model.state import ReadMarker


class Markers:
    """Read markers by identity and conversation; those of guests are forgotten with them."""

    def __init__(self, markers: Iterable[ReadMarker]) -> None:
        self._until: dict[str, dict[str, int]] = {}
        for marker in markers:
            self.put(marker.identity, marker.conversation, marker.time)

    def until(self, identity: str, conversation: str) -> int | None:
        """The time (nanoseconds) up to which it was read, None where that is not known."""
        return self._until.get(identity, {}).get(conversation)

    def put(self, identity: str, conversation: str, until: int) -> None:
        self._until.setdefault(identity, {})[conversation] = until

    def move(self, before: str, after: str) -> None:
        """A conversation has another key from here on."""
        for of_one in self._until.values():
            of_one.pop(after, None)
            if before in of_one:
                of_one[after] = of_one.pop(before)

    def forget(self, identity: str) -> None:
        self._until.pop(identity, None)
