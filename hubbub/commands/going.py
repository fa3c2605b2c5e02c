"""Going: sessions end, and with the last one its user."""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.presence import is_over, stays
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import events, names, replies, requests
from hubbub.model.modes import OPERATOR, Change
from hubbub.model.moment import Moment

from .channels import leaving_all
from .outcome import Steps
from .presence import settled


def quit_(hub: Hub, who: Session, ask: requests.Quit, now: Moment) -> Steps:
    """https://modern.ircdocs.horse/#quit-message: of several sessions of one user it ends this one."""
    said = names.clipped(ask.reason, hub.limits.kick_length)
    farewell = f"Quit: {said}" if said else "Quit"
    hub.claims.withdraw(who)
    if who.user is not None:
        yield replies.OwnQuit(who.user.source, farewell)
    yield from end(who, farewell, now)
    if who.user is not None:
        yield from one_less(hub, who.user, said or "Quit", now)


def gone(hub: Hub, who: Session, ask: requests.Gone, now: Moment) -> Steps:
    if who.id not in hub.sessions:
        return
    if not who.has("hubbub/resume"):
        hub.claims.withdraw(who)
    heard = now.time - ask.silent if ask.silent else 0
    yield events.SessionEnded(now.new_id(), now.time, who.id, heard)
    if who.user is not None:
        yield from one_less(hub, who.user, ask.reason, now)


def expel(hub: Hub, who: Session, ask: requests.Expel, now: Moment) -> Steps:
    hub.claims.withdraw(who)
    yield from end(who, ask.reason, now)
    if who.user is not None:
        yield from one_less(hub, who.user, ask.reason, now)


def expire(hub: Hub, now: Moment) -> Steps:
    """Lost sessions that were not resumed in time are gone, and who stayed without a session and is not to any more."""
    for claim in hub.claims.over(now.time):
        hub.claims.withdraw(claim.session)
        yield from one_less(hub, claim.user, "connection lost", now)
    for user in tuple(hub.absent):
        if is_over(hub, user, now.time):
            yield from leaving_all(hub, user, "nobody came back", now)


def is_due(hub: Hub, now: int) -> bool:
    """Whether `expire` has anything to do."""
    return bool(hub.claims.over(now)) or any(is_over(hub, user, now) for user in hub.absent)


def end(who: Session, reason: str, now: Moment) -> Steps:
    """The server closes a session, and says why."""
    yield replies.Closing(reason)
    yield events.SessionEnded(now.new_id(), now.time, who.id)


def one_less(hub: Hub, user: User, reason: str, now: Moment) -> Steps:
    """A session of the user's is gone: they go with the last one, and else others may see that nobody is there."""
    if hub.users.get(user.identity) is not user:
        return
    if stays(hub, user):
        if user.is_operator and not (user.sessions or user.lost):
            # Who comes back later has shown to own the account, not to be an operator.
            change = (Change(add=False, letter=OPERATOR),)
            yield events.UserModesSet(now.new_id(), now.time, user.source, change)
        yield from settled(hub, user, now)
    else:
        yield from leaving_all(hub, user, reason, now)
