"""How long to wait before the next attempt."""

from __future__ import annotations

from collections.abc import Callable

FIRST = 1.0
LONGEST = 60.0


class Backoff:
    """Doubling waits from 1 to 60 seconds, each shortened by up to half at random.

    The randomness keeps the clients of a restarted server from returning all at once.  ``random``: 0.0 up to 1.0.
    """

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._attempts = 0

    def reset(self) -> None:
        """The last connection was good."""
        self._attempts = 0

    def next(self) -> float:
        """Seconds to wait now."""
        longest = min(FIRST * 2.0 ** min(self._attempts, 10), LONGEST)
        self._attempts += 1
        return longest * (1.0 - self._random() / 2)
