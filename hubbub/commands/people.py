"""Looking round: who is here, in which channels, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from hubbub.hub import masks
from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.hub.visibility import belongs, finds, sees_all_members, sees_member
from hubbub.model import events, names, replies, requests
from hubbub.model.moment import Moment
from hubbub.model.names import clipped
from hubbub.model.refusals import Refuse

from .outcome import Outcome, Told, refused

MOST_ROWS = 500
"""Of one WHO by mask: more is a walk through the whole server."""


def names_of(who: Session, channel: Channel, *, ends: str = "") -> replies.NamesAre:
    """The members that ``who`` may see: outside, not those who are invisible; in an auditorium, those with a rank
    (without oneself, as in Ergo: one's own JOIN has told that)."""
    inside, everyone = belongs(who, channel), sees_all_members(who, channel)
    members = tuple(
        replies.Member(user.nick, ranks, user.source.mask)
        for user, ranks in channel.members.items()
        if (inside or "i" not in user.modes) and (everyone or ranks)
    )
    privacy: replies.Privacy = "secret" if "s" in channel.flags else "private" if "p" in channel.flags else "public"
    return replies.NamesAre(channel.name, members, privacy, ends)


def names_(hub: Hub, who: Session, ask: requests.Names, _now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#names-message: what is not there, or not seen, has no names, only the end."""
    asked = ask.channels or ((hub.talking_in(who),) if who.protocol == "plain" else ())
    told: list[replies.NamesAre] = []
    for name in asked:
        channel = hub.channels.get(hub.fold(name))
        visible = channel is not None and hub.sees(who, channel)
        told.append(names_of(who, channel) if channel is not None and visible else replies.NamesAre(name, ()))
    if not asked:
        told = _names_of_all(hub, who) or [replies.NamesAre("*", ())]
    return [*told[:-1], replace(told[-1], ends=",".join(asked) or "*")]


def _names_of_all(hub: Hub, who: Session) -> list[replies.NamesAre]:
    """RFC 2812 section 3.2.5: all channels that are to be found; so many names that it is an answer, not a flood."""
    told: list[replies.NamesAre] = []
    left = MOST_ROWS
    for channel in hub.channels.values():
        if finds(who, channel) and len(channel.members) <= left:
            left -= len(channel.members)
            told.append(names_of(who, channel))
    return told


def list_channels(hub: Hub, who: Session, ask: requests.ListChannels, _now: Moment) -> Outcome:
    casemapping = hub.server.casemapping

    def wanted(channel: Channel) -> bool:
        size = len(channel.members)
        return (
            finds(who, channel)
            and (ask.more_than is None or size > ask.more_than)
            and (ask.fewer_than is None or size < ask.fewer_than)
            and (not ask.masks or any(masks.matches(mask, channel.name, casemapping) for mask in ask.masks))
        )

    rows = tuple(
        replies.ListedChannel(channel.name, len(channel.members), channel.topic.text if channel.topic else "")
        for channel in sorted(hub.channels.values(), key=lambda channel: channel.conversation.key)
        if wanted(channel)
    )
    return [replies.ChannelsAre(rows)]


def who_(hub: Hub, who: Session, ask: requests.Who, _now: Moment) -> Outcome:
    if names.is_channel(ask.mask):
        channel = hub.channels.get(hub.fold(ask.mask))
        if channel is None or not hub.sees(who, channel):
            return [replies.WhoIs(ask.mask, ())]
        inside = who.user in channel.members
        rows = [
            _row(user, channel)
            for user in channel.members
            if (inside or "i" not in user.modes or user is who.user)
            and sees_member(who, channel, user)
            and (user.is_operator or not ask.operators)
        ]
        return [replies.WhoIs(ask.mask, tuple(rows))]
    found = (
        _row(user, _common_channel(who, user))
        for user in _matching(hub, who, ask.mask)
        if user.is_operator or not ask.operators
    )
    return [replies.WhoIs(ask.mask or "*", tuple(row for row, _ in zip(found, range(MOST_ROWS), strict=False)))]


def _matching(hub: Hub, who: Session, mask: str) -> Iterator[User]:
    exact = hub.nicks.get(hub.fold(mask))
    if exact is not None:
        yield exact
        return
    everyone = mask in {"", "0", "*"}
    for user in hub.users.values():
        source = user.source
        shown = "i" not in user.modes or user is who.user or _common_channel(who, user) is not None
        if shown and (
            everyone
            or any(
                masks.matches(mask, text, hub.server.casemapping)
                for text in (source.nick, source.user, source.host, user.real_name)
            )
        ):
            yield user


def _common_channel(who: Session, user: User) -> Channel | None:
    if who.user is None:
        return None
    return next(
        (
            channel
            for key, channel in user.channels.items()
            if key in who.user.channels and sees_member(who, channel, user)
        ),
        None,
    )


def _row(user: User, channel: Channel | None) -> replies.WhoRow:
    return replies.WhoRow(
        channel.name if channel else "*",
        user.source,
        user.real_name,
        bool(user.away),
        user.is_operator,
        channel.ranks(user) if channel else frozenset(),
    )


def whois(hub: Hub, who: Session, ask: requests.Whois, now: Moment) -> Outcome:
    told: list[Told] = []
    for nick in ask.nicks[: hub.limits.targets]:
        try:
            told.append(_profile(who, hub.user(nick), now))
        except Refuse as refusal:
            told.append(refused(refusal))
    told.append(replies.WhoisEnds(",".join(ask.nicks)))
    return told


def _profile(who: Session, user: User, now: Moment) -> replies.Profile:
    shown = tuple(
        (channel.name, channel.ranks(user))
        for channel in user.channels.values()
        if finds(who, channel)
        and sees_member(who, channel, user)
        and ("i" not in user.modes or user is who.user or (who.user is not None and who.user in channel.members))
    )
    protocols = sorted({session.protocol for session in user.sessions.values()})
    may_see = who.user is not None and (who.user is user or who.user.is_operator)
    addresses = sorted({session.address for session in user.sessions.values()}) if may_see else ()
    return replies.Profile(
        source=user.source,
        real_name=user.real_name,
        channels=shown,
        operator=user.is_operator,
        away=user.away,
        idle=max(0, now.time - user.active) // 10**9,
        signon=user.signon // 10**9,
        protocol=", ".join(protocols),
        secure=bool(user.sessions) and all(session.secure for session in user.sessions.values()),
        addresses=tuple(addresses),
    )


def user_hosts(hub: Hub, _who: Session, ask: requests.UserHosts, _now: Moment) -> Outcome:
    found = (hub.nicks.get(hub.fold(nick)) for nick in ask.nicks[:5])
    users = tuple(
        replies.UserHost(user.source, bool(user.away), user.is_operator) for user in found if user is not None
    )
    return [replies.UserHostsAre(users)]


def away(hub: Hub, who: Session, ask: requests.Away, now: Moment) -> Outcome:
    user = who.registered_user
    text = clipped(ask.text, hub.limits.away_length)
    told: list[Told] = []
    if text != user.away:
        told.append(events.AwayChanged(now.new_id(), now.time, user.source, text, hub.shared_channels(user)))
    return [*told, replies.YouAre(bool(text))]
