"""STATS: one table of what may be asked, and by whom."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import replies, requests
from hubbub.model.moment import Moment
from hubbub.model.replies import Reply

from . import bans, info, operators
from .outcome import Outcome


class _Query(msgspec.Struct, frozen=True):
    """``what``: it tells, as HELP says; ``operators``: whether it tells them alone."""

    what: str
    operators: bool
    tell: Callable[[Hub, str, Moment], Reply]


def stats(hub: Hub, who: Session, ask: requests.Stats, now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#stats-message: a letter that is not known tells nothing."""
    if ask.server:
        info.require_this_server(hub, ask.server)
    query = QUERIES.get(ask.query.lower())
    if query is None:
        return [replies.BansAre(ask.query, ())]
    if query.operators:
        operators.require(who)
    return [query.tell(hub, ask.query, now)]


def _masks(hub: Hub, query: str, now: Moment) -> Reply:
    accounts = (replace(ban, mask=bans.named(ban.kind, ban.mask)) for ban in hub.bans.of_kind("account", now.time))
    return replies.BansAre(query, (*hub.bans.of_kind("mask", now.time), *accounts))


def _addresses(hub: Hub, query: str, now: Moment) -> Reply:
    return replies.BansAre(query, hub.bans.of_kind("address", now.time))


def _logins(hub: Hub, query: str, _now: Moment) -> Reply:
    return replies.LoginsAre(query, tuple((login.name, login.host) for login in hub.server.operators))


def _uptime(hub: Hub, query: str, now: Moment) -> Reply:
    return replies.UptimeIs(query, max(0, now.time - hub.server.created) // 10**9)


QUERIES: dict[str, _Query] = {
    "d": _Query("the bans on addresses", True, _addresses),
    "k": _Query("the bans on masks and accounts", True, _masks),
    "o": _Query("by which names, and from where, one may become a server operator", True, _logins),
    "u": _Query("how long the server has been running", False, _uptime),
}
