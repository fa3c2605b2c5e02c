"""A session becomes one of a user who is here: another one beside theirs, or the one that broke off again."""

from __future__ import annotations

from hubbub.hub.claims import Claim
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.hub.visibility import sees_member
from hubbub.model import events, replies
from hubbub.model.limits import SESSIONS_PER_ACCOUNT
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import info, metadata, persistence, watching
from .channels import shown_on_joining, where_to_talk
from .going import one_less
from .outcome import Steps
from .presence import settled
from .replay import missed


def may_attach(hub: Hub, user: User) -> None:
    """Raises Refuse where the user, whose account was proved, takes no other session (for now)."""
    account = hub.accounts.get(user.identity)
    name = account.name if account is not None else user.nick
    if account is not None and user.sessions and account.setting("multiclient") == "off":
        raise Refuse("nick_in_use", user.nick, text=f"{name} is here already, and wants to be here once (multiclient)")
    if len(user.sessions) >= SESSIONS_PER_ACCOUNT:
        text = f"{name} is here {SESSIONS_PER_ACCOUNT} times already: close one of these connections"
        raise Refuse("nick_in_use", user.nick, text=text)


def attach(hub: Hub, who: Session, user: User, now: Moment) -> Steps:
    """Another session of theirs.  Nobody else hears of it, unless it ends that they are away."""
    who.missed_since = hub.presences.seen(user.identity)
    yield from _entered(hub, who, user, now)
    yield from _shown_in(hub, who, user, now)


def take_over(hub: Hub, who: Session, claim: Claim, now: Moment) -> Steps:
    """The session that the claim was given to, dead or alive, is this one from here on; their others stay."""
    user, old = claim.user, claim.session
    hub.claims.withdraw(old)
    who.missed_since = claim.heard
    if not who.away_since:  # it has not said anything of that itself
        who.away, who.away_since = old.away, old.away_since
    if old.id in hub.sessions:
        yield events.SessionEnded(now.new_id(), now.time, old.id)
    yield from _entered(hub, who, user, now)
    yield from watching.carried_over(hub, who, old, now)
    yield replies.Resumed(user.nick)
    yield from _shown_in(hub, who, user, now)
    yield from watching.how_all_stand(hub, who)


def move(hub: Hub, who: Session, user: User, now: Moment) -> Steps:
    """A plain client that has logged in is a session of theirs from here on, and no more of whoever it was."""
    before = who.user
    yield from _entered(hub, who, user, now)
    if before is not None:
        yield from one_less(hub, before, f"logged in as {user.nick}", now)
    who.talking = where_to_talk(hub, user)
    yield greeting(hub, who)


def _entered(hub: Hub, who: Session, user: User, now: Moment) -> Steps:
    channels = hub.shared_channels(user)
    modes = "".join(sorted(user.modes))
    yield events.Entered(now.new_id(), now.time, who.id, user.source, modes, user.real_name, channels)
    yield from settled(hub, user, now)


def _shown_in(hub: Hub, who: Session, user: User, now: Moment) -> Steps:
    yield from welcome(hub, who, now)
    for channel in user.channels.values():
        yield replies.Rejoined(user.source, channel.name, user.real_name)
        yield from shown_on_joining(hub, who, channel)
    yield from missed(hub, who, tuple(user.channels), direct=True)


def greeting(hub: Hub, who: Session) -> replies.Greeting:
    """What a plain client is told of where it is."""
    channel = hub.channels.get(who.talking)
    members = channel.members if channel is not None else {}
    seen = (user for user in members if channel is not None and sees_member(who, channel, user))
    others = tuple(user.nick for user in seen if user is not who.user)
    return replies.Greeting(who.user.nick if who.user else "", channel.name if channel else "", others)


def welcome(hub: Hub, who: Session, now: Moment) -> Steps:
    """https://modern.ircdocs.horse/#rplwelcome-001 and what follows it."""
    user = who.registered_user
    yield replies.Welcome(user.nick, user.source.mask, hub.server.network, hub.server.created)
    yield info.counts(hub)
    yield from metadata.on_registering(hub, who, now)
    if user.shown_modes:
        yield replies.UserModesAre(user.shown_modes)
    yield replies.MotdIs(hub.server.motd)
    if who.has("hubbub/resume"):
        token = now.new_secret()
        hub.claims.give(token, who, user)
        yield replies.ResumeToken(token)
    account = hub.account_of(who)
    if account is not None and who.has(persistence.CAPABILITY):
        yield persistence.status(hub, account)
