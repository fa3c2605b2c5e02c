"""What users and channels tell about themselves: by the identity of a user, or the key of a channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from hubbub.model.state import MetadataValue

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Metadata:
    """Changed by events alone."""

    def __init__(self, values: Iterable[MetadataValue]) -> None:
        self._of: dict[str, dict[str, str]] = {}
        for one in values:
            self.put(one.target, one.key, one.value)

    def of(self, target: str) -> Mapping[str, str]:
        """Key to value."""
        return self._of.get(target, _NOTHING)

    def put(self, target: str, key: str, value: str) -> None:
        """ "" removes the key."""
        if value:
            self._of.setdefault(target, {})[key] = value
            return
        held = self._of.get(target, {})
        held.pop(key, None)
        if not held:
            self._of.pop(target, None)

    def forget(self, target: str) -> None:
        self._of.pop(target, None)

    def move(self, before: str, after: str) -> None:
        """A channel has another key from here on."""
        held = self._of.pop(before, None)
        if held is not None:
            self._of[after] = held
