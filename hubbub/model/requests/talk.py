"""Saying something."""

from __future__ import annotations

from ..events import SayKind
from .base import Request


class Say(Request, frozen=True, gc=False):
    """Say ``text`` to each of ``targets`` (channels and nicks); ``tags``, ``cid``, ``splits`` as in `events.Said`."""

    targets: tuple[str, ...]
    text: str
    kind: SayKind = "message"
    tags: tuple[tuple[str, str], ...] = ()
    cid: str = ""
    splits: tuple[int, ...] = ()


class Redact(Request, frozen=True, gc=False):
    """Have the ``message`` of this id erased; ``target``: where it was said."""

    target: str
    message: str
    reason: str = ""


class ReactToLast(Request, frozen=True, gc=False):
    """React to what ``nick`` said last, or take a reaction back; "" for anybody else.

    ``where``: a channel, "" for the one one talks in, or ``@nick`` for what was said in private.
    """

    where: str
    nick: str
    reaction: str
    added: bool = True


class RedactLast(Request, frozen=True, gc=False):
    """Have what ``nick`` said last erased; "" for oneself.  ``where``: as above."""

    where: str = ""
    nick: str = ""
    reason: str = ""


class Utter(Request, frozen=True, gc=False):
    """A plain client's message to the channel it talks in.

    ``first``: the session's first one, which may claim a name in the form ``alice: hello``; ``lines``: it ended with
    a newline.
    """

    text: str
    first: bool = False
    lines: bool = False
    action: bool = False


class Relay(Request, frozen=True, gc=False):
    """Say in a channel what somebody on another network, called ``nick``, has said there, or done."""

    channel: str
    nick: str
    text: str
    tags: tuple[tuple[str, str], ...] = ()
    action: bool = False


class Stage(Request, frozen=True, gc=False):
    """Let the character ``name`` say or do something in a channel; without a name: set the scene."""

    channel: str
    text: str
    name: str = ""
    action: bool = False
