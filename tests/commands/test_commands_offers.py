"""What each session is offered, and what it is told when that changes."""

from __future__ import annotations

from typing import Any

import pytest
from commands_world import Person, World, only, shape
from msgspec.structs import replace

from hubbub.commands import offers
from hubbub.model import events, replies
from hubbub.model.capabilities import OFFERED
from hubbub.model.requests import Capabilities, Reoffer, Secure, Webirc
from hubbub.model.server import AccountRules, TransportSecurity


def values(here: World, who: Person) -> dict[str, str]:
    return offers.offered(here.hub, here.hub.sessions[who.session])


def test_every_value_is_of_a_capability_that_there_is() -> None:
    assert offers.VALUES.keys() <= OFFERED.keys()


@pytest.mark.parametrize(
    ("address", "secure", "fingerprint", "sasl"),
    [
        ("127.0.0.1", False, "", "PLAIN,SCRAM-SHA-256"),
        ("203.0.113.9", False, "", "SCRAM-SHA-256"),
        ("203.0.113.9", True, "", "PLAIN,SCRAM-SHA-256"),
        ("203.0.113.9", True, "ab", "PLAIN,SCRAM-SHA-256,EXTERNAL"),
    ],
)
def test_sasl_is_what_makes_sense_there(address: str, secure: bool, fingerprint: str, sasl: str) -> None:
    here = World()
    who = here.raw_irc(address, secure=secure)
    if fingerprint:
        who.does(Secure(fingerprint=fingerprint))
    assert values(here, who)["sasl"] == sasl


@pytest.mark.parametrize(
    ("rules", "value"),
    [
        ({}, "before-connect,custom-account-name"),
        ({"before_connect": False}, "custom-account-name"),
        ({"email_required": True}, "before-connect,custom-account-name,email-required"),
        ({"register": False}, None),
        ({"enabled": False}, None),
        ({"plain_here": False}, None),
    ],
)
def test_registration_says_what_it_asks(rules: dict[str, Any], value: str | None) -> None:
    here = World(accounts=AccountRules(**rules))
    assert values(here, here.raw_irc()).get("draft/account-registration") == value


def test_a_mechanism_that_is_not_configured_is_not_offered() -> None:
    here = World(accounts=AccountRules(mechanisms=("SCRAM-SHA-256",)))
    assert values(here, here.raw_irc())["sasl"] == "SCRAM-SHA-256"
    here = World(accounts=AccountRules(mechanisms=("EXTERNAL",)))
    assert "sasl" not in values(here, here.raw_irc())


def test_who_asked_for_302_is_told_of_changes() -> None:
    here = World()
    who = here.raw_irc("203.0.113.9", secure=False)
    shown = only(replies.CapabilitiesOffered, who.does(Capabilities(way="list", version=302))).names
    assert "sasl=SCRAM-SHA-256" in shown
    assert who.does(Reoffer()) == []
    told = who.does(Secure())
    assert only(replies.CapabilitiesNew, told).names == (
        "draft/account-registration=before-connect,custom-account-name",
        "sasl=PLAIN,SCRAM-SHA-256",
    )
    who.does(Capabilities(way="request", add=("sasl", "batch")))
    here.hub.server = replace(here.server, accounts=AccountRules(enabled=False))
    told = who.does(Reoffer())
    gone = ("draft/account-registration", "draft/persistence", "sasl")
    assert only(replies.CapabilitiesGone, told).names == gone
    assert only(events.CapabilitiesChanged, told).capabilities == {"batch", "cap-notify"}
    assert who.does(Reoffer()) == []


def test_who_did_not_ask_to_be_told_is_not_but_has_not_what_is_gone() -> None:
    here = World()
    who = here.raw_irc()
    who.does(Capabilities(way="list", version=301))
    who.does(Capabilities(way="request", add=("sasl",)))
    here.hub.server = replace(here.server, accounts=AccountRules(enabled=False))
    assert shape(who.does(Reoffer())) == ["CapabilitiesChanged"]
    silent = here.raw_irc()
    assert silent.does(Reoffer()) == []


def test_cap_notify_is_implied_by_302_and_then_stays() -> None:
    who = World().raw_irc()
    who.does(Capabilities(way="list", version=302))
    assert "cap-notify" in only(replies.CapabilitiesActive, who.does(Capabilities(way="active"))).names
    assert not only(
        replies.CapabilitiesAnswered, who.does(Capabilities(way="request", remove=("cap-notify",)))
    ).accepted


def test_cap_notify_may_be_asked_for_and_given_up_without_302() -> None:
    here = World()
    who = here.raw_irc("203.0.113.9", secure=False)
    who.does(Capabilities(way="request", add=("cap-notify",)))
    assert shape(who.does(Secure())) == ["CapabilitiesNew"]
    assert only(replies.CapabilitiesAnswered, who.does(Capabilities(way="request", remove=("cap-notify",)))).accepted
    here.hub.server = replace(here.server, history=False)
    assert who.does(Reoffer()) == []


def test_a_gateways_word_changes_what_is_offered() -> None:
    here = World()
    who = here.raw_irc()
    here.hub.sessions[who.session].speaks_for_others = True
    who.does(Capabilities(way="list", version=302))
    told = who.does(Webirc(address="203.0.113.9", host="client.example"))
    assert only(replies.CapabilitiesNew, told).names == ("sasl=SCRAM-SHA-256",)
    assert only(replies.CapabilitiesGone, told).names == ("draft/account-registration",)


@pytest.mark.parametrize(
    ("address", "secure", "value"),
    [
        ("203.0.113.9", False, "port=6697"),
        ("203.0.113.9", True, "duration=600"),
        ("127.0.0.1", True, "duration=600"),
        ("127.0.0.1", False, None),
    ],
)
def test_transport_security_is_told_and_not_negotiated(address: str, secure: bool, value: str | None) -> None:
    here = World(sts=TransportSecurity(6697, 600))
    who = here.raw_irc(address, secure=secure)
    here.hub.sessions[who.session].secure = secure
    assert values(here, who).get("sts") == value
    assert not only(replies.CapabilitiesAnswered, who.does(Capabilities(way="request", add=("sts",)))).accepted
    without = World()
    assert "sts" not in values(without, without.raw_irc(address, secure=secure))


def test_transport_security_is_never_taken_back() -> None:
    here = World(sts=TransportSecurity(6697, 600))
    who = here.raw_irc("203.0.113.9", secure=False)
    who.does(Capabilities(way="list", version=302))
    here.hub.server = replace(here.server, sts=None)
    assert who.does(Reoffer()) == []
