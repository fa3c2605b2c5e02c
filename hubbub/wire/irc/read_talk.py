"""Saying something: lines to requests."""

from __future__ import annotations

import re

from hubbub.model import requests
from hubbub.model.events import SayKind
from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable

from .message import Message
from .reading import Reader, listed

CID_TAG = "+hubbub/cid"


_CID = re.compile(r"[A-Za-z0-9_-]+")


_CTCP_ACTION = "\x01ACTION"


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
    targets = listed(to) if "," in to else (to,)
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


COMMANDS: dict[str, tuple[int, Reader]] = {
    "NOTICE": (0, _notice),
    "PRIVMSG": (0, _privmsg),
    "TAGMSG": (1, _tagmsg),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
