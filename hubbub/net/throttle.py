"""How fast a connection is read, where that is limited, and how much it may say before it has registered."""

from __future__ import annotations

from collections.abc import Callable


class Throttle:
    """``wait``: takes leave to read one line, 0.0, or tells the seconds until it may be asked again.

    ``lines`` and ``size`` (bytes): what is left to say before registration, while ``unregistered``.
    """

    __slots__ = ("lines", "size", "unregistered", "wait")

    def __init__(self, wait: Callable[[], float], lines: int, size: int) -> None:
        self.wait = wait
        self.lines = lines
        self.size = size
        self.unregistered = True

    def spend(self, size: int) -> bool:
        """Count one line of so many bytes before registration; False where it is too much."""
        self.lines -= 1
        self.size -= size
        return self.lines >= 0 and self.size >= 0
