"""What of metadata is told, to whom, and when it is told unasked: https://ircv3.net/specs/extensions/metadata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.hub.visibility import belongs, sees_member
from hubbub.model import events, replies
from hubbub.model.capabilities import METADATA, METADATA_3
from hubbub.model.moment import Moment
from hubbub.model.replies import KeyValue, MetadataIs, Reply

from .outcome import Told

AT_ONCE = 500
"""Values that are sent unasked on joining a channel; more are to be asked for."""

WHOIS_KEYS = ("display-name", "homepage", "pronouns", "status")
"""draft/metadata, RPL_WHOISKEYVALUE numeric: those that people read."""


def is_newer(who: Session) -> bool:
    return who.has(METADATA_3)


def all_of(name: str, held: Mapping[str, str], *, news: bool = False) -> MetadataIs:
    """All that is told of somebody."""
    return MetadataIs(name, tuple(KeyValue(name, *item) for item in sorted(held.items())), news)


def chosen(name: str, held: Mapping[str, str], keys: Iterable[str]) -> list[KeyValue]:
    return [KeyValue(name, key, held[key]) for key in sorted(keys) if key in held] if held else []


def of_channel(hub: Hub, who: Session, channel: Channel, keys: Iterable[str]) -> Iterable[KeyValue]:
    """The channel's own, and that of the members whom NAMES would show."""
    yield from chosen(channel.name, hub.metadata.of(channel.conversation.key), keys)
    inside = belongs(who, channel)
    for user in channel.members:
        if (inside or "i" not in user.modes) and sees_member(who, channel, user):
            yield from chosen(user.nick, hub.metadata.of(user.identity), keys)


def of_all(hub: Hub, who: Session, keys: Iterable[str]) -> Iterable[KeyValue]:
    """Of all whom ``who`` hears of: in its channels, and those that it watches; each once."""
    told: dict[tuple[str, str], KeyValue] = {}
    for channel in who.registered_user.channels.values():
        told.update({(one.target, one.key): one for one in of_channel(hub, who, channel, keys)})
    for nick in who.monitoring:
        user = hub.nicks.get(nick)
        if user is not None:
            told.update({(one.target, one.key): one for one in chosen(user.nick, hub.metadata.of(user.identity), keys)})
    return told.values()


def own(who: Session, nick: str, held: Mapping[str, str]) -> list[Told]:
    """draft/metadata, on negotiating it: one's own, whatever one subscribed to; also where there is none."""
    return [all_of(nick, held, news=True)] if who.capabilities & METADATA else []


def on_joining(hub: Hub, who: Session, channel: Channel) -> list[Reply]:
    """draft/metadata, Automatic synchronization."""
    if not who.capabilities & METADATA:
        return []
    items = tuple(of_channel(hub, who, channel, who.subscriptions)) if who.subscriptions else ()
    if len(items) > AT_ONCE:
        return [replies.MetadataLater(channel.name)]
    return [MetadataIs(channel.name, items, news=True)] if items or is_newer(who) else []


def newcomer(hub: Hub, user: User, channel: Channel, now: Moment) -> list[Told]:
    """Those who were there are told of somebody who joins."""
    where = (channel.about(user),)
    return [
        events.MetadataShown(now.new_id(), now.time, user.identity, user.nick, key, value, where)
        for key, value in hub.metadata.of(user.identity).items()
    ]


def on_watching(hub: Hub, who: Session, nicks: Iterable[str]) -> list[Told]:
    """draft/metadata: also of those whom one begins to watch, while they are here."""
    told: list[Told] = []
    for nick in nicks if who.capabilities & METADATA else ():
        user = hub.nicks.get(hub.fold(nick))
        if user is None:
            continue
        if is_newer(who):
            told.append(replies.MetadataLater(user.nick))
        elif items := chosen(user.nick, hub.metadata.of(user.identity), who.subscriptions):
            told.append(MetadataIs(user.nick, tuple(items), news=True))
    return told


def for_whois(hub: Hub, who: Session, user: User) -> tuple[tuple[str, str], ...]:
    """What of it WHOIS tells, to those who negotiated metadata."""
    held = hub.metadata.of(user.identity) if who.capabilities & METADATA else {}
    return tuple((key, held[key]) for key in WHOIS_KEYS if key in held)
