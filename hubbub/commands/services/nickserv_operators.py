"""NickServ for server operators: other people's accounts."""

from __future__ import annotations

from hubbub.hub import masks, reservations
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import effects, events
from hubbub.model.account import Account
from hubbub.model.moment import Moment
from hubbub.model.names import clipped

from .. import accounts, login, owning
from ..outcome import Steps
from . import settings
from .command import ServiceCommand as Command
from .command import Table, Words, date, listing, note, usage

_SUSPEND = ("SUSPEND ADD <account> [reason]", "SUSPEND DEL <account>", "SUSPEND LIST")


def _list(hub: Hub, _who: Session, words: Words, _now: Moment) -> Steps:
    mask = words[0] if words else "*"
    found = [account for account in hub.accounts if masks.matches(mask, account.name, hub.server.casemapping)]
    yield listing((_line(account) for account in found), f"no account matches {mask}")


def _line(account: Account) -> str:
    suspended = f", suspended: {account.suspended}" if account.suspended else ""
    return f"{account.name}, registered {date(account.created)}{suspended}"


def _saregister(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    name, password, *email = words
    _may_be_made(hub, who, name, password, "".join(email))
    credentials = yield effects.DeriveCredentials(password)
    _may_be_made(hub, who, name, password, "".join(email))  # the world moved while we waited
    account = Account(now.new_secret(), name, now.time, credentials, "".join(email))
    yield events.AccountRegistered(now.new_id(), now.time, account, who.registered_user.nick)
    yield note(f"the account {name} is registered")


def _may_be_made(hub: Hub, who: Session, name: str, password: str, email: str) -> None:
    login.require_accounts(hub, who)
    login.require_privacy(hub, who)
    owning.require_storing(hub)
    reservations.require_account_name(hub, None, name)
    accounts.require_password(password, name)
    accounts.require_email(email, name, needed=False)


def _suspend(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    way, *about = words
    match way.upper(), about:
        case "LIST", []:
            yield listing((_line(account) for account in hub.accounts if account.suspended), "no account is suspended")
        case "ADD", [name, *reason]:
            why = clipped("".join(reason), hub.limits.kick_length) or "no reason given"
            yield from _suspended(hub, who, name, why, now)
        case "DEL", [name]:
            yield from _suspended(hub, who, name, "", now)
        case _:
            raise usage(*_SUSPEND)


def _unsuspend(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    yield from _suspended(hub, who, words[0], "", now)


def _suspended(hub: Hub, who: Session, name: str, reason: str, now: Moment) -> Steps:
    account = owning.existing(hub, name)
    owning.require_storing(hub)
    yield note(f"nobody may log in to {account.name}" if reason else f"{account.name} may be logged in to again")
    yield from owning.suspended(hub, account, reason, who.registered_user.nick, now)


def _saget(hub: Hub, _who: Session, words: Words, _now: Moment) -> Steps:
    yield settings.shown(hub, owning.existing(hub, words[0]), words[1:])


def _saset(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    yield from settings.changed(hub, who, owning.existing(hub, words[0]), words[1], words[2], now)


COMMANDS: Table = {
    "LIST": Command(_list, ("LIST [mask]",), "lists accounts", "Those whose names match.", most=1, asker="operator"),
    "SAREGISTER": Command(
        _saregister,
        ("SAREGISTER <account> <password> [email]",),
        "makes an account for somebody else",
        "Whether people may register themselves or not.",
        fewest=2,
        most=3,
        asker="operator",
    ),
    "SUSPEND": Command(
        _suspend,
        _SUSPEND,
        "keeps everybody from logging in to an account",
        "Who is logged in to it is a guest from then on. The account and what it owns stay.",
        fewest=1,
        most=3,
        asker="operator",
        rest=True,
    ),
    "UNSUSPEND": Command(
        _unsuspend, ("UNSUSPEND <account>",), "ends that", "As SUSPEND DEL.", fewest=1, most=1, asker="operator"
    ),
    "SAGET": Command(
        _saget,
        ("SAGET <account> [setting]",),
        "tells the settings of an account",
        "As GET does of one's own.",
        fewest=1,
        most=2,
        asker="operator",
    ),
    "SASET": Command(
        _saset,
        ("SASET <account> <setting> <value>",),
        "changes a setting of an account",
        "As SET does of one's own.",
        fewest=3,
        most=3,
        asker="operator",
    ),
}
"""For server operators alone."""
