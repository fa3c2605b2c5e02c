"""WHO: users by channel, by nickname, by mask; in the usual form, or as WHOX asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from hubbub.hub import masks
from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.hub.visibility import sees_member
from hubbub.model import names, replies, requests
from hubbub.model.moment import Moment

from .outcome import Outcome

MOST_ROWS = 500
"""Of one WHO by mask: more is a walk through the whole server."""

EVERYBODY = frozenset({"", "0", "*"})
"""Masks that mean all users who may be seen."""


def who_(hub: Hub, who: Session, ask: requests.Who, now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#who-message and IRCv3 WHOX"""
    exact = hub.nicks.get(hub.fold(ask.mask))
    found: Iterable[tuple[User, Channel | None]]
    looked_at = 0
    if names.is_channel(ask.mask):
        found = _in_channel(hub, who, ask.mask)
    elif exact is not None:  # who knows a nickname may ask for it
        found = [(exact, _common_channel(who, exact))]
    else:
        found, looked_at = _matching(hub, who, ask.mask), len(hub.users)
    rows = (_row(who, user, channel, now) for user, channel in found if user.is_operator or not ask.operators)
    shown = tuple(rows if names.is_channel(ask.mask) else islice(rows, MOST_ROWS))
    more = next(rows, None) is not None
    return [replies.WhoIs(ask.mask or "*", shown, ask.fields, ask.token, more, looked_at)]


def _in_channel(hub: Hub, who: Session, name: str) -> Iterator[tuple[User, Channel | None]]:
    channel = hub.channels.get(hub.fold(name))
    if channel is None or not hub.sees(who, channel):
        return
    inside = who.user in channel.members
    for user in channel.members:
        if (inside or "i" not in user.modes or user is who.user) and sees_member(who, channel, user):
            yield user, channel


def _matching(hub: Hub, who: Session, mask: str) -> Iterator[tuple[User, Channel | None]]:
    """By a mask only those are found who are not invisible, oneself, and those one shares a channel with."""
    casemapping = hub.server.casemapping
    whole = "!" in mask or "@" in mask
    for user in hub.users.values():
        common = _common_channel(who, user)
        if "i" in user.modes and user is not who.user and common is None:
            continue
        source = user.source
        texts = (source.mask,) if whole else (source.nick, source.user, source.host, user.real_name)
        pattern = masks.completed(mask) if whole else mask
        if mask in EVERYBODY or any(masks.matches(pattern, text, casemapping) for text in texts):
            yield user, common


def _common_channel(who: Session, user: User) -> Channel | None:
    if who.user is None:
        return None
    shared = (channel for key, channel in user.channels.items() if key in who.user.channels)
    return next((channel for channel in shared if sees_member(who, channel, user)), None)


def _row(who: Session, user: User, channel: Channel | None, now: Moment) -> replies.WhoRow:
    return replies.WhoRow(
        channel=channel.name if channel else "*",
        source=user.source,
        real_name=user.real_name,
        away=bool(user.away),
        operator=user.is_operator,
        ranks=channel.ranks(user) if channel else frozenset(),
        idle=user.idle(now.time),
        address=user.address if user.shows_secrets_to(who.user) else "",
    )
