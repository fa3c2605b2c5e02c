"""Bans from the whole server: for server operators, and for whoever has the server's own files (the console)."""

from __future__ import annotations

from ipaddress import ip_network

from hubbub.hub import masks
from hubbub.hub.bans import until
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import addresses, events, names, replies, requests
from hubbub.model.events import BanKind
from hubbub.model.modes import ACCOUNT_BAN
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import operators
from .channels import leaving_all
from .outcome import Outcome, Steps

CONSOLE = "console"
"""Who banned from the command line."""

MINUTE = 60 * 10**9
MOST_MINUTES = 100 * 366 * 24 * 60
"""A longer ban is one for good: times are kept in 64 bits of nanoseconds."""

MOST_BANS = 10_000
"""Each newcomer is compared with all of them."""

_COMMANDS: dict[BanKind, str] = {"mask": "UNKLINE", "address": "UNDLINE", "account": "UNKLINE"}


def ban(hub: Hub, who: Session, ask: requests.Ban, now: Moment) -> Outcome:
    event = banned(hub, ask, operators.require(who).nick, now)
    return [event, replies.Note(told(event))]


def unban(hub: Hub, who: Session, ask: requests.Unban, now: Moment) -> Outcome:
    event = unbanned(hub, ask, operators.require(who).nick, now)
    return [event, replies.Note(told(event))]


def banned(hub: Hub, ask: requests.Ban, by: str, now: Moment) -> events.Banned:
    """The ban asked for.  Raises Refuse where it cannot be, or cannot be stored."""
    if not hub.storing:
        raise Refuse("cannot_store", "*", "CANNOT_STORE")
    kind, mask = _meant(hub, ask.kind, ask.mask)
    if len(hub.bans.of_kind(kind, now.time)) >= MOST_BANS and hub.bans.find(kind, mask) is None:
        raise Refuse("bad_ban", mask, text=f"there are {MOST_BANS} bans already: ban networks instead of addresses")
    expires = now.time + ask.minutes * MINUTE if 0 < ask.minutes <= MOST_MINUTES else 0
    reason = names.clipped(ask.reason, hub.limits.kick_length)
    return events.Banned(now.new_id(), now.time, kind, mask, reason, by, expires)


def unbanned(hub: Hub, ask: requests.Unban, by: str, now: Moment) -> events.Unbanned:
    """The end of a ban.  Raises Refuse where there is none, or its end cannot be stored."""
    if not hub.storing:
        raise Refuse("cannot_store", "*", "CANNOT_STORE")
    kind, mask = _meant(hub, ask.kind, ask.mask, wide=True)
    found = hub.bans.find(kind, mask)
    if found is None:
        raise Refuse("no_such_ban", _COMMANDS[kind], "NO_SUCH_BAN", text=f"there is no ban on {ask.mask}")
    return events.Unbanned(now.new_id(), now.time, found.kind, found.mask, by)


def told(event: events.Banned | events.Unbanned) -> str:
    """What the operator is told who did it."""
    who = named(event.kind, event.mask)
    if isinstance(event, events.Unbanned):
        return f"{who} is banned no longer"
    return f"{who} is banned{until(event.expires)}"


def named(kind: BanKind, mask: str) -> str:
    """How a ban is written: ``a:name`` for one on an account, as in a channel's list."""
    return f"{ACCOUNT_BAN}:{mask}" if kind == "account" else mask


def lift_what_is_over(hub: Hub, now: Moment) -> Steps:
    """Bans end by themselves."""
    for over in hub.bans.over(now.time) if hub.storing else ():
        yield events.Unbanned(now.new_id(), now.time, over.kind, over.mask, "")


def send_off(hub: Hub, now: Moment) -> Steps:
    """Who is here without a connection, and is banned now, is gone.  (Connections are ended one by one.)"""
    for user in tuple(hub.absent):
        if hub.bans.of_absent(user, now.time) is not None:
            yield from leaving_all(hub, user, "banned", now)


def _meant(hub: Hub, kind: BanKind, mask: str, *, wide: bool = False) -> tuple[BanKind, str]:
    """What is banned, in its one form.  ``wide``: also where it would be too much to ban, or is not there any more."""
    if kind == "mask" and mask.startswith(f"{ACCOUNT_BAN}:"):
        kind, mask = "account", mask[2:]
    if kind == "account":
        account = hub.accounts.named(mask)
        if account is None and not wide:
            raise Refuse("bad_ban", named(kind, mask), text=f"there is no account {mask}")
        return kind, account.name if account is not None else mask
    return kind, _network(mask, wide) if kind == "address" else _mask(mask, wide)


def _mask(mask: str, wide: bool) -> str:
    whole = masks.completed(mask)
    if not mask or mask.startswith(":") or " " in mask or not mask.isprintable():
        raise Refuse("bad_ban", mask or "*", text="a mask is nick!user@host, with * and ? for any, and without spaces")
    if len(whole.encode()) > masks.MASK_LENGTH:
        raise Refuse("bad_ban", mask, text=f"a mask has at most {masks.MASK_LENGTH} bytes")
    if not wide and not whole.strip("*?!@.:"):
        raise Refuse("bad_ban", mask, text=f"{whole} would ban everybody")
    return whole


def _network(text: str, wide: bool) -> str:
    try:
        network = ip_network(str(addresses.address(text)) if "/" not in text else text, strict=False)
    except ValueError:
        raise Refuse(
            "bad_ban", text or "*", text="that is no address or network, such as 203.0.113.9 or 203.0.113.0/24"
        ) from None
    if not wide and any(
        network.overlaps(own) for own in addresses.networks(("loopback",)) if own.version == network.version
    ):
        raise Refuse("bad_ban", text, text=f"{text} has this machine itself in it")
    return str(network.network_address) if network.num_addresses == 1 else str(network)
