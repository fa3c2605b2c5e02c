"""Which events change how a user stands who may stay without a connection: it is noted, to be kept with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from hubbub.model import events as happened
from hubbub.model.events import Event

from .change import Changes

if TYPE_CHECKING:
    from ..hub import Hub


def _source(event: Any) -> Iterable[str]:
    return (event.source.identity,)


def _target(event: happened.Kicked) -> Iterable[str]:
    return (event.target.identity,)


def _named(event: happened.ModesSet) -> Iterable[str]:
    return event.identities


def _all_there(event: happened.ChannelRenamed) -> Iterable[str]:
    return [member.source.identity for member in event.members]


def _account(event: happened.AccountChanged) -> Iterable[str]:
    return (event.account.id,)


def _dropped(event: happened.AccountDropped) -> Iterable[str]:
    return (event.account,)


def _before_and_after(event: happened.LoggedIn | happened.LoggedOut) -> Iterable[str]:
    return (event.source.identity, event.after.identity)


CONCERNED: dict[type[Event], Callable[[Any], Iterable[str]]] = {
    **dict.fromkeys(
        (
            happened.AwayChanged,
            happened.Entered,
            happened.HostChanged,
            happened.Joined,
            happened.Left,
            happened.Quit,
            happened.RealNameSet,
            happened.Renamed,
            happened.UserModesSet,
        ),
        _source,
    ),
    happened.ChannelRenamed: _all_there,
    happened.AccountChanged: _account,
    happened.AccountDropped: _dropped,
    happened.Kicked: _target,
    happened.LoggedIn: _before_and_after,
    happened.LoggedOut: _before_and_after,
    happened.ModesSet: _named,
}
"""Event to the identities of whom it changes.  (`SessionEnded` names a session: see there.)"""


def noting(changes: Changes) -> Changes:
    """The same changes, noted where they concern how a user stands; what else happens costs nothing more."""
    return {kind: _noted(apply, CONCERNED[kind]) if kind in CONCERNED else apply for kind, apply in changes.items()}


def _noted(apply: Callable[[Any, Any], None], concerned: Callable[[Any], Iterable[str]]) -> Callable[[Any, Any], None]:
    def noted(hub: Hub, event: Any) -> None:
        apply(hub, event)
        for identity in concerned(event):
            hub.presences.note(identity)

    return noted
