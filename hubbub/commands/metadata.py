"""METADATA: what users and channels tell about themselves, and who is told of changes.

draft/metadata-3, and for those who negotiated it draft/metadata-2, which says some things in other words:
https://ircv3.net/specs/extensions/metadata.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.hub.visibility import belongs
from hubbub.model import events, names, replies, requests
from hubbub.model.capabilities import METADATA
from hubbub.model.events import Conversation
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.replies import KeyValue, MetadataIs, Refused

from . import telling
from .outcome import Outcome, Told, refused

ONESELF = "*"
EVERYTHING = "*ALL"

_KEY = re.compile(r"[a-z0-9_./-]+")
_OLD_KEY = re.compile(r"[A-Za-z0-9_./-][A-Za-z0-9_./:-]*")


class Target(msgspec.Struct, frozen=True):
    """``id``: an identity, or a channel's key; "" for a session that has not registered."""

    id: str
    name: str
    channel: Channel | None = None
    user: User | None = None


def metadata(hub: Hub, who: Session, ask: requests.Metadata, now: Moment) -> Outcome:
    if not hub.server.metadata:
        raise Refuse("unknown_command", "METADATA", text="this server keeps no metadata")
    if who.user is None and not who.capabilities & METADATA:
        raise Refuse("not_registered")
    row = SUBCOMMANDS.get(ask.subcommand)
    least, most = row[:2] if row is not None else (0, 0)
    too_many = telling.is_newer(who) and len(ask.params) > most  # metadata-2 does not speak of more than it asks for
    if row is None or len(ask.params) < least or too_many:
        raise _malformed(who, ask, known=row is not None)
    return row[2](hub, who, ask, now)


def _malformed(who: Session, ask: requests.Metadata, *, known: bool) -> Refuse:
    shown = ask.subcommand if ask.subcommand and " " not in ask.subcommand and ask.subcommand[0] != ":" else "*"
    text = f"METADATA {shown} has other parameters" if known else f"METADATA knows {', '.join(SUBCOMMANDS)}"
    if known and not telling.is_newer(who):
        return Refuse("too_few_parameters", "METADATA", text=text)
    code = "INVALID_PARAMS" if telling.is_newer(who) else "INVALID_SUBCOMMAND"
    return Refuse("bad_metadata", "METADATA", code, shown, text=text)


# --- targets and keys -----------------------------------------------------------------------------------------------


def _target(hub: Hub, who: Session, name: str) -> Target:
    """Whom or what ``name`` means, if ``who`` may read it.  Raises Refuse."""
    user = who.user
    if name == ONESELF or (user is not None and hub.fold(name) == hub.fold(user.nick)):
        return Target(user.identity, user.nick, user=user) if user is not None else Target("", ONESELF)
    if user is not None:
        if names.is_channel(name):
            channel = hub.channels.get(hub.fold(name))
            if channel is not None and _reads(hub, who, channel):
                return Target(channel.conversation.key, channel.name, channel=channel)
        else:
            other = hub.nicks.get(hub.fold(name))
            if other is not None:
                return Target(other.identity, other.nick, user=other)
    raise _no_target(name, "there is nobody and nothing of that name")


def _no_target(name: str, text: str) -> Refuse:
    return Refuse("bad_metadata", "METADATA", "INVALID_TARGET", name or "*", text=text)


def _reads(hub: Hub, who: Session, channel: Channel) -> bool:
    """From inside, and from outside where anybody might go in and look."""
    is_open = hub.sees(who, channel) and "i" not in channel.flags and not channel.key
    return is_open or belongs(who, channel) or (who.user is not None and who.user.is_operator)


def _require_own(hub: Hub, who: Session, target: Target, key: str) -> None:
    """Raises Refuse where ``who`` may not change what the target tells."""
    if target.channel is not None:
        if not hub.storing:
            raise Refuse("cannot_store", "METADATA", "CANNOT_STORE")
        try:
            hub.require(who, "moderate", target.channel)
        except Refuse:
            raise _no_permission(target, key) from None
    elif target.user is not who.user and not (who.user is not None and who.user.is_operator):
        raise _no_permission(target, key)
    elif target.user is not None and target.user.source.account and not hub.storing:
        raise Refuse("cannot_store", "METADATA", "CANNOT_STORE")


def _no_permission(target: Target, key: str) -> Refuse:
    text = f"you may not change what {target.name} tells"
    return Refuse("bad_metadata", "METADATA", "KEY_NO_PERMISSION", target.name, key, text=text)


def _key(hub: Hub, who: Session, key: str) -> str:
    """The one form of a key.  Raises Refuse."""
    pattern = _KEY if telling.is_newer(who) else _OLD_KEY
    if pattern.fullmatch(key) and len(key) <= hub.limits.metadata_key_bytes:
        return key.lower()
    longest = hub.limits.metadata_key_bytes
    raise Refuse(
        "bad_metadata", "METADATA", "INVALID_KEY", key or "*",
        text=f"a key has 1 to {longest} small letters, digits and _./-",
    )  # fmt: skip


def _warned(who: Session, refusal: Refuse) -> Refused:
    """What is wrong with one of several keys: the others are looked at all the same."""
    code = "dubious_metadata" if telling.is_newer(who) else refusal.code
    return Refused(code, refusal.about, refusal.text)


def values(hub: Hub, who: Session, target: Target) -> Mapping[str, str]:
    return hub.metadata.of(target.id) if target.id else who.pending_metadata


# --- looking --------------------------------------------------------------------------------------------------------


def _get(hub: Hub, who: Session, ask: requests.Metadata, _now: Moment) -> Outcome:
    target = _target(hub, who, ask.target)
    held = values(hub, who, target)
    items: list[KeyValue | Refused] = []
    for asked in ask.params:
        try:
            key = _key(hub, who, asked)
            items.append(KeyValue(target.name, key, held.get(key, "")))
        except Refuse as refusal:
            items.append(_warned(who, refusal))
    return [MetadataIs(target.name, tuple(items))]


def _list(hub: Hub, who: Session, ask: requests.Metadata, _now: Moment) -> Outcome:
    target = _target(hub, who, ask.target)
    return [telling.all_of(target.name, values(hub, who, target))]


def _sync(hub: Hub, who: Session, ask: requests.Metadata, _now: Moment) -> Outcome:
    if ask.target.upper() == EVERYTHING and who.user is not None:
        return [MetadataIs(EVERYTHING, tuple(telling.of_all(hub, who, who.subscriptions)), news=True)]
    target = _target(hub, who, ask.target)
    if target.channel is not None:
        return [
            MetadataIs(target.name, tuple(telling.of_channel(hub, who, target.channel, who.subscriptions)), news=True)
        ]
    held = values(hub, who, target)
    return [MetadataIs(target.name, tuple(telling.chosen(target.name, held, who.subscriptions)), news=True)]


# --- changing -------------------------------------------------------------------------------------------------------


def _set(hub: Hub, who: Session, ask: requests.Metadata, now: Moment) -> Outcome:
    target = _target(hub, who, ask.target)
    key = _key(hub, who, ask.params[0])
    value = ask.params[1] if len(ask.params) > 1 else ""
    _require_own(hub, who, target, key)
    limits = hub.limits
    if len(value.encode("utf-8", "replace")) > limits.metadata_value_bytes:
        about = ("INVALID_VALUE", key) if telling.is_newer(who) else ("VALUE_INVALID",)
        text = f"a value has at most {limits.metadata_value_bytes} bytes"
        raise Refuse("bad_metadata", "METADATA", *about, text=text)
    held = values(hub, who, target)
    if value and key not in held and len(held) >= limits.metadata_keys:
        more = ("SET", target.name, str(limits.metadata_keys)) if telling.is_newer(who) else (target.name,)
        text = f"at most {limits.metadata_keys} keys may be set"
        raise Refuse("bad_metadata", "METADATA", "LIMIT_REACHED", *more, text=text)
    return [*_changed(hub, who, target, {key: value}, now), KeyValue(target.name, key, value)]


def _clear(hub: Hub, who: Session, ask: requests.Metadata, now: Moment) -> Outcome:
    target = _target(hub, who, ask.target)
    _require_own(hub, who, target, "*")
    keys = sorted(values(hub, who, target))
    told = _changed(hub, who, target, dict.fromkeys(keys, ""), now)
    return [*told, MetadataIs(target.name, tuple(KeyValue(target.name, key) for key in keys))]


def _changed(hub: Hub, who: Session, target: Target, changes: Mapping[str, str], now: Moment) -> list[Told]:
    """What happens with these changes; what does not change does not happen."""
    if not target.id:
        # before-connect: held until there is somebody whose it is
        who.pending_metadata = {key: value for key, value in {**who.pending_metadata, **changes}.items() if value}
        return []
    held = hub.metadata.of(target.id)
    return [_event(hub, target, key, value, now) for key, value in changes.items() if held.get(key, "") != value]


def _event(hub: Hub, target: Target, key: str, value: str, now: Moment) -> events.MetadataEvent:
    user = target.user
    where: tuple[Conversation, ...] = hub.shared_channels(user) if user is not None else ()
    if target.channel is not None:
        where = (target.channel.conversation,)
    lasts = user is None or bool(user.source.account)
    kind = events.MetadataSet if lasts else events.GuestMetadataSet
    return kind(now.new_id(), now.time, target.id, target.name, key, value, where)


# --- subscribing ----------------------------------------------------------------------------------------------------


def _sub(hub: Hub, who: Session, ask: requests.Metadata, now: Moment) -> Outcome:
    _require_self(hub, who, ask)
    told: list[Told] = []
    taken: list[str] = []
    new: set[str] = set()
    for asked in ask.params:
        try:
            key = _key(hub, who, asked)
        except Refuse as refusal:
            told.append(_warned(who, refusal))
            continue
        if key not in who.subscriptions and len(who.subscriptions) + len(new) >= hub.limits.metadata_subs:
            told.append(_too_many(hub, who, key))
            break  # METADATA SUB: the client learns that no key from this one on was looked at
        taken.append(key)
        new |= {key} - who.subscriptions
    if taken:
        told.insert(0, replies.Subscribed(tuple(dict.fromkeys(taken))))
    if not new:
        return told
    told.insert(0, _subscriptions(who, who.subscriptions | new, now))
    if who.user is not None:
        told += _current(hub, who, new)
    return told


def _current(hub: Hub, who: Session, keys: set[str]) -> list[Told]:
    """METADATA SUB: of metadata-3 clients ask for the values of what they subscribed to."""
    if telling.is_newer(who):
        return [replies.MetadataLater(EVERYTHING)]
    items = tuple(telling.of_all(hub, who, keys))
    return [MetadataIs(who.registered_user.nick, items, news=True)] if items else []


def _too_many(hub: Hub, who: Session, key: str) -> Refused:
    most = hub.limits.metadata_subs
    text = f"at most {most} keys may be subscribed to"
    about = ("LIMIT_REACHED", "SUB", key, str(most)) if telling.is_newer(who) else ("TOO_MANY_SUBS", key)
    return refused(Refuse("bad_metadata", "METADATA", *about, text=text))


def _unsub(hub: Hub, who: Session, ask: requests.Metadata, now: Moment) -> Outcome:
    _require_self(hub, who, ask)
    told: list[Told] = []
    gone: list[str] = []
    for asked in ask.params:
        try:
            gone.append(_key(hub, who, asked))
        except Refuse as refusal:
            told.append(_warned(who, refusal))
    if gone:
        told.insert(0, replies.Subscribed(tuple(dict.fromkeys(gone)), off=True))
    left = who.subscriptions - set(gone)
    return [_subscriptions(who, left, now), *told] if left != who.subscriptions else told


def _subs(hub: Hub, who: Session, ask: requests.Metadata, _now: Moment) -> Outcome:
    _require_self(hub, who, ask)
    return [replies.SubscriptionsAre(tuple(sorted(who.subscriptions)))]


def _require_self(hub: Hub, who: Session, ask: requests.Metadata) -> None:
    """METADATA SUB: one subscribes for oneself."""
    target = _target(hub, who, ask.target)
    if target.user is not who.user or target.channel is not None:
        raise _no_target(ask.target, "subscriptions are one's own: write *")


def _subscriptions(who: Session, keys: frozenset[str], now: Moment) -> events.SubscriptionsSet:
    return events.SubscriptionsSet(now.new_id(), now.time, who.id, frozenset(keys))


# --- where it stands in other commands ------------------------------------------------------------------------------


def on_registering(hub: Hub, who: Session, now: Moment) -> list[Told]:
    """What was set before there was anybody to set it for; those who watch learn of it; and one's own, as a list."""
    user = who.registered_user
    target = Target(user.identity, user.nick, user=user)
    held = dict(hub.metadata.of(user.identity))
    pending, who.pending_metadata = who.pending_metadata, {}
    room = max(hub.limits.metadata_keys - len(held), 0)
    new = [key for key in pending if key not in held]
    if user.source.account and not hub.storing:
        pending = {}
    pending = {key: value for key, value in pending.items() if key not in new[room:]}
    told = _changed(hub, who, target, pending, now)
    held |= pending
    if len(user.sessions) == 1:  # else they were here before
        told += [
            events.MetadataShown(now.new_id(), now.time, user.identity, user.nick, key, value, ())
            for key, value in held.items()
        ]
    return [*told, *telling.own(who, user.nick, held)]


def on_logging_in(hub: Hub, user: User, told_as_guest: Mapping[str, str], now: Moment) -> list[Told]:
    """What was set as a guest goes on, where the account has nothing of its own; what it has is shown around."""
    target = Target(user.identity, user.nick, user=user)
    own = hub.metadata.of(user.identity)
    room = max(hub.limits.metadata_keys - len(own), 0) if hub.storing else 0
    kept = {key: value for key, value in told_as_guest.items() if key not in own}
    lost = list(kept)[room:]
    now_told = {key: own.get(key, "") for key in (*own, *lost)}
    shown = {key: value for key, value in now_told.items() if value != told_as_guest.get(key, "")}
    where = hub.shared_channels(user)
    return [
        *(_event(hub, target, key, value, now) for key, value in list(kept.items())[:room]),
        *(
            events.MetadataShown(now.new_id(), now.time, user.identity, user.nick, key, value, where)
            for key, value in shown.items()
        ),
    ]


MANY = 1000
SUBCOMMANDS: dict[str, tuple[int, int, Callable[[Hub, Session, requests.Metadata, Moment], Outcome]]] = {
    "GET": (1, MANY, _get),
    "LIST": (0, 0, _list),
    "SET": (1, 2, _set),
    "CLEAR": (0, 0, _clear),
    "SUB": (1, MANY, _sub),
    "UNSUB": (1, MANY, _unsub),
    "SUBS": (0, 0, _subs),
    "SYNC": (0, 0, _sync),
}
"""Subcommand to the fewest and most parameters behind it, and the function that does it."""
