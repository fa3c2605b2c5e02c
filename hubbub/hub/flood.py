"""How fast is too fast: token buckets for what one session does, and counts of connections for each household."""

from __future__ import annotations

from collections import deque
from math import ceil

import msgspec

from hubbub.model.refusals import Refuse

SECOND = 10**9
WINDOW = 600 * SECOND
"""Connections are counted over ten minutes."""


class Rate(msgspec.Struct, frozen=True):
    """``burst`` at once, then ``per_minute``."""

    burst: int
    per_minute: float


class Bucket:
    """Tokens that refill with time; each thing done takes one."""

    __slots__ = ("_at", "_rate", "_tokens")

    def __init__(self, rate: Rate, now: int) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._at = now

    def take(self, now: int) -> float:
        """Take a token: 0.0; or, where there is none, the seconds until there will be one."""
        refill = (now - self._at) / SECOND * self._rate.per_minute / 60
        self._tokens = min(float(self._rate.burst), self._tokens + max(refill, 0.0))
        self._at = max(now, self._at)
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0.0
        return (1.0 - self._tokens) * 60 / self._rate.per_minute

    def give_back(self) -> None:
        """What was taken last was taken by mistake."""
        self._tokens = min(float(self._rate.burst), self._tokens + 1.0)

    def is_full(self, now: int) -> bool:
        """Whether it says no more than a new one would."""
        return self._tokens + (now - self._at) / SECOND * self._rate.per_minute / 60 >= self._rate.burst


class Pace:
    """The buckets of one session for what commands do."""

    __slots__ = ("joins", "nicks")

    def __init__(self, joins: Rate, nicks: Rate, now: int) -> None:
        self.joins = Bucket(joins, now)
        self.nicks = Bucket(nicks, now)


def in_time(bucket: Bucket, now: int) -> None:
    """Take a token.  Raises Refuse("too_fast") with the whole seconds until there is one."""
    wait = bucket.take(now)
    if wait:
        raise Refuse("too_fast", str(ceil(wait)))


class Doorkeeper:
    """Connections of each household: how many at a time, and how many in ten minutes.  0: no limit."""

    def __init__(self, at_a_time: int, in_ten_minutes: int) -> None:
        self._at_a_time = at_a_time
        self._in_ten_minutes = in_ten_minutes
        self._here: dict[str, int] = {}
        self._came: dict[str, deque[int]] = {}

    def limit(self, at_a_time: int, in_ten_minutes: int) -> None:
        """Allow so many from now on; those that are here stay."""
        self._at_a_time = at_a_time
        self._in_ten_minutes = in_ten_minutes

    def admit(self, household: str, now: int) -> None:
        """Count one more connection.  Raises Refuse, with the seconds to wait where time helps."""
        here = self._here.get(household, 0)
        if self._at_a_time and here >= self._at_a_time:
            raise Refuse("too_many_connections", str(self._at_a_time))
        if self._in_ten_minutes:
            came = self._came.setdefault(household, deque())
            while came and now - came[0] >= WINDOW:
                came.popleft()
            if len(came) >= self._in_ten_minutes:
                raise Refuse("too_fast", str(-((came[0] + WINDOW - now) // -SECOND)))
            came.append(now)
        self._here[household] = here + 1

    def goes_on(self, household: str) -> None:
        """A connection that was admitted goes on as another, before it leaves: that is counted, and asked nothing."""
        self._here[household] = self._here.get(household, 0) + 1

    def left(self, household: str) -> None:
        """A connection that was admitted is gone."""
        here = self._here.get(household, 0) - 1
        if here > 0:
            self._here[household] = here
        else:
            self._here.pop(household, None)

    def forget(self, now: int) -> None:
        """Drop households of which nothing is left to count."""
        for household in [one for one, came in self._came.items() if not came or now - came[-1] >= WINDOW]:
            del self._came[household]
