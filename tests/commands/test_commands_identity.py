"""Real names, hosts, and bots."""

from __future__ import annotations

import pytest
from commands_world import World, all_of, codes, only, shape

from hubbub.model import events, replies
from hubbub.model.limits import Limits
from hubbub.model.modes import read_changes
from hubbub.model.replies import Refused
from hubbub.model.requests import Away, ChangeHost, Join, Operator, SetRealName, UserModes, Whois


def test_another_real_name() -> None:
    world = World()
    alice = world.irc("alice", "#a")
    (told,) = alice.does(SetRealName("Alice B."))
    assert isinstance(told, events.RealNameSet)
    assert [channel.name for channel in told.channels] == ["#a"]
    assert alice.user.real_name == "Alice B."
    assert only(replies.Profile, alice.does(Whois(("alice",)))).real_name == "Alice B."


@pytest.mark.parametrize("text", ["", "x" * 9, "ü" * 5])
def test_real_names_have_bounds_and_are_not_cut(text: str) -> None:
    alice = World(limits=Limits(real_name_length=8)).irc("alice")
    assert alice.does(SetRealName(text)) == [
        Refused("bad_real_name", ("SETNAME", "INVALID_REALNAME"), "a real name has 1 to 8 bytes")
    ]
    assert alice.user.real_name == "the alic"


def test_operators_give_hosts() -> None:
    world = World()
    bob = world.irc("bob", "#a", "#b")
    root = world.irc("chief", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    told = root.does(ChangeHost("BOB", "staff.example"))
    assert shape(told) == ["HostChanged", "Reappeared", "Reappeared", "Note"]
    assert only(events.HostChanged, told).source.host == "localhost"
    assert bob.user.source.mask == "bob!bob@staff.example"
    assert {(one.channel.name, one.ranks) for one in all_of(events.Reappeared, told)} == {("#a", "o"), ("#b", "o")}
    assert {one.source.mask for one in all_of(events.Reappeared, told)} == {"bob!bob@staff.example"}
    assert shape(root.does(ChangeHost("bob", "staff.example"))) == ["Note"], "as it is already"
    root.does(ChangeHost("bob", "staff.example", "robert"))
    assert bob.user.source.mask == "bob!robert@staff.example"
    assert codes(root.does(ChangeHost("nobody", "staff.example"))) == ["no_such_nick"]


@pytest.mark.parametrize("host", ["", "a b", ":a", "-a", "é", "a" * 64, "a!b", "a@b", "*"])
def test_what_can_be_no_host(host: str) -> None:
    world = World()
    world.irc("bob")
    root = world.irc("chief", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    (told,) = root.does(ChangeHost("bob", host))
    assert isinstance(told, Refused)
    assert told.about[:2] == ("CHGHOST", "INVALID_HOST")
    (told,) = root.does(ChangeHost("bob", "ok", "a@b"))
    assert isinstance(told, Refused)
    assert told.about[:2] == ("CHGHOST", "INVALID_USER")


def test_bots_say_so_themselves() -> None:
    robot = World().irc("robot")
    robot.does(UserModes("robot", read_changes(("+B",))))
    assert robot.user.source.bot
    assert only(replies.Profile, robot.does(Whois(("robot",)))).source.bot
    robot.does(UserModes("robot", read_changes(("-B",))))
    assert not robot.user.source.bot


def test_a_channel_is_told_that_a_newcomer_is_away() -> None:
    world = World()
    alice = world.irc("alice")
    alice.does(Away("tea"))
    told = alice.does(Join(("#a",)))
    away = only(events.AwayChanged, told)
    assert (away.text, away.news, [channel.name for channel in away.channels]) == ("tea", False, ["#a"])
    assert all_of(events.AwayChanged, alice.does(Join(("#a",)))) == []


def test_whoever_needs_no_names_is_sent_none() -> None:
    for capability in ("no-implicit-names", "draft/no-implicit-names"):
        alice = World().irc("alice", caps=(capability,))
        assert all_of(replies.NamesAre, alice.does(Join(("#a",)))) == []
    assert only(replies.NamesAre, World().irc("bob").does(Join(("#a",))))
