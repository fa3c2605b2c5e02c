"""Who may have which messages erased."""

from __future__ import annotations

import pytest
from commands_world import Person, World, codes, only
from msgspec.structs import replace

from hubbub.model import events, replies, requests
from hubbub.model.effects import FindMessage, FoundMessage
from hubbub.model.events import Conversation, Event, Said, Source
from hubbub.model.names import direct

ALONE = Source("gone", "g", "host", "id-gone")


def said(by: Source, text: str = "hello") -> Said:
    return Said("m1", 1, by, Conversation("#dev", "#dev"), "message", text)


def redacts(world: World, who: Person, found: Event | None, target: str = "#dev") -> list[object]:
    world.answers = [FoundMessage(found) if found is not None else None]
    return list(who.does(requests.Redact(target, "m1", "spam")))


def test_ones_own_message() -> None:
    world = World()
    world.irc("boss", "#dev")
    alice = world.irc("alice", "#dev")
    (redacted,) = redacts(world, alice, said(alice.user.source))
    assert isinstance(redacted, events.Redacted)
    assert (redacted.message, redacted.reason, redacted.author, redacted.to) == ("m1", "spam", "alice", "")
    assert world.effects == [FindMessage("#dev", "m1", hidden=True)]


def test_what_was_for_some_ranks_alone_is_erased_before_them_alone() -> None:
    world = World()
    boss = world.irc("boss", "#dev")
    alice, bob = world.irc("alice", "#dev"), world.irc("bob", "#dev")
    for_ranks = replace(said(alice.user.source), rank="h")
    assert codes(redacts(world, bob, for_ranks)) == ["cannot_redact"]
    for who in (alice, boss):
        assert only(events.Redacted, redacts(world, who, for_ranks)).rank == "h"


def test_everybodys_for_operators_of_the_channel_and_of_the_server_who_need_not_be_there() -> None:
    world = World()
    boss = world.irc("boss", "#dev")
    alice = world.irc("alice", "#dev")
    chief = world.irc("chief", address="10.0.0.1")
    chief.does(requests.Operator("root", "secret"))
    for who in (boss, chief):
        assert only(events.Redacted, redacts(world, who, said(ALONE))).author == "gone"
    assert codes(redacts(world, alice, said(ALONE))) == ["cannot_redact"]


def test_between_two_people_each_removes_their_own() -> None:
    world = World()
    alice, bob = world.irc("alice"), world.irc("bob")
    key = direct(alice.user.identity, bob.user.identity)
    (redacted,) = redacts(world, alice, said(alice.user.source), "bob")
    assert isinstance(redacted, events.Redacted)
    assert (redacted.conversation, redacted.to) == (Conversation(key, "bob"), bob.user.identity)
    assert codes(redacts(world, bob, said(alice.user.source), "alice")) == ["cannot_redact"]


@pytest.mark.parametrize("found", [None, events.TopicSet("m1", 1, ALONE, Conversation("#dev", "#dev"), "x")])
def test_what_is_no_message_there(found: Event | None) -> None:
    world = World()
    boss = world.irc("boss", "#dev")
    (refused,) = redacts(world, boss, found)
    assert refused == replies.Refused("unknown_message", ("REDACT", "UNKNOWN_MSGID", "#dev", "m1"))


@pytest.mark.parametrize("target", ["#nowhere", "#ops", "nobody"])
def test_where_one_reads_nothing(target: str) -> None:
    world = World()
    world.irc("other", "#ops")
    alice = world.irc("alice", "#dev")
    (refused,) = redacts(world, alice, said(alice.user.source), target)
    assert refused == replies.Refused("cannot_redact_there", ("REDACT", "INVALID_TARGET", target))
    assert world.effects == []


def test_rank_lost_while_waiting() -> None:
    world = World()
    boss, second = world.irc("boss", "#dev"), world.irc("second", "#dev")
    boss.modes("#dev", "+o", "second")

    def demote() -> None:
        boss.modes("#dev", "-o", "second")

    world.meanwhile = demote
    assert codes(redacts(world, second, said(ALONE))) == ["cannot_redact"]


def test_switched_off_or_nothing_can_be_stored() -> None:
    world = World(redaction=False)
    alice = world.irc("alice", "#dev")
    assert codes(redacts(world, alice, said(alice.user.source))) == ["cannot_redact"]
    world = World()
    alice = world.irc("alice", "#dev")
    world.hub.storing = False
    assert codes(redacts(world, alice, said(alice.user.source))) == ["cannot_store"]
