"""Looking round: who is here, and in which channels."""

from __future__ import annotations

from msgspec.structs import replace

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.visibility import belongs, finds, sees_all_members
from hubbub.model import replies, requests
from hubbub.model.events import Privacy
from hubbub.model.moment import Moment

from .outcome import Outcome

MOST_NAMES = 500
"""Of one NAMES of all channels: more is a walk through the whole server."""


def names_of(who: Session, channel: Channel, *, ends: str = "") -> replies.NamesAre:
    """The members that ``who`` may see: outside, not those who are invisible; in an auditorium, those with a rank
    (without oneself, as in Ergo: one's own JOIN has told that)."""
    inside, everyone = belongs(who, channel), sees_all_members(who, channel)
    members = tuple(
        replies.Member(user.nick, ranks, user.source.mask)
        for user, ranks in channel.members.items()
        if (inside or "i" not in user.modes) and (everyone or ranks)
    )
    return replies.NamesAre(channel.name, members, privacy_of(channel), ends)


def privacy_of(channel: Channel) -> Privacy:
    return "secret" if "s" in channel.flags else "private" if "p" in channel.flags else "public"


def names_(hub: Hub, who: Session, ask: requests.Names, _now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#names-message: what is not there, or not seen, has no names, only the end.

    One that is named twice has them once: a line has room for a large channel's name a hundred times.
    """
    asked = ask.channels or ((hub.talking_in(who),) if who.protocol == "plain" else ())
    told: list[replies.NamesAre] = []
    for name in {hub.fold(name): name for name in asked}.values():
        channel = hub.channels.get(hub.fold(name))
        visible = channel is not None and hub.sees(who, channel)
        told.append(names_of(who, channel) if channel is not None and visible else replies.NamesAre(name, ()))
    if not asked:
        told = _names_of_all(hub, who) or [replies.NamesAre("*", ())]
    return [*told[:-1], replace(told[-1], ends=",".join(asked) or "*")]


def _names_of_all(hub: Hub, who: Session) -> list[replies.NamesAre]:
    """RFC 2812 section 3.2.5: all channels that are to be found; so many names that it is an answer, not a flood."""
    told: list[replies.NamesAre] = []
    left = MOST_NAMES
    for channel in hub.channels.values():
        if finds(who, channel) and len(channel.members) <= left:
            left -= len(channel.members)
            told.append(names_of(who, channel))
    return told


def user_hosts(hub: Hub, _who: Session, ask: requests.UserHosts, _now: Moment) -> Outcome:
    found = (hub.nicks.get(hub.fold(nick)) for nick in ask.nicks[:5])
    users = tuple(
        replies.UserHost(user.source, bool(user.away), user.is_operator) for user in found if user is not None
    )
    return [replies.UserHostsAre(users)]


def are_on(hub: Hub, _who: Session, ask: requests.AreOn, _now: Moment) -> Outcome:
    """RFC 1459 section 5.8"""
    found = (hub.nicks.get(hub.fold(nick)) for nick in ask.nicks)
    return [replies.TheseAreOn(tuple(user.nick for user in found if user is not None))]
