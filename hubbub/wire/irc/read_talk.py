"""Saying something: lines to requests."""

from __future__ import annotations

import re

from hubbub.model import requests
from hubbub.model.events import SayKind
from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable
from hubbub.model.services import SERVICES, Service, service

from .message import Message
from .reading import Reader, listed, too_few

CID_TAG = "+hubbub/cid"


_CID = re.compile(r"[A-Za-z0-9_-]+")


_CTCP_ACTION = "\x01ACTION"


def _privmsg(message: Message, limits: Limits) -> Request:
    params = message.params
    if not params:
        return Unreadable(code="no_recipient")
    if len(params) < 2 or not params[1]:
        return Unreadable(code="no_text")
    action = _action(params[1])
    return _say(message, limits, params[1], "message") if action is None else _say(message, limits, action, "action")


def _action(text: str) -> str | None:
    """What is done, where the text is a CTCP ACTION."""
    if not text.startswith(_CTCP_ACTION) or text[len(_CTCP_ACTION) :][:1] not in {"", " ", "\x01"}:
        return None
    return text[len(_CTCP_ACTION) :].removeprefix(" ").removesuffix("\x01")


def _notice(message: Message, limits: Limits) -> Request:
    # https://modern.ircdocs.horse/#notice-message: never answered by an error, so what cannot be sent goes nowhere.
    if len(message.params) < 2 or not message.params[1]:
        return requests.Say(targets=(), text="", kind="notice")
    return _say(message, limits, message.params[1], "notice")


def _tagmsg(message: Message, limits: Limits) -> Request:
    return _say(message, limits, "", "tags")


def _say(message: Message, limits: Limits, text: str, kind: SayKind) -> Request:
    to = message.params[0]
    targets = listed(to) if "," in to else (to,)
    asked = next((found for target in targets if (found := service(target)) is not None), None)
    if asked is not None:
        return _to_service(asked, targets, text, kind)
    if not (to and targets):
        return requests.Say(targets=(), text="", kind="notice") if kind == "notice" else Unreadable(code="no_recipient")
    if not message.tags:
        return requests.Say(targets=targets, text=text, kind=kind)
    cid = own_id(message, limits)
    if isinstance(cid, Unreadable):
        return cid
    return requests.Say(targets=targets, text=text, kind=kind, tags=relayed(message), cid=cid)


def own_id(message: Message, limits: Limits) -> str | Unreadable:
    """The sender's own id for a message, "" for none."""
    cid = message.tags.get(CID_TAG, "")
    if CID_TAG in message.tags and not (_CID.fullmatch(cid) and len(cid) <= limits.cid_length):
        return Unreadable(code="bad_cid", about=(message.command, "INVALID_CID"))
    return cid


def relayed(message: Message) -> tuple[tuple[str, str], ...]:
    # IRCv3 message-tags, Client-only tags: these alone are relayed.
    return tuple((name, value) for name, value in message.tags.items() if name.startswith("+") and name != CID_TAG)


def _relaymsg(message: Message, _: Limits) -> Request:
    channel, nick, text = message.params[:3]
    if not text:
        return Unreadable(code="no_text")
    done = _action(text)
    return requests.Relay(
        channel=channel,
        nick=nick,
        text=text if done is None else done,
        tags=relayed(message),
        action=done is not None,
    )


def _stage(named: bool, action: bool) -> Reader:
    def reader(message: Message, _limits: Limits) -> Request:
        # As Ergo has it: what is said needs no colon.
        channel, *words = message.params
        name = words.pop(0) if named else ""
        text = " ".join(words)
        if named and not name:
            return too_few(message)
        return requests.Stage(channel=channel, name=name, text=text, action=action) if text else Unreadable("no_text")

    return reader


def _to_service(asked: Service, targets: tuple[str, ...], text: str, kind: SayKind) -> Request:
    """What is said to a service is a command, and may hold a password: nobody else is to hear it."""
    if kind in {"notice", "tags"} or text.startswith("\x01"):
        return requests.Say(targets=(), text="", kind="notice")  # they answer to words alone
    if len(targets) > 1:
        return Unreadable(code="too_many_targets", about=(asked.name,), text=f"write to {asked.name} alone")
    return requests.AskService(service=asked.name, text=text if kind == "message" else "")


def _asking(asked: Service) -> Reader:
    return lambda message, _: requests.AskService(service=asked.name, text=" ".join(message.params))


def _redact(message: Message, _: Limits) -> Request:
    target, msgid = message.params[:2]
    if not target or not msgid:
        return too_few(message)
    return requests.Redact(target=target, message=msgid, reason=message.param(2))


COMMANDS: dict[str, tuple[int, Reader]] = {
    "NOTICE": (0, _notice),
    "NPC": (3, _stage(named=True, action=False)),
    "NPCA": (3, _stage(named=True, action=True)),
    "PRIVMSG": (0, _privmsg),
    "RELAYMSG": (3, _relaymsg),
    "SCENE": (2, _stage(named=False, action=False)),
    "REDACT": (2, _redact),
    "TAGMSG": (1, _tagmsg),
    **{command: (0, _asking(asked)) for asked in SERVICES for command in asked.commands},
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
