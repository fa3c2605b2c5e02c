"""The past: pages of a conversation's history."""

from __future__ import annotations

from msgspec.structs import replace

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import names, replies, requests
from hubbub.model.effects import FindTargets, Page, ReadPage, Targets
from hubbub.model.events import ChannelEvent, ChannelRenamed, Conversation, Event, Said
from hubbub.model.events.talk import TagsAlone
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .outcome import Steps


def history(hub: Hub, who: Session, ask: requests.History, _now: Moment) -> Steps:
    """IRCv3 draft/chathistory; who may read is asked again after waiting, since the world moved meanwhile."""
    _enabled(hub)
    target = ask.target or hub.talking_in(who)
    limit = min(ask.limit, hub.limits.lines_per_request)
    way = ask.way.upper()
    key = _readable(hub, who, target, way)
    texts_only = not who.has("draft/event-playback")
    page: Page = yield ReadPage(key, ask.way, limit, ask.before, ask.after, ask.newest_first, texts_only)
    if _readable(hub, who, target, way) != key:
        raise Refuse("no_history", "CHATHISTORY", "INVALID_TARGET", way, target)
    if not page.known:
        raise Refuse("unknown_message", "CHATHISTORY", "MESSAGE_ERROR", way, target)
    yield replies.HistoryIs(target, tuple(_as_called_now(event, hub.channels.get(key)) for event in page.events))


def _as_called_now(event: Event, channel: Channel | None) -> Event:
    """What happened in a channel, under the name that the channel has now: it may have had another one."""
    if channel is None:
        return event
    now = channel.conversation

    def is_now(then: Conversation) -> bool:
        return (then.key, then.name) == (now.key, now.name)

    if isinstance(event, Said | TagsAlone):
        return event if is_now(event.conversation) else replace(event, conversation=now)
    if isinstance(event, ChannelEvent) and not isinstance(event, ChannelRenamed):
        return event if is_now(event.channel) else replace(event, channel=now)
    return event


def _readable(hub: Hub, who: Session, target: str, way: str) -> str:
    """The key of the conversation called ``target``.  Raises Refuse where ``who`` may not read it."""
    if names.is_channel(target):
        channel = hub.channels.get(hub.fold(target))
        if channel is None or not hub.sees(who, channel):
            raise Refuse("no_history", "CHATHISTORY", "INVALID_TARGET", way, target)
        try:
            hub.require(who, "read", channel)
        except Refuse:
            raise Refuse("no_history", "CHATHISTORY", "INVALID_TARGET", way, target) from None
        return channel.conversation.key
    other = hub.nicks.get(hub.fold(target))
    if other is None or who.user is None:
        raise Refuse("no_history", "CHATHISTORY", "INVALID_TARGET", way, target)
    return names.direct(who.user.identity, other.identity)


def targets(hub: Hub, who: Session, ask: requests.HistoryTargets, _now: Moment) -> Steps:
    _enabled(hub)
    user = who.registered_user
    first, last = sorted((ask.one, ask.other))
    limit = min(ask.limit, hub.limits.lines_per_request)
    found: Targets = yield FindTargets(
        user.identity, tuple(user.channels), first, last, limit, newest_first=ask.one > ask.other
    )
    rows: list[tuple[str, int]] = []
    for key, time in found.found:
        if not names.is_direct(key):
            if key in user.channels:
                rows.append((user.channels[key].name, time))
            continue
        one, other = names.parties(key)
        party = hub.users.get(other if one == user.identity else one)
        if party is not None:
            rows.append((party.nick, time))
    yield replies.HistoryTargetsAre(tuple(rows))


def _enabled(hub: Hub) -> None:
    if not hub.server.history:
        raise Refuse("unknown_command", "CHATHISTORY", text="this server keeps no history")
