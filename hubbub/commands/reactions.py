"""Messages of tags alone: those that pass by, those that are kept, and reactions."""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import effects, events, requests
from hubbub.model.moment import Moment
from hubbub.model.names import shortened
from hubbub.model.refusals import Refuse

from .addressing import addressed
from .outcome import Steps

Tags = tuple[tuple[str, str], ...]

KEPT = frozenset({"+draft/react", "+react", "+draft/unreact", "+unreact", "+draft/persist", "+persist"})
"""Tags that make a message of tags worth keeping, as Ergo's default has them; typing notices and the like pass by."""

REACT, UNREACT, REPLY = "+draft/react", "+draft/unreact", "+draft/reply"
_REACTIONS = ((REACT, True), ("+react", True), (UNREACT, False), ("+unreact", False))
_REPLIES = (REPLY, "+reply")

QUOTED = 40
"""Characters of the message that a reaction quotes for those who read lines."""


def are_kept(tags: Tags) -> bool:
    """Whether a message of these tags alone is kept."""
    return any(name in KEPT for name, _ in tags)


def is_reaction(tags: Tags) -> bool:
    """IRCv3 react: a reaction, or taking one back, to a message that is named."""
    return bool(_reaction(tags)[0] and _answered(tags))


def _reaction(tags: Tags) -> tuple[str, bool]:
    given = dict(tags)
    return next(((given[name], added) for name, added in _REACTIONS if given.get(name)), ("", True))


def _answered(tags: Tags) -> str:
    given = dict(tags)
    return next((given[name] for name in _REPLIES if given.get(name)), "")


def react(hub: Hub, who: Session, ask: requests.Say, now: Moment) -> Steps:
    """A reaction; one that is there already, or taking back one that is not, changes nothing and tells nobody.

    The message is looked up for whose it is and how it begins: those who read lines have seen no ids.
    """
    if len(ask.targets) != 1:
        raise Refuse("too_many_targets", ",".join(ask.targets), text="a reaction has one target")
    target = ask.targets[0]
    message, (reaction, added) = _answered(ask.tags), _reaction(ask.tags)
    address = addressed(hub, who, target)
    identity = who.registered_user.identity
    found: effects.FoundMessage | None = None
    if hub.server.history:
        found = yield effects.FindMessage(address.conversation.key, message, identity, reaction)
        address = addressed(hub, who, target)  # the world moved meanwhile
    if found is not None and found.reacted is added:
        return
    author, quote = _quoted(found)
    source = who.registered_user.source
    yield events.Reacted(
        *(now.new_id(), now.time, source, address.conversation, ask.tags, address.to, address.rank),
        *(message, reaction, added, author, quote),
    )


def _quoted(found: effects.FoundMessage | None) -> tuple[str, str]:
    event = found.event if found is not None else None
    if isinstance(event, events.Said):
        first, _, rest = event.text.partition("\n")
        return event.source.nick, shortened(f"{first}…" if rest else first, QUOTED)
    return (event.source.nick, "") if isinstance(event, events.TagsAlone) else ("", "")
