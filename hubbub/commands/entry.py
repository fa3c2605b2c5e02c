"""Coming in and going: detection's outcome, registration, resuming, leaving."""

from __future__ import annotations

from hmac import compare_digest

from hubbub.hub import reservations
from hubbub.hub.bans import why
from hubbub.hub.flood import in_time
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.hub.visibility import sees_member
from hubbub.model import events, names, replies, requests
from hubbub.model.events import Source
from hubbub.model.limits import RESUME_SECONDS
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import info
from .channels import entering, leaving_all, shown_on_joining
from .outcome import Outcome, Steps, Told

PLAIN_USER = "plain"
PLAIN_REAL_NAME = "a plain client"


# --- plain clients --------------------------------------------------------------------------------------------------


def listen(hub: Hub, who: Session, _ask: requests.Listen, now: Moment) -> list[Told]:
    heard = hub.channels.get(who.talking) if is_admitted(hub, who) else None
    return [events.Listening(now.new_id(), now.time, who.id, (heard.conversation,) if heard else ())]


def is_admitted(hub: Hub, who: Session) -> bool:
    """Whether the server needs no password, or was given it."""
    needed = hub.server.password
    return not needed or compare_digest(who.password.encode(), needed.encode())


def greet(hub: Hub, who: Session, _ask: requests.Greet, now: Moment) -> Steps:
    yield events.FramingChanged(now.new_id(), now.time, who.id, "lines")
    if not is_admitted(hub, who):
        raise Refuse("password_needed")
    yield _greeting(hub, who)


def _greeting(hub: Hub, who: Session) -> replies.Greeting:
    channel = hub.channels.get(who.talking)
    members = channel.members if channel is not None else {}
    seen = (user for user in members if channel is not None and sees_member(who, channel, user))
    others = tuple(user.nick for user in seen if user is not who.user)
    return replies.Greeting(who.user.nick if who.user else "", channel.name if channel else "", others)


def enter_as_guest(hub: Hub, who: Session, now: Moment, claimed: str = "") -> Steps:
    """A plain client that speaks becomes a user, under the name it claims if that is free, and a member."""
    taken = not (claimed and is_free(hub, who, claimed) and hub.bans.of(who, now.time, claimed) is None)
    nick = hub.free_guest_nick() if taken else claimed
    refuse_banned(hub, who, nick, now)
    source = source_of(hub, who, nick, PLAIN_USER, now)
    modes = hub.server.accounts.user_modes
    yield events.Entered(now.new_id(), now.time, who.id, source, modes, PLAIN_REAL_NAME, arrived=True)
    if who.talking in hub.channels:
        yield from entering(hub, who, hub.channels[who.talking].name, now)


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
    """Who a session is as a user: its account, or a guest that was never here before.

    Raises Refuse where the account's user is here already.
    """
    account = hub.account_of(who)
    if account is None:
        return Source(nick, user, who.host, now.new_id())
    if account.id in hub.users:
        raise Refuse("nick_in_use", nick, text=f"{account.name} is here already, as {hub.users[account.id].nick}")
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
    return [*listen(hub, who, requests.Listen(), now), _greeting(hub, who)]


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
    elif holder is not None and not _will_resume(hub, who, holder):
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


def _will_resume(hub: Hub, who: Session, holder: User) -> bool:
    return hub.tokens.get(who.resume_token) is holder


def register(hub: Hub, who: Session, now: Moment) -> Steps:
    """Complete the registration once all parts of it are there; who resumes a session needs no nick of its own."""
    if who.user is not None or who.negotiating or who.introduced is None:
        return
    resumed = hub.tokens.get(who.resume_token)
    if who.resume_token and resumed is None:
        who.resume_token = ""
        yield replies.Refused("bad_token", ("RESUME", "INVALID_TOKEN"))
    if not who.nick and resumed is None:
        return
    if not is_admitted(hub, who):
        yield replies.Refused("bad_password")
        yield from end(who, "the server password is wrong", now)
        return
    ban = hub.bans.of(who, now.time, resumed.nick if resumed is not None else "")
    if ban is not None:
        yield replies.Refused("banned_here", (), why(ban))
        yield from end(who, why(ban), now)
        return
    if resumed is not None:
        yield from _take_over(hub, who, resumed, now)
        return
    user, real_name = who.introduced
    try:
        # Asked here and not at NICK, since a login may come between.
        reservations.require_nick(hub, who, who.nick)
        source = source_of(hub, who, who.nick, user, now)
    except Refuse:
        who.nick, who.wanted = "", who.nick
        raise
    modes = hub.server.accounts.user_modes
    yield events.Entered(now.new_id(), now.time, who.id, source, modes, real_name, arrived=True)
    yield from _welcome(hub, who, now)


def _take_over(hub: Hub, who: Session, user: User, now: Moment) -> Steps:
    del hub.tokens[user.token]
    for session in tuple(user.sessions.values()):
        yield events.SessionEnded(now.new_id(), now.time, session.id)
    shared = hub.shared_channels(user)
    modes = "".join(sorted(user.modes))
    yield events.Entered(now.new_id(), now.time, who.id, user.source, modes, user.real_name, shared)
    yield replies.Resumed(user.nick)
    yield from _welcome(hub, who, now)
    for channel in user.channels.values():
        yield replies.Rejoined(user.source, channel.name, user.real_name)
        yield from shown_on_joining(hub, who, channel)


def _welcome(hub: Hub, who: Session, now: Moment) -> Steps:
    user = who.registered_user
    yield replies.Welcome(user.nick, user.source.mask, hub.server.network, hub.server.created)
    yield info.counts(hub)
    if user.shown_modes:
        yield replies.UserModesAre(user.shown_modes)
    yield replies.MotdIs(hub.server.motd)
    if who.has("hubbub/resume"):
        hub.tokens.pop(user.token, None)
        user.token = now.new_secret()
        hub.tokens[user.token] = user
        yield replies.ResumeToken(user.token)


# --- going ----------------------------------------------------------------------------------------------------------


def quit_(hub: Hub, who: Session, ask: requests.Quit, now: Moment) -> Steps:
    said = names.clipped(ask.reason, hub.limits.kick_length)
    yield from end(who, f"Quit: {said}" if said else "Quit", now)
    if who.user is not None:
        yield from gone_for_good(hub, who.user, said or "Quit", now)


def gone(hub: Hub, who: Session, ask: requests.Gone, now: Moment) -> Steps:
    if who.id not in hub.sessions:
        return
    yield events.SessionEnded(now.new_id(), now.time, who.id)
    user = who.user
    if user is not None and not (who.has("hubbub/resume") and user.token):
        yield from gone_for_good(hub, user, ask.reason, now)


def expel(hub: Hub, who: Session, ask: requests.Expel, now: Moment) -> Steps:
    yield from end(who, ask.reason, now)
    if who.user is not None:
        yield from gone_for_good(hub, who.user, ask.reason, now)


def expire(hub: Hub, now: Moment) -> Steps:
    """Users whose session was lost and not resumed in time are gone."""
    patience = int(RESUME_SECONDS * 1e9)
    for user in tuple(hub.users.values()):
        if user.lingering_since is not None and now.time - user.lingering_since >= patience:
            yield from gone_for_good(hub, user, "connection lost", now)


def end(who: Session, reason: str, now: Moment) -> Steps:
    """The server closes a session, and says why."""
    yield replies.Closing(reason)
    yield events.SessionEnded(now.new_id(), now.time, who.id)


def gone_for_good(hub: Hub, user: User, reason: str, now: Moment) -> Steps:
    if not user.sessions:
        yield from leaving_all(hub, user, reason, now)
