"""The server."""

from __future__ import annotations

from ..state import Ban
from .base import Reply


class MotdIs(Reply, frozen=True, gc=False):
    """The message of the day, () for none."""

    lines: tuple[str, ...]


class CountsAre(Reply, frozen=True, gc=False):
    """LUSERS."""

    users: int
    invisible: int
    operators: int
    unregistered: int
    channels: int
    most_users: int


class LinksAre(Reply, frozen=True, gc=False):
    """The servers of the network that match ``mask``: this one, where it is ``shown``."""

    mask: str
    shown: bool


class VersionIs(Reply, frozen=True, gc=False):
    """The program's version."""

    version: str


class SupportedIs(Reply, frozen=True, gc=False):
    """What the server tells of itself in 005."""


class TimeIs(Reply, frozen=True, gc=False):
    """The server's time, nanoseconds since 1970."""

    time: int


class AdminIs(Reply, frozen=True, gc=False):
    """Who runs the server, in up to three lines."""

    lines: tuple[str, ...]


class BansAre(Reply, frozen=True, gc=False):
    """The answer to STATS ``query``: the server's bans of one kind."""

    query: str
    bans: tuple[Ban, ...]


class UptimeIs(Reply, frozen=True, gc=False):
    """The answer to STATS ``query``: seconds since the server started."""

    query: str
    seconds: int


class LoginsAre(Reply, frozen=True, gc=False):
    """The answer to STATS ``query``: by which names one may become a server operator, and from which hosts."""

    query: str
    logins: tuple[tuple[str, str], ...]


class Rehashing(Reply, frozen=True, gc=False):
    """The configuration was read again: what changed, and what takes a restart."""

    changed: tuple[str, ...]
    waiting: tuple[str, ...]


class SupportChanged(Reply, frozen=True, gc=False):
    """Tokens of 005 that changed while the server runs; ``-NAME`` for one that is gone."""

    tokens: tuple[str, ...]


class InfoIs(Reply, frozen=True, gc=False):
    """What this program is."""

    lines: tuple[str, ...]


class HelpIs(Reply, frozen=True, gc=False):
    """Help on ``topic`` ("" for all): (command as typed by IRC apps, as typed by plain clients, what it does).

    ``text``: what else there is to say of it.
    """

    topic: str
    rows: tuple[tuple[str, str, str], ...]
    text: tuple[str, ...] = ()
