"""Saying something: to channels, to people, by any protocol."""

from __future__ import annotations

import re

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import effects, events, names, replies, requests
from hubbub.model.events import Conversation, SayKind
from hubbub.model.limits import CID_SECONDS
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.state import RecentMessage

from . import entry
from .outcome import Outcome, Steps, Told, refused

_CLAIM = re.compile(r"(\S+): (.+)", re.DOTALL)


def say(hub: Hub, who: Session, ask: requests.Say, now: Moment) -> Outcome:
    if (ask.tags or ask.cid or ask.kind == "tags") and not who.has("message-tags"):
        # IRCv3 message-tags: client-only tags are for those who have negotiated them
        if ask.kind == "tags":
            raise Refuse("unknown_command", "TAGMSG")
        ask = requests.Say(targets=ask.targets, text=ask.text, kind=ask.kind, label=ask.label)
    if ask.cid:
        return _say_once(hub, who, ask, now)
    if len(ask.targets) > hub.limits.targets:
        raise Refuse("too_many_targets", ask.targets[hub.limits.targets])
    told: list[Told] = []
    for target in ask.targets:
        try:
            _say_to(hub, who, target, ask, now, told)
        except Refuse as refusal:
            if ask.kind != "notice" or refusal.code == "cannot_store":
                told.append(refused(refusal))
    return told


def _say_to(hub: Hub, who: Session, target: str, ask: requests.Say, now: Moment, told: list[Told]) -> None:
    user = who.registered_user
    source = user.source
    kind: SayKind = ask.kind
    to = ""
    if names.is_channel(target):
        channel = hub.channel(target)
        hub.require(who, "speak", channel)
        conversation = channel.conversation
    else:
        recipient = hub.user(target)
        if not hub.storing:
            raise Refuse("cannot_store", "*", "CANNOT_STORE")
        to = recipient.identity
        conversation = Conversation(names.direct(source.identity, to), recipient.nick)
        if recipient.away and kind in {"message", "action"}:
            told.append(replies.TheyAreAway(recipient.nick, recipient.away))
    if kind == "tags":
        told.append(events.Typing(now.new_id(), now.time, source, conversation, ask.tags, to))
    else:
        told.append(events.Said(now.new_id(), now.time, source, conversation, kind, ask.text, to, ask.tags, ask.cid))


def _say_once(hub: Hub, who: Session, ask: requests.Say, now: Moment) -> Steps:
    """A message with its sender's own id: said before, it is only acknowledged again."""
    user = who.registered_user
    if len(ask.targets) != 1:
        raise Refuse("too_many_targets", " ".join(ask.targets), text="a message with its own id has one target")
    target = ask.targets[0]
    if names.is_channel(target):
        key = hub.channel(target).conversation.key
    else:
        key = names.direct(user.identity, hub.user(target).identity)
    earlier: RecentMessage | None = hub.retries.find(key, ask.cid, now.time)
    if earlier is None and hub.retries.must_ask_the_log(now.time):
        earlier = yield effects.FindRetry(key, ask.cid, now.time - CID_SECONDS * 10**9)
        earlier = earlier or hub.retries.find(key, ask.cid, now.time)
    if earlier is not None:
        yield replies.Acknowledged(user.source, target, ask.kind, ask.text, earlier.id, earlier.time, ask.tags)
        return
    told: list[Told] = []
    _say_to(hub, who, target, ask, now, told)
    yield from told


def utter(hub: Hub, who: Session, ask: requests.Utter, now: Moment) -> Steps:
    """A plain client says something where it talks; who sends bare chunks is sent nothing but what others say."""
    try:
        yield from _utter(hub, who, ask, now)
    except Refuse:
        if who.lines or ask.lines or ask.action:  # an action is a /command, and is answered
            raise


def _utter(hub: Hub, who: Session, ask: requests.Utter, now: Moment) -> Steps:
    text = ask.text
    if who.user is None:
        if not text:
            return
        claim = _CLAIM.fullmatch(text) if ask.first and not ask.action else None
        yield from entry.enter_as_guest(hub, who, now, claimed=claim[1] if claim else "")
    text = _without_own_name(hub, who.registered_user.nick, text)
    if text:
        kind: SayKind = "action" if ask.action else "message"
        told: list[Told] = []
        _say_to(hub, who, hub.talking_in(who), requests.Say(targets=(), text=text, kind=kind), now, told)
        yield from told


def _without_own_name(hub: Hub, nick: str, text: str) -> str:
    """The tutorial's clients write their name before each message; it is shown once."""
    name, colon, rest = text.partition(": ")
    return rest if colon and hub.fold(name) == hub.fold(nick) else text
