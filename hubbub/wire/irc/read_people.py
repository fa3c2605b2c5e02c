"""Looking round among users: lines to requests."""

from __future__ import annotations

from typing import Literal

from hubbub.model import requests
from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable

from .message import Message
from .reading import Reader, listed, too_few

_FIELDS = frozenset("tcuihsnfdlaor")
"""The letters of WHOX fields; ``d`` and ``o`` are not in the text, and known to all apps."""


def _who(message: Message, _: Limits) -> Request:
    # https://modern.ircdocs.horse/#who-message, and IRCv3 WHOX: WHO <mask> [flags][%<fields>[,<token>]].
    flags, _percent, extended = message.param(1).partition("%")
    fields, _comma, token = extended.partition(",")
    # "MUST contain only digit characters and MUST contain at most 3 characters"; what is no token is 0, as elsewhere.
    good = token.isascii() and token.isdigit() and len(token) <= 3
    return requests.Who(
        mask=message.param(0),
        operators="o" in flags,
        fields="".join(field for field in fields if field in _FIELDS),
        token=token if good else "",
    )


def _whois(message: Message, _: Limits) -> Request:
    # https://modern.ircdocs.horse/#whois-message: [<target>] <nick>
    several = len(message.params) > 1
    nicks = listed(message.params[1] if several else message.param(0))
    server = message.params[0] if several else ""
    return requests.Whois(nicks=nicks, server=server) if nicks else Unreadable(code="no_nick")


def _whowas(message: Message, _: Limits) -> Request:
    # https://modern.ircdocs.horse/#whowas-message: a count that is not positive, or none, asks for all.
    nicks = listed(message.param(0))
    count = message.param(1)
    positive = count.isascii() and count.isdigit() and len(count) < 10
    return requests.Whowas(nicks=nicks, count=int(count) if positive else 0) if nicks else Unreadable(code="no_nick")


def _ison(message: Message, _: Limits) -> Request:
    nicks = tuple(nick for param in message.params for nick in param.split(" ") if nick)
    return requests.AreOn(nicks=nicks) if nicks else too_few(message)


def _accept(message: Message, _: Limits) -> Request:
    # As Ergo and Solanum have it: a list of nicks, each taken out again behind a "-"; "*" lists them.
    items = listed(message.params[0])
    if not items:
        return too_few(message)
    return requests.Accept(
        add=tuple(item for item in items if not item.startswith("-") and item != "*"),
        remove=tuple(item[1:] for item in items if item.startswith("-")),
        list="*" in items,
    )


def _userhost(message: Message, _: Limits) -> Request:
    nicks = tuple(nick for param in message.params for nick in param.split(" ") if nick)
    return requests.UserHosts(nicks=nicks[:5]) if nicks else too_few(message)


MONITOR_WAYS: dict[str, Literal["add", "remove", "clear", "list", "stand"]] = {
    "+": "add",
    "-": "remove",
    "C": "clear",
    "L": "list",
    "S": "stand",
}


def _monitor(message: Message, _: Limits) -> Request:
    way = MONITOR_WAYS.get(message.params[0].upper())
    if way is None:
        return Unreadable(code="unknown_subcommand", about=("MONITOR", message.params[0]))
    nicks = listed(message.param(1)) if way in {"add", "remove"} else ()
    if way in {"add", "remove"} and not nicks:
        return too_few(message)
    return requests.Monitor(way=way, nicks=nicks)


def _setname(message: Message, _: Limits) -> Request:
    return requests.SetRealName(text=message.param(0))


def _chghost(message: Message, _: Limits) -> Request:
    nick, *words = message.params[:3]
    return requests.ChangeHost(nick=nick, user=words[0] if len(words) > 1 else "", host=words[-1])


def _away(message: Message, _: Limits) -> Request:
    return requests.Away(text=message.param(0))


COMMANDS: dict[str, tuple[int, Reader]] = {
    "ACCEPT": (1, _accept),
    "AWAY": (0, _away),
    "CHGHOST": (2, _chghost),
    "MONITOR": (1, _monitor),
    "SETNAME": (0, _setname),
    "ISON": (1, _ison),
    "USERHOST": (1, _userhost),
    "WHO": (0, _who),
    "WHOIS": (0, _whois),
    "WHOWAS": (0, _whowas),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
