"""Messages that carry their sender's own id, so that saying one again is answered and not said twice."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from hubbub.model.limits import CID_SECONDS, CIDS_REMEMBERED
from hubbub.model.state import RecentMessage

_DAY = CID_SECONDS * 10**9


class Retries:
    """The most recent messages with a ``cid``; what fell out of here within a day must be asked of the log."""

    def __init__(self, recent: Iterable[RecentMessage]) -> None:
        self._known: dict[tuple[str, str], RecentMessage] = {}
        self._forgotten_until = 0
        for message in recent:
            self.add(message)
        if len(self._known) == CIDS_REMEMBERED:  # the log may know of older ones that were not loaded
            self._forgotten_until = next(iter(self._known.values())).time

    def add(self, message: RecentMessage) -> None:
        key = (message.conversation, message.cid)
        self._known.pop(key, None)  # said again after a day: the latest stands last
        self._known[key] = message
        if len(self._known) > CIDS_REMEMBERED:
            oldest = next(iter(self._known))
            self._forgotten_until = self._known.pop(oldest).time

    def move(self, before: str, after: str) -> None:
        """A conversation has another key from here on."""
        moved = [message for message in self._known.values() if message.conversation in {before, after}]
        for message in moved:
            del self._known[message.conversation, message.cid]
            if message.conversation == before:
                self.add(replace(message, conversation=after))

    def find(self, conversation: str, cid: str, now: int) -> RecentMessage | None:
        found = self._known.get((conversation, cid))
        return found if found is not None and found.time >= now - _DAY else None

    def must_ask_the_log(self, now: int) -> bool:
        """Whether a message that is not known here may still have been said within the last day."""
        return self._forgotten_until >= now - _DAY
