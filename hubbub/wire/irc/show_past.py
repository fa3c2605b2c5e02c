"""What was said before: pages of history, and the first acknowledgement of a message sent again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

import msgspec

from hubbub.model import replies
from hubbub.model.capabilities import shaping
from hubbub.model.events import Conversation, Event, Redacted, Said, SayKind
from hubbub.model.replies import Reply

from .asker import Asker, Lines, Show
from .line import date, line, stamp
from .show_events import event_lines


def acknowledged(reply: replies.Acknowledged, asker: Asker) -> Lines:
    # Who has no echo knows that nothing was wrong by hearing nothing, or by a labelled ACK.
    if "echo-message" not in asker.capabilities:
        return []
    kind = cast("SayKind", reply.kind)
    echo = Said(reply.id, reply.time, reply.source, Conversation("", reply.target), kind, reply.text, tags=reply.tags)
    return _events((echo,), asker)


def history_is(reply: replies.HistoryIs, asker: Asker) -> Lines:
    events = reply.events
    if "draft/event-playback" not in asker.capabilities:
        # chathistory, Returned message notes: without it nothing but PRIVMSG and NOTICE.
        events = tuple(event for event in events if isinstance(event, Said))
    if "draft/message-redaction" not in asker.capabilities:
        events = tuple(event for event in events if not isinstance(event, Redacted))
    return _batched("chathistory", (reply.target,), asker, lambda batch: _events(events, asker, batch))


def replayed(reply: replies.Replayed, asker: Asker) -> Lines:
    said = [event for event in reply.events if isinstance(event, Said)]
    if "server-time" not in asker.capabilities:
        # Who is not told when it was by a tag reads it: as bouncers do, in UTC.
        said = [msgspec.structs.replace(event, text=f"[{date(event.time)}] {event.text}") for event in said]
    return _batched("chathistory", (reply.target,), asker, lambda batch: _events(said, asker, batch))


def playback_says(reply: replies.PlaybackSays, asker: Asker) -> Lines:
    text = f":*playback!*playback@{asker.server.name} PRIVMSG {asker.nick} :{reply.text}"
    return [line(text, "", asker.server.limits.line_bytes)]


def history_targets_are(reply: replies.HistoryTargetsAre, asker: Asker) -> Lines:
    def rows(batch: str) -> Lines:
        tags = f"@batch={batch} " if batch else ""
        return [asker.say("CHATHISTORY", "TARGETS", name, stamp(time), tags=tags) for name, time in reply.targets]

    return _batched("draft/chathistory-targets", (), asker, rows)


def found_are(reply: replies.FoundAre, asker: Asker) -> Lines:
    return _batched("soju.im/search", (), asker, lambda batch: _events(reply.events, asker, batch))


def read_marker_is(reply: replies.ReadMarkerIs, asker: Asker) -> Lines:
    # IRCv3 draft/read-marker: a literal * where nothing is known.
    until = "*" if reply.until is None else f"timestamp={stamp(reply.until)}"
    return [asker.say("MARKREAD", reply.target, until)]


def _batched(kind: str, about: tuple[str, ...], asker: Asker, lines: Callable[[str], Lines]) -> Lines:
    """``lines`` for a batch reference, inside that batch; for "" and bare where batches were not negotiated."""
    if "batch" not in asker.capabilities:
        return lines("")
    batch = asker.batch()
    return [asker.say("BATCH", f"+{batch}", kind, *about), *lines(batch), asker.say("BATCH", f"-{batch}")]


def _events(events: Iterable[Event], asker: Asker, batch: str = "") -> Lines:
    having = shaping(asker.capabilities)
    shown = (event_lines(event, having, asker.server, batch) for event in events)
    return [lines for lines in shown if lines]


REPLIES: dict[type[Reply], Show] = {
    replies.Acknowledged: acknowledged,
    replies.FoundAre: found_are,
    replies.HistoryIs: history_is,
    replies.HistoryTargetsAre: history_targets_are,
    replies.PlaybackSays: playback_says,
    replies.ReadMarkerIs: read_marker_is,
    replies.Replayed: replayed,
}
"""See `hubbub.wire.irc.show_replies.REPLIES`."""
