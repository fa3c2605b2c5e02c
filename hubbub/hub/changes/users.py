"""What users did: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hubbub.model import events as happened

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
    for key in tuple(user.channels):
        remove(user, key)
    for key in tuple(user.invitations):
        forget_invitation(hub, user, key)


def _away_changed(hub: Hub, event: happened.AwayChanged) -> None:
    hub.users[event.source.identity].away = event.text


def _user_modes_set(hub: Hub, event: happened.UserModesSet) -> None:
    modes = hub.users[event.source.identity].modes
    for change in event.changes:
        (modes.add if change.add else modes.discard)(change.letter)


APPLY: Changes = {
    happened.Renamed: _renamed,
    happened.Quit: _quit,
    happened.AwayChanged: _away_changed,
    happened.UserModesSet: _user_modes_set,
}
