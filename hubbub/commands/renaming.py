"""Channels that are called otherwise: https://ircv3.net/specs/extensions/channel-rename."""

from __future__ import annotations

from hubbub.hub import permissions
from hubbub.hub.channel import Channel
from hubbub.hub.flood import in_time
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, names, requests
from hubbub.model.effects import Page, ReadPage
from hubbub.model.events import Conversation
from hubbub.model.modes import FORWARD, Change
from hubbub.model.moment import Moment
from hubbub.model.names import clipped
from hubbub.model.refusals import Refuse
from hubbub.model.services import CHANSERV

from . import people
from .outcome import Steps


def rename(hub: Hub, who: Session, ask: requests.RenameChannel, now: Moment) -> Steps:
    channel, after = _may_rename(hub, who, ask)
    if after.key != channel.conversation.key and hub.server.history:
        # A history is found by its channel's name, and must not be taken out of reach by another that takes the name.
        page: Page = yield ReadPage(after.key, "latest", 1)
        channel, after = _may_rename(hub, who, ask)
        if page.events:
            raise _cannot(ask, f"what was said in an earlier channel {after.name} is kept under that name")
    if who.pace is not None:
        in_time(who.pace.joins, now.time)
    topic, before = channel.topic, channel.conversation.key
    yield events.ChannelRenamed(
        now.new_id(),
        now.time,
        who.registered_user.source,
        channel.conversation,
        after,
        clipped(ask.reason, hub.limits.kick_length),
        (topic.text, topic.by, topic.time) if topic is not None else None,
        tuple(
            events.Present(user.source, user.real_name, "".join(sorted(ranks)))
            for user, ranks in channel.members.items()
        ),
        people.privacy_of(channel),
        "u" in channel.flags,
    )
    # Those who may not join are sent on to the channel that was meant, not to another that takes its name.
    for other in tuple(hub.channels.values()):
        if other.forward and hub.fold(other.forward) == before:
            change = (Change(add=True, letter=FORWARD, argument=after.name),)
            yield events.ModesSet(now.new_id(), now.time, CHANSERV.source(hub.server.name), other.conversation, change)


def _may_rename(hub: Hub, who: Session, ask: requests.RenameChannel) -> tuple[Channel, Conversation]:
    """The channel, and what its conversation will be.  Raises Refuse."""
    channel = hub.channel(ask.channel)
    hub.require(who, "moderate", channel)
    if channel.registration is not None:
        hub.require(who, "own", channel)  # as in Ergo: it keeps its founder and roles under its new name
    key = hub.fold(ask.name)
    if not names.valid_channel(ask.name, longest := hub.limits.channel_length, hub.server.casemapping):
        raise _cannot(ask, f"a channel's name begins with # and has at most {longest} bytes, no space, comma or colon")
    if ask.name == channel.name:
        raise _cannot(ask, f"{channel.name} is called so already")
    if key != channel.conversation.key:
        if key in hub.channels:
            raise Refuse("channel_name_in_use", "RENAME", "CHANNEL_NAME_IN_USE", ask.channel, ask.name)
        permissions.require_open(hub, ask.name)
        if channel.conversation.key in hub.kept:
            raise _cannot(ask, f"{channel.name} is kept by the server's configuration")
    return channel, Conversation(key, ask.name)


def _cannot(ask: requests.RenameChannel, why: str) -> Refuse:
    return Refuse("cannot_rename", "RENAME", "CANNOT_RENAME", ask.channel, ask.name, text=why)
