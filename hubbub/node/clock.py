"""Time and ids for the pure floors, which have neither."""

from __future__ import annotations

import secrets
import time
from itertools import count

from hubbub.model.moment import Moment


class Clock:
    """Ids are unique over all servers: a random prefix for each start, and a count."""

    def __init__(self) -> None:
        self._prefix = secrets.token_hex(6)
        self._count = count(1)
        self._last = 0

    def new_id(self) -> str:
        return f"{self._prefix}-{next(self._count):x}"

    def now(self) -> Moment:
        """The moment; the system's clock may be set back, this one stands still until it is passed.

        Whole milliseconds, as IRCv3 server-time shows them: who pages from a time it was shown means that one.
        """
        self._last = max(self._last, time.time_ns() // 1_000_000 * 1_000_000)
        return Moment(self._last, self.new_id, secrets.token_urlsafe)
