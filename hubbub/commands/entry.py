"""Coming in: detection's outcome, registration, nicknames."""

from __future__ import annotations

from hmac import compare_digest

from hubbub.hub import reservations
from hubbub.hub.bans import why
from hubbub.hub.flood import in_time
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import events, names, replies, requests
from hubbub.model.events import Source
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import presence
from .attaching import attach, greeting, may_attach, take_over, welcome
from .channels import entering
from .going import end
from .joining import require_let_in
from .outcome import Outcome, Steps, Told
from .replay import missed

PLAIN_USER = "plain"
PLAIN_REAL_NAME = "a plain client"


# --- plain clients --------------------------------------------------------------------------------------------------


def listen(hub: Hub, who: Session, _ask: requests.Listen, now: Moment) -> list[Told]:
    """It hears the lobby, unless that is not open to everybody: then it is nowhere until it joins a channel."""
    who.talking = hub.fold(hub.server.lobby)
    heard = hub.channels.get(who.talking) if is_admitted(hub, who) else None
    if heard is not None:
        try:
            hub.require(who, "listen", heard)
        except Refuse:
            heard, who.talking = None, ""
    return [events.Listening(now.new_id(), now.time, who.id, (heard.conversation,) if heard else ())]


def is_admitted(hub: Hub, who: Session) -> bool:
    """Whether the server needs no password, or was given it."""
    needed = hub.server.password
    return not needed or compare_digest(who.password.encode(), needed.encode())


def greet(hub: Hub, who: Session, _ask: requests.Greet, now: Moment) -> Steps:
    yield events.FramingChanged(now.new_id(), now.time, who.id, "lines")
    if not is_admitted(hub, who):
        raise Refuse("password_needed")
    yield greeting(hub, who)


def enter_as_guest(hub: Hub, who: Session, now: Moment, claimed: str = "") -> Steps:
    """A plain client that speaks becomes a user, under the name it claims if that is free, and a member, if it may."""
    taken = not (claimed and is_free(hub, who, claimed) and hub.bans.of(who, now.time, claimed) is None)
    nick = hub.free_guest_nick() if taken else claimed
    refuse_banned(hub, who, nick, now)
    source = source_of(hub, who, nick, PLAIN_USER, now)
    modes = hub.server.accounts.user_modes
    yield events.Entered(now.new_id(), now.time, who.id, source, modes, PLAIN_REAL_NAME, arrived=True)
    channel = hub.channels.get(who.talking)
    if channel is None:
        return
    try:
        require_let_in(hub, who, channel)
    except Refuse:
        who.talking = ""  # it is told so when it talks there, and why when it joins
    else:
        yield from entering(hub, who, channel.name, now)


def refuse_banned(hub: Hub, who: Session, nick: str, now: Moment) -> None:
    """Raises Refuse where nobody from there, or of this name, may be here."""
    ban = hub.bans.of(who, now.time, nick)
    if ban is not None:
        raise Refuse("banned_here", text=why(ban))


def is_free(hub: Hub, who: Session, nick: str) -> bool:
    """Whether ``nick`` is a name that ``who`` may have."""
    if not names.valid_nick(nick, hub.limits.nick_length, hub.server.casemapping):
        return False
    try:
        reservations.require_nick(hub, who, nick)
    except Refuse:
        return False
    return True


def source_of(hub: Hub, who: Session, nick: str, user: str, now: Moment) -> Source:
    """Who a session is as a user: its account, whose user is not here, or a guest that was never here before."""
    account = hub.account_of(who)
    if account is None:
        return Source(nick, user, who.host, now.new_id())
    return Source(nick, user, who.host, account.id, account.name)


# --- IRC registration -----------------------------------------------------------------------------------------------


def start_irc(_hub: Hub, who: Session, ask: requests.StartIrc, now: Moment) -> Outcome:
    return [events.FramingChanged(now.new_id(), now.time, who.id, "irc", ask.carrier)]


def password(hub: Hub, who: Session, ask: requests.Pass, now: Moment) -> Outcome:
    if who.user is not None:
        raise Refuse("already_registered")
    require_privacy(who)
    who.password = ask.password
    if who.protocol == "irc":
        return []
    if not is_admitted(hub, who):
        raise Refuse("bad_password")
    return [*listen(hub, who, requests.Listen(), now), greeting(hub, who)]


def require_privacy(who: Session) -> None:
    """A password that came over a network in plaintext is known to others, so it opens nothing."""
    if not who.may_tell_secrets:
        raise Refuse("plaintext_password")


def introduce(hub: Hub, who: Session, ask: requests.Introduce, now: Moment) -> Outcome:
    if who.user is not None:
        raise Refuse("already_registered")
    user = names.clean_user(ask.user, hub.limits.user_length)
    who.introduced = (user, names.clipped(ask.real_name, hub.limits.real_name_length))
    return register(hub, who, now)


def resume(_hub: Hub, who: Session, ask: requests.Resume, _now: Moment) -> Outcome:
    if who.user is not None:
        raise Refuse("already_registered")
    if not who.has("hubbub/resume"):
        raise Refuse("bad_token", "RESUME", "NEEDS_CAPABILITY", text="negotiate the capability hubbub/resume first")
    who.resume_token = ask.token
    return []


def nick(hub: Hub, who: Session, ask: requests.Nick, now: Moment) -> Steps:
    longest = hub.limits.nick_length
    if not names.valid_nick(ask.nick, longest, hub.server.casemapping):
        too_long = len(ask.nick.encode("utf-8", "replace")) > longest
        raise Refuse("bad_nick", ask.nick, text=f"a nickname has at most {longest} bytes" if too_long else "")
    holder = hub.nicks.get(hub.fold(ask.nick))
    user = who.user
    if user is not None or who.protocol == "plain":
        reservations.require_nick(hub, who, ask.nick)
    elif holder is not None and not _may_be(hub, who, holder):
        who.wanted = ask.nick
        raise Refuse("nick_in_use", ask.nick)
    if user is not None or who.protocol == "plain":
        refuse_banned(hub, who, ask.nick, now)
    if user is not None:
        if ask.nick != user.nick:
            if who.pace is not None:
                in_time(who.pace.nicks, now.time)
            yield renamed(hub, user, ask.nick, now)
    elif who.protocol == "plain":
        yield from enter_as_guest(hub, who, now, claimed=ask.nick)
    else:
        who.nick = ask.nick
        yield from register(hub, who, now)
    if who.protocol == "plain" and not who.lines:
        yield replies.Note(f"you are now {ask.nick}")  # who types no lines hears of no renames


def renamed(hub: Hub, user: User, nick: str, now: Moment) -> events.Renamed:
    size = max((len(channel.members) for channel in user.channels.values()), default=0)
    return events.Renamed(now.new_id(), now.time, user.source, nick, hub.shared_channels(user), size)


def _may_be(hub: Hub, who: Session, holder: User) -> bool:
    """Whether a client that has not registered may turn out to be this user: it resumes a session of theirs, or is
    logged in to their account, or may still log in while it negotiates."""
    claim = hub.claims.find(who.resume_token)
    if claim is not None and claim.user is holder:
        return True
    return bool(holder.source.account) and (who.negotiating or who.login == holder.identity)


def register(hub: Hub, who: Session, now: Moment) -> Steps:
    """Complete the registration once all parts of it are there; who resumes a session needs no nick of its own."""
    if who.user is not None or who.negotiating or who.introduced is None:
        return
    claim = hub.claims.find(who.resume_token)
    if who.resume_token and claim is None:
        who.resume_token = ""
        yield replies.Refused("bad_token", ("RESUME", "INVALID_TOKEN"))
    if not (who.nick or claim is not None or (who.login and who.wanted)):
        return
    if not is_admitted(hub, who):
        yield replies.Refused("bad_password")
        yield from end(who, "the server password is wrong", now)
        return
    # Whoever is logged in is the account's user, if that is here, whatever nick they asked for.
    present = claim.user if claim is not None else hub.users.get(who.login) if who.login else None
    ban = hub.bans.of(who, now.time, present.nick if present is not None else "")
    if ban is not None:
        yield replies.Refused("banned_here", (), why(ban))
        yield from end(who, why(ban), now)
        return
    if claim is not None:
        yield from take_over(hub, who, claim, now)
    elif present is not None:
        try:
            may_attach(hub, present)
        except Refuse:
            who.nick, who.wanted = "", who.nick or who.wanted
            raise
        yield from attach(hub, who, present, now)
    elif who.nick:
        yield from _arrive(hub, who, *who.introduced, now)


def _arrive(hub: Hub, who: Session, user: str, real_name: str, now: Moment) -> Steps:
    """Somebody comes who was not here."""
    try:
        # Asked here and not at NICK, since a login may come between.
        reservations.require_nick(hub, who, who.nick)
    except Refuse:
        who.nick, who.wanted = "", who.nick
        raise
    source = source_of(hub, who, who.nick, user, now)
    modes = hub.server.accounts.user_modes
    who.missed_since = hub.presences.seen(source.identity)
    yield events.Entered(now.new_id(), now.time, who.id, source, modes, real_name, arrived=True)
    yield from presence.settled(hub, who.registered_user, now)
    yield from welcome(hub, who, now)
    yield from missed(hub, who, (), direct=True)
