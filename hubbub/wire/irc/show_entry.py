"""Capabilities and registration: replies to lines."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hubbub.model import modes, replies
from hubbub.model.replies import Reply

from . import isupport
from .asker import Asker, Lines, Show
from .line import date, line, packed
from .show_events import join_body


def _capabilities_offered(reply: replies.CapabilitiesOffered, asker: Asker) -> Lines:
    # All of them do not fit in one line, and some libraries read no other: what is ratified is in the first.
    names = sorted(reply.names, key=lambda name: "/" in name.partition("=")[0])
    # CAP LS Version: values, and the * that says more is coming, only from version 302 on.
    if reply.values:
        return _capability_lines(asker, "LS", names, marked=True)
    # Older clients read one line: drafts, which no older client knows, are left out where they do not fit.
    return _capability_lines(asker, "LS", (name.partition("=")[0] for name in names), marked=False)[:1]


def _capabilities_active(reply: replies.CapabilitiesActive, asker: Asker) -> Lines:
    return _capability_lines(asker, "LIST", reply.names, marked=reply.several_lines)


def _capabilities_answered(reply: replies.CapabilitiesAnswered, asker: Asker) -> Lines:
    return _capability_lines(asker, "ACK" if reply.accepted else "NAK", reply.text.split(" "), marked=False)


def _capabilities_new(reply: replies.CapabilitiesNew, asker: Asker) -> Lines:
    return _capability_lines(asker, "NEW", reply.names, marked=False)


def _capabilities_gone(reply: replies.CapabilitiesGone, asker: Asker) -> Lines:
    return _capability_lines(asker, "DEL", reply.names, marked=False)


def _capability_lines(asker: Asker, subcommand: str, names: Iterable[str], marked: bool) -> Lines:
    more = ("*",) if marked else ()
    room = asker.server.limits.line_bytes - len(asker.say("CAP", asker.nick, subcommand, *more, text=""))
    parts = list(packed(names, room)) or [""]
    lines = [asker.say("CAP", asker.nick, subcommand, *more, text=part) for part in parts[:-1]]
    return [*lines, asker.say("CAP", asker.nick, subcommand, text=parts[-1])]


def _welcome(reply: replies.Welcome, asker: Asker) -> Lines:
    server = asker.server
    asker = msgspec.structs.replace(asker, nick=reply.nick)
    channel_modes = "".join(sorted(modes.BY_LETTER))
    with_argument = "".join(sorted(letter for letter in modes.BY_LETTER if modes.takes_argument(letter, add=True)))
    user_modes = "".join(sorted(modes.USER_MODES))
    return [
        asker.numeric("001", text=f"Welcome to the {reply.network or server.name} Network, {reply.mask}"),
        asker.numeric("002", text=f"Your host is {server.name}, running version {server.version}"),
        asker.numeric("003", text=f"This server was created {date(reply.created)}"),
        asker.numeric("004", server.name, server.version, user_modes, channel_modes, with_argument),
        *supported(asker),
    ]


def supported(asker: Asker, tokens: tuple[str, ...] = ()) -> Lines:
    """005 with these ``tokens``, () for all there are."""
    tokens = tokens or isupport.tokens(asker.server)
    lines = asker.several("005", items=tokens, most=isupport.TOKENS_PER_LINE, text="are supported by this server")
    if "draft/extended-isupport" not in asker.capabilities:
        return lines
    # extended-isupport: with it, never outside such a batch, for who understands batches.
    return asker.batched("draft/isupport", (), lines)


def _resume_token(reply: replies.ResumeToken, asker: Asker) -> Lines:
    return [asker.say("RESUME", "TOKEN", reply.token)]


def _resumed(reply: replies.Resumed, asker: Asker) -> Lines:
    return [asker.say("RESUME", "SUCCESS", reply.nick)]


def _rejoined(reply: replies.Rejoined, asker: Asker) -> Lines:
    join = join_body(reply.source, reply.channel, reply.real_name, asker.capabilities)
    return [line(join, "", asker.server.limits.line_bytes)]


REPLIES: dict[type[Reply], Show] = {
    replies.CapabilitiesActive: _capabilities_active,
    replies.CapabilitiesAnswered: _capabilities_answered,
    replies.CapabilitiesGone: _capabilities_gone,
    replies.CapabilitiesNew: _capabilities_new,
    replies.CapabilitiesOffered: _capabilities_offered,
    replies.Rejoined: _rejoined,
    replies.ResumeToken: _resume_token,
    replies.Resumed: _resumed,
    replies.Welcome: _welcome,
}
"""See `hubbub.wire.irc.show_replies.REPLIES`."""
