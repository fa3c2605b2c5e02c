"""What users did: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hubbub.model import events as happened
from hubbub.model.modes import BOT
from hubbub.model.replies import Departed

from .change import Changes
from .channels import forget_invitation, remove

if TYPE_CHECKING:
    from ..hub import Hub
    from ..user import User


def _renamed(hub: Hub, event: happened.Renamed) -> None:
    user = hub.users[event.source.identity]
    if hub.fold(event.nick) != hub.fold(user.nick):
        _remember(hub, user, event.time)
    del hub.nicks[hub.fold(user.nick)]
    user.source = replace(user.source, nick=event.nick)
    hub.nicks[hub.fold(event.nick)] = user


def _remember(hub: Hub, user: User, time: int) -> None:
    """For WHOWAS: nobody is called so any more."""
    hub.whowas.add(hub.fold(user.nick), Departed(user.source, user.real_name, time, user.address))


def _quit(hub: Hub, event: happened.Quit) -> None:
    user = hub.users.pop(event.source.identity)
    hub.absent.discard(user)
    hub.tally.user(user.modes, -1)
    _remember(hub, user, event.time)
    del hub.nicks[hub.fold(user.nick)]
    for claim in tuple(user.claims.values()):
        hub.claims.withdraw(claim.session)
    if not event.source.account:
        hub.markers.forget(event.source.identity)
        hub.metadata.forget(event.source.identity)
    for other in tuple(user.accepts):
        user.accept_no_more(other)
    for other in tuple(user.accepted_by):
        other.accept_no_more(user)
    for key in tuple(user.channels):
        remove(user, key)
    for key in tuple(user.invitations):
        forget_invitation(hub, user, key)


def _away_changed(hub: Hub, event: happened.AwayChanged) -> None:
    hub.users[event.source.identity].away = event.text


def _user_modes_set(hub: Hub, event: happened.UserModesSet) -> None:
    user = hub.users[event.source.identity]
    modes = user.modes
    hub.tally.user(modes, -1)
    for change in event.changes:
        (modes.add if change.add else modes.discard)(change.letter)
    hub.tally.user(modes, 1)
    if (BOT in modes) is not user.source.bot:
        user.source = replace(user.source, bot=BOT in modes)


def _real_name_set(hub: Hub, event: happened.RealNameSet) -> None:
    hub.users[event.source.identity].real_name = event.text


def _host_changed(hub: Hub, event: happened.HostChanged) -> None:
    hub.users[event.source.identity].source = event.after


APPLY: Changes = {
    happened.Renamed: _renamed,
    happened.Quit: _quit,
    happened.AwayChanged: _away_changed,
    happened.HostChanged: _host_changed,
    happened.RealNameSet: _real_name_set,
    happened.UserModesSet: _user_modes_set,
}
