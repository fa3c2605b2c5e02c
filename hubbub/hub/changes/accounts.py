"""What happened to accounts, and who logged in: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model import events as happened
from hubbub.model.events import Source

from .change import Changes

if TYPE_CHECKING:
    from ..hub import Hub


def _put(hub: Hub, event: happened.AccountRegistered | happened.AccountChanged) -> None:
    hub.accounts.put(event.account)


def _dropped(hub: Hub, event: happened.AccountDropped) -> None:
    hub.accounts.drop(event.account)
    hub.guesses.forget(hub.fold(event.name))
    hub.markers.forget(event.account)
    hub.metadata.forget(event.account)


def _became(hub: Hub, before: Source, after: Source, time: int) -> None:
    """The same user under another identity, in all that is kept by identity."""
    user = hub.users.pop(before.identity)
    if before.account:
        hub.presences.ended(before.identity, time)
    else:
        hub.markers.forget(before.identity)
        hub.metadata.forget(before.identity)
    user.source = after
    hub.users[after.identity] = user
    for key in user.invitations:
        invited = hub.channels[key].invited
        invited.discard(before.identity)
        invited.add(after.identity)


def _logged_in(hub: Hub, event: happened.LoggedIn) -> None:
    _became(hub, event.source, event.after, event.time)


def _logged_out(hub: Hub, event: happened.LoggedOut) -> None:
    _became(hub, event.source, event.after, event.time)


APPLY: Changes = {
    happened.AccountRegistered: _put,
    happened.AccountChanged: _put,
    happened.AccountDropped: _dropped,
    happened.LoggedIn: _logged_in,
    happened.LoggedOut: _logged_out,
}
