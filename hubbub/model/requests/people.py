"""Looking round among users, and what one says of oneself."""

from __future__ import annotations

from typing import Literal

from .base import Request


class Who(Request, frozen=True, gc=False):
    """Members of a channel, or users whose nick, user, host or real name match a mask ("" and ``0``: everybody).

    ``fields``: the letters that WHOX asks for, "" for the usual answer; ``token``: what that answer begins with.
    """

    mask: str = ""
    operators: bool = False
    fields: str = ""
    token: str = ""


class Whois(Request, frozen=True, gc=False):
    """What there is to know of these users; ``server``: which is asked, by name or by somebody who is on it."""

    nicks: tuple[str, ...]
    server: str = ""


class Whowas(Request, frozen=True, gc=False):
    """Who had these nicknames before, the last ``count`` each; 0: all that is remembered."""

    nicks: tuple[str, ...]
    count: int = 0


class AreOn(Request, frozen=True, gc=False):
    """ISON: which of these nicknames are here."""

    nicks: tuple[str, ...]


class Accept(Request, frozen=True, gc=False):
    """ACCEPT: who may write to one that hears only from accounts: ``add``, ``remove``; ``list`` those there are."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    list: bool = False


class UserHosts(Request, frozen=True, gc=False):
    """USERHOST: nick, user and host of up to five users."""

    nicks: tuple[str, ...]


class Away(Request, frozen=True, gc=False):
    """Say that one is away; "" is back."""

    text: str = ""


class SetRealName(Request, frozen=True, gc=False):
    """Have another real name."""

    text: str


class ChangeHost(Request, frozen=True, gc=False):
    """A server operator has others see somebody under another host, and user name where one is given."""

    nick: str
    host: str
    user: str = ""


class Monitor(Request, frozen=True, gc=False):
    """Watch nicknames: ``add`` and ``remove`` those named, ``clear``; ``list`` them, or ask how they ``stand``."""

    way: Literal["add", "remove", "clear", "list", "stand"]
    nicks: tuple[str, ...] = ()
