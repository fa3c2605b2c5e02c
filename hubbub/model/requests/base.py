"""What every request has."""

from __future__ import annotations

import msgspec


class Request(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Base of all requests."""

    label: str = ""


class Unreadable(Request, frozen=True, gc=False):
    """What was sent is no request; ``code``, ``about`` and ``text`` are those of the `replies.Refused` it earns."""

    code: str
    about: tuple[str, ...] = ()
    text: str = ""
