"""What happened in channels: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model import events as happened
from hubbub.model.modes import RANKS
from hubbub.model.state import Purge, Topic

from ..channel import Channel
from ..user import User
from .change import Changes

if TYPE_CHECKING:
    from ..hub import Hub


_RANK_LETTERS = frozenset(rank.letter for rank in RANKS)


def _opened(hub: Hub, event: happened.ChannelOpened) -> None:
    channel = hub.channels[event.channel.key] = Channel(event.channel, event.time, event.flags)
    hub.tally.hidden_channels += channel.is_hidden


def _renamed(hub: Hub, event: happened.ChannelRenamed) -> None:
    """Everything that is kept by the channel's key is kept by the new one from here on."""
    old, new = event.channel.key, event.after.key
    channel = hub.channels.pop(old)
    channel.conversation = event.after
    hub.channels[new] = channel
    for user in channel.members:
        user.channels = {new if key == old else key: one for key, one in user.channels.items()}
    for identity in channel.invited:
        invitations = hub.users[identity].invitations
        del invitations[old]
        invitations[new] = event.after.name
    for session in hub.sessions.values():
        if session.talking == old:
            session.talking = new
    if new != old:
        hub.retries.move(old, new)
        hub.markers.move(old, new)
        hub.metadata.move(old, new)


def _closed(hub: Hub, event: happened.ChannelClosed) -> None:
    channel = hub.channels.pop(event.channel.key)
    hub.tally.hidden_channels -= channel.is_hidden
    hub.metadata.forget(event.channel.key)
    for identity in channel.invited:
        if identity in hub.users:
            hub.users[identity].invitations.pop(event.channel.key, None)


def _joined(hub: Hub, event: happened.Joined) -> None:
    user = hub.users[event.source.identity]
    channel = hub.channels[event.channel.key]
    channel.members[user] = frozenset(event.ranks)
    user.channels[event.channel.key] = channel
    forget_invitation(hub, user, event.channel.key)


def _left(hub: Hub, event: happened.Left) -> None:
    remove(hub.users[event.source.identity], event.channel.key)


def _kicked(hub: Hub, event: happened.Kicked) -> None:
    remove(hub.users[event.target.identity], event.channel.key)


def remove(user: User, key: str) -> None:
    channel = user.channels.pop(key)
    del channel.members[user]


def _topic_set(hub: Hub, event: happened.TopicSet) -> None:
    topic = Topic(event.text, event.source.mask, event.time) if event.text else None
    hub.channels[event.channel.key].topic = topic


def _modes_set(hub: Hub, event: happened.ModesSet) -> None:
    channel = hub.channels[event.channel.key]
    was_hidden = channel.is_hidden
    named = iter(event.identities)
    for change in event.changes:
        if change.letter in _RANK_LETTERS:
            user = hub.users.get(next(named))
            if user is not None:
                channel.promote(user, change)
        else:
            channel.change(change, event.source.mask, event.time)
    hub.tally.hidden_channels += channel.is_hidden - was_hidden


def _invited(hub: Hub, event: happened.Invited) -> None:
    if not event.opens:
        return
    hub.users[event.to].invitations[event.channel.key] = event.channel.name
    hub.channels[event.channel.key].invited.add(event.to)


def forget_invitation(hub: Hub, user: User, key: str) -> None:
    if user.invitations.pop(key, None):
        hub.channels[key].invited.discard(user.identity)


def _registration_set(hub: Hub, event: happened.RegistrationSet) -> None:
    hub.channels[event.channel.key].registration = event.registration


def _purged(hub: Hub, event: happened.Purged) -> None:
    hub.purges[event.channel.key] = Purge(event.channel, event.reason, event.by, event.time)


def _unpurged(hub: Hub, event: happened.Unpurged) -> None:
    hub.purges.pop(event.channel.key, None)


APPLY: Changes = {
    happened.ChannelOpened: _opened,
    happened.ChannelClosed: _closed,
    happened.ChannelRenamed: _renamed,
    happened.Joined: _joined,
    happened.Left: _left,
    happened.Kicked: _kicked,
    happened.TopicSet: _topic_set,
    happened.ModesSet: _modes_set,
    happened.Invited: _invited,
    happened.RegistrationSet: _registration_set,
    happened.Purged: _purged,
    happened.Unpurged: _unpurged,
}
