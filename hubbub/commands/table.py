"""Every request that can be carried out: who may ask, the help on it, and the function that does it."""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import replies, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.requests import Request

from . import entry, pages
from .outcome import Outcome, Steps
from .row import Row, Rows
from .rows import accounts as account_rows
from .rows import channels as channel_rows
from .rows import entry as entry_rows
from .rows import past as past_rows
from .rows import people as people_rows
from .rows import server as server_rows
from .rows import talk as talk_rows


def _is_for_users(ask: requests.Unreadable) -> bool:
    """Whether it is not even the beginning of something that may be asked before registration.

    irssi asks `JOIN :` while it negotiates capabilities, and takes 451 for granted where 461 is an error to show.
    """
    if ask.code == "too_few_parameters":
        return ask.about[0] not in {row.irc.split(" ")[0] for row in TABLE.values() if row.asker == "anyone"}
    return ask.code == "unknown_command"


def unreadable(_hub: Hub, who: Session, ask: requests.Unreadable, _now: Moment) -> Outcome:
    if who.user is None and who.protocol == "irc" and _is_for_users(ask):
        raise Refuse("not_registered")
    raise Refuse(ask.code, *ask.about, text=ask.text)


def _commands(form: str) -> set[str]:
    """The commands that begin ``KLINE|DLINE mask`` or ``MOTD | INFO``."""
    return {one.removeprefix("/").upper() for part in form.split(" | ") for one in part.split(" ")[0].split("|")}


def help_(_hub: Hub, who: Session, ask: requests.Help, _now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#help-message"""
    plain = who.protocol == "plain"
    rows = tuple((row.irc, row.plain, row.summary) for row in TABLE.values() if (row.plain if plain else row.irc))
    if ask.topic:
        topic = ask.topic.removeprefix("/").upper()
        if topic == "INDEX":
            # #rplhelpstart-704: the subject "MUST be the one requested by the client".
            return [replies.HelpIs(ask.topic, rows)]
        rows = tuple(row for row in rows if any(topic in _commands(form) for form in row[:2]))
        text = (*pages.MORE.get(topic, ()), *pages.TOPICS.get(topic, ()))
        if not rows and topic not in pages.TOPICS:
            raise Refuse("no_help", ask.topic)
        return [replies.HelpIs(ask.topic, rows, () if plain and rows else text)]
    return [replies.HelpIs("", rows)]


TABLE: Rows = {
    **talk_rows.ROWS,
    **channel_rows.ROWS,
    **past_rows.ROWS,
    **people_rows.ROWS,
    **server_rows.ROWS,
    **entry_rows.ROWS,
    **account_rows.ROWS,
    requests.Help: Row(
        help_, "visitor", "HELP|HELPOP [command|cmodes|umodes]", "/help [COMMAND]", "this list, or help on one command"
    ),
    requests.Unreadable: Row(unreadable, "anyone"),
}
"""In the order in which help lists them."""


_WITHOUT_PASSWORD = frozenset(
    {
        requests.ComesFrom,
        requests.Expel,
        requests.Gone,
        requests.Greet,
        requests.Help,
        requests.Listen,
        requests.Pass,
        requests.Quit,
        requests.Reoffer,
        requests.Secure,
        requests.StartIrc,
        requests.Unreadable,
    }
)


def carry_out(hub: Hub, who: Session, ask: Request, now: Moment) -> Outcome:
    """What comes of a request.  Raises Refuse where it may not be asked."""
    row = TABLE[type(ask)]
    if who.user is None:
        if who.protocol == "plain":
            return _by_plain_client(row, hub, who, ask, now)
        if row.asker != "anyone" and not (row.early and who.has(row.early)):
            raise Refuse("not_registered")
    return row.run(hub, who, ask, now)


def _by_plain_client(row: Row, hub: Hub, who: Session, ask: Request, now: Moment) -> Outcome:
    if not entry.is_admitted(hub, who) and type(ask) not in _WITHOUT_PASSWORD:
        if type(ask) is requests.Utter and not who.lines:
            return []  # bare chunks are answered by nothing, and the first line by the greeting
        raise Refuse("password_needed")
    return _as_guest(row, hub, who, ask, now) if row.asker == "user" else row.run(hub, who, ask, now)


def _as_guest(row: Row, hub: Hub, who: Session, ask: Request, now: Moment) -> Steps:
    yield from entry.enter_as_guest(hub, who, now)
    yield from row.run(hub, who, ask, now)
