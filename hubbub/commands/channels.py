"""Coming and going, topics, invitations."""

from __future__ import annotations

from collections.abc import Iterable

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import events, replies, requests
from hubbub.model.capabilities import NO_IMPLICIT_NAMES
from hubbub.model.events import Conversation
from hubbub.model.modes import reaches
from hubbub.model.moment import Moment
from hubbub.model.names import clipped
from hubbub.model.refusals import Refuse
from hubbub.model.replies import Reply

from . import people, telling
from .outcome import Outcome, Steps, Told, refused
from .reading import marker_on_joining


def entering(hub: Hub, who: Session, name: str, now: Moment) -> Steps:
    """The session's user joins the channel, which is opened if it did not exist; whoever opens it is its operator.

    In a channel that belongs to somebody they have the rank that they have there for good.
    """
    user = who.registered_user
    channel = hub.channels.get(hub.fold(name))
    if channel is not None:
        ranks = channel.standing(user)
    else:
        yield events.ChannelOpened(now.new_id(), now.time, hub.conversation(name), hub.server.default_modes)
        channel = hub.channels[hub.fold(name)]
        ranks = "o"
    size = len(channel.members) + 1
    here = channel.about(ranks=ranks)
    yield events.Joined(now.new_id(), now.time, user.source, here, user.real_name, ranks, size)
    if user.away:
        # away-notify: also when somebody joins who is away
        yield events.AwayChanged(now.new_id(), now.time, user.source, user.away, (here,), news=False)
    yield from telling.newcomer(hub, user, channel, now)
    if who.protocol != "plain" or who.talking != channel.conversation.key:
        yield from shown_on_joining(hub, who, channel)
        yield from talk_here(who, channel)
    # else it begins there; the greeting says so to those who want to know
    for other in user.sessions.values():
        if other is not who and other.protocol == "irc":
            for shown in shown_on_joining(hub, other, channel):
                yield replies.Elsewhere(other.id, shown)


def shown_on_joining(hub: Hub, who: Session, channel: Channel) -> Iterable[Reply]:
    """https://modern.ircdocs.horse/#join-message: the topic, then the names."""
    yield replies.TopicIs(channel.name, channel.topic, joining=True)
    yield from marker_on_joining(hub, who, channel)
    # no-implicit-names: who needs none is sent none, unless it asks.
    if not who.capabilities & NO_IMPLICIT_NAMES:
        yield people.names_of(who, channel, ends=channel.name)
    yield from telling.on_joining(hub, who, channel)


def talk_here(who: Session, channel: Channel) -> Iterable[Told]:
    """A plain client talks in the channel that it has joined, or named, last."""
    if who.protocol != "plain":
        return []
    who.talking = channel.conversation.key
    return [replies.Talking(channel.name)]


def part(hub: Hub, who: Session, ask: requests.Part, now: Moment) -> Steps:
    user = who.registered_user
    for name in ask.channels or (hub.talking_in(who),):
        try:
            channel = _joined(hub, who, name)
        except Refuse as refusal:
            yield refused(refusal)
        else:
            yield from _leaving(hub, who, user, channel, clipped(ask.reason, hub.limits.kick_length), now)


def part_all(hub: Hub, who: Session, _ask: requests.PartAll, now: Moment) -> Steps:
    user = who.registered_user
    for channel in tuple(user.channels.values()):
        yield from _leaving(hub, who, user, channel, "", now)


def _leaving(hub: Hub, who: Session, user: User, channel: Channel, reason: str, now: Moment) -> Steps:
    size = len(channel.members)
    yield events.Left(now.new_id(), now.time, user.source, channel.about(user), reason, size)
    yield from closed_if_empty(hub, (channel.conversation,), now)
    for session in user.sessions.values():
        if session.talking == channel.conversation.key:
            session.talking = where_to_talk(hub, user)
            if session.talking:
                talking = replies.Talking(user.channels[session.talking].name)
                yield talking if session is who else replies.Elsewhere(session.id, talking)


def where_to_talk(hub: Hub, user: User) -> str:
    """The key of the channel that a plain client of the user's talks in when it has named none, "" for none."""
    lobby = hub.fold(hub.server.lobby)
    return lobby if lobby in user.channels else next(iter(user.channels), "")


def leaving_all(hub: Hub, user: User, reason: str, now: Moment) -> Steps:
    """The user is gone from the server."""
    shared = hub.shared_channels(user)
    size = max((len(channel.members) for channel in user.channels.values()), default=0)
    yield events.Quit(now.new_id(), now.time, user.source, shared, reason, size)
    yield from closed_if_empty(hub, shared, now)


def closed_if_empty(hub: Hub, conversations: Iterable[Conversation], now: Moment) -> Steps:
    """Channels that nobody is in end, unless they are kept; while nothing can be stored they only stay empty."""
    for conversation in conversations:
        channel = hub.channels.get(conversation.key)
        if channel is not None and not channel.members and not hub.is_kept(channel) and hub.storing:
            yield events.ChannelClosed(now.new_id(), now.time, conversation)


def emptied(hub: Hub, now: Moment) -> Steps:
    """End the channels that emptied while nothing could be stored."""
    yield from closed_if_empty(hub, [channel.conversation for channel in hub.channels.values()], now)


def at_start(hub: Hub, now: Moment) -> Steps:
    """Storing begins, or begins again: end what nobody is in, and open what is kept."""
    yield from emptied(hub, now)
    for name in hub.server.kept_channels:
        if hub.fold(name) not in hub.channels:
            yield events.ChannelOpened(now.new_id(), now.time, hub.conversation(name), hub.server.default_modes)


def topic(hub: Hub, who: Session, ask: requests.Topic, now: Moment) -> Outcome:
    channel = hub.channel(ask.channel or hub.talking_in(who))
    hub.require(who, "see", channel)
    if ask.text is None:
        return [replies.TopicIs(channel.name, channel.topic)]
    hub.require(who, "topic", channel)
    text = clipped(ask.text, hub.limits.topic_length)
    if text == (channel.topic.text if channel.topic else ""):
        # https://modern.ircdocs.horse/#topic-message: members hear of changes, and this is none.
        return [replies.TopicIs(channel.name, channel.topic)] if who.protocol == "plain" else []
    return [events.TopicSet(now.new_id(), now.time, who.registered_user.source, channel.conversation, text)]


def invite(hub: Hub, who: Session, ask: requests.Invite, now: Moment) -> Outcome:
    user = who.registered_user
    if not ask.nick:
        return [replies.InvitationsAre(tuple(sorted(user.invitations.values())))]
    channel = hub.channel(ask.channel or hub.talking_in(who))
    hub.require(who, "invite", channel)
    invited = hub.user(ask.nick)
    if invited in channel.members:
        raise Refuse("already_in_channel", invited.nick, channel.name)
    told: list[Told] = [replies.Inviting(invited.nick, channel.name)]
    if invited.away:
        told.append(replies.TheyAreAway(invited.nick, invited.away))
    # As in Ergo: a friend's invitation is a message; a moderator's opens the door, whatever keeps it shut.
    opens = user.is_operator or reaches(channel.ranks(user), "o")
    told.append(
        events.Invited(now.new_id(), now.time, user.source, channel.conversation, invited.nick, invited.identity, opens)
    )
    return told


def _joined(hub: Hub, who: Session, name: str) -> Channel:
    channel = hub.channel(name)
    if who.user not in channel.members:
        hub.require(who, "see", channel)
        raise Refuse("you_are_not_in_channel", channel.name)
    return channel
