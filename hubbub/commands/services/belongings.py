"""NickServ: an account's certificates, and the connections that are logged in to it."""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, replies
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .. import going, owning
from ..outcome import Steps
from .command import ServiceCommand as Command
from .command import Table, Words, account_of, listing, note, usage

_CERT = ("CERT LIST", "CERT ADD [fingerprint]", "CERT DEL <fingerprint>")
_CLIENTS = ("CLIENTS LIST", "CLIENTS LOGOUT <number>|all")


def _cert(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    account = account_of(hub, who)
    by = who.registered_user.nick
    match words[0].upper(), words[1:]:
        case "LIST", ():
            yield listing(account.fingerprints, "no certificate proves this account")
        case "ADD", (*fingerprint,):
            owning.require_storing(hub)
            event = owning.with_certificate(hub, account, "".join(fingerprint) or owning.own_certificate(who), by, now)
            yield event
            yield note(f"who holds the key of this certificate is {account.name}: {event.account.fingerprints[-1]}")
        case "DEL", (fingerprint,):
            owning.require_storing(hub)
            yield owning.without_certificate(account, fingerprint, by, now)
            yield note("the certificate proves nothing any more")
        case _:
            raise usage(*_CERT)


def _clients(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    account_of(hub, who)
    user = who.registered_user
    sessions = sorted(user.sessions.values(), key=lambda session: session.id)
    match words[0].upper() if words else "LIST", words[1:]:
        case "LIST", ():
            yield listing((_line(number, one, who) for number, one in enumerate(sessions, 1)), "")
        case "LOGOUT", (which,):
            ending = [one for one in sessions if one is not who] if which.lower() == "all" else [_one(sessions, which)]
            yield note(f"{len(ending)} {'connection' if len(ending) == 1 else 'connections'} closed")
            for session in ending:
                yield from _end(hub, who, session, now)
            if ending:
                yield from going.one_less(hub, user, "logged out", now)
        case _:
            raise usage(*_CLIENTS)


def _line(number: int, session: Session, own: Session) -> str:
    this = ", this one" if session is own else ""
    secure = " by TLS" if session.secure else ""
    return f"{number}: {session.protocol}{secure} from {session.address}{this}"


def _one(sessions: list[Session], which: str) -> Session:
    if which.isascii() and which.isdecimal() and 0 < int(which[:9]) <= len(sessions):
        return sessions[int(which) - 1]
    raise Refuse("bad_setting", "*", "BAD_SETTING", text=f"there is no connection {which}: CLIENTS LIST numbers them")


def _end(hub: Hub, who: Session, session: Session, now: Moment) -> Steps:
    hub.claims.withdraw(session)
    closing = replies.Closing("logged out by another of your connections")
    yield closing if session is who else replies.Elsewhere(session.id, closing)
    yield events.SessionEnded(now.new_id(), now.time, session.id)


COMMANDS: Table = {
    "CERT": Command(
        _cert,
        _CERT,
        "tells and changes which certificates prove your account",
        "With one an app logs in by SASL EXTERNAL, without a password. ADD without a fingerprint takes the certificate"
        " that this connection has shown.",
        fewest=1,
        most=2,
        asker="owner",
    ),
    "CLIENTS": Command(
        _clients,
        _CLIENTS,
        "tells your connections, and closes them",
        "All are one user, under one nickname. LOGOUT all closes every one but this.",
        most=2,
        asker="owner",
    ),
}
"""For owners."""
