"""What concerns one connection: what it changes in the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from hubbub.model import events as happened
from hubbub.model.modes import BOT

from ..user import User
from .change import Changes

if TYPE_CHECKING:
    from ..hub import Hub
    from ..session import Session


def _framing_changed(hub: Hub, event: happened.FramingChanged) -> None:
    session = hub.sessions[event.session]
    if event.framing == "irc":
        session.protocol = "irc"
        session.talking = ""
    else:
        session.lines = True


def _entered(hub: Hub, event: happened.Entered) -> None:
    user = hub.users.get(event.source.identity)
    if user is None:
        source = replace(event.source, bot=True) if BOT in event.user_modes else event.source
        user = User(source, event.real_name, event.time)
        user.modes.update(event.user_modes)
        hub.users[event.source.identity] = user
        hub.nicks[hub.fold(event.source.nick)] = user
        hub.tally.user(user.modes, 1)
        hub.tally.most_users = max(hub.tally.most_users, len(hub.users))
    session = hub.sessions[event.session]
    hub.tally.settled += session.user is None
    if session.user is not None:  # a plain client that logged in: it was somebody else's until now
        _taken_from(hub, session.user, session, event.time)
    session.user = user
    user.address = session.address
    user.sessions[session.id] = session
    hub.absent.discard(user)


def _session_ended(hub: Hub, event: happened.SessionEnded) -> None:
    session = hub.sessions.pop(event.session)
    if session.user is not None:
        hub.tally.settled -= 1
        heard = event.heard or event.time
        _taken_from(hub, session.user, session, heard)
        if session.claim is not None:
            session.claim.lost, session.claim.heard = event.time, heard


def _taken_from(hub: Hub, user: User, session: Session, heard: int) -> None:
    """The session is none of the user's any more; ``heard``: when it was last known to be."""
    del user.sessions[session.id]
    hub.presences.ended(user.identity, heard)
    if not user.sessions:
        hub.absent.add(user)


def _login_failed(hub: Hub, event: happened.LoginFailed) -> None:
    hub.sessions[event.session].failed_logins = event.times


def _capabilities_changed(hub: Hub, event: happened.CapabilitiesChanged) -> None:
    hub.sessions[event.session].capabilities = event.capabilities


def _subscriptions_set(hub: Hub, event: happened.SubscriptionsSet) -> None:
    hub.sessions[event.session].subscriptions = event.keys


APPLY: Changes = {
    happened.FramingChanged: _framing_changed,
    happened.Entered: _entered,
    happened.SessionEnded: _session_ended,
    happened.LoginFailed: _login_failed,
    happened.CapabilitiesChanged: _capabilities_changed,
    happened.SubscriptionsSet: _subscriptions_set,
}
