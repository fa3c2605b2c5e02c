"""Server operators: becoming one, and what they do to everybody."""

from __future__ import annotations

from hmac import compare_digest

from hubbub.hub import masks
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import events, replies, requests
from hubbub.model.modes import Change
from hubbub.model.moment import Moment
from hubbub.model.names import clipped
from hubbub.model.refusals import Refuse

from . import entry
from .outcome import Outcome, Steps

NO_REASON = "no reason given"


def require(who: Session) -> User:
    """The server operator who asks.  Raises Refuse for anybody else."""
    user = who.registered_user
    if not user.is_operator:
        raise Refuse("not_server_operator")
    return user


def operator(hub: Hub, who: Session, ask: requests.Operator, now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#oper-message"""
    user = who.registered_user
    entry.require_privacy(who)
    casemapping = hub.server.casemapping
    hosts = (who.host, who.address)
    allowed = [one for one in hub.server.operators if any(masks.matches(one.host, host, casemapping) for host in hosts)]
    if not allowed:
        raise Refuse("no_operator_host")
    for login in allowed:
        if login.name == ask.name and compare_digest(login.password.encode(), ask.password.encode()):
            change = (Change(True, "o"),)
            return [
                replies.YouAreOperator(),
                events.UserModesSet(now.new_id(), now.time, user.source, change),
            ]
    raise Refuse("bad_password")


def kill(hub: Hub, who: Session, ask: requests.Kill, now: Moment) -> Steps:
    """https://modern.ircdocs.horse/#kill-message: all sessions of the user end, and there is nothing to resume."""
    by = require(who)
    if ask.nick == hub.server.name:
        raise Refuse("cannot_kill_server", ask.nick)  # RFC 1459 section 6.1, ERR_CANTKILLSERVER
    victim = hub.user(ask.nick)
    reason = clipped(ask.reason, hub.limits.kick_length) or NO_REASON
    killed = events.Killed(now.new_id(), now.time, by.source, victim.source, reason)
    yield killed
    for session in tuple(victim.sessions.values()):
        yield events.SessionEnded(now.new_id(), now.time, session.id)
    yield from entry.gone_for_good(hub, victim, killed.farewell, now)


def wallops(hub: Hub, who: Session, ask: requests.Wallops, now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#wallops-message"""
    by = require(who)
    to = tuple(user.identity for user in hub.users.values() if "w" in user.modes)
    return [events.Wallops(now.new_id(), now.time, by.source, ask.text, to)]
