"""What concerns one connection."""

from __future__ import annotations

from typing import ClassVar, Literal

from .base import Carrier, Conversation, Event, Source


class SessionEvent(Event, frozen=True, gc=False):
    """What concerns one connection; the world does not hear of it."""

    durable: ClassVar[bool] = False

    session: int


class Listening(SessionEvent, frozen=True, gc=False):
    """A connection that has not spoken hears these channels from here on, and no others; seen by nobody."""

    channels: tuple[Conversation, ...]


class FramingChanged(SessionEvent, frozen=True, gc=False):
    """A plain client began to type lines; or a connection speaks IRC, and hears nothing until it has registered."""

    framing: Literal["lines", "irc"]
    carrier: Carrier = "stream"


class Entered(SessionEvent, frozen=True, gc=False):
    """A connection is from here on a session of this user, and hears the ``channels`` the user is in.

    A listener that becomes a user joins its channels anew: what it heard ends here.  ``arrived``: nobody of this nick
    was here before, which those who watch it are told.
    """

    source: Source
    user_modes: str = ""
    real_name: str = ""
    channels: tuple[Conversation, ...] = ()
    arrived: bool = False


class SessionEnded(SessionEvent, frozen=True, gc=False):
    """A connection is gone; its user may go on with others, or for a while with none.

    ``heard``: when it was last known to be there, 0 for until now.
    """

    heard: int = 0


class LoginFailed(SessionEvent, frozen=True, gc=False):
    """Somebody did not prove to own the account ``name``, or proved it and may not use it; ``times``: how often this
    connection has not, this time included."""

    name: str
    times: int
    reason: str


class CapabilitiesChanged(SessionEvent, frozen=True, gc=False):
    """The capabilities this connection has from here on."""

    capabilities: frozenset[str]


class Monitoring(SessionEvent, frozen=True, gc=False):
    """The nicknames, folded, whose coming and going this connection is told: all of them."""

    nicks: frozenset[str]


class SubscriptionsSet(SessionEvent, frozen=True, gc=False):
    """The keys of metadata whose changes this connection is told: all of them."""

    keys: frozenset[str]
