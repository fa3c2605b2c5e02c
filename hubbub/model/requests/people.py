"""Looking round among users, and what one says of oneself."""

from __future__ import annotations

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
