"""Who a connection really is: what the way it came by says of it, before it belongs to anyone."""

from __future__ import annotations

import re

from hubbub.hub.hub import Hub
from hubbub.hub.session import LOCAL_HOST, Session
from hubbub.model import addresses, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import entry
from .outcome import Outcome

_HOST = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._:/-]{0,62}")
"""A host as it may stand in a source: no character that ends a word or a mask."""


def comes_from(_hub: Hub, who: Session, ask: requests.ComesFrom, _now: Moment) -> Outcome:
    who.host = ask.host
    who.speaks_for_others = ask.speaks_for_others
    return []


def secure(_hub: Hub, who: Session, ask: requests.Secure, _now: Moment) -> Outcome:
    who.secure = True
    who.certificate_fingerprint = ask.fingerprint
    return []


def webirc(hub: Hub, who: Session, ask: requests.Webirc, now: Moment) -> Outcome:
    """https://ircv3.net/specs/extensions/webirc: a gateway that is not known, or not understood, is disconnected."""
    if who.user is not None:
        raise Refuse("already_registered")
    if not who.speaks_for_others:
        return entry.expel(hub, who, requests.Expel(reason="your address may not speak for others by WEBIRC"), now)
    try:
        address = str(addresses.address(ask.address))
    except ValueError:
        return entry.expel(hub, who, requests.Expel(reason="WEBIRC named an address that is none"), now)
    is_local = who.host == LOCAL_HOST
    who.speaks_for_others = False
    who.address = address
    who.host = ask.host if _HOST.fullmatch(ask.host) else _as_host(address)
    # The gateway's connection to the client counts only where nobody can read along on ours.
    who.secure = ask.secure and (who.secure or is_local)
    who.certificate_fingerprint = ""  # the gateway's own says nothing of who it speaks for
    return []


def _as_host(address: str) -> str:
    """A host never begins with a colon, with which an IRC line's last parameter begins."""
    return f"0{address}" if address.startswith(":") else address
