"""The past: pages of a conversation's history."""

from __future__ import annotations

from msgspec.structs import replace

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import names, replies, requests
from hubbub.model.effects import FindTargets, Found, Page, ReadPage, Search, Targets
from hubbub.model.events import ChannelEvent, ChannelRenamed, Conversation, Event, Redacted, Said
from hubbub.model.events.talk import TagsAlone
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .addressing import name_of, party
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

    if isinstance(event, Said | TagsAlone | Redacted):
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
    other = party(hub, target)
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
        name = name_of(hub, other if one == user.identity else one)
        if name:
            rows.append((name, time))
    yield replies.HistoryTargetsAre(tuple(rows))


def search(hub: Hub, who: Session, ask: requests.Search, _now: Moment) -> Steps:
    """soju.im/search; who may read is asked again after waiting, as for a page of history."""
    _enabled(hub, "SEARCH")
    if not (ask.text.strip() or ask.author or ask.target or ask.after is not None or ask.before is not None):
        raise Refuse("bad_search", "SEARCH", "INVALID_PARAMS", text="say what to look for, such as text=hello")
    where = _searched(hub, who, ask.target)
    identity = who.user.identity if who.user is not None and ask.target is None else ""
    limit = min(ask.limit or hub.limits.lines_per_request, hub.limits.lines_per_request)
    found: Found = yield Search(
        where, limit, ask.text, identity, ask.author, ask.after, ask.before, oldest_first=ask.after is not None
    )
    still = {*_searched(hub, who, ask.target)}
    own = who.user.identity if who.user is not None else ""
    yield replies.FoundAre(
        tuple(
            _as_called_now(event, hub.channels.get(key))
            for key, event in found.messages
            if key in still or (names.is_direct(key) and own in names.parties(key))
        )
    )


def _searched(hub: Hub, who: Session, target: str | None) -> tuple[str, ...]:
    """The keys of the conversations that are searched, direct ones aside."""
    if target is None:
        return tuple(who.user.channels) if who.user is not None else ()
    try:
        return (_readable(hub, who, target or hub.talking_in(who), "SEARCH"),)
    except Refuse as refusal:
        if refusal.code != "no_history":
            raise
        raise Refuse("no_history", "SEARCH", "INVALID_PARAMS", "in") from None


def _enabled(hub: Hub, command: str = "CHATHISTORY") -> None:
    if not hub.server.history:
        raise Refuse("unknown_command", command, text="this server keeps no history")
