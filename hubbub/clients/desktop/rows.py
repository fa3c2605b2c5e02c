"""How messages become rows: which begin a day, a group, or a line of small events. Pure."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from typing import Literal, NamedTuple

from hubbub.clients.view import Message

GROUP_SECONDS = 5 * 60

# Events short enough to share a line: "ken joined · margaret left".
_SMALL_EVENTS = frozenset({"join", "part", "quit", "nick", "away", "mode"})

Lead = Literal["first", "line", "dot"]


class Shape(NamedTuple):
    """How a message is set, given the one above it.

    ``lead``: "first" in the window, on a new "line", or after a "dot" on the line of the event above.
    ``day``: the date whose separator stands above it, or None. ``unread``: the "New messages" line stands above it.
    ``head``: it shows avatar, nick and time.
    """

    lead: Lead
    day: date | None
    unread: bool
    head: bool


def shape(above: Message | None, message: Message, first_unread: int | None, zone: tzinfo | None = None) -> Shape:
    """``first_unread``: the key of the message above which the "New messages" line stands; ``zone``: None is local."""
    today = datetime.fromtimestamp(message.time, zone).date()
    day = today if above is None or datetime.fromtimestamp(above.time, zone).date() != today else None
    unread = message.key == first_unread
    if above is None:
        return Shape("first", day, unread, _speaks(message))
    parted = day is not None or unread
    if not parted and _small(above) and _small(message):
        return Shape("dot", None, unread=False, head=False)
    follows = (
        not parted
        and _speaks(above)
        and above.nick == message.nick
        and above.kind == message.kind
        and 0 <= message.time - above.time < GROUP_SECONDS
    )
    return Shape("line", day, unread, _speaks(message) and not follows)


def shapes(
    above: Message | None, messages: Iterable[Message], first_unread: int | None, zone: tzinfo | None = None
) -> list[Shape]:
    """The shapes of consecutive messages."""
    found = []
    for message in messages:
        found.append(shape(above, message, first_unread, zone))
        above = message
    return found


def _speaks(message: Message) -> bool:
    return message.kind in {"message", "notice"}


def _small(message: Message) -> bool:
    return message.kind == "event" and message.event in _SMALL_EVENTS


def day_name(day: date, today: date) -> str:
    """ "Today", "Yesterday", "Monday" within a week, else "Monday, 5 October", with the year when it is another."""
    distance = (today - day).days
    if distance == 0:
        return "Today"
    if distance == 1:
        return "Yesterday"
    if 0 < distance < 7:
        return day.strftime("%A")
    return f"{day.strftime('%A')}, {day.day} {day.strftime('%B')}" + (f" {day.year}" if day.year != today.year else "")


def clock(seconds: float, zone: tzinfo | None = None) -> str:
    """``09:05``"""
    return datetime.fromtimestamp(seconds, zone).strftime("%H:%M")


def long_clock(seconds: float, zone: tzinfo | None = None) -> str:
    """``Monday, 5 October 2026, 09:05:59``"""
    moment = datetime.fromtimestamp(seconds, zone)
    return f"{moment.strftime('%A')}, {moment.day} {moment.strftime('%B %Y, %H:%M:%S')}"


def count(number: int) -> str:
    """A number for a badge."""
    return str(number) if number < 1000 else "999+"
