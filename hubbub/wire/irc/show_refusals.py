"""Refusals, notes and ends: replies to lines."""

from __future__ import annotations

import re

from hubbub.model import refusals, replies
from hubbub.model.replies import Reply

from .asker import Asker, Lines, Show
from .line import line

UNKNOWN_ERROR = "400"
STANDARD_REPLIES = frozenset({"FAIL", "WARN", "NOTE"})


_BLANK = re.compile(r"\{\{|\}\}|\{\}")


def refused(reply: replies.Refused, asker: Asker) -> Lines:
    entry = refusals.TABLE.get(reply.code, refusals.Refusal(UNKNOWN_ERROR, reply.code))
    text = reply.text or _filled(entry.text, reply.about)
    if entry.numeric in STANDARD_REPLIES:
        # IRCv3 standard-replies: FAIL <command> <code> [<context>…] <description>
        return [asker.say(entry.numeric, *(reply.about or ("*", "UNKNOWN_ERROR")), text=text)]
    return [asker.numeric(entry.numeric, *reply.about, text=text)]


def _filled(template: str, about: tuple[str, ...]) -> str:
    parts = iter(about)
    return _BLANK.sub(lambda found: next(parts, "") if found[0] == "{}" else found[0][0], template)


def _note(reply: replies.Note, asker: Asker) -> Lines:
    return [asker.say("NOTICE", asker.nick, text=reply.text)]


def _closing(reply: replies.Closing, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#error-message
    return [line(f"ERROR :{reply.reason}", "", asker.server.limits.line_bytes)]


def _own_quit(reply: replies.OwnQuit, asker: Asker) -> Lines:
    return [line(f":{reply.source.mask} QUIT :{reply.reason}", "", asker.server.limits.line_bytes)]


def _pong(reply: replies.Pong, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#pong-message: <server> <token>
    return [asker.say("PONG", asker.server.name, text=reply.token)]


def _nothing(_reply: Reply, _asker: Asker) -> Lines:
    return []


REPLIES: dict[type[Reply], Show] = {
    replies.Closing: _closing,
    replies.Greeting: _nothing,
    replies.Note: _note,
    replies.OwnQuit: _own_quit,
    replies.Pong: _pong,
    replies.Refused: refused,
    replies.Talking: _nothing,
}
"""See `hubbub.wire.irc.show_replies.REPLIES`."""
