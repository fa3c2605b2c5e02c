"""Staying present without a connection: Ergo's draft/persistence, and the one function that changes it."""

from __future__ import annotations

from collections.abc import Iterable

from hubbub.hub.hub import Hub
from hubbub.hub.presence import ALWAYS_ON, is_always_on
from hubbub.hub.session import Session
from hubbub.model import events, replies, requests
from hubbub.model.account import Account
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from .outcome import Steps

CAPABILITY = "draft/persistence"


def persistence(hub: Hub, who: Session, ask: requests.Persistence, now: Moment) -> Steps:
    """PERSISTENCE GET, and SET ON, OFF or DEFAULT."""
    account = hub.account_of(who)
    if account is None:
        raise Refuse(
            "not_logged_in", "PERSISTENCE", "ACCOUNT_REQUIRED", text="log in: only an account can stay present"
        )
    if ask.wanted is not None:
        before = account.setting(ALWAYS_ON)
        yield from set_always_on(hub, account, ask.wanted, who.registered_user.nick, now)
        account = hub.accounts.get(account.id) or account
        if ask.wanted != before:
            yield from pushed(hub, account, but=who)
    yield status(hub, account)


def pushed(hub: Hub, account: Account, but: Session | None = None) -> Iterable[replies.Elsewhere]:
    """Draft/persistence: to the account's connections, ``but`` for the one that is answered, when it has changed."""
    user = hub.users.get(account.id)
    for session in user.sessions.values() if user is not None else ():
        if session is not but and session.has(CAPABILITY):
            yield replies.Elsewhere(session.id, status(hub, account))


def status(hub: Hub, account: Account) -> replies.PersistenceIs:
    """What the account's owner asked for, and what is."""
    return replies.PersistenceIs(account.setting(ALWAYS_ON), on=is_always_on(hub, account))


def set_always_on(hub: Hub, account: Account, wanted: str, by: str, now: Moment) -> Steps:
    """Have the user of this account stay (``on``), or not (``off``), or as the configuration says ("").

    What it comes to is seen when the last session ends; who has none now and is not to stay is gone in a second.
    Raises Refuse where it cannot be stored.
    """
    if not hub.storing:
        raise Refuse("cannot_store", "PERSISTENCE", "CANNOT_STORE")
    if account.setting(ALWAYS_ON) != wanted:
        changed = account.with_setting(ALWAYS_ON, wanted)
        yield events.AccountChanged(now.new_id(), now.time, changed, ("settings",), by)
