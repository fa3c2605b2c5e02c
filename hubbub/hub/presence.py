"""Whether a user is here, and whether somebody is there: what several sessions, or none, make of one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hubbub.model.events import Source
from hubbub.model.limits import ABSENT_DAYS
from hubbub.model.modes import BOT, OPERATOR
from hubbub.model.presence import Presence

from .user import User

if TYPE_CHECKING:
    from hubbub.model.account import Account

    from .hub import Hub

ALWAYS_ON = "always-on"
"""The account's setting: ``on``, ``off``, or "" for what the server's configuration says."""

UNSPECIFIED = "*"
"""IRCv3 draft/pre-away: what a session says that nobody looks at, so that it counts as if it were not there."""

ABSENT = "nobody is at the keyboard"
"""Shown of a user of whom no session says more than that."""

_PATIENCE = ABSENT_DAYS * 24 * 3600 * 10**9


# --- how one user stands --------------------------------------------------------------------------------------------


def shown_away(user: User) -> str:
    """Why nobody is there, as others are told; "" where somebody is.

    As Ergo has it: somebody is there while one session says so; else the latest reason that one gave.
    """
    sessions = [*user.sessions.values(), *user.lost]
    if any(not session.away for session in sessions):
        return ""
    reasons = [session for session in sessions if session.away != UNSPECIFIED]
    if reasons:
        return max(reasons, key=lambda session: session.away_since).away
    return user.away or ABSENT


def is_always_on(hub: Hub, account: Account | None) -> bool:
    """Whether the account's user stays present without a session."""
    rule = hub.server.accounts.always_on
    if account is None or rule == "off":
        return False
    chosen = account.setting(ALWAYS_ON)
    return chosen == "on" or (not chosen and rule == "opt-out")


def stays(hub: Hub, user: User) -> bool:
    """Whether the user is still here: through a session, one that may be back at any moment, or without any."""
    return bool(user.sessions or user.lost) or is_always_on(hub, hub.accounts.get(user.identity))


def is_over(hub: Hub, user: User, now: int) -> bool:
    """Whether a user without a session is not to be here any more."""
    if not stays(hub, user):
        return True
    return not user.lost and now - hub.presences.seen(user.identity, now) >= _PATIENCE


# --- what is kept of them -------------------------------------------------------------------------------------------


class Presences:
    """What the log has of each account's user; what changes is noted here, and kept with the batch that changed it."""

    def __init__(self, kept: Iterable[Presence]) -> None:
        self._kept = {presence.account: presence for presence in kept}
        self._seen = {presence.account: presence.seen for presence in self._kept.values()}
        self._changed: set[str] = set()

    def seen(self, account_id: str, never: int = 0) -> int:
        """When a session of the account's user last ended; ``never`` where none did."""
        return self._seen.get(account_id) or never

    def ended(self, account_id: str, time: int) -> None:
        """A session of the account's user ended, or is somebody else's from here on; one that had broken off long ago
        may be found out after another."""
        self._seen[account_id] = max(time, self._seen.get(account_id, 0))
        self.note(account_id)

    def note(self, identity: str) -> None:
        """How this user stands may have changed; of guests nothing is kept."""
        self._changed.add(identity)

    def changes(self, hub: Hub) -> list[Presence]:
        """What is to be kept now and was not so before."""
        changed, self._changed = self._changed, set()
        found: list[Presence] = []
        for identity in sorted(changed):
            account = hub.accounts.get(identity)
            if account is None:
                self._kept.pop(identity, None)  # the row goes with the account's
                self._seen.pop(identity, None)
                continue
            presence = standing(hub, account)
            if presence != self._kept.get(identity):
                self._kept[identity] = presence
                found.append(presence)
        return found


def standing(hub: Hub, account: Account) -> Presence:
    """What is to be kept of this account's user."""
    user = hub.users.get(account.id)
    seen = 0 if user is not None and user.sessions else hub.presences.seen(account.id)
    if user is None or not is_always_on(hub, account):
        return Presence(account.id, seen)
    source = user.source
    return Presence(
        account.id,
        seen,
        True,
        source.nick,
        source.user,
        source.host,
        user.real_name,
        "".join(sorted(user.modes - {OPERATOR})),
        user.away,
        user.signon,
        tuple(sorted((key, "".join(sorted(channel.ranks(user)))) for key, channel in user.channels.items())),
    )


def recall(hub: Hub, presences: Iterable[Presence], now: int) -> None:
    """At the start: whoever stays without a connection is here, in the channels they were in.

    Who was connected when the server ended missed nothing until it started ``now``.
    """
    for presence in presences:
        if not presence.seen:
            hub.presences.ended(presence.account, now)
        account = hub.accounts.get(presence.account)
        hub.presences.note(presence.account)
        folded = hub.fold(presence.nick)
        if account is None or not presence.here or not is_always_on(hub, account) or folded in hub.nicks:
            continue  # the configuration has changed, or the account
        source = Source(
            presence.nick, presence.user, presence.host, account.id, account.name, bot=BOT in presence.modes
        )
        user = User(source, presence.real_name, presence.signon)
        user.active = hub.presences.seen(account.id)
        user.modes.update(presence.modes)
        user.away = presence.away or ABSENT
        hub.users[account.id] = hub.nicks[folded] = user
        hub.absent.add(user)
        hub.tally.user(user.modes, 1)
        for key, ranks in presence.channels:
            channel = hub.channels.get(key)
            if channel is not None:
                channel.members[user] = frozenset(ranks)
                user.channels[key] = channel
    hub.tally.most_users = len(hub.users)
