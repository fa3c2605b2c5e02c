"""The server and its operators: lines to requests."""

from __future__ import annotations

from typing import Literal

from hubbub.model import requests
from hubbub.model.events import BanKind
from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable

from .message import Message
from .reading import Reader, too_few


def _oper(message: Message, _: Limits) -> Request:
    # Without a password it is a wrong one, and told the one answer that all the wrong ones get (491).
    return requests.Operator(name=message.params[0], password=message.param(1))


def _ban(kind: BanKind) -> Reader:
    def reader(message: Message, _limits: Limits) -> Request:
        # As most servers have it: [<minutes>] <mask> [<reason>]
        minutes, words = 0, list(message.params)
        if len(words) > 1 and words[0].isascii() and words[0].isdigit() and len(words[0]) < 10:
            minutes = int(words.pop(0))
        return requests.Ban(kind=kind, mask=words[0], minutes=minutes, reason=" ".join(words[1:]))

    return reader


def _unban(kind: BanKind) -> Reader:
    def reader(message: Message, _limits: Limits) -> Request:
        return requests.Unban(kind=kind, mask=message.params[0])

    return reader


def _stats(message: Message, _: Limits) -> Request:
    query, server = message.params[0], message.param(1)
    return requests.Stats(query=query[:1], server=server) if query else too_few(message)


def _kill(message: Message, _: Limits) -> Request:
    nick = message.params[0]
    return requests.Kill(nick=nick, reason=message.param(1)) if nick else too_few(message)


def _wallops(message: Message, _: Limits) -> Request:
    text = message.params[0]
    return requests.Wallops(text=text) if text else too_few(message)


def _help(message: Message, _: Limits) -> Request:
    return requests.Help(topic=message.param(0))


def _isupport(_message: Message, _: Limits) -> Request:
    return requests.Supported()


def _rehash(_message: Message, _: Limits) -> Request:
    return requests.Rehash()


def _links(message: Message, _: Limits) -> Request:
    # RFC 2812 section 3.4.5: [[<remote server>] <server mask>]
    return requests.ServerInfo(what="links", target=message.params[-1] if message.params else "")


def _never(code: str) -> Reader:
    def reader(_message: Message, _limits: Limits) -> Request:
        return Unreadable(code=code)

    return reader


def _server_info(what: Literal["motd", "lusers", "version", "time", "admin", "info"]) -> Reader:
    def reader(message: Message, _limits: Limits) -> Request:
        # https://modern.ircdocs.horse/#lusers-message: there, the target comes after a mask nobody uses
        return requests.ServerInfo(what=what, target=message.param(1 if what == "lusers" else 0))

    return reader


COMMANDS: dict[str, tuple[int, Reader]] = {
    "ADMIN": (0, _server_info("admin")),
    "DLINE": (1, _ban("address")),
    "HELP": (0, _help),
    "HELPOP": (0, _help),
    "INFO": (0, _server_info("info")),
    "ISUPPORT": (0, _isupport),
    "KILL": (1, _kill),
    "KLINE": (1, _ban("mask")),
    "LINKS": (0, _links),
    "LUSERS": (0, _server_info("lusers")),
    "MOTD": (0, _server_info("motd")),
    "OPER": (1, _oper),
    "STATS": (1, _stats),
    "REHASH": (0, _rehash),
    # RFC 2812 sections 4.5 and 4.6: a server without them answers so.
    "SUMMON": (0, _never("summon_disabled")),
    "TIME": (0, _server_info("time")),
    "UNDLINE": (1, _unban("address")),
    "UNKLINE": (1, _unban("mask")),
    "USERS": (0, _never("users_disabled")),
    "VERSION": (0, _server_info("version")),
    "WALLOPS": (1, _wallops),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
