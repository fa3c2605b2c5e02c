"""What services say: replies to lines."""

from __future__ import annotations

from hubbub.model import replies
from hubbub.model.replies import Reply
from hubbub.model.services import service

from .asker import Asker, Lines, Show
from .line import CRLF, LEAST_ROOM, clean, line, split


def _says(reply: replies.ServiceSays, asker: Asker) -> Lines:
    """Notices, which nothing answers by itself: https://modern.ircdocs.horse/#notice-message."""
    longest = asker.server.limits.line_bytes
    head = f":{_mask(reply.service, asker)} NOTICE {asker.nick} :"
    room = max(longest - len(CRLF) - len(head.encode("utf-8", "replace")), LEAST_ROOM)
    pieces = (piece for text in reply.lines for piece in split(clean(text).encode("utf-8", "replace"), room))
    return [line(head + piece.decode(), "", longest) for piece in pieces]


def _mask(name: str, asker: Asker) -> str:
    known = service(name)
    return known.source(asker.server.name).mask if known is not None else name


def _profile(reply: replies.ServiceProfile, asker: Asker) -> Lines:
    server = asker.server
    return [
        asker.numeric("311", reply.service, reply.service, server.name, "*", text=reply.about),
        asker.numeric("312", reply.service, server.name, text=server.description or server.network or server.name),
        asker.numeric("313", reply.service, text="is a service"),
    ]


REPLIES: dict[type[Reply], Show] = {
    replies.ServiceProfile: _profile,
    replies.ServiceSays: _says,
}
"""See `hubbub.wire.irc.show_replies.REPLIES`."""
