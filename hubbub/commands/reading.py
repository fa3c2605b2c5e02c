"""What one has read."""

from __future__ import annotations

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, names, replies, requests
from hubbub.model.events import Conversation
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .addressing import party
from .outcome import Outcome


def read_marker(hub: Hub, who: Session, ask: requests.ReadMarker, now: Moment) -> Outcome:
    """IRCv3 draft/read-marker; the time only ever grows, and is never one that is still to come."""
    if not who.has("draft/read-marker"):
        raise Refuse("unknown_command", "MARKREAD")
    user = who.registered_user
    conversation = _conversation(hub, who, ask.target)
    known = hub.markers.until(user.identity, conversation.key) if conversation is not None else None
    if ask.until is None:
        return [replies.ReadMarkerIs(ask.target, known)]
    if conversation is None:
        raise Refuse("bad_read_marker", "MARKREAD", "INVALID_PARAMS", ask.target)
    until = min(ask.until, now.time)
    if known is not None and until <= known:
        return [replies.ReadMarkerIs(ask.target, known)]
    if not hub.storing:
        raise Refuse("cannot_store", "MARKREAD", "INTERNAL_ERROR", ask.target)
    return [events.ReadMarked(now.new_id(), now.time, user.source, conversation, until)]


def _conversation(hub: Hub, who: Session, target: str) -> Conversation | None:
    """The conversation of this name, if ``who`` may have read something there: no more markers than those are kept."""
    user = who.registered_user
    if names.is_channel(target):
        channel = user.channels.get(hub.fold(target))
        return channel.conversation if channel is not None else None
    other = party(hub, target)
    return Conversation(names.direct(user.identity, other.identity), other.name) if other is not None else None


def marker_on_joining(hub: Hub, who: Session, channel: Channel) -> list[replies.ReadMarkerIs]:
    """IRCv3 draft/read-marker, Command flows: before the end of the names."""
    if not who.has("draft/read-marker"):
        return []
    until = hub.markers.until(who.registered_user.identity, channel.conversation.key)
    return [replies.ReadMarkerIs(channel.name, until)]
