"""What was missed, for apps that do not ask CHATHISTORY: told unasked, or to who asks ``*playback``.

The second is what ZNC's module of that name answers (https://wiki.znc.in/Playback), and Ergo.
One conversation is read and told at a time, each as a request of its own behind the one before it.
"""

from __future__ import annotations

import re

from hubbub.hub import masks
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import names, replies, requests
from hubbub.model.effects import FindTargets, Page, Point, ReadPage, Targets
from hubbub.model.limits import PLAYBACK_CONVERSATIONS, PLAYBACK_PAGE
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .outcome import Steps, Then

READS_BY_ITSELF = frozenset({"draft/chathistory", "znc.in/playback"})
"""The capabilities of apps that ask for what they missed."""

SETTING = "autoreplay-missed"
"""The account's: ``off`` for who does not want to be told unasked."""

PLAYBACK = "*playback"
"""Nobody can be called so."""

SECOND = 10**9
FOR_EVER = (1 << 63) - 1
USAGE = "play <#channel,#chan*,nick,…|*> [from] [to], list; times are seconds since 1970"

_WILD = frozenset("*?")
_TIME = re.compile(r"([0-9]{1,10})(?:\.([0-9]*))?")


# --- unasked --------------------------------------------------------------------------------------------------------


def missed(hub: Hub, who: Session, channels: tuple[str, ...], *, direct: bool) -> Steps:
    """Have the session told what was said since its owner was last here, if it has to be told."""
    account = hub.account_of(who)
    if account is None or who.protocol != "irc" or not who.missed_since or not hub.server.history:
        return
    if who.capabilities & READS_BY_ITSELF or account.setting(SETTING) == "off":
        return
    lines = hub.limits.lines_per_request
    yield Then(requests.Recollect(channels, direct=direct, since=who.missed_since, until=FOR_EVER, lines=lines))


def recollect(hub: Hub, who: Session, ask: requests.Recollect, _now: Moment) -> Steps:
    """Find in which of the conversations anything was said; then they are told one by one, the latest last."""
    identity = who.registered_user.identity if ask.direct else ""
    channels = tuple(key for key in ask.channels if _may_read(hub, who, key))
    found: Targets = yield FindTargets(
        identity, channels, ask.since - 1, ask.until, PLAYBACK_CONVERSATIONS, newest_first=True
    )
    keys = tuple(key for key, _time in found.found)
    if keys:
        yield Then(requests.Replay(keys, ask.since, ask.until, ask.lines))


def replay(hub: Hub, who: Session, ask: requests.Replay, _now: Moment) -> Steps:
    """Tell the first of these conversations, and have the others told after it.

    The latest ``lines`` of it; or with 0 all, page by page from the oldest.
    """
    key, *others = ask.conversations
    if _may_read(hub, who, key):
        start = Point(id=ask.behind) if ask.behind else Point(time=ask.since - 1)
        most = ask.lines or PLAYBACK_PAGE
        page: Page = yield ReadPage(
            key, "between", most, before=Point(time=ask.until), after=start, newest_first=bool(ask.lines)
        )
        if page.events and _may_read(hub, who, key):  # the world moved meanwhile
            yield replies.Replayed(_name(hub, who, key), page.events)
            if not ask.lines and len(page.events) == most:
                behind = page.events[-1].id
                yield Then(requests.Replay(ask.conversations, ask.since, ask.until, ask.lines, behind))
                return
    if others:
        yield Then(requests.Replay(tuple(others), ask.since, ask.until, ask.lines))


def _may_read(hub: Hub, who: Session, key: str) -> bool:
    user = who.registered_user
    if names.is_direct(key):
        return user.identity in names.parties(key)
    channel = hub.channels.get(key)
    try:
        if channel is not None:
            hub.require(who, "read", channel)
    except Refuse:
        return False
    return channel is not None


def _name(hub: Hub, who: Session, key: str) -> str:
    """What the asker calls the conversation, as far as that is known; ``*`` for somebody who is not here."""
    if not names.is_direct(key):
        return hub.channels[key].name
    one, other = names.parties(key)
    party = hub.users.get(other if one == who.registered_user.identity else one)
    return party.nick if party is not None else "*"


# --- *playback ------------------------------------------------------------------------------------------------------


def is_playback(hub: Hub, targets: tuple[str, ...]) -> bool:
    """Whether this is said to ``*playback``."""
    return len(targets) == 1 and hub.fold(targets[0]) == PLAYBACK


def playback(hub: Hub, who: Session, text: str, now: Moment) -> Steps:
    """PRIVMSG *playback :play …; errors are answered as people are spoken to, since no app reads them."""
    if not hub.server.history:
        yield replies.PlaybackSays("this server keeps no history")
        return
    command, *words = text.split() or [""]
    try:
        if command.lower() == "play" and 1 <= len(words) <= 3:
            yield from _play(hub, who, *words)
        elif command.lower() == "list" and len(words) <= 1:
            yield from _list(hub, who, now)
        else:
            yield replies.PlaybackSays(USAGE)
    except Refuse as refusal:
        yield replies.PlaybackSays(refusal.text)


def _play(hub: Hub, who: Session, targets: str, since: str = "0", until: str = "") -> Steps:
    user = who.registered_user
    start, end = _time(since), _time(until) if until else FOR_EVER
    lines = hub.server.playback_lines
    if targets == "*":
        yield Then(requests.Recollect(tuple(user.channels), direct=True, since=start, until=end, lines=lines))
        return
    keys: list[str] = []
    for target in targets.split(","):
        other = hub.nicks.get(hub.fold(target))
        if not _WILD.isdisjoint(target):  # ZNC's module: "a comma-separated list of channels (supports wildcards)"
            here = user.channels.items()
            keys += [key for key, one in here if masks.matches(target, one.name, hub.server.casemapping)]
        elif names.is_channel(target):
            keys.append(hub.fold(target))
        elif other is not None:
            keys.append(names.direct(user.identity, other.identity))
    readable = tuple(dict.fromkeys(key for key in keys if _may_read(hub, who, key)))[:PLAYBACK_CONVERSATIONS]
    if not readable:
        raise Refuse("no_history", text=f"there is no history of {targets} for you")
    yield Then(requests.Replay(readable, start, end, lines))


def _time(text: str) -> int:
    """Nanoseconds of ``1234567890.123``.  Raises Refuse."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise Refuse("no_history", text=f"{text} is no time: {USAGE}")
    return int(found[1]) * SECOND + int((found[2] or "")[:9].ljust(9, "0"))


def _list(hub: Hub, who: Session, now: Moment) -> Steps:
    user = who.registered_user
    found: Targets = yield FindTargets(
        user.identity, tuple(user.channels), 0, now.time + 1, PLAYBACK_CONVERSATIONS, newest_first=True
    )
    for key, time in found.found:
        if _may_read(hub, who, key) and (name := _name(hub, who, key)) != "*":
            yield replies.PlaybackSays(f"{name} 0 {time // SECOND}.{time % SECOND // 10**6:03}")
