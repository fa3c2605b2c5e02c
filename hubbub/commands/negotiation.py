"""Capability negotiation, and what the server tells of itself before and after registration."""

from __future__ import annotations

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import capabilities, events, replies, requests
from hubbub.model.capabilities import METADATA
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse

from . import entry, offers, telling
from .outcome import Outcome, Steps

VALUES_SINCE = 302
"""The version of capability negotiation with values, answers of several lines, and cap-notify."""


def negotiate(hub: Hub, who: Session, ask: requests.Capabilities, now: Moment) -> Steps:
    """https://ircv3.net/specs/extensions/capability-negotiation"""
    if who.user is None and ask.way in {"list", "request"}:
        who.negotiating = True
    if ask.way == "list":
        yield from _list(hub, who, ask.version, now)
    elif ask.way == "active":
        yield replies.CapabilitiesActive(tuple(sorted(who.capabilities)), who.cap_version >= VALUES_SINCE)
    elif ask.way == "request":
        yield from _request(hub, who, ask, now)
    elif who.user is None:  # The CAP END subcommand: ignored afterwards
        who.negotiating = False
        if who.exchange is not None:
            # sasl 3.1: registration does not wait for an exchange that is under way.
            who.exchange = None
            yield replies.Refused("sasl_aborted")
        yield from entry.register(hub, who, now)


def _list(hub: Hub, who: Session, version: int, now: Moment) -> Steps:
    offer = who.offered = offers.offered(hub, who)
    values = version >= VALUES_SINCE
    # CAP LS Version: the answer is of the version asked for, the highest is remembered.
    who.cap_version = max(who.cap_version, version)
    names = tuple(capabilities.shown(*one) if values else one[0] for one in offer.items())
    yield replies.CapabilitiesOffered(names, values)
    if values and not who.has(capabilities.NOTIFY):
        # cap-notify: implied by version 302
        having = who.capabilities | {capabilities.NOTIFY}
        yield events.CapabilitiesChanged(now.new_id(), now.time, who.id, having)


def _request(hub: Hub, who: Session, ask: requests.Capabilities, now: Moment) -> Steps:
    offer = offers.offered(hub, who)
    # cap-notify: who has negotiated version 302 cannot be without it.
    kept = capabilities.NOTIFY if who.cap_version >= VALUES_SINCE else ""
    accepted = all(name in offer for name in (*ask.add, *ask.remove)) and kept not in ask.remove
    if capabilities.STS in ask.add:
        accepted = False  # sts, Mechanism: it is told, and not negotiated
    having = (who.capabilities | frozenset(ask.add)) - frozenset(ask.remove)
    accepted = accepted and not having >= METADATA  # draft/metadata: one version of it
    yield replies.CapabilitiesAnswered(accepted, ask.text)
    if accepted:
        who.offered = who.offered or offer
        gained = having & METADATA - who.capabilities
        yield events.CapabilitiesChanged(now.new_id(), now.time, who.id, having)
        yield from _about_metadata(hub, who, now, told_own=bool(gained))


def _about_metadata(hub: Hub, who: Session, now: Moment, *, told_own: bool) -> Steps:
    """draft/metadata: on negotiating it, one's own; whoever gives it up, or batches, has no subscriptions any more."""
    if told_own and who.user is not None:
        yield from telling.own(who, who.user.nick, hub.metadata.of(who.user.identity))
    if who.subscriptions and not (who.capabilities & METADATA and who.has("batch")):
        yield events.SubscriptionsSet(now.new_id(), now.time, who.id, frozenset())


def supported(_hub: Hub, who: Session, _ask: requests.Supported, _now: Moment) -> Outcome:
    """https://ircv3.net/specs/extensions/extended-isupport: before registration only for those who negotiated it."""
    if who.user is None and not who.has("draft/extended-isupport"):
        raise Refuse("not_registered")
    return [replies.SupportedIs()]
