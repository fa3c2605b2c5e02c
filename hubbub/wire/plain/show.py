"""Events and replies to what a plain client reads.

No line can be taken for another: what people say begins with who said it, or with where, in brackets that no
nickname holds; what the server says begins with ``-- ``, as no nickname does; nothing but this file breaks a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hubbub.model.events import (
    ChannelRenamed,
    Conversation,
    Event,
    Invited,
    Joined,
    Kicked,
    Killed,
    Left,
    ModesSet,
    Quit,
    Reacted,
    Redacted,
    Renamed,
    Said,
    TopicSet,
    UserModesSet,
    Wallops,
)
from hubbub.model.modes import show_changes
from hubbub.model.names import fold, is_channel, shortened
from hubbub.model.replies import FoundAre, HistoryIs, Reply
from hubbub.model.server import Server
from hubbub.wire.variant import Variant

from .answers import moment, sentences
from .clean import one_line

SERVER = "-- "
"""Begins every line that nobody said."""

SHOWN_REACTION = 32
"""Characters of a reaction: enough for any emoji, and for a word."""

PRIVATE = "(private) "
"""Begins what was said to the reader alone."""


def show_event(event: Event, variant: Variant, server: Server) -> bytes:
    """The lines by which a plain client hears of ``event``, b"" for none."""
    if isinstance(event, Said):
        return _encode(_said(event, server))
    if variant.framing != "lines" or getattr(event, "size", 0) > server.limits.listed_names:
        return b""
    return _encode(_notice(event, server))


def show_reply(reply: Reply, nick: str, server: Server) -> bytes:  # noqa: ARG001 - shaped as every protocol's is
    """The lines that answer ``nick``, b"" where the reply has no meaning outside IRC."""
    if isinstance(reply, HistoryIs):
        return _history(reply.events, server, "nothing has been said yet")
    if isinstance(reply, FoundAre):
        return _history(reply.events, server, "nothing like that was said")
    return _encode([SERVER + sentence for sentence in sentences(reply, server)])


def _encode(lines: list[str]) -> bytes:
    return "".join([f"{one_line(line)}\n" for line in lines]).encode("utf-8", "replace")


def _where_said(event: Said | Reacted | Redacted, server: Server) -> str:
    return PRIVATE if event.to else "" if _in_lobby(event.conversation, server) else f"[{event.conversation.name}] "


def _said(event: Said, server: Server) -> list[str]:
    where = _where_said(event, server)
    nick = event.source.nick
    head = f"{where}* {nick} " if event.kind == "action" else f"{where}{nick}: "
    return [head + line for line in event.text.split("\n")]


def _reacted(event: Reacted, server: Server) -> list[str]:
    what = shortened(event.reaction, SHOWN_REACTION)
    did, to = (f"reacted {what}", " to ") if event.added else (f"took back {what}", " from ")
    about = f"{to}{event.author}" if event.author else ""
    quote = f": {event.quote}" if event.quote else ""
    return [f"{_where_said(event, server)}* {event.source.nick} {did}{about}{quote}"]


def _redacted(event: Redacted, server: Server) -> list[str]:
    whose = "" if event.author == event.source.nick else f" by {event.author}"
    return [f"{_where_said(event, server)}* {event.source.nick} removed a message{whose}{_because(event.reason)}"]


DONE_TO_MESSAGES: dict[type[Event], Callable[[Any, Server], list[str]]] = {
    Reacted: _reacted,
    Redacted: _redacted,
}
"""What is done to messages stands where they do, and begins as an action does."""


def _notice(event: Event, server: Server) -> list[str]:
    tell = DONE_TO_MESSAGES.get(type(event))
    if tell is not None:
        return tell(event, server)
    show = NOTICES.get(type(event))
    return [SERVER + show(event, server)] if show else []


def _history(events: Iterable[Event], server: Server, nothing: str) -> bytes:
    lines = [
        f"[{moment(event.time)}] {line}"
        for event in events
        for line in (_said(event, server) if isinstance(event, Said) else _notice(event, server))
    ]
    return _encode(lines or [f"{SERVER}{nothing}"])


def _in_lobby(channel: Conversation, server: Server) -> bool:
    """What is for some ranks of the lobby alone (``@#lobby``) says so."""
    return channel.key == fold(server.lobby, server.casemapping) and is_channel(channel.name)


def _where(words: str, channel: Conversation, server: Server) -> str:
    """`` of #dev``, say; nothing for the lobby."""
    return "" if _in_lobby(channel, server) else f" {words}{channel.name}"


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _joined(event: Joined, server: Server) -> str:
    return f"{event.source.nick} joined{_where('', event.channel, server)}"


def _left(event: Left, server: Server) -> str:
    return f"{event.source.nick} left{_where('', event.channel, server)}{_because(event.reason)}"


def _kicked(event: Kicked, server: Server) -> str:
    where = _where("from ", event.channel, server)
    reason = "" if event.reason == event.source.nick else event.reason  # IRC's way to give none
    return f"{event.source.nick} removed {event.target.nick}{where}{_because(reason)}"


def _channel_renamed(event: ChannelRenamed, _: Server) -> str:
    return f"{event.source.nick} renamed {event.channel.name} to {event.after.name}{_because(event.reason)}"


def _topic_set(event: TopicSet, server: Server) -> str:
    where = _where("of ", event.channel, server)
    if not event.text:
        return f"{event.source.nick} removed the topic{where}"
    return f"{event.source.nick} set the topic{where}: {event.text}"


def _modes_set(event: ModesSet, server: Server) -> str:
    modes = " ".join(show_changes(event.changes))
    return f"{event.source.nick} set the mode {modes}{_where('in ', event.channel, server)}"


def _renamed(event: Renamed, _: Server) -> str:
    return f"{event.source.nick} is now known as {event.nick}"


def _quit(event: Quit, _: Server) -> str:
    return f"{event.source.nick} left{_because(event.reason)}"


def _invited(event: Invited, _: Server) -> str:
    return f"{event.source.nick} invites you to {event.channel.name}: /join {event.channel.name}"


def _user_modes_set(event: UserModesSet, _: Server) -> str:
    return f"your modes changed: {' '.join(show_changes(event.changes))}"


def _killed(event: Killed, _: Server) -> str:
    return f"the server operator {event.source.nick} ends your visit{_because(event.reason)}"


def _wallops(event: Wallops, _: Server) -> str:
    return f"the server operator {event.source.nick} tells everybody: {event.text}"


# Typed by its keys: each function takes the event it stands beside.
NOTICES: dict[type[Event], Callable[[Any, Server], str]] = {
    Joined: _joined,
    Left: _left,
    Kicked: _kicked,
    ChannelRenamed: _channel_renamed,
    TopicSet: _topic_set,
    ModesSet: _modes_set,
    Renamed: _renamed,
    Quit: _quit,
    Invited: _invited,
    UserModesSet: _user_modes_set,
    Killed: _killed,
    Wallops: _wallops,
}
"""What somebody who types lines is told of what happens; what is said, everybody hears."""
