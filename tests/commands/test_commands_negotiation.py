"""Capability negotiation, and ISUPPORT."""

from __future__ import annotations

import pytest
from commands_world import World, codes, only

from hubbub.model import capabilities, events, replies
from hubbub.model.limits import Limits
from hubbub.model.requests import Capabilities, Introduce, Nick, Supported

END = Capabilities(way="end")
LIST = Capabilities(way="list")
LIST_302 = Capabilities(way="list", version=302)


def test_version_302_implies_cap_notify_for_good() -> None:
    alice = World().raw_irc()
    told = alice.does(LIST_302)
    assert only(events.CapabilitiesChanged, told).capabilities == {"cap-notify"}
    assert alice.does(LIST_302) == [only(replies.CapabilitiesOffered, told)], "it has it already"
    refused = Capabilities(way="request", add=("batch",), remove=("cap-notify",), text="batch -cap-notify")
    assert alice.does(refused) == [replies.CapabilitiesAnswered(False, "batch -cap-notify")]
    assert not only(replies.CapabilitiesOffered, alice.does(LIST)).values, "as asked for"
    assert alice.does(Capabilities(way="active")) == [replies.CapabilitiesActive(("cap-notify",), True)]


def test_before_302_cap_notify_is_a_capability_like_others() -> None:
    alice = World().raw_irc()
    alice.does(LIST)
    alice.does(Capabilities(way="request", add=("cap-notify",)))
    assert alice.does(Capabilities(way="active")) == [replies.CapabilitiesActive(("cap-notify",))]
    alice.does(Capabilities(way="request", remove=("cap-notify",)))
    assert alice.does(Capabilities(way="active")) == [replies.CapabilitiesActive(())]


@pytest.mark.parametrize("ask", [LIST, Capabilities(way="request", add=("batch",)), Capabilities(way="request")])
def test_negotiation_holds_registration_up_until_its_end(ask: Capabilities) -> None:
    world = World()
    alice = world.raw_irc()
    alice.does(ask)
    alice.does(Nick("alice"))
    alice.does(Introduce("a", "Alice"))
    assert world.hub.users == {}
    assert only(replies.Welcome, alice.does(END)).nick == "alice"
    assert alice.does(END) == [], "ignored afterwards"


def test_the_list_of_what_is_active_holds_nothing_up() -> None:
    alice = World().raw_irc()
    alice.does(Capabilities(way="active"))
    alice.does(Nick("alice"))
    assert only(replies.Welcome, alice.does(Introduce("a", "Alice")))


def test_nobody_may_watch_and_so_nobody_may_watch_more() -> None:
    offered = capabilities.offer(World(limits=Limits(monitor_entries=0)).server)
    assert not capabilities.EXTENDED_MONITOR & offered.keys()
    assert capabilities.offer(World().server).keys() > capabilities.EXTENDED_MONITOR


def test_isupport_before_registration_is_for_those_who_negotiated_it() -> None:
    alice = World().raw_irc()
    assert codes(alice.does(Supported())) == ["not_registered"]
    alice.does(Capabilities(way="request", add=("draft/extended-isupport",)))
    assert alice.does(Supported()) == [replies.SupportedIs()]
    bob = World().irc("bob")
    assert bob.does(Supported()) == [replies.SupportedIs()]
