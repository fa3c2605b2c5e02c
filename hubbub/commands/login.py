"""Proving whose account it is, and what follows: the one way in, whatever the protocol and the mechanism."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias

from hubbub.hub.bans import why
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import addresses, effects, events, replies, requests
from hubbub.model.account import Account
from hubbub.model.effects import Effect
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse, sentence

from . import attaching, entry, going, metadata, offers, standing
from .outcome import Outcome, Steps, Told, refused
from .replay import missed

Proof: TypeAlias = Generator[Told | Effect, Any, Account]
"""Steps that end with the account that was proved; they raise Refuse where it was not."""

WRONG = "wrong_password"
"""The refusal that counts as a guess."""

LOCKED = "account_locked"
"""The refusal to who has proved to own an account that nobody may use."""


# --- proofs ---------------------------------------------------------------------------------------------------------


def require_accounts(hub: Hub, who: Session) -> None:
    """Raises Refuse where there are no accounts, or this connection has guessed too often."""
    rules = hub.server.accounts
    if not rules.enabled:
        raise Refuse("accounts_off", "*", "ACCOUNTS_DISABLED")
    if rules.attempts and who.failed_logins >= rules.attempts:
        raise Refuse("too_many_failures")


def by_password(hub: Hub, who: Session, name: str, password: str, now: Moment) -> Proof:
    """Whether the password is the account's; for a name without an account it takes as long to say no."""
    require_privacy(hub, who)
    guess(hub, who, name, now)
    account = hub.accounts.named(name)
    right = yield effects.CheckPassword(password, account.credentials.password if account is not None else "")
    if account is None or not right:
        raise Refuse(WRONG)
    return proved(hub, who, account)


def require_privacy(hub: Hub, who: Session) -> None:
    """Raises Refuse where a password that came this way is known to others."""
    if not offers.may_tell_passwords(hub, who):
        raise Refuse("plaintext_password")


def guess(hub: Hub, who: Session, name: str, now: Moment) -> None:
    """Count one try.  Raises Refuse where there were too many."""
    hub.guesses.begin(hub.fold(name), _household(who), now.time)


def proved(hub: Hub, who: Session, account: Account) -> Account:
    """The account as it is now.  Raises Refuse where it is gone, or opens to something else, since it was looked at."""
    current = hub.accounts.get(account.id)
    if current is None or current.credentials != account.credentials:
        raise Refuse(WRONG)
    was_no_guess(hub, who, account.name)
    return current


def was_no_guess(hub: Hub, who: Session, name: str) -> None:
    """The try counted last was right."""
    hub.guesses.succeeded(hub.fold(name), _household(who))


def _household(who: Session) -> str:
    """ "" where nothing is counted (`[flood] exempt`)."""
    return addresses.household(who.address) if who.pace is not None else ""


def failed(hub: Hub, who: Session, name: str, refusal: Refuse, now: Moment) -> Steps:
    """Say no to who said to be ``name``; whoever guesses before they are anybody is sent away."""
    yield refused(refusal)
    if refusal.code not in {WRONG, LOCKED}:
        return
    times = who.failed_logins + (refusal.code == WRONG)
    yield events.LoginFailed(now.new_id(), now.time, who.id, name, times, refusal.code)
    if refusal.code == LOCKED:
        return
    attempts = hub.server.accounts.attempts
    if attempts and who.failed_logins >= attempts and who.user is None:
        yield from going.end(who, "too many failed logins", now)


# --- in and out -----------------------------------------------------------------------------------------------------


def log_in(hub: Hub, who: Session, account: Account, now: Moment) -> Steps:
    """The account is theirs.  Raises Refuse where nobody may use it, or not from here."""
    require_open(hub, account, now)
    user = who.user
    if user is None:
        who.login, who.login_name = account.id, account.name
    elif user.identity != account.id:
        if account.id in hub.users:
            text = f"{account.name} is here already, as {hub.users[account.id].nick}: connect again, and log in first"
            raise Refuse("sasl_already", text=text)
        if user.is_shared:
            raise Refuse(
                "sasl_already", text="other connections of yours would be logged in too: log in from a new one"
            )
        # sasl: 900 before anything that follows from it, such as one's own ACCOUNT.
        yield replies.YouAreLoggedIn(mask(who), account.name)
        yield from standing.lowered(hub, user, now)  # who has been logged in to another account
        told_as_guest = dict(hub.metadata.of(user.identity))
        who.missed_since = hub.presences.seen(account.id)
        yield events.LoggedIn(now.new_id(), now.time, user.source, account.id, account.name, hub.shared_channels(user))
        yield from metadata.on_logging_in(hub, user, told_as_guest, now)
        yield from standing.raised(hub, user, now)
        yield from missed(hub, who, tuple(user.channels), direct=True)
        return
    yield replies.YouAreLoggedIn(mask(who), account.name)


def require_open(hub: Hub, account: Account, now: Moment) -> None:
    """Raises Refuse where nobody may log in to it."""
    if account.suspended:
        raise Refuse(LOCKED, text=f"the account is suspended: {account.suspended}")
    ban = hub.bans.on_account(account.name, now.time)
    if ban is not None:
        raise Refuse(LOCKED, text=why(ban))


def mask(who: Session) -> str:
    """What others see, or would see, of a session; ``*`` for what it has not told."""
    if who.user is not None:
        return who.user.source.mask
    user = who.introduced[0] if who.introduced else "*"
    return f"{who.nick or '*'}!{user}@{who.host}"


def login(hub: Hub, who: Session, ask: requests.Login, now: Moment) -> Steps:
    """A plain client's `/login`, and what NickServ is told."""
    try:
        require_accounts(hub, who)
        account = yield from by_password(hub, who, ask.account, ask.password, now)
        yield from come_in(hub, who, account, now)
    except Refuse as refusal:
        yield from failed(hub, who, ask.account, refusal, now)


def come_in(hub: Hub, who: Session, account: Account, now: Moment) -> Steps:
    """Log in; who types plain lines is called like their account from here on, where they may."""
    present = hub.users.get(account.id)
    if who.protocol == "plain" and present is not None and present is not who.user:
        require_open(hub, account, now)
        attaching.may_attach(hub, present)
        yield replies.YouAreLoggedIn(present.source.mask, account.name)
        yield from attaching.move(hub, who, present, now)
        return
    yield from log_in(hub, who, account, now)
    if who.protocol != "plain":
        return
    if who.user is None:
        yield from entry.enter_as_guest(hub, who, now, claimed=account.name)
    elif who.user.nick != account.name and entry.is_free(hub, who, account.name):
        yield entry.renamed(hub, who.user, account.name, now)


def password(hub: Hub, who: Session, ask: requests.Pass, now: Moment) -> Outcome:
    """PASS: the server's password; where it has none, as in Ergo, ``account:password`` for apps without SASL."""
    name, colon, secret = ask.password.partition(":")
    registering = who.protocol == "irc" and who.user is None
    if registering and name and colon and hub.server.accounts.enabled and not hub.server.password:
        return _by_pass(hub, who, name, secret, now)
    return entry.password(hub, who, ask, now)


def _by_pass(hub: Hub, who: Session, name: str, secret: str, now: Moment) -> Steps:
    try:
        require_accounts(hub, who)
        account = yield from by_password(hub, who, name, secret, now)
        yield from log_in(hub, who, account, now)
    except Refuse as refusal:
        for told in failed(hub, who, name, refusal, now):
            # Not 904: an app that does both would take it for the end of its SASL.
            wrong = isinstance(told, replies.Refused) and told.code == WRONG
            yield replies.Refused("bad_password", text=sentence(WRONG, ())) if wrong else told


def logout(hub: Hub, who: Session, _ask: requests.Logout, now: Moment) -> Steps:
    user = who.user
    if hub.account_of(who) is None:
        raise Refuse("not_logged_in", "*", "NOT_LOGGED_IN")
    if user is None:
        who.login = who.login_name = ""
        yield replies.YouAreLoggedOut(mask(who))
        return
    if user.is_shared:
        text = "other connections of yours would be logged out too; /quit leaves with this one"
        raise Refuse("not_logged_in", "*", "OTHER_SESSIONS", text=text)
    yield from log_out(hub, user, now)
    yield replies.YouAreLoggedOut(mask(who))


def log_out(hub: Hub, user: User, now: Moment) -> Steps:
    """The user is a guest from here on, and under a guest's name if theirs belongs to the account."""
    yield from standing.lowered(hub, user, now)
    yield events.LoggedOut(now.new_id(), now.time, user.source, now.new_id(), hub.shared_channels(user))
    if hub.accounts.named(user.nick) is not None:
        yield entry.renamed(hub, user, hub.free_guest_nick(), now)
