"""Saying something: to channels, to people, by any protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hubbub.hub.hub import Hub
from hubbub.hub.permissions import require_bearable
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import effects, events, names, replies, requests
from hubbub.model.events import SayKind, Source
from hubbub.model.limits import CID_SECONDS
from hubbub.model.modes import split_prefixes
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.state import RecentMessage

from . import entry
from .addressing import addressed
from .outcome import Outcome, Steps, Told, refused
from .reactions import are_kept, is_reaction, react
from .replay import is_playback, playback

ALWAYS_TOLD = frozenset({"cannot_store", "line_too_long"})
"""What is answered to a NOTICE too: its sender would believe that it was heard."""

_CLAIM = re.compile(r"(\S+): (.+)", re.DOTALL)


def say(hub: Hub, who: Session, ask: requests.Say, now: Moment) -> Outcome:
    if (ask.splits or "\n" in ask.text) and not who.has("draft/multiline"):
        raise Refuse("bad_batch", "BATCH", "MULTILINE_INVALID", text="negotiate draft/multiline first")
    if (ask.tags or ask.cid or ask.kind == "tags") and not who.has("message-tags"):
        # IRCv3 message-tags: client-only tags are for those who have negotiated them
        if ask.kind == "tags":
            raise Refuse("unknown_command", "TAGMSG")
        ask = requests.Say(targets=ask.targets, text=ask.text, kind=ask.kind, label=ask.label)
    if ask.kind == "tags" and is_reaction(ask.tags):
        return react(hub, who, ask, now)
    if who.protocol == "irc" and is_playback(hub, ask.targets):
        # it answers to words alone, as services do
        return playback(hub, who, ask.text, now) if ask.kind == "message" else []
    if ask.cid:
        return _say_once(hub, who, ask, now)
    if len(ask.targets) > hub.limits.targets:
        raise Refuse("too_many_targets", ask.targets[hub.limits.targets])
    told: list[Told] = []
    for target in _once(hub, ask.targets):
        try:
            _say_to(hub, who, target, ask, now, told)
        except Refuse as refusal:
            if ask.kind != "notice" or refusal.code in ALWAYS_TOLD:
                told.append(refused(refusal))
    return told


def _once(hub: Hub, targets: tuple[str, ...]) -> Iterable[str]:
    """Each target once, however often and in whatever case it was named: nobody is told twice."""
    once: dict[str, str] = {}
    for target in targets:
        once.setdefault(hub.fold(target), target)
    return once.values()


def _say_to(hub: Hub, who: Session, target: str, ask: requests.Say, now: Moment, told: list[Told]) -> None:
    source = who.registered_user.source
    kind: SayKind = ask.kind
    address = addressed(hub, who, target)
    conversation, to, rank = address.conversation, address.to, address.rank
    recipient = address.recipient
    if isinstance(recipient, User) and recipient.away and kind in {"message", "action"}:
        told.append(replies.TheyAreAway(recipient.nick, recipient.away))
    if kind == "tags":
        event = events.Tagged if are_kept(ask.tags) else events.Typing
        told.append(event(now.new_id(), now.time, source, conversation, ask.tags, to, rank))
    else:
        require_bearable(recipient, kind, ask.text, ask.splits)
        _fits(hub, who, ask, source, conversation.name)
        told.append(
            events.Said(
                *(now.new_id(), now.time, source, conversation, kind, ask.text, to, ask.tags, ask.cid, rank),
                splits=ask.splits,
            )
        )


def _fits(hub: Hub, who: Session, ask: requests.Say, source: Source, name: str) -> None:
    """Raises Refuse where an IRC client's line would be longer than a line when it is relayed, with its source.

    https://modern.ircdocs.horse/#errinputtoolong-417: so that nothing of it is cut off, as Ergo does.
    """
    if who.protocol != "irc" or ask.splits or "\n" in ask.text:
        return  # plain clients know no such lines: what they say is shown in several, as what is sent in several
    ctcp = len("\x01ACTION \x01") if ask.kind == "action" else 0
    command = "NOTICE" if ask.kind == "notice" else "PRIVMSG"
    around = len(f":{source.mask} {command} {name} :\r\n".encode("utf-8", "replace")) + ctcp
    if around + len(ask.text.encode("utf-8", "replace")) > hub.limits.line_bytes:
        raise Refuse("line_too_long")


def _say_once(hub: Hub, who: Session, ask: requests.Say, now: Moment) -> Steps:
    """A message with its sender's own id: said before, it is only acknowledged again."""
    user = who.registered_user
    if len(ask.targets) != 1:
        raise Refuse("too_many_targets", ",".join(ask.targets), text="a message with its own id has one target")
    target = ask.targets[0]
    name = split_prefixes(target)[1]
    if names.is_channel(name):
        key = hub.channel(name).conversation.key
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
