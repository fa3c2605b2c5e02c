"""Looking round among users: lines to requests."""

from __future__ import annotations

from typing import Literal

from hubbub.model import requests
from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable

from .message import Message
from .reading import Reader, listed, too_few


def _who(message: Message, _: Limits) -> Request:
    mask = message.param(0)
    # https://modern.ircdocs.horse/#who-message: "0" is as none.
    return requests.Who(mask="" if mask == "0" else mask, operators="o" in message.param(1).partition("%")[0])


def _whois(message: Message, _: Limits) -> Request:
    # https://modern.ircdocs.horse/#whois-message: [<target>] <nick>
    nicks = listed(message.params[1] if len(message.params) > 1 else message.param(0))
    return requests.Whois(nicks=nicks) if nicks else Unreadable(code="no_nick")


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
    "AWAY": (0, _away),
    "CHGHOST": (2, _chghost),
    "MONITOR": (1, _monitor),
    "SETNAME": (0, _setname),
    "USERHOST": (1, _userhost),
    "WHO": (0, _who),
    "WHOIS": (0, _whois),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
