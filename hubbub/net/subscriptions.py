"""Who subscribed to which key of metadata, and what they are told of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hubbub.model import events, replies
from hubbub.model.capabilities import METADATA_3
from hubbub.model.modes import LOWEST

from .receiver import Receiver

if TYPE_CHECKING:
    from .showing import Showing


def subscribers(showing: Showing, event: events.MetadataEvent) -> Iterable[Receiver]:
    """Who asked for changes of this key."""
    return showing.index.subscriptions.of(event.key)


def metadata_set(showing: Showing, event: events.MetadataEvent) -> None:
    """draft/metadata, Notifications: of oneself (but not what this session did), of one's channels and who is in
    them, of those whom one watches."""
    watching = set(showing.watching(event.name))
    for receiver in showing.index.subscriptions.of(event.key):
        if receiver is showing.actor:
            continue
        if receiver.identity == event.target or receiver in watching or _shares(showing, receiver, event):
            showing.answer(receiver, replies.MetadataChanged(event.name, event.key, event.value))


def metadata_shown(showing: Showing, event: events.MetadataShown) -> None:
    """The same, for those to whom the user is new."""
    watching = set() if event.channels else set(showing.watching(event.name))
    for receiver in showing.index.subscriptions.of(event.key):
        if receiver.identity == event.target or (METADATA_3 in receiver.capabilities and not event.channels):
            continue  # oneself; and who is told to ask for it, where somebody comes who is watched
        if receiver in watching or _shares(showing, receiver, event):
            showing.answer(receiver, replies.MetadataChanged(event.name, event.key, event.value))


def _shares(showing: Showing, receiver: Receiver, event: events.MetadataEvent) -> bool:
    """Whether they are together in a channel, and the one sees the other there."""
    return any(
        channel.key in receiver.channels
        and (not channel.veiled or showing.index.ranks.reach(channel.key, receiver.identity, LOWEST))
        for channel in event.channels
    )


def subscribed(showing: Showing, event: events.SubscriptionsSet) -> None:
    receiver = showing.index.sessions.get(event.session)
    if receiver is not None:
        showing.index.subscriptions.set(receiver, event.keys)
