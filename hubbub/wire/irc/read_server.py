"""The server and its operators: lines to requests."""

from __future__ import annotations

from typing import Literal

from hubbub.model import requests
from hubbub.model.events import BanKind
from hubbub.model.limits import Limits
from hubbub.model.requests import Request

from .message import Message
from .reading import Reader, too_few


def _oper(message: Message, _: Limits) -> Request:
    return requests.Operator(name=message.params[0], password=message.params[1])


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
    return requests.Stats(query=message.params[0][:1]) if message.params[0] else too_few(message)


def _help(message: Message, _: Limits) -> Request:
    return requests.Help(topic=message.param(0))


def _isupport(_message: Message, _: Limits) -> Request:
    return requests.Supported()


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
    "KLINE": (1, _ban("mask")),
    "LUSERS": (0, _server_info("lusers")),
    "MOTD": (0, _server_info("motd")),
    "OPER": (2, _oper),
    "STATS": (1, _stats),
    "TIME": (0, _server_info("time")),
    "UNDLINE": (1, _unban("address")),
    "UNKLINE": (1, _unban("mask")),
    "VERSION": (0, _server_info("version")),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
