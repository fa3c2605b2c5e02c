"""What users and channels tell about themselves: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model import events as happened

from .change import Changes

if TYPE_CHECKING:
    from ..hub import Hub


def _set(hub: Hub, event: happened.MetadataEvent) -> None:
    hub.metadata.put(event.target, event.key, event.value)


APPLY: Changes = {
    happened.GuestMetadataSet: _set,
    happened.MetadataSet: _set,
}
