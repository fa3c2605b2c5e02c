"""What was read: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model import events as happened

from .change import Changes

if TYPE_CHECKING:
    from ..hub import Hub


def _read_marked(hub: Hub, event: happened.ReadMarked) -> None:
    hub.markers.put(event.source.identity, event.conversation.key, event.until)


APPLY: Changes = {
    happened.ReadMarked: _read_marked,
}
