"""Lines that leave no faster than a foreign server tolerates."""

from __future__ import annotations

from collections import deque

BURST = 8
PER_SECOND = 2.0
"""What common servers take from a client without dropping it for flooding."""


class Pace:
    """A queue of lines with a token bucket; ``free`` lets everything pass (hubbub limits by its own rules)."""

    def __init__(self) -> None:
        self.free = False
        self._waiting: deque[str] = deque()
        self._tokens = float(BURST)
        self._filled = 0.0

    def reset(self, now: float) -> None:
        """A new connection."""
        self.free = False
        self._waiting.clear()
        self._tokens, self._filled = float(BURST), now

    def put(self, line: str) -> None:
        self._waiting.append(line)

    def take(self, now: float) -> list[str]:
        """The lines that may leave now."""
        self._tokens = min(float(BURST), self._tokens + max(0.0, now - self._filled) * PER_SECOND)
        self._filled = now
        lines: list[str] = []
        while self._waiting and (self.free or self._tokens >= 1.0):
            lines.append(self._waiting.popleft())
            self._tokens -= 0.0 if self.free else 1.0
        return lines

    def due(self) -> float | None:
        """When `take` will have the next line; None while nothing waits."""
        if not self._waiting:
            return None
        return self._filled + max(0.0, 1.0 - self._tokens) / PER_SECOND
