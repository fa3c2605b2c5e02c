"""Having an account: REGISTER and VERIFY of the IRCv3 draft account-registration, and what the console does."""

from __future__ import annotations

import re

from hubbub.hub import reservations
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import addresses, effects, events, replies, requests
from hubbub.model.account import Account
from hubbub.model.limits import EMAIL_BYTES, PASSWORD_BYTES
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import entry, login, offers
from .outcome import Outcome, Steps

_ADDRESS = re.compile(r"[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f.]+(\.[^\s@\x00-\x1f\x7f.]+)+")


def register(hub: Hub, who: Session, ask: requests.Register, now: Moment) -> Steps:
    name = _require_may_register(hub, who, ask)
    if who.pace is not None:
        hub.guesses.register(addresses.household(who.address), now.time)
    credentials = yield effects.DeriveCredentials(ask.password)
    _require_may_register(hub, who, ask, name)  # the world moved while we waited: of two who ask at once, one has it
    account = Account(now.new_secret(), name, now.time, credentials, ask.email)
    by = who.user.nick if who.user is not None else name
    yield events.AccountRegistered(now.new_id(), now.time, account, by)
    yield replies.AccountRegistered(name)
    yield from login.come_in(hub, who, account, now)


def _require_may_register(hub: Hub, who: Session, ask: requests.Register, name: str = "") -> str:
    """The name it will have; the order of the checks is the order in which people can do something about it."""
    rules = hub.server.accounts
    name = name or ask.account or who.shown_nick
    if not (rules.enabled and rules.register):
        raise _no("DISALLOWED", name, "accounts cannot be registered here")
    if not hub.storing:
        raise _no("TEMPORARILY_UNAVAILABLE", name, "the server cannot store an account now; try again soon")
    if who.user is None and who.protocol == "irc":
        if not rules.before_connect:
            raise _no("COMPLETE_CONNECTION_REQUIRED", name, "finish connecting first: NICK, USER and CAP END")
        # Server considerations: it must not be a way round the server's password.
        if not entry.is_admitted(hub, who):
            raise Refuse("bad_password")
        if not ask.account and not who.nick:
            if who.wanted:  # that one could not be had, and so cannot be registered either
                reservations.require_account_name(hub, who, who.wanted)
            raise _no("NEED_NICK", "*", "choose a nickname first, with NICK")
    if (have := hub.account_of(who)) is not None:
        raise _no("ALREADY_AUTHENTICATED", have.name, f"you are logged in as {have.name} already")
    if not offers.may_tell_passwords(hub, who):
        raise Refuse("plaintext_password")
    reservations.require_account_name(hub, who, name)
    require_password(ask.password, name)
    require_email(ask.email, name, needed=rules.email_required)
    return name


def _no(code: str, name: str, text: str) -> Refuse:
    return Refuse("registration_refused", "REGISTER", code, name, text=text)


def require_password(password: str, name: str) -> None:
    """Raises Refuse for what cannot be the password of the account ``name``."""
    if not password or len(password.encode("utf-8", "replace")) > PASSWORD_BYTES:
        raise _no("UNACCEPTABLE_PASSWORD", name, f"a password has 1 to {PASSWORD_BYTES} bytes")
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in password):
        raise _no("UNACCEPTABLE_PASSWORD", name, "a password has no control characters")
    if password.casefold() == name.casefold():
        raise _no("WEAK_PASSWORD", name, "the name itself is no password")


def require_email(email: str, name: str, *, needed: bool) -> None:
    """Raises Refuse for what is no address; "" is none."""
    if needed and not email:
        raise _no("INVALID_EMAIL", name, "an e-mail address is needed here")
    if email and _ADDRESS.fullmatch(email) is None:
        raise _no("INVALID_EMAIL", name, "that is no e-mail address, such as alice@example.org")
    if len(email.encode("utf-8", "replace")) > EMAIL_BYTES:
        raise _no("UNACCEPTABLE_EMAIL", name, f"an e-mail address has at most {EMAIL_BYTES} bytes")


def verify(hub: Hub, who: Session, ask: requests.Verify, _now: Moment) -> Outcome:
    """No account waits for a code while the server sends no mail, so no code is right."""
    if (have := hub.account_of(who)) is not None:
        text = f"you are logged in as {have.name} already"
        raise Refuse("registration_refused", "VERIFY", "ALREADY_AUTHENTICATED", have.name, text=text)
    raise Refuse("registration_refused", "VERIFY", "INVALID_CODE", ask.account, text="no account waits for that code")
