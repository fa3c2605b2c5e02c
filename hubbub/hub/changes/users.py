"""What users did: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hubbub.model import events as happened
from hubbub.model.modes import BOT

from .change import Changes
from .channels import forget_invitation, remove

if TYPE_CHECKING:
    from ..hub import Hub


def _renamed(hub: Hub, event: happened.Renamed) -> None:
    user = hub.users[event.source.identity]
    del hub.nicks[hub.fold(user.nick)]
    user.source = replace(user.source, nick=event.nick)
    hub.nicks[hub.fold(event.nick)] = user


def _quit(hub: Hub, event: happened.Quit) -> None:
    user = hub.users.pop(event.source.identity)
    del hub.nicks[hub.fold(user.nick)]
    hub.tokens.pop(user.token, None)
    if not event.source.account:
        hub.markers.forget(event.source.identity)
    for key in tuple(user.channels):
        remove(user, key)
    for key in tuple(user.invitations):
        forget_invitation(hub, user, key)


def _away_changed(hub: Hub, event: happened.AwayChanged) -> None:
    hub.users[event.source.identity].away = event.text


def _user_modes_set(hub: Hub, event: happened.UserModesSet) -> None:
    user = hub.users[event.source.identity]
    modes = user.modes
    for change in event.changes:
        (modes.add if change.add else modes.discard)(change.letter)
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
