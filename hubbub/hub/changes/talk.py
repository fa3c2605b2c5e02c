"""What was said: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model import events as happened
from hubbub.model.state import RecentMessage

from .change import Changes

if TYPE_CHECKING:
    from ..hub import Hub


def _said(hub: Hub, event: happened.Said) -> None:
    source = event.source
    user = hub.users.get(source.identity)
    if user is not None:
        user.active = event.time
    if event.cid:
        hub.retries.add(RecentMessage(event.conversation.key, event.cid, event.id, event.time))


APPLY: Changes = {
    happened.Said: _said,
}
