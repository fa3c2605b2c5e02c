"""Joining, leaving, topics, invitations, kicks."""

from __future__ import annotations

import pytest
from commands_world import World, all_of, codes, only, shape

from hubbub.model import events, replies
from hubbub.model.limits import Limits
from hubbub.model.requests import Invite, Join, Kick, Nick, Operator, Part, PartAll, Quit, Topic
from hubbub.model.state import ChannelState, Snapshot


def ranks(world: World, channel: str, nick: str) -> str:
    return "".join(sorted(world.hub.channel(channel).ranks(world.hub.user(nick))))


def test_the_opener_of_a_channel_is_its_operator_and_nobody_of_the_lobby() -> None:
    world = World()
    alice, bob = world.irc("alice"), world.irc("bob")
    told = alice.does(Join(("#Dev",)))
    assert shape(told) == ["ChannelOpened", "Joined", "TopicIs", "NamesAre"]
    assert only(events.ChannelOpened, told).flags == "nt"
    assert only(events.Joined, told).size == 1
    assert only(replies.TopicIs, told) == replies.TopicIs("#Dev", None, joining=True)
    told = bob.does(Join(("#dEV",)))
    assert only(events.Joined, told).channel == events.Conversation("#dev", "#Dev")
    assert only(events.Joined, told).size == 2
    assert (ranks(world, "#dev", "alice"), ranks(world, "#dev", "bob")) == ("o", "")
    alice.does(Join(("#lobby",)))
    assert ranks(world, "#lobby", "alice") == ""
    assert alice.does(Join(("#LOBBY", "#dev"))) == [], "one is there already"


def test_each_channel_of_a_join_is_answered_for_itself() -> None:
    world = World(limits=Limits(channels_per_user=3))
    alice = world.irc("alice")
    told = alice.does(Join(("#a", "b", "#c d", "#" + "x" * 64, "#", "#e", "#a", "#f", "#g")))
    assert codes(told) == ["no_such_channel", "bad_channel", "no_such_channel", "bad_channel", "too_many_channels"]
    assert only(replies.Refused, told[-1:]).about == ("#g",)
    assert alice.channels == {"#a", "#e", "#f"}


def test_keys_stand_beside_their_channels() -> None:
    world = World()
    alice, bob = world.irc("alice", "#a", "#b"), world.irc("bob")
    alice.modes("#a", "+k", "one")
    alice.modes("#b", "+k", "two")
    assert codes(bob.does(Join(("#a", "#b")))) == ["bad_key", "bad_key"]
    assert codes(bob.does(Join(("#a", "#b"), ("one",)))) == ["bad_key"]
    assert codes(bob.does(Join(("#b",), ("one",)))) == ["bad_key"]
    assert codes(bob.does(Join(("#c", "#b"), ("", "two")))) == []
    assert bob.channels == {"#a", "#b", "#c"}


@pytest.mark.parametrize(
    ("modes", "refused"),
    [
        (("+i",), "invite_only"),
        (("+b", "bob"), "banned"),
        (("+l", "1"), "channel_full"),
        (("+k", "key"), "bad_key"),
    ],
)
def test_who_is_kept_out_and_an_invitation_lets_in_once(modes: tuple[str, ...], refused: str) -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob")
    alice.modes("#dev", *modes)
    join = Join(("#dev",))
    assert codes(bob.does(join)) == [refused]
    told = alice.does(Invite("bob", "#dev"))
    assert shape(told) == ["Inviting", "Invited"]
    assert bob.does(Invite()) == [replies.InvitationsAre(("#dev",))]
    assert codes(bob.does(join)) == []
    assert bob.does(Invite()) == [replies.InvitationsAre(())]
    bob.does(Part(("#dev",)))
    assert codes(bob.does(join)) == [refused]


def test_a_server_operator_may_enter_anywhere() -> None:
    world = World()
    alice, root = world.irc("alice", "#dev"), world.irc("root", address="10.0.0.1")
    alice.modes("#dev", "+iklb", "key", "1", "*!*@*")
    root.does(Operator("root", "secret"))
    assert codes(root.does(Join(("#dev",)))) == []


def test_who_may_invite() -> None:
    world = World()
    alice, bob, carol = world.irc("alice", "#dev"), world.irc("bob", "#dev"), world.irc("carol")
    assert codes(carol.does(Invite("bob", "#dev"))) == ["you_are_not_in_channel"]
    assert codes(carol.does(Invite("bob", "#none"))) == ["no_such_channel"]
    assert codes(bob.does(Invite("nobody", "#dev"))) == ["no_such_nick"]
    assert codes(bob.does(Invite("alice", "#dev"))) == ["already_in_channel"]
    assert codes(bob.does(Invite("carol", "#dev"))) == []
    alice.modes("#dev", "+is")
    assert codes(bob.does(Invite("carol", "#dev"))) == ["not_channel_operator"]
    assert codes(world.irc("dan").does(Invite("bob", "#dev"))) == ["no_such_channel"], "it is secret"


def test_an_invitation_ends_with_the_channel_and_with_the_invited() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob")
    alice.does(Invite("bob", "#dev"))
    alice.does(Part(("#dev",)))
    assert bob.does(Invite()) == [replies.InvitationsAre(())]
    alice.does(Join(("#dev",)))
    alice.does(Invite("bob", "#dev"))
    bob.does(Quit())
    assert not world.hub.channel("#dev").invited


def test_parting_is_answered_for_each_channel() -> None:
    world = World()
    alice, bob = world.irc("alice", "#lobby", "#a", "#b"), world.irc("bob", "#a")
    told = alice.does(Part(("#A", "#none", "#lobby"), "tea"))
    assert shape(told) == ["Left", "Refused", "Left"]
    assert (all_of(events.Left, told)[0].reason, all_of(events.Left, told)[0].size) == ("tea", 2)
    assert codes(told) == ["no_such_channel"]
    assert codes(alice.does(Part(("#a",)))) == ["you_are_not_in_channel"]
    bob.modes("#a", "+s")
    assert shape(alice.does(PartAll())) == ["Left", "ChannelClosed"]
    assert alice.channels == set()
    assert alice.does(PartAll()) == []


def test_an_emptied_channel_begins_anew_under_the_same_key() -> None:
    world = World()
    alice, bob = world.irc("alice", "#Dev"), world.irc("bob")
    alice.modes("#dev", "+sk-t", "key")
    alice.does(Topic("#dev", "old"))
    first = world.hub.channel("#dev").conversation
    assert shape(alice.does(Part(("#dev",)))) == ["Left", "ChannelClosed"]
    told = bob.does(Join(("#DEV",)))
    assert only(events.ChannelOpened, told).channel == events.Conversation(first.key, "#DEV")
    channel = world.hub.channel("#dev")
    assert (channel.flags, channel.key, channel.topic) == ({"n", "t"}, "", None)
    assert ranks(world, "#dev", "bob") == "o"


def test_kept_channels_stay_when_they_are_empty_and_over_restarts() -> None:
    world = World(kept_channels=("#Lobby", "#help"))
    assert world.hub.channels.keys() == {"#lobby", "#help"}
    alice = world.irc("alice", "#lobby", "#dev")
    alice.does(Quit())
    assert world.hub.channels.keys() == {"#lobby", "#help"}
    old = tuple(ChannelState(events.Conversation(f"#{name}", f"#{name}"), 5, "t") for name in ("help", "gone"))
    again = World(Snapshot(channels=old), kept_channels=("#Lobby", "#help"))
    assert again.hub.channels.keys() == {"#lobby", "#help"}
    assert again.hub.channel("#help").created == 5


def test_the_topic() -> None:
    world = World(limits=Limits(topic_length=5))
    alice, bob, carol = world.irc("alice", "#dev"), world.irc("bob", "#dev"), world.irc("carol")
    assert only(events.TopicSet, alice.does(Topic("#dev", "ééé"))).text == "éé", "cut between characters"
    assert codes(bob.does(Topic("#dev", "x"))) == ["not_channel_operator"]
    assert codes(carol.does(Topic("#dev", "x"))) == ["you_are_not_in_channel"]
    topic = only(replies.TopicIs, carol.does(Topic("#DEV"))).topic
    assert topic is not None
    assert (topic.text, topic.by) == ("éé", "alice!alice@localhost")
    assert only(replies.TopicIs, carol.does(Join(("#dev",)))).topic == topic
    alice.modes("#dev", "-t")
    assert only(events.TopicSet, bob.does(Topic("#dev", ""))).text == ""
    assert only(replies.TopicIs, bob.does(Topic("#dev"))).topic is None
    carol.does(Part(("#dev",)))
    alice.modes("#dev", "+s")
    assert codes(carol.does(Topic("#dev"))) == ["no_such_channel"]
    assert codes(carol.does(Topic("#none"))) == ["no_such_channel"]


def test_kicks() -> None:
    world = World(limits=Limits(targets=3, kick_length=4))
    alice, bob, carol = world.irc("alice", "#dev"), world.irc("bob", "#dev"), world.irc("carol")
    assert codes(bob.does(Kick(("#dev",), ("alice",)))) == ["not_channel_operator"]
    assert codes(carol.does(Kick(("#dev",), ("alice",)))) == ["you_are_not_in_channel"]
    assert codes(alice.does(Kick(("#none",), ("bob",)))) == ["no_such_channel"]
    told = alice.does(Kick(("#dev",), ("BOB", "carol", "nobody", "alice"), "reason"))
    assert shape(told) == ["Kicked", "Refused", "Refused", "Refused"]
    assert codes(told) == ["not_in_channel", "no_such_nick", "too_many_targets"]
    assert (only(events.Kicked, told).target.nick, only(events.Kicked, told).reason) == ("bob", "reas")
    assert bob.channels == set()
    told = alice.does(Kick(("#dev",), ("alice",)))
    assert shape(told) == ["Kicked", "ChannelClosed"]
    assert only(events.Kicked, told).reason == "alice", "who gives no reason is the reason"


def test_a_server_operator_kicks_from_outside_and_the_channel_closes() -> None:
    world = World()
    world.irc("alice", "#dev")
    root = world.irc("root", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    assert shape(root.does(Kick(("#dev",), ("alice",)))) == ["Kicked", "ChannelClosed"]


def test_a_rename_is_told_in_all_channels() -> None:
    world = World()
    alice = world.irc("alice", "#a", "#b")
    world.irc("bob", "#b")
    told = only(events.Renamed, alice.does(Nick("al")))
    assert ({channel.name for channel in told.channels}, told.size, told.source.nick) == ({"#a", "#b"}, 2, "alice")
    assert world.hub.user("AL") is alice.user
    assert codes(world.irc("x").does(Kick(("#b",), ("alice",)))) == ["you_are_not_in_channel"]


def test_rfc1459_folds_brackets_too() -> None:
    world = World(casemapping="rfc1459")
    world.irc("a[b]", "#x{y}")
    assert codes(world.irc("other").does(Nick("A{B}"))) == ["nick_in_use"]
    assert world.hub.channel("#X[Y]").name == "#x{y}"
