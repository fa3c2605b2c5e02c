"""NickServ: having an account, proving it, and giving it up."""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import effects, requests
from hubbub.model.account import Account
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.services import NICKSERV

from .. import accounts, login, operators, owning
from ..outcome import Steps
from .command import ServiceCommand as Command
from .command import Table, Words, account_of, date, note, require_code, usage


def _register(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    user = who.registered_user
    password, *email = words
    yield from accounts.register(hub, who, requests.Register(user.nick, "".join(email), password), now)


def _identify(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    """One word is the password of the account that is called as the asker is."""
    name = words[0] if len(words) > 1 else who.registered_user.nick
    yield from login.login(hub, who, requests.Login(name, words[-1]), now)


def _logout(hub: Hub, who: Session, _words: Words, now: Moment) -> Steps:
    yield from login.logout(hub, who, requests.Logout(), now)


def _verify(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    yield from accounts.verify(hub, who, requests.Verify(words[0], words[1]), now)


def _passwd(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    if who.registered_user.is_operator and len(words) == 2:
        yield from _passwd_of(hub, who, words[0], words[1], now)
        return
    if len(words) != 3:
        raise usage("PASSWD <current> <new> <new>")
    current, new, again = words
    if new != again:
        raise Refuse("bad_setting", "*", "BAD_SETTING", text="the two new passwords are not the same")
    login.require_accounts(hub, who)
    account = account_of(hub, who)
    accounts.require_password(new, account.name)
    owning.require_storing(hub)
    try:
        account = yield from login.by_password(hub, who, account.name, current, now)
    except Refuse as refusal:
        yield from login.failed(hub, who, account.name, refusal, now)
        return
    yield from _with_password(hub, who, account, new, now)


def _passwd_of(hub: Hub, who: Session, name: str, new: str, now: Moment) -> Steps:
    """A server operator gives an account another password."""
    account = owning.existing(hub, name)
    accounts.require_password(new, account.name)
    login.require_privacy(hub, who)
    yield from _with_password(hub, who, account, new, now)


def _with_password(hub: Hub, who: Session, account: Account, new: str, now: Moment) -> Steps:
    credentials = yield effects.DeriveCredentials(new)
    current = hub.accounts.get(account.id)
    if current is None:  # and its name may be another's now
        raise owning.no_such(account.name)
    owning.require_storing(hub)
    yield owning.with_password(current, credentials, who.registered_user.nick, now)
    yield note(f"the password of {current.name} is changed")


def _info(hub: Hub, who: Session, words: Words, _now: Moment) -> Steps:
    account = owning.existing(hub, words[0]) if words else account_of(hub, who)
    lines = [f"account {account.name}, registered {date(account.created)}"]
    user = hub.users.get(account.id)
    if user is not None:
        lines.append(f"here as {user.nick}")
    if account.suspended:
        lines.append(f"suspended: {account.suspended}")
    if hub.account_of(who) == account or (who.user is not None and who.user.is_operator):
        lines += [f"e-mail address: {account.email or 'none'}", f"certificates: {len(account.fingerprints)}"]
        lines += [
            f"founder of {channel.name}"
            for channel in hub.channels.values()
            if channel.registration is not None and channel.registration.founder == account.id
        ]
    yield note(*lines)


def _ghost(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    nick, *password = words
    victim = hub.user(nick)
    own = hub.accounts.named(victim.nick) or hub.accounts.get(victim.identity)
    if password:
        login.require_accounts(hub, who)
        name = own.name if own is not None else nick
        try:
            own = yield from login.by_password(hub, who, name, password[0], now)
        except Refuse as refusal:
            yield from login.failed(hub, who, name, refusal, now)
            return
        victim = hub.user(nick)
    elif own is None or hub.account_of(who) != own:
        raise Refuse("not_yours", "*", "NOT_YOURS", text=f"{nick} is not yours")
    if victim is who.user:
        raise Refuse("not_yours", "*", "NOT_YOURS", text="that is you")
    if own not in {hub.accounts.named(victim.nick), hub.accounts.get(victim.identity)}:
        raise Refuse("not_yours", "*", "NOT_YOURS", text=f"{nick} is not yours")
    yield note(f"{victim.nick} is gone")
    source = NICKSERV.source(hub.server.name)
    yield from operators.ended(hub, victim, source, f"ended by {who.shown_nick}", now)


def _unregister(hub: Hub, who: Session, words: Words, now: Moment) -> Steps:
    name, *code = words
    account = owning.existing(hub, name)
    user = who.registered_user
    if hub.account_of(who) != account and not user.is_operator:
        raise Refuse("not_yours", "*", "NOT_YOURS", text=f"{name} is not yours")
    what = f"{account.name} will be nobody's, and its channels too"
    form = f"/msg NickServ UNREGISTER {account.name}"
    require_code(hub, "".join(code), what, form, "account", account.id)
    owning.require_storing(hub)
    yield note(f"the account {account.name} is no more")
    yield from owning.dropped(hub, account, user.nick, now)


COMMANDS: Table = {
    "REGISTER": Command(
        _register,
        ("REGISTER <password> [email]",),
        "makes your nickname an account, which is yours alone",
        "You are logged in to it at once. From then on only who gives the password may be called like that.",
        fewest=1,
        most=2,
    ),
    "IDENTIFY": Command(
        _identify,
        ("IDENTIFY [account] <password>",),
        "logs you in to an account",
        "Without an account's name: to the one that is called as you are. Apps do the same by SASL, before anybody"
        " sees you.",
        fewest=1,
        most=2,
        asker="anyone",
    ),
    "LOGOUT": Command(
        _logout,
        ("LOGOUT",),
        "makes you a guest again",
        "Ranks that came with the account go with it.",
        asker="owner",
    ),
    "PASSWD": Command(
        _passwd,
        ("PASSWD <current> <new> <new>", "PASSWD <account> <new> (server operators)"),
        "changes your password",
        "Whoever is logged in stays so.",
        fewest=2,
        most=3,
    ),
    "INFO": Command(
        _info,
        ("INFO [account]",),
        "tells about an account",
        "Of your own it tells more: the e-mail address, and which channels are yours.",
        most=1,
        asker="anyone",
    ),
    "GHOST": Command(
        _ghost,
        ("GHOST <nick> [password]",),
        "ends whoever is here under your account or your nickname",
        "For a connection that is dead and does not know it. With the account's password anybody may do it who is"
        " not logged in; afterwards NICK and IDENTIFY work.",
        fewest=1,
        most=2,
    ),
    "UNREGISTER": Command(
        _unregister,
        ("UNREGISTER <account> [code]",),
        "gives an account up, for good",
        "You are told a code that confirms it. Channels that belong to the account belong to nobody from then on;"
        " what was said in them stays. Server operators may give up any account.",
        fewest=1,
        most=2,
    ),
    "VERIFY": Command(
        _verify,
        ("VERIFY <account> <code>",),
        "shows that an account's e-mail address is yours",
        "By the code that was sent there.",
        fewest=2,
        most=2,
        asker="anyone",
    ),
}
"""For everybody."""
