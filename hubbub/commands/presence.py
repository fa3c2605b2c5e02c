"""Who is there: AWAY, and what the coming and going of one of several sessions means for others."""

from __future__ import annotations

from hubbub.hub import presence
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import events, replies, requests
from hubbub.model.events import Event
from hubbub.model.moment import Moment
from hubbub.model.names import clipped

from .outcome import Steps, Told


def away(hub: Hub, who: Session, ask: requests.Away, now: Moment) -> Steps:
    """https://modern.ircdocs.horse/#away-message, and before registration https://ircv3.net/specs/extensions/pre-away.

    As in Ergo the answer is how the user stands, which with several sessions may not be what this one said.
    """
    who.away, who.away_since = clipped(ask.text, hub.limits.away_length), now.time
    if who.user is None:
        yield replies.YouAre(bool(who.away))
        return
    yield from settled(hub, who.user, now)
    yield replies.YouAre(bool(who.user.away))


def recalled(hub: Hub, now: Moment) -> list[Told]:
    """What delivery must know of those who are here from the start."""
    told: list[Told] = []
    for user in hub.users.values():
        ranks = [(channel.conversation, "".join(sorted(channel.ranks(user)))) for channel in user.channels.values()]
        told.append(events.Recalled(now.new_id(), now.time, user.source, tuple(ranks)))
    return told


def kept(hub: Hub, now: Moment) -> list[Event]:
    """What the log keeps of how accounts' users stand at the end of a batch."""
    return [events.PresenceKept(now.new_id(), now.time, presence) for presence in hub.presences.changes(hub)]


def settled(hub: Hub, user: User, now: Moment) -> Steps:
    """What others see follows what the sessions say."""
    text = presence.shown_away(user)
    if text != user.away:
        yield events.AwayChanged(now.new_id(), now.time, user.source, text, hub.shared_channels(user))
