"""What happens to accounts that are there: by their owners, by services that speak for them, by the server's owner.

Each function gives the events of one change, and asks nobody whether they may: that is the caller's to know.
"""

from __future__ import annotations

from msgspec.structs import replace

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, replies
from hubbub.model.account import Account, Credentials
from hubbub.model.events import AccountChanged, AccountPart
from hubbub.model.limits import CERTIFICATES
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import login, registrations
from .channels import leaving_all
from .outcome import Steps

_HEXADECIMAL = frozenset("0123456789abcdef")
_FINGERPRINT_LENGTH = 64


def existing(hub: Hub, name: str) -> Account:
    """The account of this name.  Raises Refuse("no_account")."""
    account = hub.accounts.named(name)
    if account is None:
        raise no_such(name)
    return account


def no_such(name: str) -> Refuse:
    return Refuse("no_account", "*", "NO_SUCH_ACCOUNT", name, text=f"there is no account {name}")


def require_storing(hub: Hub) -> None:
    """Raises Refuse while nothing can be stored."""
    if not hub.storing:
        raise Refuse("cannot_store", "*", "CANNOT_STORE")


def changed(account: Account, what: AccountPart, by: str, now: Moment) -> AccountChanged:
    """``account``: as it is from here on."""
    return AccountChanged(now.new_id(), now.time, account, (what,), by)


def with_password(account: Account, credentials: Credentials, by: str, now: Moment) -> AccountChanged:
    """Sessions that are open stay open: they have proved themselves."""
    return changed(replace(account, credentials=credentials), "password", by, now)


def with_certificate(hub: Hub, account: Account, fingerprint: str, by: str, now: Moment) -> AccountChanged:
    """Whoever holds the certificate's key may log in by EXTERNAL.  Raises Refuse for one that cannot be added."""
    found = normal_fingerprint(fingerprint)
    owner = hub.accounts.with_certificate(found)
    if owner is not None:
        whose = "this account" if owner == account else "another account"
        raise Refuse("bad_certificate", "*", "CERTIFICATE_IN_USE", text=f"that certificate belongs to {whose} already")
    if len(account.fingerprints) >= CERTIFICATES:
        raise Refuse("bad_certificate", "*", "TOO_MANY", text=f"an account has at most {CERTIFICATES} certificates")
    return changed(replace(account, fingerprints=(*account.fingerprints, found)), "fingerprints", by, now)


def without_certificate(account: Account, fingerprint: str, by: str, now: Moment) -> AccountChanged:
    """Raises Refuse for a certificate that the account has not."""
    found = normal_fingerprint(fingerprint)
    if found not in account.fingerprints:
        raise Refuse("bad_certificate", "*", "NO_SUCH_CERTIFICATE", text="the account has no such certificate")
    kept = tuple(one for one in account.fingerprints if one != found)
    return changed(replace(account, fingerprints=kept), "fingerprints", by, now)


def normal_fingerprint(text: str) -> str:
    """A fingerprint as it is kept, however it was written.  Raises Refuse."""
    plain = text.replace(":", "").lower()
    if len(plain) != _FINGERPRINT_LENGTH or not _HEXADECIMAL.issuperset(plain):
        text = "a certificate's fingerprint is SHA-256, as 64 hexadecimal digits"
        raise Refuse("bad_certificate", "*", "BAD_FINGERPRINT", text=text)
    return plain


def own_certificate(who: Session) -> str:
    """The fingerprint of the certificate that this connection showed.  Raises Refuse where it showed none."""
    if not who.certificate_fingerprint:
        text = "this connection showed no certificate: connect by TLS, with one"
        raise Refuse("bad_certificate", "*", "NO_CERTIFICATE", text=text)
    return who.certificate_fingerprint


def suspended(hub: Hub, account: Account, reason: str, by: str, now: Moment) -> Steps:
    """Nobody logs in to it any more, and who is there as its owner is a guest; ``reason`` "" lifts it."""
    yield changed(replace(account, suspended=reason), "suspended", by, now)
    if reason:
        yield from _nobodys(hub, account, now)


def dropped(hub: Hub, account: Account, by: str, now: Moment) -> Steps:
    """It is no more, and who is there as its owner is a guest."""
    yield events.AccountDropped(now.new_id(), now.time, account.id, account.name, by)
    yield from _nobodys(hub, account, now)
    yield from registrations.orphaned(hub, account, by, now)


def _nobodys(hub: Hub, account: Account, now: Moment) -> Steps:
    """sasl 3.1: 901 to each connection whose account it was, those too that are still registering."""
    for session in tuple(hub.sessions.values()):
        if session.login == account.id:
            session.login = session.login_name = ""
            if session.user is None:
                yield _told(session)
    user = hub.users.get(account.id)
    if user is None:
        return
    if user.sessions or user.lost:
        yield from login.log_out(hub, user, now)
        for session in user.sessions.values():
            yield _told(session)
    else:  # who stays without a connection does so as the account's user alone
        yield from leaving_all(hub, user, "the account is closed", now)


def _told(session: Session) -> replies.Elsewhere:
    """Whoever did it: it may be one of the connections itself, another, or none."""
    return replies.Elsewhere(session.id, replies.YouAreLoggedOut(login.mask(session)))
