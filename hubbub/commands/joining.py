"""JOIN: who may enter, and where those are sent who may not."""

from __future__ import annotations

from hubbub.hub import permissions
from hubbub.hub.channel import Channel
from hubbub.hub.flood import in_time
from hubbub.hub.hub import Hub
from hubbub.hub.permissions import passes
from hubbub.hub.session import Session
from hubbub.model import names, replies, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .channels import entering, talk_here
from .outcome import Steps, refused
from .replay import missed

FORWARDED_FOR = frozenset({"account_needed", "bad_key", "channel_full", "invite_only"})
"""The refusals that mode f turns into a way to another channel: as with Ergo and Libera's server, who is banned is sent
nowhere."""

MOST_HOPS = 8
"""Channels that forward to channels that forward: where they lead in circles, they lead nowhere."""


def join(hub: Hub, who: Session, ask: requests.Join, now: Moment) -> Steps:
    """https://modern.ircdocs.horse/#join-message"""
    keys = iter(ask.keys)
    before = set(who.registered_user.channels)
    for name in ask.channels:
        try:
            yield from _join(hub, who, name, next(keys, ""), now)
        except Refuse as refusal:
            yield refused(refusal)
    new = tuple(key for key in who.registered_user.channels if key not in before)
    if new:
        yield from missed(hub, who, new, direct=False)


def _join(hub: Hub, who: Session, name: str, key: str, now: Moment) -> Steps:
    user = who.registered_user
    channel = hub.channels.get(hub.fold(name))
    if channel is not None and user in channel.members:
        yield from talk_here(who, channel)
        return
    target = None
    try:
        _may_enter(hub, who, name, channel, key)
    except Refuse as refusal:
        if channel is None or refusal.code not in FORWARDED_FOR:
            raise
        target = _forward(hub, who, channel)
        if target is None:
            raise
    if who.pace is not None:
        in_time(who.pace.joins, now.time)
    if channel is not None and target is not None:
        yield replies.Refused("forwarded", (channel.name, target.name))
        name = target.name
    yield from entering(hub, who, name, now)


def _may_enter(hub: Hub, who: Session, name: str, channel: Channel | None, key: str) -> None:
    user = who.registered_user
    if len(user.channels) >= hub.limits.channels_per_user:
        raise Refuse("too_many_channels", name)
    permissions.require_open(hub, name)
    if channel is not None:
        require_let_in(hub, who, channel, key)
    elif not names.valid_channel(name, longest := hub.limits.channel_length, hub.server.casemapping):
        if not names.is_channel(name):
            raise Refuse("no_such_channel", name, text=f"{name} is no channel: channels begin with #")
        if len(name.encode("utf-8", "replace")) > longest:
            raise Refuse("no_such_channel", name, text=f"a channel's name has at most {longest} bytes")
        raise Refuse("bad_channel", name)
    elif not hub.storing:
        raise Refuse("cannot_store", "JOIN", "CANNOT_STORE")


def require_let_in(hub: Hub, who: Session, channel: Channel, key: str = "") -> None:
    """Raises Refuse where ``who`` may not join the channel with this key.

    In the order of Libera's server: banned (474), key (475), invited (473), full (471), logged in (477).
    """
    locked = bool(channel.key) and key != channel.key and not passes(who.registered_user, channel)
    try:
        hub.require(who, "join", channel)
    except Refuse as refusal:
        if refusal.code == "banned" or not locked:
            raise
    if locked:
        raise Refuse("bad_key", channel.name)


def _forward(hub: Hub, who: Session, channel: Channel) -> Channel | None:
    """The first channel on the way of forwards that ``who`` may join; None where there is none."""
    onward: Channel | None = channel
    for _ in range(MOST_HOPS):
        onward = hub.channels.get(hub.fold(onward.forward)) if onward is not None else None
        if onward is None or who.user in onward.members:
            return None
        try:
            _may_enter(hub, who, onward.name, onward, "")
        except Refuse:
            continue
        return onward
    return None
