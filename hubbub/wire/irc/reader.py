"""One connection's lines to requests: what is asked in one line, and what takes several."""

from __future__ import annotations

from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable

from .read import parsed, request
from .read_batch import Batches


class Reader:
    """Remembers what has begun and not ended.  ``limits`` come with each line: a running server may change them."""

    def __init__(self) -> None:
        self._batches = Batches()

    def read(self, line: bytes, limits: Limits) -> Request | None:
        """Read one line without its CR LF; None where it asks nothing, or not yet.  Never raises."""
        message, wrong = parsed(line, limits)
        if wrong is not None:
            if "batch" in message.tags or (line.startswith(b"@") and not message.tags):
                self._batches.drop()
            return wrong
        if message.command == "BATCH":
            return self._batches.batch(message, limits)
        if message.tags and "batch" in message.tags:
            return self._batches.line(message, limits)
        return request(message, limits)

    def lost(self) -> Unreadable:
        """A line was too long to be kept.  It may have been of a message in lines, and none is to have a hole."""
        self._batches.drop()
        return Unreadable(code="line_too_long")
