"""Guessing passwords is slow: for each account, and for each household that tries, whatever connections it opens.

Only failures cost.  Where an account's owner has logged in before, other people's guesses elsewhere do not keep them
out; open sessions are never touched.
"""

from __future__ import annotations

from math import ceil

from hubbub.model.limits import (
    GUESSES_BURST,
    GUESSES_PER_MINUTE,
    HOUSEHOLD_GUESSES_BURST,
    KNOWN_HOUSEHOLDS,
    REGISTRATIONS_BURST,
    REGISTRATIONS_PER_MINUTE,
)
from hubbub.model.refusals import Refuse

from .flood import Bucket, Rate

_OF_ACCOUNT = Rate(GUESSES_BURST, GUESSES_PER_MINUTE)
_OF_HOUSEHOLD = Rate(HOUSEHOLD_GUESSES_BURST, GUESSES_PER_MINUTE)
_REGISTRATIONS = Rate(REGISTRATIONS_BURST, REGISTRATIONS_PER_MINUTE)
_MOST_KEPT = 10_000


class Guesses:
    """``account``: a folded name, of an account or of none: both are treated alike."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._known: dict[str, list[str]] = {}

    def begin(self, account: str, household: str, now: int) -> None:
        """One try more; ``household`` "" for one that is not counted.  Raises Refuse with the seconds to wait."""
        wait = self._take("household", household, _OF_HOUSEHOLD, now) if household else 0.0
        if not wait and household not in self._known.get(account, ()):
            wait = self._take("account", account, _OF_ACCOUNT, now)
        if wait:
            raise Refuse("too_many_guesses", text=f"too many wrong passwords: try again in {ceil(wait)} s")

    def register(self, household: str, now: int) -> None:
        """One account more from there.  Raises Refuse with the seconds to wait."""
        wait = self._take("registration", household, _REGISTRATIONS, now)
        if wait:
            text = f"too many accounts from your address: try again in {ceil(wait)} s"
            raise Refuse("registration_refused", "REGISTER", "TEMPORARILY_UNAVAILABLE", "*", text=text)

    def succeeded(self, account: str, household: str) -> None:
        """It was no guess: what it cost is given back, and the household is known."""
        for key in (("household", household), ("account", account)):
            bucket = self._buckets.get(key)
            if bucket is not None:
                bucket.give_back()
        known = self._known.setdefault(account, [])
        if household not in known:
            known.append(household)
            del known[:-KNOWN_HOUSEHOLDS]

    def forget(self, account: str) -> None:
        """The account is no more: whoever has its name next comes from elsewhere."""
        self._known.pop(account, None)

    def _take(self, kind: str, key: str, rate: Rate, now: int) -> float:
        if len(self._buckets) >= _MOST_KEPT:
            self._forget(now)
        bucket = self._buckets.get((kind, key))
        if bucket is None:
            bucket = self._buckets[kind, key] = Bucket(rate, now)
        return bucket.take(now)

    def _forget(self, now: int) -> None:
        for key in [key for key, bucket in self._buckets.items() if bucket.is_full(now)]:
            del self._buckets[key]
        while len(self._buckets) >= _MOST_KEPT:  # whoever makes up so many names is forgiven the oldest
            del self._buckets[next(iter(self._buckets))]
