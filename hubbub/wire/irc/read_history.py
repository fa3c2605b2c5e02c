"""CHATHISTORY to a request for a page of the past: the IRCv3 chathistory specification (draft)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hubbub.model.effects import Point
from hubbub.model.limits import Limits
from hubbub.model.requests import History, HistoryTargets, Request, Unreadable

from .message import Message
from .reading import Reader

_TIMESTAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_TIME = 2**63 - 1
"""Nanoseconds are kept in 64 bits, which last until the year 2262."""


class Malformed(Exception):  # noqa: N818 - a reader of requests catches it
    """What is wrong with the request, as ``about`` and the sentence of its refusal."""

    def __init__(self, text: str, code: str = "INVALID_PARAMS", *about: str) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.about = about


def read_history(message: Message, limits: Limits) -> Request:
    """CHATHISTORY <subcommand> …; what cannot be read earns FAIL CHATHISTORY INVALID_PARAMS (Errors and Warnings).

    ``limit`` 0 and any above what the server gives mean as many as it gives.
    """
    subcommand = message.param(0).upper()
    row = SUBCOMMANDS.get(subcommand)
    try:
        if row is None:
            raise Malformed(f"CHATHISTORY knows {', '.join(SUBCOMMANDS)}")
        form, reader = row
        if len(message.params) != 1 + len(form.split()):
            raise Malformed(f"the form is CHATHISTORY {subcommand} {form}")
        return reader(message.params, _limit(message.params[-1], limits))
    except Malformed as wrong:
        about = ("CHATHISTORY", wrong.code, message.param(0) or "*", *wrong.about)
        return Unreadable(code="bad_history_request", about=about, text=wrong.text)


def _limit(text: str, limits: Limits) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Malformed(f"the limit is a number from 1 to {limits.lines_per_request}")
    limit = int(text.lstrip("0")[:10] or "0")
    return min(limit, limits.lines_per_request) or limits.lines_per_request


def _point(params: tuple[str, ...], index: int) -> Point:
    kind, equals, value = params[index].partition("=")
    if kind == "timestamp" and equals:
        return Point(time=read_time(value))
    if kind == "msgid" and value:
        return Point(id=value)
    if equals and kind != "msgid":
        raise Malformed("a message is named by msgid= or timestamp=", "INVALID_MSGREFTYPE", params[1])
    raise Malformed("a message is named as msgid=… or timestamp=YYYY-MM-DDThh:mm:ss.sssZ")


def read_time(text: str) -> int:
    """``YYYY-MM-DDThh:mm:ss.sssZ`` to nanoseconds since 1970, held within what the log can keep."""
    match = _TIMESTAMP.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        moment = datetime.fromisoformat(f"{match[1]}+00:00")
    except ValueError:
        raise Malformed("a time is written as YYYY-MM-DDThh:mm:ss.sssZ") from None
    seconds = (moment - _EPOCH) // timedelta(seconds=1)
    return min(max(seconds * 10**9 + int((match[2] or "").ljust(9, "0")), 0), _LATEST_TIME)


def _latest(params: tuple[str, ...], limit: int) -> Request:
    after = None if params[2] == "*" else _point(params, 2)
    return History(target=params[1], way="latest", limit=limit, after=after)


def _before(params: tuple[str, ...], limit: int) -> Request:
    return History(target=params[1], way="before", limit=limit, before=_point(params, 2))


def _after(params: tuple[str, ...], limit: int) -> Request:
    return History(target=params[1], way="after", limit=limit, after=_point(params, 2))


def _around(params: tuple[str, ...], limit: int) -> Request:
    return History(target=params[1], way="around", limit=limit, before=_point(params, 2))


def _between(params: tuple[str, ...], limit: int) -> Request:
    # BETWEEN may go forwards or backwards in time, and the page begins beside the first point.  Two times tell which
    # way; where an id is involved only the log knows, and the points stay in the order they were written.
    first, second = _point(params, 2), _point(params, 3)
    if first.time is not None and second.time is not None and second.time < first.time:
        return History(target=params[1], way="between", limit=limit, after=second, before=first, newest_first=True)
    return History(target=params[1], way="between", limit=limit, after=first, before=second)


def _targets(params: tuple[str, ...], limit: int) -> Request:
    one, other = _point(params, 1), _point(params, 2)
    if one.time is None or other.time is None:
        raise Malformed("TARGETS takes two times, timestamp=YYYY-MM-DDThh:mm:ss.sssZ")
    return HistoryTargets(one=one.time, other=other.time, limit=limit)


SUBCOMMANDS: dict[str, tuple[str, Callable[[tuple[str, ...], int], Request]]] = {
    "LATEST": ("<target> <*|point> <limit>", _latest),
    "BEFORE": ("<target> <point> <limit>", _before),
    "AFTER": ("<target> <point> <limit>", _after),
    "AROUND": ("<target> <point> <limit>", _around),
    "BETWEEN": ("<target> <point> <point> <limit>", _between),
    "TARGETS": ("<timestamp> <timestamp> <limit>", _targets),
}
"""Subcommand to (the form of what follows it, reader)."""


COMMANDS: dict[str, tuple[int, Reader]] = {
    "CHATHISTORY": (0, read_history),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
