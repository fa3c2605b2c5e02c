"""Messages that are named by who said them last: plain clients see no ids, and react and redact all the same."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import names, requests
from hubbub.model.effects import Effect, Page, ReadPage
from hubbub.model.events import Event, Said
from hubbub.model.moment import Moment
from hubbub.model.names import shortened
from hubbub.model.refusals import Refuse
from hubbub.model.replies import Note

from . import reactions, redaction
from .addressing import party
from .outcome import Steps, Told

PRIVATELY = "@"
"""Before a name: where two talk with each other alone."""

Found = Generator["Told | Effect", Any, Said]


def react(hub: Hub, who: Session, ask: requests.ReactToLast, now: Moment) -> Steps:
    """To the last message of somebody, or of anybody else."""
    key, target = _conversation(hub, who, ask.where)
    said = yield from _last(hub, who, key, target, ask.nick, by_others=True)
    verb = reactions.REACT if ask.added else reactions.UNREACT
    tags = ((verb, ask.reaction), (reactions.REPLY, said.id))
    asked = requests.Say(targets=(target,), text="", kind="tags", tags=tags)
    changed = yield from _whether_anything_happened(reactions.react(hub, who, asked, now))
    about = f"{_named(who, said)}: {_quoted(said)}"
    if changed:
        yield Note(
            f"you reacted {ask.reaction} to {about}" if ask.added else f"you took {ask.reaction} back from {about}"
        )
    else:
        yield Note(f"you have {'already' if ask.added else 'not'} reacted so to {about}")


def redact(hub: Hub, who: Session, ask: requests.RedactLast, now: Moment) -> Steps:
    """The last message of somebody, or of one's own."""
    key, target = _conversation(hub, who, ask.where)
    said = yield from _last(hub, who, key, target, ask.nick)
    yield from redaction.redact(hub, who, requests.Redact(target, said.id, ask.reason), now)
    yield Note(f"you removed what {_named(who, said)} said: {_quoted(said)}")


def _conversation(hub: Hub, who: Session, where: str) -> tuple[str, str]:
    """The key of a conversation that the asker may read, and what they call it."""
    if who.user is None:
        raise Refuse("not_registered", text="take a name first: /nick NAME")
    if not hub.server.history:
        raise Refuse("unknown_command", text="this server keeps no history, and so no message to name")
    if where.startswith(PRIVATELY):
        other = party(hub, where.removeprefix(PRIVATELY))
        if other is None:
            raise Refuse("no_such_nick", where.removeprefix(PRIVATELY))
        return names.direct(who.user.identity, other.identity), other.name
    channel = hub.channel(where or hub.talking_in(who))
    hub.require(who, "see", channel)
    hub.require(who, "read", channel)
    return channel.conversation.key, channel.name


def _last(hub: Hub, who: Session, key: str, target: str, nick: str, *, by_others: bool = False) -> Found:
    """What ``nick`` said last there, as far back as one page goes; "" for anybody else (``by_others``), or oneself."""
    own = who.registered_user.identity
    page: Page = yield ReadPage(key, "latest", hub.limits.lines_per_request)
    for event in reversed(page.events):
        if not isinstance(event, Said):
            continue
        is_own = event.source.identity == own
        if (hub.fold(event.source.nick) == hub.fold(nick)) if nick else (is_own is not by_others):
            return event
    whom = nick or ("anybody else" if by_others else "you")
    place = f"in {target}" if names.is_channel(target) else f"between you and {target}"
    raise Refuse("unknown_message", text=f"{whom} said nothing lately {place}")


def _whether_anything_happened(steps: Steps) -> Generator[Any, Any, bool]:
    answer: Any = None
    happened = False
    while True:
        try:
            told = steps.send(answer)
        except StopIteration:
            return happened
        happened = happened or isinstance(told, Event)
        answer = yield told


def _named(who: Session, said: Said) -> str:
    return "you" if said.source.identity == who.registered_user.identity else said.source.nick


def _quoted(said: Said) -> str:
    first, _, rest = said.text.partition("\n")
    return shortened(f"{first}…" if rest else first, reactions.QUOTED)
