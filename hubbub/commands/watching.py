"""MONITOR: being told when nicknames come and go, https://ircv3.net/specs/extensions/monitor."""

from __future__ import annotations

from collections.abc import Iterable

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, names, replies, requests
from hubbub.model.capabilities import METADATA
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import telling
from .outcome import Outcome, Told, refused


def monitor(hub: Hub, who: Session, ask: requests.Monitor, now: Moment) -> Outcome:
    if ask.way == "add":
        return _add(hub, who, ask.nicks, now)
    if ask.way == "list":
        return [replies.WatchListIs(tuple(who.monitoring.values()))]
    if ask.way == "stand":
        return how_they_stand(hub, who.monitoring.values())
    before = len(who.monitoring)
    if ask.way == "clear":
        who.monitoring.clear()
    for nick in ask.nicks:
        who.monitoring.pop(hub.fold(nick), None)
    return [_monitoring(who, now)] if len(who.monitoring) != before else []


def _add(hub: Hub, who: Session, nicks: tuple[str, ...], now: Moment) -> Outcome:
    told: list[Told] = []
    taken: list[str] = []
    left_out: list[str] = []
    before = len(who.monitoring)
    for nick in nicks:
        key = hub.fold(nick)
        if not names.valid_nick(nick, hub.limits.nick_length, hub.server.casemapping):
            # MONITOR Command: a target must be a valid nick; masks are none.
            told.append(refused(Refuse("bad_nick", nick)))
        elif key in who.monitoring or len(who.monitoring) < hub.limits.monitor_entries:
            who.monitoring.setdefault(key, nick)
            taken.append(nick)
        else:
            left_out.append(nick)
    if len(who.monitoring) != before:
        told.append(_monitoring(who, now))
    told += how_they_stand(hub, taken)
    told += telling.on_watching(hub, who, taken)
    if left_out:
        told.append(refused(Refuse("monitor_full", str(hub.limits.monitor_entries), ",".join(left_out))))
    return told


def _monitoring(who: Session, now: Moment) -> events.Monitoring:
    return events.Monitoring(now.new_id(), now.time, who.id, frozenset(who.monitoring))


def carried_over(hub: Hub, who: Session, old: Session, now: Moment) -> list[Told]:
    """What the session was told of others when it was ``old``, it is told from here on, as far as it has negotiated it
    again, and as there is room beside what it has subscribed to since."""
    told: list[Told] = []
    if old.monitoring:
        who.monitoring = {**old.monitoring, **who.monitoring}
        told.append(_monitoring(who, now))
    room = max(hub.limits.metadata_subs - len(who.subscriptions), 0)
    keys = who.subscriptions | set(sorted(old.subscriptions - who.subscriptions)[:room])
    if keys != who.subscriptions and who.capabilities & METADATA and who.has("batch"):
        told.append(events.SubscriptionsSet(now.new_id(), now.time, who.id, keys))
    return told


def how_all_stand(hub: Hub, who: Session) -> list[Told]:
    """To a session that is back: of all whom it watches, since they may have come and gone meanwhile."""
    nicks = tuple(who.monitoring.values())
    return [*how_they_stand(hub, nicks), *telling.on_watching(hub, who, nicks)]


def how_they_stand(hub: Hub, nicks: Iterable[str]) -> list[Told]:
    """Who of these is here; nothing for nobody."""
    found = {nick: hub.nicks.get(hub.fold(nick)) for nick in nicks}
    online = tuple(user.source.mask for user in found.values() if user is not None)
    offline = tuple(nick for nick, user in found.items() if user is None)
    return [replies.Watched(online, offline)] if found else []
