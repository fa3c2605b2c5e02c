"""Kicks."""

from __future__ import annotations

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.permissions import rules_over
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import events, replies, requests
from hubbub.model.events import Source
from hubbub.model.modes import highest
from hubbub.model.moment import Moment
from hubbub.model.names import clipped
from hubbub.model.refusals import Refuse

from .channels import closed_if_empty
from .outcome import Steps, refused


def kick(hub: Hub, who: Session, ask: requests.Kick, now: Moment) -> Steps:
    """RFC 2812 section 3.2.8: one channel and any nicks, or as many channels as nicks."""
    names = ask.channels or (hub.talking_in(who),)
    if len(names) == 1:
        names *= len(ask.nicks)
    elif len(names) != len(ask.nicks):
        raise Refuse("too_few_parameters", "KICK", text="name one channel, or as many channels as people")
    reason = clipped(ask.reason, hub.limits.kick_length) or who.registered_user.nick
    most = hub.limits.targets
    refusals = []
    emptied = []
    for name, nick in zip(names[:most], ask.nicks[:most], strict=True):
        try:
            channel = hub.channel(name)
            kicked = _may_be_kicked(hub, who, channel, nick)
        except Refuse as refusal:
            reply = refused(refusal)
            if reply not in refusals:
                refusals.append(reply)
                yield reply
            continue
        source = who.registered_user.source
        yield from removed(hub, channel, kicked, source, reason, now)
        emptied.append(channel.conversation)
    if len(ask.nicks) > most:
        yield replies.Refused("too_many_targets", (ask.nicks[most],))
    yield from closed_if_empty(hub, emptied, now)


def removed(_hub: Hub, channel: Channel, user: User, source: Source, reason: str, now: Moment) -> Steps:
    """A member is in the channel no longer, by whoever ``source`` is; the channel may be empty then."""
    yield events.Kicked(now.new_id(), now.time, source, channel.about(user), user.source, reason)
    for session in user.sessions.values():
        if session.talking == channel.conversation.key:
            session.talking = next(iter(user.channels), "")


def _may_be_kicked(hub: Hub, who: Session, channel: Channel, nick: str) -> User:
    hub.require(who, "kick", channel)
    user = hub.user(nick)
    if user not in channel.members:
        raise Refuse("not_in_channel", user.nick, channel.name)
    if user is not who.user and not rules_over(who, channel, highest(channel.ranks(user))):
        raise Refuse("outranked", channel.name)
    return user
