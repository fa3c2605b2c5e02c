"""What a link tells its owner, and what it asks of its driver."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from hubbub.clients.view.values import Phase
from hubbub.wire.irc import message as irc


class Status(msgspec.Struct, frozen=True):
    """How the connection is, for people.  ``retry_in``: seconds until the next attempt, None where none will come."""

    phase: Phase
    sentence: str = ""
    retry_in: float | None = None


class Welcomed(msgspec.Struct, frozen=True):
    """Registration succeeded (001 comes next); ``caps`` are in force; ``resumed``: the old session goes on.

    ``connection``: the number of this connection; lines for the server carry it, so that what was meant for an
    earlier connection is not sent on a later one.
    """

    caps: frozenset[str]
    connection: int
    resumed: bool = False


class Ready(msgspec.Struct, frozen=True):
    """All that the server says at first was said."""


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line from the server."""

    message: irc.Message


class CapsChanged(msgspec.Struct, frozen=True):
    """The server offers more or less than before (cap-notify)."""

    caps: frozenset[str]


class NickTaken(msgspec.Struct, frozen=True):
    """``wanted`` could not be had because of ``sentence``; the server took ``given`` instead."""

    wanted: str
    given: str
    sentence: str


class Lost(msgspec.Struct, frozen=True):
    """A connection that had been welcomed ended."""


Event: TypeAlias = Status | Welcomed | Ready | Line | CapsChanged | NickTaken | Lost


class Connect(msgspec.Struct, frozen=True):
    """To the driver: open a connection, then call `Link.opened`, or `Link.closed` with the error."""


class Disconnect(msgspec.Struct, frozen=True):
    """To the driver: write what is left, then close."""


Action: TypeAlias = Connect | Disconnect
