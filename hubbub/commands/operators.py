"""Server operators: becoming one, and what they do to everybody."""

from __future__ import annotations

from hmac import compare_digest

from hubbub.hub import masks
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import effects, events, replies, requests
from hubbub.model.effects import Rehashed
from hubbub.model.events import Source
from hubbub.model.modes import Change
from hubbub.model.moment import Moment
from hubbub.model.names import clipped
from hubbub.model.refusals import Refuse
from hubbub.model.server import OperatorLogin

from . import entry, login
from .channels import leaving_all
from .outcome import Outcome, Steps

NO_REASON = "no reason given"


def require(who: Session) -> User:
    """The server operator who asks.  Raises Refuse for anybody else."""
    user = who.registered_user
    if not user.is_operator:
        raise Refuse("not_server_operator")
    return user


def operator(hub: Hub, who: Session, ask: requests.Operator, now: Moment) -> Steps:
    """https://modern.ircdocs.horse/#oper-message; guesses cost what those at an account do."""
    _ = who.registered_user
    entry.require_privacy(who)
    allowed = _from_here(hub, who)
    if not allowed:
        raise _no_operator()
    guessed = f"operator {ask.name}"
    login.guess(hub, who, guessed, now)
    meant = next((one for one in allowed if one.name == ask.name), None)
    right = False
    if any(one.is_hashed for one in allowed):
        # Asked also where no such operator is known, which then takes as long to say.
        right = yield effects.CheckPassword(
            ask.password, meant.password if meant is not None and meant.is_hashed else ""
        )
    if meant is not None and not meant.is_hashed:
        right = compare_digest(meant.password.encode(), ask.password.encode())
    if meant is None or not right:
        raise _no_operator()
    login.was_no_guess(hub, who, guessed)
    yield replies.YouAreOperator()
    if not who.registered_user.is_operator:
        yield events.UserModesSet(now.new_id(), now.time, who.registered_user.source, (Change(True, "o"),))


def _no_operator() -> Refuse:
    """One answer for a wrong host, name and password, as Ergo has it: it tells nobody which of them was right."""
    return Refuse("no_operator")


def _from_here(hub: Hub, who: Session) -> list[OperatorLogin]:
    casemapping = hub.server.casemapping
    hosts = (who.host, who.address)
    return [one for one in hub.server.operators if any(masks.matches(one.host, host, casemapping) for host in hosts)]


def kill(hub: Hub, who: Session, ask: requests.Kill, now: Moment) -> Steps:
    """https://modern.ircdocs.horse/#kill-message: all sessions of the user end, and there is nothing to resume."""
    by = require(who)
    if ask.nick == hub.server.name:
        raise Refuse("cannot_kill_server")  # RFC 1459 section 6.1, ERR_CANTKILLSERVER
    victim = hub.user(ask.nick)
    reason = clipped(ask.reason, hub.limits.kick_length) or NO_REASON
    yield from ended(hub, victim, by.source, reason, now)


def ended(hub: Hub, victim: User, source: Source, reason: str, now: Moment) -> Steps:
    """Somebody is here no longer, by whoever ``source`` is."""
    killed = events.Killed(now.new_id(), now.time, source, victim.source, reason)
    yield killed
    for session in tuple(victim.sessions.values()):
        yield events.SessionEnded(now.new_id(), now.time, session.id)
    yield from leaving_all(hub, victim, killed.farewell, now)


def wallops(hub: Hub, who: Session, ask: requests.Wallops, now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#wallops-message"""
    by = require(who)
    to = tuple(user.identity for user in hub.users.values() if "w" in user.modes)
    return [events.Wallops(now.new_id(), now.time, by.source, ask.text, to)]


def rehash(_hub: Hub, who: Session, _ask: requests.Rehash, _now: Moment) -> Steps:
    """https://modern.ircdocs.horse/#rehash-message: what is taken up, and what is not, is told; a mistake too."""
    require(who)
    done: Rehashed = yield effects.Rehash()
    require(who)
    if done.problem:
        raise Refuse("cannot_rehash", "REHASH", "BAD_CONFIGURATION", text=done.problem)
    yield replies.Rehashing(done.changed, done.waiting)
