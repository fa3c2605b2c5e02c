"""What each session may negotiate, and with which values: one table, asked again when an answer may have changed."""

from __future__ import annotations

from collections.abc import Callable

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import capabilities, events, replies
from hubbub.model.moment import Moment

from .outcome import Told

Value = Callable[[Hub, Session], str | None]
"""The value of a capability for a session, "" for one without; None: it is not offered."""


def may_tell_passwords(hub: Hub, who: Session) -> bool:
    """Whether an account's password may come this way: encrypted, or from or by this machine where that is allowed."""
    return who.secure or (who.may_tell_secrets and hub.server.accounts.plain_here)


def mechanisms(hub: Hub, who: Session) -> tuple[str, ...]:
    """The SASL mechanisms that make sense for this session."""
    rules = hub.server.accounts
    if not rules.enabled:
        return ()
    makes_sense = {
        "PLAIN": may_tell_passwords(hub, who),
        "EXTERNAL": bool(who.certificate_fingerprint),
    }
    return tuple(name for name in rules.mechanisms if makes_sense.get(name, True))


def _sasl(hub: Hub, who: Session) -> str | None:
    # IRCv3 sasl 3.2, Mechanism list in CAP LS
    return ",".join(mechanisms(hub, who)) or None


def _registration(hub: Hub, who: Session) -> str | None:
    rules = hub.server.accounts
    if not (rules.enabled and rules.register and may_tell_passwords(hub, who)):
        return None
    keys = {
        "before-connect": rules.before_connect,
        "custom-account-name": True,
        "email-required": rules.email_required,
    }
    return ",".join(key for key, holds in keys.items() if holds)


def _sts(hub: Hub, who: Session) -> str | None:
    """https://ircv3.net/specs/extensions/sts: the port to who came in plaintext, the duration to who came by TLS.

    Nobody on this machine is sent away: no certificate is made out to its loopback addresses.  Nor who comes by a
    gateway on it: they did not choose how that connects.
    """
    sts = hub.server.sts
    if sts is None or (who.may_tell_secrets and not who.secure):
        return None
    return f"duration={sts.seconds}" if who.secure else f"port={sts.port}"


def _persistence(hub: Hub, _who: Session) -> str | None:
    rules = hub.server.accounts
    return "" if rules.enabled and rules.always_on != "off" else None


VALUES: dict[str, Value] = {
    "draft/account-registration": _registration,
    "draft/persistence": _persistence,
    "sasl": _sasl,
    capabilities.STS: _sts,
}
"""Those that are not offered to every session alike."""


def offered(hub: Hub, who: Session) -> dict[str, str]:
    """Capability to value, in the table's order."""
    found: dict[str, str] = {}
    for name, general in capabilities.offer(hub.server).items():
        value = VALUES[name](hub, who) if name in VALUES else general
        if value is not None:
            found[name] = value
    return found


def renewed(hub: Hub, who: Session, now: Moment) -> list[Told]:
    """What to tell a session whose offers may have changed: https://ircv3.net/specs/extensions/capability-negotiation,
    cap-notify.  What is gone is not negotiated any more."""
    if not who.offered:
        return []  # it has not asked yet
    before, after = who.offered, offered(hub, who)
    who.offered = after
    # sts, Mechanism: CAP DEL is no way to end it.
    gone = tuple(name for name in before if name not in after and name != capabilities.STS)
    new = {name: value for name, value in after.items() if before.get(name) != value}
    told: list[Told] = []
    notify = who.has(capabilities.NOTIFY)
    if notify and new:
        told.append(replies.CapabilitiesNew(tuple(capabilities.shown(*one) for one in new.items())))
    if notify and gone:
        told.append(replies.CapabilitiesGone(gone))
    having = who.capabilities - frozenset(gone)
    if having != who.capabilities:
        told.append(events.CapabilitiesChanged(now.new_id(), now.time, who.id, having))
    return told
