"""What an account's owner may choose: one table, and SET and GET for it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from hubbub.hub.hub import Hub
from hubbub.hub.presence import ALWAYS_ON
from hubbub.hub.session import Session
from hubbub.model.account import Account
from hubbub.model.events import AccountPart
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.replies import Note

from .. import accounts, owning, persistence
from ..outcome import Steps
from .command import ServiceCommand as Command
from .command import Table, Words, account_of, note

_SWITCH = {
    **dict.fromkeys(("on", "true", "yes", "1"), "on"),
    **dict.fromkeys(("off", "false", "no", "0"), "off"),
    "default": "",
}


class Setting(msgspec.Struct, frozen=True):
    """``about``: what it does; ``values``: how they are written; ``get``: its value, for people; ``set``: the account
    with another one, or Refuse."""

    about: str
    values: str
    get: Callable[[Account], str]
    set: Callable[[Hub, Account, str], Account]


def _email(hub: Hub, account: Account, value: str) -> Account:
    address = "" if value in {"-", "none"} else value
    accounts.require_email(address, account.name, needed=hub.server.accounts.email_required)
    return replace(account, email=address)


def switch(key: str, default: str, about: str) -> Setting:
    """A setting that is on or off; ``default``: which of them, where it was never set."""

    def change(_hub: Hub, account: Account, value: str) -> Account:
        if value.lower() not in _SWITCH:
            raise Refuse("bad_setting", "*", "BAD_SETTING", text=f"{key} is on or off, or default")
        return account.with_setting(key, _SWITCH[value.lower()])

    return Setting(about, "on|off|default", lambda account: account.setting(key) or f"default ({default})", change)


SETTINGS: dict[str, Setting] = {
    "email": Setting(
        "where you can be reached; shown to yourself and server operators alone",
        "<address>|none",
        lambda account: account.email or "none",
        _email,
    ),
    ALWAYS_ON: switch(ALWAYS_ON, "as configured", "whether you stay present while none of your apps is connected"),
    "autoreplay-missed": switch(
        "autoreplay-missed", "on", "whether apps that do not ask for history are told what you missed"
    ),
    "multiclient": switch("multiclient", "on", "whether several of your apps may be here at once, under one nickname"),
}
"""By name."""


def _named(name: str) -> Setting:
    found = SETTINGS.get(name.lower())
    if found is None:
        raise Refuse(
            "bad_setting", "*", "BAD_SETTING", text=f"there is no setting {name}; there are {', '.join(SETTINGS)}"
        )
    return found


def shown(_hub: Hub, account: Account, names: Words) -> Note:
    """One setting, or all."""
    found = {name.lower(): _named(name) for name in names} or SETTINGS
    return note(*(f"{name}: {setting.get(account)}" for name, setting in found.items()))


def changed(hub: Hub, who: Session, account: Account, name: str, value: str, now: Moment) -> Steps:
    setting = _named(name)
    owning.require_storing(hub)
    after = setting.set(hub, account, value)
    part: AccountPart = "email" if after.email != account.email else "settings"
    if after != account:
        yield owning.changed(after, part, who.registered_user.nick, now)
        if after.setting(ALWAYS_ON) != account.setting(ALWAYS_ON):
            yield from persistence.pushed(hub, after)
    yield note(f"{name.lower()} of {after.name}: {setting.get(after)}")


def _get(hub: Hub, who: Session, words: Words, _now: Moment) -> Steps:
    yield shown(hub, account_of(hub, who), words)


def _set(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    yield from changed(hub, who, account_of(hub, who), words[0], words[1], now)


_ALL = "; ".join(f"{name} <{setting.values.strip('<>')}>: {setting.about}" for name, setting in SETTINGS.items())

COMMANDS: Table = {
    "SET": Command(
        _set,
        ("SET <setting> <value>",),
        "changes a setting of your account",
        f"There are: {_ALL}.",
        fewest=2,
        most=2,
        asker="owner",
    ),
    "GET": Command(_get, ("GET [setting]",), "tells your settings", f"There are: {_ALL}.", most=1, asker="owner"),
}
"""For owners."""
