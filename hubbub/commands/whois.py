"""WHOIS and WHOWAS: what there is to know of somebody, here or gone."""

from __future__ import annotations

from msgspec.structs import replace

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.hub.visibility import finds, sees_member
from hubbub.model import replies, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.services import service

from . import info, telling
from .outcome import Outcome, Told, refused


def whois(hub: Hub, who: Session, ask: requests.Whois, now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#whois-message: targets beyond TARGMAX are dropped silently."""
    if ask.server:
        info.require_this_server(hub, ask.server)
    told: list[Told] = []
    for nick in ask.nicks[: hub.limits.targets]:
        asked = service(nick)
        if asked is not None:
            told.append(replies.ServiceProfile(asked.name, asked.about))
            continue
        try:
            told.append(_profile(hub, who, hub.user(nick), now))
        except Refuse as refusal:
            told.append(refused(refusal))
    told.append(replies.WhoisEnds(",".join(ask.nicks)))
    return told


def _profile(hub: Hub, who: Session, user: User, now: Moment) -> replies.Profile:
    """ "Servers typically send some of these numerics only to the client itself and to servers operators"."""
    shown = tuple(
        (channel.name, channel.ranks(user))
        for channel in user.channels.values()
        if finds(who, channel)
        and sees_member(who, channel, user)
        and ("i" not in user.modes or user is who.user or (who.user is not None and who.user in channel.members))
    )
    sessions = user.sessions.values()
    profile = replies.Profile(
        source=user.source,
        real_name=user.real_name,
        channels=shown,
        operator=user.is_operator,
        away=user.away,
        idle=user.idle(now.time),
        signon=user.signon // 10**9,
        protocol=", ".join(sorted({session.protocol for session in sessions})),
        secure=user.is_secure,
        metadata=telling.for_whois(hub, who, user),
    )
    if not user.shows_secrets_to(who.user):
        return profile
    return replace(
        profile,
        addresses=tuple(sorted({session.address for session in sessions})),
        fingerprints=tuple(sorted({one.certificate_fingerprint for one in sessions if one.certificate_fingerprint})),
        modes=user.shown_modes,
    )


def whowas(hub: Hub, who: Session, ask: requests.Whowas, _now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#whowas-message: the latest first, at most ``count`` where that is positive."""
    told: list[Told] = []
    for nick in ask.nicks[: hub.limits.targets]:
        found = hub.whowas.find(hub.fold(nick))
        if ask.count > 0:
            found = found[: ask.count]
        if who.user is None or not who.user.is_operator:
            found = tuple(replace(one, address="") for one in found)
        told.append(replies.TheyWere(nick, found))
    return told
