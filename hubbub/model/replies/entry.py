"""Capabilities, registration, and where one is."""

from __future__ import annotations

from ..events import Source
from .base import Reply


class CapabilitiesOffered(Reply, frozen=True, gc=False):
    """All that can be negotiated; ``values``: with their values, and in several lines (CAP LS 302)."""

    names: tuple[str, ...]
    values: bool


class CapabilitiesNew(Reply, frozen=True, gc=False):
    """What can be negotiated from now on, or has another value (CAP NEW)."""

    names: tuple[str, ...]


class CapabilitiesGone(Reply, frozen=True, gc=False):
    """What cannot be negotiated any more, and is not negotiated (CAP DEL)."""

    names: tuple[str, ...]


class CapabilitiesActive(Reply, frozen=True, gc=False):
    """Those negotiated; ``several_lines``: the client understands an answer that goes on."""

    names: tuple[str, ...]
    several_lines: bool = False


class CapabilitiesAnswered(Reply, frozen=True, gc=False):
    """A request for changes, accepted or refused whole; ``text``: the request, as it was sent."""

    accepted: bool
    text: str


class Welcome(Reply, frozen=True, gc=False):
    """A user is registered; ``created``: nanoseconds when the server started."""

    nick: str
    mask: str
    network: str
    created: int


class ResumeToken(Reply, frozen=True, gc=False):
    """The secret by which this session can be resumed."""

    token: str


class Resumed(Reply, frozen=True, gc=False):
    """The session is the old one again, under this nick."""

    nick: str


class Rejoined(Reply, frozen=True, gc=False):
    """A channel the resumed session is still in, shown to it as its own join."""

    source: Source
    channel: str
    real_name: str


class Greeting(Reply, frozen=True, gc=False):
    """What a plain client that types is told first; ``nick`` "" while it has only listened."""

    nick: str
    channel: str
    others: tuple[str, ...]


class Talking(Reply, frozen=True, gc=False):
    """A plain client now talks in this channel."""

    channel: str
