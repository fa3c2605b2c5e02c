"""What operators did: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model import events as happened
from hubbub.model.state import Ban

from .change import Changes

if TYPE_CHECKING:
    from ..hub import Hub


def _banned(hub: Hub, event: happened.Banned) -> None:
    hub.bans.add(Ban(event.kind, event.mask, event.reason, event.by, event.time, event.expires))


def _unbanned(hub: Hub, event: happened.Unbanned) -> None:
    hub.bans.remove(event.kind, event.mask)


APPLY: Changes = {
    happened.Banned: _banned,
    happened.Unbanned: _unbanned,
}
