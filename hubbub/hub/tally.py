"""What LUSERS tells, counted as it happens: nobody walks through all users for each newcomer."""

from __future__ import annotations

from collections.abc import Iterable

COUNTED = "io"
"""Letters of user modes that are counted."""


class Tally:
    """``settled``: sessions that belong to a user; ``hidden_channels``: those that not everybody may know of."""

    __slots__ = ("hidden_channels", "most_users", "settled", "with_mode")

    def __init__(self, hidden_channels: int) -> None:
        self.settled = 0
        self.hidden_channels = hidden_channels
        self.most_users = 0
        self.with_mode = dict.fromkeys(COUNTED, 0)

    def user(self, modes: Iterable[str], change: int) -> None:
        """A user with these modes came (1) or went (-1)."""
        for letter in modes:
            if letter in self.with_mode:
                self.with_mode[letter] += change
