"""MARKREAD to a request: the IRCv3 read-marker specification (draft)."""

from __future__ import annotations

from hubbub.model.limits import Limits
from hubbub.model.requests import ReadMarker, Request, Unreadable

from .message import Message
from .read_history import Malformed, read_time
from .reading import Reader


def read_marker(message: Message, _: Limits) -> Request:
    """MARKREAD <target> [timestamp=…]; what cannot be read earns a FAIL (Errors and Warnings)."""
    target = message.param(0)
    if not target:
        return Unreadable(code="read_marker_incomplete", about=("MARKREAD", "NEED_MORE_PARAMS"))
    if len(message.params) == 1:
        return ReadMarker(target=target)
    kind, _equals, value = message.params[1].partition("=")
    try:
        if kind != "timestamp":
            raise Malformed("what was read is named as timestamp=YYYY-MM-DDThh:mm:ss.sssZ")
        return ReadMarker(target=target, until=read_time(value))
    except Malformed as wrong:
        about = ("MARKREAD", "INVALID_PARAMS", target, message.params[1])
        return Unreadable(code="bad_read_marker", about=about, text=wrong.text)


COMMANDS: dict[str, tuple[int, Reader]] = {
    "MARKREAD": (0, read_marker),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
