"""Coming in, and going."""

from __future__ import annotations

from typing import Literal

from ..events import Carrier
from .base import Request


class Listen(Request, frozen=True, gc=False):
    """A connection was accepted and has said nothing: it hears the channels where plain clients begin."""


class ComesFrom(Request, frozen=True, gc=False):
    """A proxy speaks for this client: its ``address``, and whether it may speak for others in its turn."""

    address: str
    speaks_for_others: bool = False


class Secure(Request, frozen=True, gc=False):
    """The connection is encrypted; ``fingerprint``: of the certificate the client showed, "" for none."""

    fingerprint: str = ""


class Webirc(Request, frozen=True, gc=False):
    """A gateway speaks for this client; ``secure``: it says that its own connection to the client is encrypted."""

    address: str
    host: str
    secure: bool = False
    password: str = ""


class StartIrc(Request, frozen=True, gc=False):
    """The connection turned out to speak IRC: it hears nothing more until it has registered."""

    carrier: Carrier = "stream"


class Greet(Request, frozen=True, gc=False):
    """A plain client has typed its first line: it is told where it is, and from here on hears short notices."""


class Capabilities(Request, frozen=True, gc=False):
    """CAP: ``list`` what is offered (``version`` 302 shows values), ``request`` changes, ``active``, ``end``."""

    way: Literal["list", "request", "active", "end"]
    version: int = 301
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    text: str = ""


class Pass(Request, frozen=True, gc=False):
    """The server's password."""

    password: str


class Nick(Request, frozen=True, gc=False):
    """Take this nickname."""

    nick: str


class Introduce(Request, frozen=True, gc=False):
    """USER: the user and real name to register with."""

    user: str
    real_name: str


class Resume(Request, frozen=True, gc=False):
    """Take over the session that this secret token was given to."""

    token: str


class Ping(Request, frozen=True, gc=False):
    """Answered after everything that was said before."""

    token: str


class Pong(Request, frozen=True, gc=False):
    """The answer to our own ping: the connection lives."""

    token: str = ""


class Quit(Request, frozen=True, gc=False):
    """Leave by one's own wish: the session ends for good."""

    reason: str = ""


class Gone(Request, frozen=True, gc=False):
    """The connection broke or was closed, with the reason others are told.

    ``silent``: of one that broke, nanoseconds since it was last heard: what was written to it after that may not have
    arrived.
    """

    reason: str
    silent: int = 0


class Expel(Request, frozen=True, gc=False):
    """The server ends this session, and says why."""

    reason: str
