"""Who a connection really is: what the way it came by says of it, before it belongs to anyone."""

from __future__ import annotations

from hmac import compare_digest

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import addresses, refusals, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import entry, going, offers
from .outcome import Outcome


def comes_from(hub: Hub, who: Session, ask: requests.ComesFrom, now: Moment) -> Outcome:
    _moved(hub, who, ask.address, speaks_for_others=ask.speaks_for_others)
    if who.protocol == "plain" and who.user is None:
        return entry.listen(hub, who, requests.Listen(), now)  # it may not hear the same as its proxy
    return []


def secure(hub: Hub, who: Session, ask: requests.Secure, now: Moment) -> Outcome:
    who.secure = True
    who.certificate_fingerprint = ask.fingerprint
    return offers.renewed(hub, who, now)


def webirc(hub: Hub, who: Session, ask: requests.Webirc, now: Moment) -> Outcome:
    """https://ircv3.net/specs/extensions/webirc, Security Considerations: a gateway that is not known, has another
    password or is not understood is told so by ERROR, and disconnected.

    The host that it names is not shown: others see a cloak of the address, as everybody's.
    """
    if who.user is not None:
        raise Refuse("already_registered")
    if not who.speaks_for_others:
        return going.expel(hub, who, requests.Expel(reason="your address may not speak for others by WEBIRC"), now)
    wanted = hub.server.gateway_password
    if wanted and not compare_digest(ask.password.encode(), wanted.encode()):
        return going.expel(hub, who, requests.Expel(reason="the password for WEBIRC is wrong"), now)
    try:
        address = str(addresses.address(ask.address))
    except ValueError:
        return going.expel(hub, who, requests.Expel(reason="WEBIRC named an address that is none"), now)
    # Options: secure only if the gateway says so of its side, "and the connection from the gateway to the server is
    # also secure with TLS".  Within this machine nobody reads along without it: not secure, but passwords may come.
    who.sheltered = ask.secure and who.local
    who.secure = ask.secure and who.secure
    who.certificate_fingerprint = ""  # the gateway's own says nothing of who it speaks for
    _moved(hub, who, address)
    try:
        hub.admit(who)
    except Refuse as refusal:
        reason = refusals.sentence(refusal.code, refusal.about, refusal.text)
        return going.expel(hub, who, requests.Expel(reason=reason), now)
    return offers.renewed(hub, who, now)


def reoffer(hub: Hub, who: Session, _ask: requests.Reoffer, now: Moment) -> Outcome:
    return offers.renewed(hub, who, now)


def _moved(hub: Hub, who: Session, address: str, *, speaks_for_others: bool = False) -> None:
    who.address, who.host = address, hub.host_of(address)
    who.speaks_for_others = speaks_for_others
