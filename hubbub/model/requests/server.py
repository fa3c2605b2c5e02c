"""The server: facts about it, and what its operators ask."""

from __future__ import annotations

from typing import Literal

from ..events import BanKind
from .base import Request


class Operator(Request, frozen=True, gc=False):
    """OPER: become a server operator."""

    name: str
    password: str


class Ban(Request, frozen=True, gc=False):
    """KLINE, DLINE: nobody whom ``mask`` matches may be here, for so many minutes (0: for good)."""

    kind: BanKind
    mask: str
    minutes: int = 0
    reason: str = ""


class Unban(Request, frozen=True, gc=False):
    """UNKLINE, UNDLINE: lift a ban."""

    kind: BanKind
    mask: str


class Kill(Request, frozen=True, gc=False):
    """KILL: end somebody's presence."""

    nick: str
    reason: str = ""


class Wallops(Request, frozen=True, gc=False):
    """WALLOPS: tell everybody who wants to hear it."""

    text: str


class Rehash(Request, frozen=True, gc=False):
    """REHASH: have the server read its configuration again."""


class Stats(Request, frozen=True, gc=False):
    """STATS: a letter for what is asked; letters that mean nothing tell nothing.  ``server``: which is asked."""

    query: str
    server: str = ""


class ServerInfo(Request, frozen=True, gc=False):
    """Facts about the server itself; ``target``: which server is meant, a mask or a nick, "" for this one."""

    what: Literal["motd", "lusers", "version", "time", "admin", "info", "links"]
    target: str = ""


class Help(Request, frozen=True, gc=False):
    """What one can ask; with a ``topic``: about one command."""

    topic: str = ""


class Supported(Request, frozen=True, gc=False):
    """ISUPPORT: what the server tells of itself in 005."""
