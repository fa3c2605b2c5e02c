"""Ranks for good: what somebody's account makes them in channels that belong to somebody, while they are there."""

from __future__ import annotations

from collections.abc import Iterable

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.user import User
from hubbub.model import events
from hubbub.model.modes import Change
from hubbub.model.moment import Moment
from hubbub.model.services import CHANSERV


def raised(hub: Hub, user: User, now: Moment) -> Iterable[events.ModesSet]:
    """Somebody has logged in: where they are already, they have the ranks of their account from here on."""
    for channel in tuple(user.channels.values()):
        letter = channel.standing(user)
        if letter and letter not in channel.ranks(user):
            yield changed(hub, channel, user, (Change(True, letter, user.nick),), now)


def lowered(hub: Hub, user: User, now: Moment) -> Iterable[events.ModesSet]:
    """Somebody logs out: a rank that came with the account goes with it."""
    for channel in tuple(user.channels.values()):
        letter = channel.standing(user)
        if letter and letter in channel.ranks(user):
            yield changed(hub, channel, user, (Change(False, letter, user.nick),), now)


def difference(channel: Channel, user: User, before: str) -> tuple[Change, ...]:
    """What makes of the rank for good that a member had ``before`` the one that they have now."""
    after, ranks = channel.standing(user), channel.ranks(user)
    if after == before:
        return ()
    wanted = ((False, before, before in ranks), (True, after, after not in ranks))
    return tuple(Change(add, letter, user.nick) for add, letter, changes in wanted if letter and changes)


def changed(hub: Hub, channel: Channel, user: User, changes: tuple[Change, ...], now: Moment) -> events.ModesSet:
    """ChanServ changes the ranks of one member."""
    source = CHANSERV.source(hub.server.name)
    identities = (user.identity,) * len(changes)
    return events.ModesSet(now.new_id(), now.time, source, channel.conversation, changes, identities)
