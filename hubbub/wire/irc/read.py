"""Lines to requests: one table of commands, and a small reader for each.

Only translation: who may do what, and whether a name is a good one, is decided by the commands, alike for every
protocol.  Readers are called with at least the parameters their row asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import msgspec

from hubbub.model import names, requests
from hubbub.model.events import BanKind, SayKind
from hubbub.model.limits import Limits
from hubbub.model.modes import read_changes
from hubbub.model.requests import Request, Unreadable

from . import read_history
from .message import Message, parse

LABEL_BYTES = 64
"""IRCv3 labeled-response, Tag value: a longer one is no label."""

CID_TAG = "+hubbub/cid"
_CID = re.compile(r"[A-Za-z0-9_-]+")
_CTCP_ACTION = "\x01ACTION"
_NEVER_IN_A_LINE = b"\r\n\0"

Reader = Callable[[Message, Limits], Request]


def read(line: bytes, limits: Limits) -> Request | None:
    """Read one line without its CR LF; None for one that asks nothing.  Never raises.

    CR, LF and NUL cannot be in a message (https://modern.ircdocs.horse/#message-format): a stray one is dropped.
    """
    if b"\r" in line or b"\0" in line or b"\n" in line:
        line = line.translate(None, _NEVER_IN_A_LINE)
    if (len(line) > limits.line_bytes - 2 or line.startswith(b"@")) and _too_long(line, limits):
        return Unreadable(code="line_too_long", label=_label_of_too_long(line, limits))
    try:
        message = parse(line.decode())
    except UnicodeDecodeError:
        message = parse(line.decode("utf-8", "replace"))
        command = message.command if message.command in COMMANDS else "*"
        # IRCv3 utf8-only: refused rather than relayed.
        return Unreadable(code="bad_utf8", about=(command, "INVALID_UTF8"), label=_label(message))
    row = COMMANDS.get(message.command)
    if row is not None:
        fewest, reader = row
        request = reader(message, limits) if len(message.params) >= fewest else _too_few(message)
    elif message.command:
        request = Unreadable(code="unknown_command", about=(message.command,))
    else:
        return None
    if message.tags:
        label = _label(message)
        return msgspec.structs.replace(request, label=label) if label else request
    return request


def _too_long(line: bytes, limits: Limits) -> bool:
    # IRCv3 message-tags, Size limit: tags and the rest are counted apart, "@" and the space belong to the tags.
    tags = line.find(b" ") + 1 or len(line) if line.startswith(b"@") else 0
    return tags > limits.client_tag_bytes or len(line) - tags > limits.line_bytes - 2


def _label_of_too_long(line: bytes, limits: Limits) -> str:
    head = line.partition(b" ")[0]
    if not head.startswith(b"@") or len(head) >= limits.client_tag_bytes:
        return ""
    return _label(parse(head.decode("utf-8", "replace")))


def _label(message: Message) -> str:
    label = message.tags.get("label", "")
    return label if len(label.encode("utf-8", "replace")) <= LABEL_BYTES else ""


def _too_few(message: Message) -> Unreadable:
    return Unreadable(code="too_few_parameters", about=(message.command,))


def _list(text: str) -> tuple[str, ...]:
    return tuple(item for item in text.split(",") if item)


# --- coming in, and going -------------------------------------------------------------------------------------------


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
        add = tuple(name for name in wanted if not name.startswith("-"))
        remove = tuple(name[1:] for name in wanted if name.startswith("-"))
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
    return requests.Introduce(user=user, real_name=real_name) if user and real_name else _too_few(message)


def _resume(message: Message, _: Limits) -> Request:
    return requests.Resume(token=message.params[0])


def _webirc(message: Message, _: Limits) -> Request:
    # https://ircv3.net/specs/extensions/webirc: password gateway hostname ip [:options], each key[=value].
    _password, _gateway, host, address = message.params[:4]
    options = {option.partition("=")[0] for option in message.param(4).split(" ")}
    return requests.Webirc(address=address, host=host, secure="secure" in options)


def _ping(message: Message, _: Limits) -> Request:
    return requests.Ping(token=message.params[0])


def _pong(message: Message, _: Limits) -> Request:
    # https://modern.ircdocs.horse/#pong-message: [<server>] <token>
    return requests.Pong(token=message.params[-1] if message.params else "")


def _quit(message: Message, _: Limits) -> Request:
    return requests.Quit(reason=message.param(0))


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
    return requests.Stats(query=message.params[0][:1]) if message.params[0] else _too_few(message)


# --- talk -----------------------------------------------------------------------------------------------------------


def _privmsg(message: Message, limits: Limits) -> Request:
    params = message.params
    if not params:
        return Unreadable(code="no_recipient")
    if len(params) < 2 or not params[1]:
        return Unreadable(code="no_text")
    text = params[1]
    kind: SayKind = "message"
    if text.startswith(_CTCP_ACTION) and text[len(_CTCP_ACTION) :][:1] in {"", " ", "\x01"}:
        kind = "action"
        text = text[len(_CTCP_ACTION) :].removeprefix(" ").removesuffix("\x01")
    return _say(message, limits, text, kind)


def _notice(message: Message, limits: Limits) -> Request:
    # https://modern.ircdocs.horse/#notice-message: never answered by an error, so what cannot be sent goes nowhere.
    if len(message.params) < 2 or not message.params[1]:
        return requests.Say(targets=(), text="", kind="notice")
    return _say(message, limits, message.params[1], "notice")


def _tagmsg(message: Message, limits: Limits) -> Request:
    return _say(message, limits, "", "tags")


def _say(message: Message, limits: Limits, text: str, kind: SayKind) -> Request:
    to = message.params[0]
    targets = _list(to) if "," in to else (to,)
    if not (to and targets):
        return requests.Say(targets=(), text="", kind="notice") if kind == "notice" else Unreadable(code="no_recipient")
    if not message.tags:
        return requests.Say(targets=targets, text=text, kind=kind)
    cid = message.tags.get(CID_TAG, "")
    if CID_TAG in message.tags and not (_CID.fullmatch(cid) and len(cid) <= limits.cid_length):
        return Unreadable(code="bad_cid", about=(message.command, "INVALID_CID"))
    # IRCv3 message-tags, Client-only tags: these alone are relayed.
    tags = tuple((name, value) for name, value in message.tags.items() if name.startswith("+") and name != CID_TAG)
    return requests.Say(targets=targets, text=text, kind=kind, tags=tags, cid=cid)


# --- channels -------------------------------------------------------------------------------------------------------


def _join(message: Message, _: Limits) -> Request:
    if message.params[0] == "0":
        return requests.PartAll()
    channels = message.params[0].split(",")
    keys = message.param(1).split(",") if message.param(1) else []
    keys += [""] * (len(channels) - len(keys))
    wanted = [(channel, key) for channel, key in zip(channels, keys, strict=False) if channel]
    if not wanted:
        return _too_few(message)
    some_key = any(key for _channel, key in wanted)
    return requests.Join(
        channels=tuple(channel for channel, _key in wanted), keys=tuple(key for _channel, key in wanted if some_key)
    )


def _part(message: Message, _: Limits) -> Request:
    channels = _list(message.params[0])
    return requests.Part(channels=channels, reason=message.param(1)) if channels else _too_few(message)


def _topic(message: Message, _: Limits) -> Request:
    if not message.params[0]:
        return _too_few(message)
    return requests.Topic(channel=message.params[0], text=message.params[1] if len(message.params) > 1 else None)


def _mode(message: Message, _: Limits) -> Request:
    target = message.params[0]
    changes = read_changes(message.params[1:])
    if names.is_channel(target):
        return requests.ChannelModes(channel=target, changes=changes)
    return requests.UserModes(nick=target, changes=changes)


def _kick(message: Message, _: Limits) -> Request:
    channel, nicks = message.params[0], _list(message.params[1])
    if not channel or not nicks:
        return _too_few(message)
    return requests.Kick(channel=channel, nicks=nicks, reason=message.param(2))


def _invite(message: Message, _: Limits) -> Request:
    if not message.params:
        return requests.Invite()
    if len(message.params) < 2 or not message.params[0] or not message.params[1]:
        return _too_few(message)
    return requests.Invite(nick=message.params[0], channel=message.params[1])


# --- looking round --------------------------------------------------------------------------------------------------


def _names(message: Message, _: Limits) -> Request:
    return requests.Names(channels=_list(message.param(0)))


def _list_channels(message: Message, _: Limits) -> Request:
    # https://modern.ircdocs.horse/#list-message: channels, conditions (ELIST, U), or both; a server's name after
    # them is not needed on a network of one.
    masks: list[str] = []
    bounds: dict[str, int] = {}
    for place, param in enumerate(message.params[:2]):
        for item in _list(param):
            number = item[1:]
            if item[0] in "<>" and number.isascii() and number.isdigit() and len(number) < 10:
                bounds[item[0]] = int(number)
            elif place == 0:
                masks.append(item)
    return requests.ListChannels(masks=tuple(masks), more_than=bounds.get(">"), fewer_than=bounds.get("<"))


def _who(message: Message, _: Limits) -> Request:
    mask = message.param(0)
    # https://modern.ircdocs.horse/#who-message: "0" is as none.
    return requests.Who(mask="" if mask == "0" else mask, operators="o" in message.param(1).partition("%")[0])


def _whois(message: Message, _: Limits) -> Request:
    # https://modern.ircdocs.horse/#whois-message: [<target>] <nick>
    nicks = _list(message.params[1] if len(message.params) > 1 else message.param(0))
    return requests.Whois(nicks=nicks) if nicks else Unreadable(code="no_nick")


def _userhost(message: Message, _: Limits) -> Request:
    nicks = tuple(nick for param in message.params for nick in param.split(" ") if nick)
    return requests.UserHosts(nicks=nicks[:5]) if nicks else _too_few(message)


def _away(message: Message, _: Limits) -> Request:
    return requests.Away(text=message.param(0))


def _help(message: Message, _: Limits) -> Request:
    return requests.Help(topic=message.param(0))


def _server_info(what: Literal["motd", "lusers", "version", "time", "admin", "info"]) -> Reader:
    def reader(message: Message, _limits: Limits) -> Request:
        # https://modern.ircdocs.horse/#lusers-message: there, the target comes after a mask nobody uses
        return requests.ServerInfo(what=what, target=message.param(1 if what == "lusers" else 0))

    return reader


COMMANDS: dict[str, tuple[int, Reader]] = {
    "ADMIN": (0, _server_info("admin")),
    "AWAY": (0, _away),
    "CAP": (1, _cap),
    "CHATHISTORY": (0, read_history.read_history),
    "DLINE": (1, _ban("address")),
    "HELP": (0, _help),
    "HELPOP": (0, _help),
    "INFO": (0, _server_info("info")),
    "INVITE": (0, _invite),
    "JOIN": (1, _join),
    "KICK": (2, _kick),
    "KLINE": (1, _ban("mask")),
    "LIST": (0, _list_channels),
    "LUSERS": (0, _server_info("lusers")),
    "MODE": (1, _mode),
    "MOTD": (0, _server_info("motd")),
    "NAMES": (0, _names),
    "NICK": (0, _nick),
    "NOTICE": (0, _notice),
    "OPER": (2, _oper),
    "PART": (1, _part),
    "PASS": (1, _pass),
    "PING": (1, _ping),
    "PONG": (0, _pong),
    "PRIVMSG": (0, _privmsg),
    "QUIT": (0, _quit),
    "RESUME": (1, _resume),
    "STATS": (1, _stats),
    "TAGMSG": (1, _tagmsg),
    "TIME": (0, _server_info("time")),
    "TOPIC": (1, _topic),
    "UNDLINE": (1, _unban("address")),
    "UNKLINE": (1, _unban("mask")),
    "USER": (4, _user),
    "USERHOST": (1, _userhost),
    "VERSION": (0, _server_info("version")),
    "WEBIRC": (4, _webirc),
    "WHO": (0, _who),
    "WHOIS": (0, _whois),
}
"""Command to (fewest parameters, reader); with fewer the answer is 461, for a command that is not here 421."""
