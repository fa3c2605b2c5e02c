"""One connection's lines to requests: what is asked in one line, and what takes several."""

from __future__ import annotations

from hubbub.model.limits import Limits
from hubbub.model.requests import Request

from .read import parsed, request
from .read_batch import Batches


class Reader:
    """Remembers what has begun and not ended."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._batches = Batches()

    def read(self, line: bytes) -> Request | None:
        """Read one line without its CR LF; None where it asks nothing, or not yet.  Never raises."""
        message, wrong = parsed(line, self._limits)
        if wrong is not None:
            if "batch" in message.tags:
                self._batches.drop()
            return wrong
        if message.command == "BATCH":
            return self._batches.batch(message, self._limits)
        if message.tags and "batch" in message.tags:
            return self._batches.line(message, self._limits)
        return request(message, self._limits)
