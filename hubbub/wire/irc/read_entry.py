"""Coming in, and going: lines to requests."""

from __future__ import annotations

from hubbub.model import requests
from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable

from .message import Message
from .reading import Reader, too_few


def _cap(message: Message, _: Limits) -> Request:
    subcommand = message.params[0].upper()
    if subcommand == "LS":
        version = message.param(1)
        # CAP LS Version: treated as a number.
        known = version.isascii() and version.isdigit() and len(version) < 10
        return requests.Capabilities(way="list", version=int(version) if known else 301)
    if subcommand == "LIST":
        return requests.Capabilities(way="active")
    if subcommand == "END":
        return requests.Capabilities(way="end")
    if subcommand == "REQ":
        text = " ".join(message.params[1:]).strip(" ")
        wanted = [name for name in text.split(" ") if name]
        # The CAP command: from left to right, so of two that contradict each other the last one counts.
        last = {name.removeprefix("-"): not name.startswith("-") for name in wanted}
        add = tuple(name for name, on in last.items() if on)
        remove = tuple(name for name, on in last.items() if not on)
        return requests.Capabilities(way="request", add=add, remove=remove, text=text)
    return Unreadable(code="bad_capability_command", about=(message.params[0],))


def _pass(message: Message, _: Limits) -> Request:
    return requests.Pass(password=message.params[0])


def _nick(message: Message, _: Limits) -> Request:
    nick = message.param(0)
    return requests.Nick(nick=nick) if nick else Unreadable(code="no_nick")


def _user(message: Message, _: Limits) -> Request:
    user, _mode, _unused, real_name = message.params[:4]
    # https://modern.ircdocs.horse/#user-message: an empty one is as good as none.
    return requests.Introduce(user=user, real_name=real_name) if user and real_name else too_few(message)


def _resume(message: Message, _: Limits) -> Request:
    return requests.Resume(token=message.params[0])


def _webirc(message: Message, _: Limits) -> Request:
    # https://ircv3.net/specs/extensions/webirc: password gateway hostname ip [:options], each key[=value]; "secure" and
    # "secure=examplevalue123" are the same.
    password, _gateway, host, address = message.params[:4]
    options = {option.partition("=")[0] for option in message.param(4).split(" ")}
    return requests.Webirc(password=password, address=address, host=host, secure="secure" in options)


def _ping(message: Message, _: Limits) -> Request:
    return requests.Ping(token=message.params[0])


def _pong(message: Message, _: Limits) -> Request:
    # https://modern.ircdocs.horse/#pong-message: [<server>] <token>
    return requests.Pong(token=message.params[-1] if message.params else "")


def _quit(message: Message, _: Limits) -> Request:
    return requests.Quit(reason=message.param(0))


COMMANDS: dict[str, tuple[int, Reader]] = {
    "CAP": (1, _cap),
    "NICK": (0, _nick),
    "PASS": (1, _pass),
    "PING": (1, _ping),
    "PONG": (0, _pong),
    "QUIT": (0, _quit),
    "RESUME": (1, _resume),
    "USER": (4, _user),
    "WEBIRC": (4, _webirc),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
