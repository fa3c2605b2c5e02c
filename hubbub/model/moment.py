"""The time and fresh ids, passed into the pure floors that have neither clock nor randomness."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Moment(msgspec.Struct, frozen=True, gc=False):
    """``time``: nanoseconds since 1970, never going back; ``new_id``: unique, opaque; ``new_secret``: not to guess."""

    time: int
    new_id: Callable[[], str]
    new_secret: Callable[[], str]
