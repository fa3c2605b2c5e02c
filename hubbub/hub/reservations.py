"""Who may have which name: nicknames and accounts' names are one kind, and each belongs to one person.

An account's name is reserved with its nickname: only who has logged in may use it, or a name that looks like it.
Somebody who has the nickname when it is registered (by an administrator) keeps it until they leave it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hubbub.model import names
from hubbub.model.looks import skeleton
from hubbub.model.refusals import Refuse

if TYPE_CHECKING:
    from hubbub.model.account import Account

    from .hub import Hub
    from .session import Session

SERVICES = (
    *("NickServ", "ChanServ", "HistServ", "MemoServ", "BotServ", "HostServ", "OperServ", "AuthServ", "InfoServ"),
    *("Services", "Server", "Console", "Global", "Playback"),
)
"""Names that people trust to be the server's own."""

_SERVICES = {skeleton(name): name for name in SERVICES}
_GUEST = re.compile(rf"{re.escape(names.GUEST_PREFIX)}[0-9]+", re.IGNORECASE)


def require_nick(hub: Hub, who: Session, nick: str) -> None:
    """Raises Refuse("nick_in_use") where ``who`` may not be called ``nick``, with the reason as its sentence."""
    user = who.user
    holder = hub.nicks.get(hub.fold(nick))
    if holder is not None:
        if holder is user:
            return  # another spelling of one's own
        raise Refuse("nick_in_use", nick)
    if kept_for_the_server(hub, nick):
        raise Refuse("nick_in_use", nick, text=f"the nickname {nick} is kept for the server itself")
    own = hub.account_of(who)
    account = hub.accounts.named(nick)
    if account is not None and account != own:
        raise Refuse("nick_in_use", nick, text=f"the nickname {nick} is registered: log in to its account to use it")
    for other in (*hub.nicks.alike(nick), *hub.accounts.alike(nick)):
        if not _is_own(hub, who, own, other):
            raise Refuse("nick_in_use", nick, text=f"the nickname {nick} looks like {other}, which is somebody else's")


def _is_own(hub: Hub, who: Session, own: Account | None, name: str) -> bool:
    if own is not None and hub.accounts.named(name) == own:
        return True
    holder = hub.nicks.get(hub.fold(name))
    return holder is not None and holder is who.user


def require_account_name(hub: Hub, who: Session | None, name: str) -> None:
    """Raises Refuse where no account may be called ``name``, asked for by ``who``, or by the server's owner."""
    if not names.valid_nick(name, hub.limits.nick_length, hub.server.casemapping):
        raise Refuse("bad_account_name", "REGISTER", "BAD_ACCOUNT_NAME", name)
    if kept_for_the_server(hub, name):
        text = f"{name} is kept for the server itself"
        raise Refuse("bad_account_name", "REGISTER", "BAD_ACCOUNT_NAME", name, text=text)
    if hub.accounts.named(name) is not None:
        raise Refuse("account_exists", "REGISTER", "ACCOUNT_EXISTS", name)
    for other in hub.accounts.alike(name):
        text = f"{name} looks like the account {other}"
        raise Refuse("account_exists", "REGISTER", "ACCOUNT_EXISTS", name, text=text)
    if who is None:
        return
    for other in (name, *hub.nicks.alike(name)):
        holder = hub.nicks.get(hub.fold(other))
        if holder is not None and holder is not who.user:
            # As Ergo has it: nobody registers a name out from under somebody who uses it.
            text = f"somebody else is called {other} now"
            raise Refuse("account_exists", "REGISTER", "USERNAME_EXISTS", name, text=text)


def kept_for_the_server(hub: Hub, name: str) -> bool:
    """Whether nobody may take this name: a service's, the server's, or one that guests are given."""
    return (
        skeleton(name) in _SERVICES or hub.fold(name) == hub.fold(hub.server.name) or _GUEST.fullmatch(name) is not None
    )
