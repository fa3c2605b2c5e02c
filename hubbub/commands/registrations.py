"""Channels that belong to accounts: what happens to them, by whoever does it.

Each function gives events, and asks nobody whether they may: that is the caller's to know.
"""

from __future__ import annotations

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.model import events
from hubbub.model.account import Account
from hubbub.model.moment import Moment
from hubbub.model.registration import Registration

from . import standing
from .channels import closed_if_empty
from .outcome import Steps


def founded_by(hub: Hub, account: Account) -> list[Channel]:
    """The channels that belong to the account."""
    return [
        channel
        for channel in hub.channels.values()
        if channel.registration is not None and channel.registration.founder == account.id
    ]


def become(hub: Hub, channel: Channel, registration: Registration | None, by: str, now: Moment) -> Steps:
    """From here on it belongs to whom ``registration`` says; who is there has the rank at once that goes with that."""
    before = {user: channel.standing(user) for user in channel.members}
    yield events.RegistrationSet(now.new_id(), now.time, channel.conversation, registration, by)
    for user, old in before.items():
        changes = standing.difference(channel, user, old)
        if changes and registration is not None:
            yield standing.changed(hub, channel, user, changes, now)
    if registration is None:
        yield from closed_if_empty(hub, (channel.conversation,), now)


def orphaned(hub: Hub, account: Account, by: str, now: Moment) -> Steps:
    """The account is no more: what belonged to it is nobody's, and elsewhere it has no role."""
    for channel in tuple(hub.channels.values()):
        held = channel.registration
        if held is not None and (held.rank_of(account.id) or held.heir == account.id):
            yield from become(hub, channel, held.without(account.id), by, now)
