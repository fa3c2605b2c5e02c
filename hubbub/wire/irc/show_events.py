"""Events to lines: one table, and for each event the body of its line or lines, without tags.

A body is what stands behind the tags.  An event without a row, or with no body for these capabilities, is not shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hubbub.model import events
from hubbub.model.events import Event, Said, Source
from hubbub.model.modes import Change, show_changes
from hubbub.model.server import Server

from . import multiline
from .line import CRLF, LEAST_ROOM, clean, line, split, stamp, tag_section, word

Bodies = tuple[str, ...]

_SERVER = Source("", "", "", "")
"""Who speaks where no user does."""


def event_lines(event: Event, capabilities: frozenset[str], server: Server, batch: str = "") -> bytes:
    """The lines of an event, each with its CR LF, for a session with these capabilities; b"" where none is shown.

    ``batch``: the reference of the batch they belong to, "" for none.
    """
    if type(event) is Said:
        return _said(event, capabilities, server, batch)
    row = EVENTS.get(type(event))
    bodies = row(event, capabilities, server) if row is not None else ()
    if not bodies:
        return b""
    client_tags = event.tags if isinstance(event, events.TagsAlone) else ()
    # An id that the log does not keep would name nothing in a later CHATHISTORY; TAGMSG has one all the same
    # (IRCv3 message-ids).
    msgid = event.id if event.durable or client_tags else ""
    longest = server.limits.line_bytes
    users: list[Source] = [user for user in (getattr(event, "source", None), getattr(event, "target", None)) if user]
    lines = []
    for body in bodies:
        # account-tag, bot-mode: they say something of who sends the line, and so are not on the server's own.
        sender = next((user for user in users if body.startswith(f":{user.mask} ")), _SERVER)
        tags = tag_section(capabilities, event.time, msgid, client_tags, batch, sender.account, sender.bot)
        lines.append(line(body, tags, longest))
        msgid, client_tags = "", ()
    return lines[0] if len(lines) == 1 else b"".join(lines)


def _said(event: Said, capabilities: frozenset[str], server: Server, batch: str) -> bytes:
    source, kind, text = event.source, event.kind, event.text
    if event.splits or "\n" in text:
        return multiline.show(event, capabilities, server, batch)
    command = "NOTICE" if kind == "notice" else "PRIVMSG"
    head = f":{source.nick}!{source.user}@{source.host} {command} {event.conversation.name} :"
    opening, closing = ("\x01ACTION ", "\x01") if kind == "action" else ("", "")
    relayed_by = "" if event.staged else event.by
    tags = (
        tag_section(capabilities, event.time, event.id, event.tags, batch, source.account, source.bot, relayed_by)
        if capabilities or batch
        else ""
    )
    body = clean(f"{head}{opening}{text}{closing}").encode("utf-8", "replace")
    longest = server.limits.line_bytes - len(CRLF)
    if len(body) <= longest:
        return tags.encode("utf-8", "replace") + body + CRLF
    start = (clean(head) + opening).encode("utf-8", "replace")
    end = closing.encode()
    pieces = split(clean(text).encode("utf-8", "replace"), max(longest - len(start) - len(end), LEAST_ROOM))
    first = tags.encode("utf-8", "replace")
    other = tag_section(capabilities, event.time, "", (), batch, source.account, source.bot, relayed_by).encode()
    return b"".join((first if place == 0 else other) + start + piece + end + CRLF for place, piece in enumerate(pieces))


def join_body(source: Source, channel: str, real_name: str, capabilities: frozenset[str]) -> str:
    """JOIN as the capability extended-join shapes it: account (``*`` for none) and real name."""
    if "extended-join" in capabilities:
        return f":{source.mask} JOIN {channel} {word(source.account)} :{real_name}"
    return f":{source.mask} JOIN {channel}"


def _tagged(event: events.TagsAlone, capabilities: frozenset[str], _server: Server) -> Bodies:
    # IRCv3 message-tags, TAGMSG: only to those who negotiated it.
    if "message-tags" not in capabilities:
        return ()
    return (f":{event.source.mask} TAGMSG {event.conversation.name}",)


def _joined(event: events.Joined, capabilities: frozenset[str], server: Server) -> Bodies:
    join = join_body(event.source, event.channel.name, event.real_name, capabilities)
    if not event.ranks or event.size <= 1:
        return (join,)
    # The newcomer learns its rank from the names it is sent; those who were there learn it from the server's MODE.
    return (join, _ranks_body(event.channel, event.ranks, event.source, server))


def _ranks_body(channel: events.Conversation, ranks: str, member: Source, server: Server) -> str:
    changes = tuple(Change(True, letter, member.nick) for letter in sorted(ranks))
    return f":{server.name} MODE {channel.name} {' '.join(show_changes(changes))}"


def _left(event: events.Left, _capabilities: frozenset[str], _server: Server) -> Bodies:
    reason = f" :{event.reason}" if event.reason else ""
    return (f":{event.source.mask} PART {event.channel.name}{reason}",)


def _kicked(event: events.Kicked, _capabilities: frozenset[str], _server: Server) -> Bodies:
    # https://modern.ircdocs.horse/#kick-message: a default comment where none was given.
    reason = event.reason or event.source.nick
    return (f":{event.source.mask} KICK {event.channel.name} {event.target.nick} :{reason}",)


def _channel_renamed(event: events.ChannelRenamed, _capabilities: frozenset[str], _server: Server) -> Bodies:
    # IRCv3 channel-rename, Messages: always with a reason; who has not negotiated it is told by `replies.Moved`.
    return (f":{event.source.mask} RENAME {event.channel.name} {event.after.name} :{event.reason}",)


def _topic_set(event: events.TopicSet, _capabilities: frozenset[str], _server: Server) -> Bodies:
    return (f":{event.source.mask} TOPIC {event.channel.name} :{event.text}",)


def _modes_set(event: events.ModesSet, _capabilities: frozenset[str], server: Server) -> Bodies:
    head = f":{event.source.mask} MODE {event.channel.name} "
    bodies: list[str] = []
    held: tuple[Change, ...] = ()
    for change in event.changes:
        longer = (*held, change)
        if held and len(f"{head}{_mode_words(longer)}".encode("utf-8", "replace")) > server.limits.line_bytes - 2:
            bodies.append(f"{head}{_mode_words(held)}")
            longer = (change,)
        held = longer
    return (*bodies, f"{head}{_mode_words(held)}") if held else ()


def _mode_words(changes: tuple[Change, ...]) -> str:
    return " ".join(word(part) for part in show_changes(changes))


def _user_modes_set(event: events.UserModesSet, _capabilities: frozenset[str], _server: Server) -> Bodies:
    if not event.changes:
        return ()
    return (f":{event.source.mask} MODE {event.source.nick} {_mode_words(event.changes)}",)


def _renamed(event: events.Renamed, _capabilities: frozenset[str], _server: Server) -> Bodies:
    return (f":{event.source.mask} NICK {event.nick}",)


def _quit(event: events.Quit, _capabilities: frozenset[str], _server: Server) -> Bodies:
    return (f":{event.source.mask} QUIT :{event.reason}",)


def _away_changed(event: events.AwayChanged, capabilities: frozenset[str], _server: Server) -> Bodies:
    # IRCv3 away-notify: no parameter means back.
    if "away-notify" not in capabilities:
        return ()
    return (f":{event.source.mask} AWAY :{event.text}" if event.text else f":{event.source.mask} AWAY",)


def _real_name_set(event: events.RealNameSet, capabilities: frozenset[str], _server: Server) -> Bodies:
    # IRCv3 setname: never to those who have not negotiated it.
    return (f":{event.source.mask} SETNAME :{event.text}",) if "setname" in capabilities else ()


def _host_changed(event: events.HostChanged, capabilities: frozenset[str], _server: Server) -> Bodies:
    # IRCv3 chghost, Fallback: who has not negotiated it sees them quit, and come again.
    if "chghost" not in capabilities:
        return (f":{event.source.mask} QUIT :Changing host",)
    return (f":{event.source.mask} CHGHOST {event.user} {event.host}",)


def _reappeared(event: events.Reappeared, capabilities: frozenset[str], server: Server) -> Bodies:
    if "chghost" in capabilities:
        return ()
    join = join_body(event.source, event.channel.name, event.real_name, capabilities)
    return (join, _ranks_body(event.channel, event.ranks, event.source, server)) if event.ranks else (join,)


def _account_changed(
    event: events.LoggedIn | events.LoggedOut, capabilities: frozenset[str], _server: Server
) -> Bodies:
    # IRCv3 account-notify: the account's name, or * for who has logged out.
    if "account-notify" not in capabilities:
        return ()
    return (f":{event.source.mask} ACCOUNT {word(event.after.account)}",)


def _read_marked(event: events.ReadMarked, _capabilities: frozenset[str], server: Server) -> Bodies:
    # Whoever did not negotiate draft/read-marker is not told at all: `net.audience`.
    return (f":{server.name} MARKREAD {event.conversation.name} timestamp={stamp(event.until)}",)


def _redacted(event: events.Redacted, capabilities: frozenset[str], server: Server) -> Bodies:
    reason = f" :{event.reason}" if event.reason else ""
    if "draft/message-redaction" in capabilities:
        return (f":{event.source.mask} REDACT {event.conversation.name} {event.message}{reason}",)
    if event.to:
        return ()  # a notice to one of the two would look like another's to the other
    # message-redaction, Fallback: a NOTICE about it, and never REDACT.
    whose = "a message" if event.author == event.source.nick else f"a message by {event.author}"
    because = f": {event.reason}" if event.reason else ""
    return (f":{server.name} NOTICE {event.conversation.name} :{event.source.nick} removed {whose}{because}",)


def _invited(event: events.Invited, _capabilities: frozenset[str], _server: Server) -> Bodies:
    return (f":{event.source.mask} INVITE {event.nick} {event.channel.name}",)


def _killed(event: events.Killed, _capabilities: frozenset[str], server: Server) -> Bodies:
    # https://modern.ircdocs.horse/#kill-message: the killed hear the KILL from the operator, the QUIT as others do,
    # and an ERROR.
    kill = f":{event.source.mask} KILL {event.target.nick} :{event.reason}"
    quits = f":{event.target.mask} QUIT :{event.farewell}"
    return (kill, quits, f"ERROR :Closing Link: {server.name} ({event.farewell})")


def _wallops(event: events.Wallops, _capabilities: frozenset[str], server: Server) -> Bodies:
    head = f":{event.source.mask} WALLOPS :"
    room = max(server.limits.line_bytes - len(CRLF) - len(head.encode("utf-8", "replace")), LEAST_ROOM)
    return tuple(head + piece.decode() for piece in split(clean(event.text).encode("utf-8", "replace"), room))


EVENTS: dict[type[Event], Callable[[Any, frozenset[str], Server], Bodies]] = {
    events.AwayChanged: _away_changed,
    events.LoggedIn: _account_changed,
    events.LoggedOut: _account_changed,
    events.ChannelRenamed: _channel_renamed,
    events.HostChanged: _host_changed,
    events.Invited: _invited,
    events.Joined: _joined,
    events.Kicked: _kicked,
    events.Killed: _killed,
    events.Left: _left,
    events.ModesSet: _modes_set,
    events.Quit: _quit,
    events.ReadMarked: _read_marked,
    events.RealNameSet: _real_name_set,
    events.Reappeared: _reappeared,
    events.Renamed: _renamed,
    events.Reacted: _tagged,
    events.Redacted: _redacted,
    events.Tagged: _tagged,
    events.TopicSet: _topic_set,
    events.Typing: _tagged,
    events.UserModesSet: _user_modes_set,
    events.Wallops: _wallops,
}
"""Event to the bodies of its lines; `Said`, the hot path, is written out above."""
