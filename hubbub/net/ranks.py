"""Who has a rank in which channel, as delivery knows it: from events alone, as they pass in log order."""

from __future__ import annotations

from collections.abc import Iterable

from hubbub.model import events
from hubbub.model.modes import ORDER_OF, reaches


class Ranks:
    """Channel key to identity to mode letters; who has no rank is not here."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, frozenset[str]]] = {}

    def holders(self, channel: str) -> Iterable[str]:
        """The identities of all who have a rank there."""
        return self._held.get(channel, {})

    def reach(self, channel: str, identity: str, rank: str) -> bool:
        """Whether this user has at least ``rank`` there."""
        return reaches(self._held.get(channel, {}).get(identity, ()), rank)

    def joined(self, event: events.Joined) -> None:
        self._set(event.channel.key, event.source.identity, frozenset(event.ranks))

    def recalled(self, event: events.Recalled) -> None:
        for channel, ranks in event.ranks:
            self._set(channel.key, event.source.identity, frozenset(ranks))

    def changed(self, event: events.ModesSet) -> None:
        """A mode change that names members says who they are, in the same order."""
        named = iter(event.identities)
        channel = event.channel.key
        for change in event.changes:
            if change.letter in ORDER_OF:
                identity = next(named)
                before = self._held.get(channel, {}).get(identity, frozenset())
                self._set(channel, identity, before | {change.letter} if change.add else before - {change.letter})

    def gone(self, channels: Iterable[events.Conversation], identity: str) -> None:
        for channel in channels:
            self._set(channel.key, identity, frozenset())

    def closed(self, channel: str) -> None:
        self._held.pop(channel, None)

    def move(self, before: str, after: str) -> None:
        """A channel has another key from here on."""
        held = self._held.pop(before, None)
        if held is not None:
            self._held[after] = held

    def became(self, before: str, after: str) -> None:
        """A user has another identity from here on."""
        for held in self._held.values():
            if before in held:
                held[after] = held.pop(before)

    def _set(self, channel: str, identity: str, ranks: frozenset[str]) -> None:
        if ranks:
            self._held.setdefault(channel, {})[identity] = ranks
            return
        held = self._held.get(channel)
        if held is not None and held.pop(identity, None) is not None and not held:
            del self._held[channel]
