"""Looking round among users, and what one says of oneself."""

from __future__ import annotations

from typing import Literal

from .base import Request


class Who(Request, frozen=True, gc=False):
    """Members of a channel, or users whose nick, user, host or real name match a mask."""

    mask: str = ""
    operators: bool = False


class Whois(Request, frozen=True, gc=False):
    """What there is to know of these users."""

    nicks: tuple[str, ...]


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
