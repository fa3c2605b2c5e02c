"""Messages under names that are nobody's nick: relayed ones, and characters."""

from __future__ import annotations

import pytest
from commands_world import World, codes, only

from hubbub.model import events
from hubbub.model.limits import Limits
from hubbub.model.requests import Relay, Stage


def test_operators_of_a_channel_relay() -> None:
    world = World()
    alice, bob = world.irc("alice", "#a", caps=("message-tags",)), world.irc("bob", "#a")
    said = only(events.Said, alice.does(Relay("#A", "carol/net", "hi", (("+x", "1"),))))
    assert said.source.mask == "carol/net!relay@hub"
    assert said.source.identity == alice.user.identity
    assert (said.conversation.key, said.text, said.by, said.staged, said.tags) == (
        "#a",
        "hi",
        "alice",
        False,
        (("+x", "1"),),
    )
    assert codes(bob.does(Relay("#a", "carol/net", "hi"))) == ["may_not_relay"]
    assert codes(alice.does(Relay("#none", "carol/net", "hi"))) == ["no_such_channel"]
    alice.modes("#a", "+o", "bob")
    assert only(events.Said, bob.does(Relay("#a", "9/net", "hi", (("+x", "1"),)))).tags == ()


@pytest.mark.parametrize("nick", ["", "carol", "/carol", "carol!x/net", "a b/net", "a@b/net", "#a/net", "a/" * 17, "/"])
def test_a_relayed_name_is_a_nickname_that_cannot_be_one(nick: str) -> None:
    alice = World().irc("alice", "#a")
    assert codes(alice.does(Relay("#a", nick, "hi"))) == ["bad_relayed_nick"]


def test_without_separators_nothing_is_relayed() -> None:
    alice = World(relay_separators="").irc("alice", "#a")
    assert codes(alice.does(Relay("#a", "carol/net", "hi"))) == ["unknown_command"]


def test_any_of_several_separators_will_do() -> None:
    alice = World(relay_separators="/.", limits=Limits(nick_length=12)).irc("alice", "#a")
    for nick in ("a.net", "a/net", "a/net.b"):
        assert only(events.Said, alice.does(Relay("#a", nick, "hi"))).source.nick == nick


def test_characters_speak_where_the_channel_is_a_stage() -> None:
    world = World(roleplay=True)
    alice, bob = world.irc("alice", "#a"), world.irc("bob", "#a")
    assert codes(bob.does(Stage("#a", "too much bread", "bilbo"))) == ["no_roleplay"]
    alice.modes("#a", "+E")
    said = only(events.Said, bob.does(Stage("#a", "too much bread", "bilbo")))
    assert said.source.mask == "*bilbo*!bob@npc.fakeuser.invalid"
    assert (said.kind, said.text, said.by, said.staged) == ("message", "too much bread (bob)", "bob", True)
    assert only(events.Said, bob.does(Stage("#a", "eats", "bilbo", action=True))).kind == "action"
    assert only(events.Said, bob.does(Stage("#a", "dark"))).source.nick == "=Scene="
    assert codes(bob.does(Stage("#a", "x", "a b"))) == ["no_roleplay"]
    alice.modes("#a", "+m")
    assert codes(bob.does(Stage("#a", "dark"))) == ["cannot_send"]
    assert codes(world.irc("carol").does(Stage("#a", "dark"))) == ["cannot_send"]


def test_what_is_relayed_or_played_is_no_way_round_what_a_channel_does_not_bear() -> None:
    world = World(roleplay=True)
    alice = world.irc("alice", "#a")
    alice.modes("#a", "+EC")
    assert codes(alice.does(Relay("#a", "carol/net", "\x01VERSION\x01"))) == ["cannot_send"]
    assert codes(alice.does(Stage("#a", "\x01VERSION\x01", "bilbo"))) == ["cannot_send"]
    assert only(events.Said, alice.does(Relay("#a", "carol/net", "waves", action=True))).kind == "action"
    assert only(events.Said, alice.does(Stage("#a", "waves", "bilbo", action=True))).kind == "action"
    alice.modes("#a", "-C")
    assert only(events.Said, alice.does(Relay("#a", "carol/net", "\x01VERSION\x01"))).kind == "message"
