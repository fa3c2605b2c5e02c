"""What the command line may ask of a server, or do to its log where none runs: one table."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from hubbub.commands import accounts, bans, owning
from hubbub.commands.outcome import Outcome
from hubbub.hub.bans import until
from hubbub.hub.hub import Hub
from hubbub.hub.reservations import require_account_name
from hubbub.model import events, requests
from hubbub.model.account import NO_CREDENTIALS, Account, Credentials
from hubbub.model.events import BanKind
from hubbub.model.moment import Moment
from hubbub.model.state import Ban


class Ask(msgspec.Struct, frozen=True, tag="ban"):
    """Of bans; ``mask`` is "" for a list."""

    do: Literal["add", "remove", "list"]
    kind: BanKind = "mask"
    mask: str = ""
    minutes: int = 0
    reason: str = ""


class AccountAsk(msgspec.Struct, frozen=True, tag="account"):
    """Of accounts; ``credentials``: of the password, which itself stays with whoever typed it."""

    do: Literal["add", "remove", "list", "password"]
    name: str = ""
    credentials: Credentials = NO_CREDENTIALS
    email: str = ""


class Done(msgspec.Struct, frozen=True):
    """``outcome``: what is to happen; ``told``: what to say once it has."""

    told: tuple[str, ...]
    outcome: Any = ()
    """An `Outcome`; () for nothing."""


def done(hub: Hub, ask: Ask | AccountAsk, now: Moment) -> Done:
    """What comes of it.  Raises Refuse."""
    return _DONE[type(ask)](hub, ask, now)


def date(time_ns: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(time_ns // 10**9))


# --- bans -----------------------------------------------------------------------------------------------------------


def kind_of(mask: str) -> BanKind:
    """What is meant: an address or network is one, everything else a mask, a nick alone too."""
    try:
        ipaddress.ip_network(mask, strict=False)
    except ValueError:
        return "mask"
    return "address"


def _ban(hub: Hub, ask: Ask, now: Moment) -> Done:
    if ask.do == "list":
        kinds: tuple[BanKind, ...] = ("address", "mask", "account")
        found = [ban for kind in kinds for ban in hub.bans.of_kind(kind, now.time)]
        return Done(tuple(map(_shown_ban, found)) or ("nobody is banned",))
    event: events.Banned | events.Unbanned
    if ask.do == "add":
        asked = requests.Ban(kind=ask.kind, mask=ask.mask, minutes=ask.minutes, reason=ask.reason)
        event = bans.banned(hub, asked, bans.CONSOLE, now)
    else:
        event = bans.unbanned(hub, requests.Unban(kind=ask.kind, mask=ask.mask), bans.CONSOLE, now)
    return Done((bans.told(event),), [event])


def _shown_ban(ban: Ban) -> str:
    reason = f": {ban.reason}" if ban.reason else ""
    return f"{bans.named(ban.kind, ban.mask)}  by {ban.by} at {date(ban.time)} UTC{until(ban.expires)}{reason}"


# --- accounts -------------------------------------------------------------------------------------------------------


def _account(hub: Hub, ask: AccountAsk, now: Moment) -> Done:
    if ask.do == "list":
        return Done(tuple(map(_shown_account, hub.accounts)) or ("there are no accounts",))
    owning.require_storing(hub)
    outcome: Outcome
    if ask.do == "add":
        require_account_name(hub, None, ask.name)
        accounts.require_email(ask.email, ask.name, needed=False)
        account = Account(now.new_secret(), ask.name, now.time, ask.credentials, ask.email)
        outcome = [events.AccountRegistered(now.new_id(), now.time, account, bans.CONSOLE)]
        return Done((f"{account.name} is registered",), outcome)
    account = owning.existing(hub, ask.name)
    if ask.do == "password":
        outcome = [owning.with_password(account, ask.credentials, bans.CONSOLE, now)]
        return Done((f"{account.name} has a new password",), outcome)
    return Done((f"{account.name} is removed",), owning.dropped(hub, account, bans.CONSOLE, now))


def _shown_account(account: Account) -> str:
    certificates = len(account.fingerprints)
    facts = [
        f"since {date(account.created)} UTC",
        account.email,
        "" if account.credentials.password else "no password",
        f"{certificates} certificate{'s' if certificates > 1 else ''}" if certificates else "",
        "" if account.verified else "not verified",
        f"suspended: {account.suspended}" if account.suspended else "",
    ]
    return f"{account.name}  {', '.join(filter(None, facts))}"


_DONE: dict[type, Callable[[Hub, Any, Moment], Done]] = {Ask: _ban, AccountAsk: _account}
