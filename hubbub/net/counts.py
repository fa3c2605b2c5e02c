"""What is counted while the server works: plain numbers, so that counting costs next to nothing; read at a scrape."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter


class Histogram:
    """How many values were at most each of ``bounds`` and above the one before; the last of ``counts`` is the rest."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, *bounds: float) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


class Counts:
    """Since the server started; starting over in place counts on.

    ``deliveries``: events given to one recipient's outbox each; ``dropped``: by the reason that the log gives;
    ``effects``: by kind; the histograms: stored events, seconds from a batch's closing to hearing that it is stored,
    and seconds by which the event loop was late.
    """

    def __init__(self) -> None:
        self.connections = 0
        self.messages = 0
        self.deliveries = 0
        self.dropped: Counter[str] = Counter()
        self.effects: Counter[str] = Counter()
        self.batch_events = Histogram(1, 4, 16, 64, 256, 1024, 4096)
        self.commit_seconds = Histogram(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 10.0)
        self.loop_lag_seconds = Histogram(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0)
