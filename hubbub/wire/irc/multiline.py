"""Messages of several lines, by the IRCv3 multiline specification (draft): what is shown of them."""

from __future__ import annotations

from hubbub.model.events import Said
from hubbub.model.multiline import lines_of
from hubbub.model.server import Server

from .line import CRLF, LEAST_ROOM, clean, line, split, tag_section

CAPABILITY = "draft/multiline"
BATCH_TYPE = "draft/multiline"
CONCAT_TAG = "draft/multiline-concat"


def show(event: Said, capabilities: frozenset[str], server: Server, batch: str) -> bytes:
    """A batch for whoever has the capability, single lines for others, each broken where its sender broke it."""
    source = event.source
    command = "NOTICE" if event.kind == "notice" else "PRIVMSG"
    head = clean(f":{source.mask} {command} {event.conversation.name} :").encode("utf-8", "replace")
    room = max(server.limits.line_bytes - len(CRLF) - len(head), LEAST_ROOM)
    pieces = [
        (piece, goes_on or place > 0)
        for text, goes_on in lines_of(event.text, event.splits)
        for place, piece in enumerate(split(clean(text).encode("utf-8", "replace"), room))
    ]
    first = tag_section(capabilities, event.time, event.id, event.tags, batch, source.account, source.bot)
    if CAPABILITY in capabilities:
        # Message ids, Labeled response: what belongs to the message is on the opening line alone.
        longest = server.limits.line_bytes
        inside = f"@batch={event.id}".encode("utf-8", "replace")
        return b"".join(
            [
                line(f":{source.mask} BATCH +{event.id} {BATCH_TYPE} {event.conversation.name}", first, longest),
                *(
                    inside + (f";{CONCAT_TAG} ".encode() if goes_on else b" ") + head + piece + CRLF
                    for piece, goes_on in pieces
                ),
                line(f":{source.mask} BATCH -{event.id}", f"@batch={batch} " if batch else "", longest),
            ]
        )
    # Fallback: no blank lines, the id on the first line alone.
    other = tag_section(capabilities, event.time, "", event.tags, batch, source.account, source.bot)
    shown = [piece for piece, _ in pieces if piece]
    return b"".join(
        (first if place == 0 else other).encode("utf-8", "replace") + head + piece + CRLF
        for place, piece in enumerate(shown)
    )
