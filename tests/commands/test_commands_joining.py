"""JOIN where something keeps people out, and where they are sent on."""

from __future__ import annotations

import pytest
from commands_world import World, codes, only, shape

from hubbub.model import events, replies
from hubbub.model.requests import Invite, Join, Part


def test_what_keeps_out_is_told_in_order() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob")
    alice.modes("#dev", "+bkilR", "bob", "key", "1")
    for undo, refused in (
        ("-b bob", "banned"),
        ("-k *", "bad_key"),
        ("-i", "invite_only"),
        ("-l", "channel_full"),
        ("-R", "account_needed"),
    ):
        assert codes(bob.does(Join(("#dev",)))) == [refused]
        alice.modes("#dev", *undo.split(" "))
    assert codes(bob.does(Join(("#dev",)))) == []


def test_the_right_key_says_what_else_keeps_out() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob")
    alice.modes("#dev", "+ki", "key")
    assert codes(bob.does(Join(("#dev",), ("key",)))) == ["invite_only"]


def test_an_invitation_by_an_operator_opens_and_one_by_a_member_does_not() -> None:
    world = World()
    alice, bob, carol = world.irc("alice", "#dev"), world.irc("bob", "#dev"), world.irc("carol")
    alice.modes("#dev", "+bkl", "carol", "key", "1")
    told = only(events.Invited, bob.does(Invite("carol", "#dev")))
    assert not told.opens
    assert only(replies.InvitationsAre, carol.does(Invite())).channels == ()
    assert codes(carol.does(Join(("#dev",)))) == ["banned"]
    assert only(events.Invited, alice.does(Invite("carol", "#dev"))).opens
    assert only(replies.InvitationsAre, carol.does(Invite())).channels == ("#dev",)
    assert codes(carol.does(Join(("#dev",)))) == []
    carol.does(Part(("#dev",)))
    assert codes(carol.does(Join(("#dev",)))) == ["banned"], "it opens once"


@pytest.mark.parametrize("words", [("+i",), ("+k", "key"), ("+l", "1"), ("+R",)])
def test_who_is_kept_out_is_sent_on(words: tuple[str, ...]) -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev", "#Other"), world.irc("bob")
    alice.modes("#dev", "+f", "#other")
    alice.modes("#dev", *words)
    told = bob.does(Join(("#DEV",)))
    assert shape(told) == ["Refused", "Joined", "TopicIs", "NamesAre"]
    assert only(replies.Refused, told) == replies.Refused("forwarded", ("#dev", "#Other"))
    assert bob.channels == {"#Other"}
    assert codes(bob.does(Join(("#dev",)))) != ["forwarded"], "one is there already"


def test_forwards_are_followed_to_where_one_may_be() -> None:
    world = World()
    alice, bob = world.irc("alice", "#a", "#b", "#c"), world.irc("bob")
    for here, there in (("#a", "#b"), ("#b", "#c")):
        alice.modes(here, "+if", there)
    assert only(replies.Refused, bob.does(Join(("#a",)))).about == ("#a", "#c")
    bob.does(Part(("#c",)))
    alice.modes("#c", "+if", "#a")
    assert codes(bob.does(Join(("#a",)))) == ["invite_only"], "in a circle there is no way"
    alice.modes("#c", "-i")
    alice.does(Part(("#b",)))
    assert codes(bob.does(Join(("#a",)))) == ["invite_only"], "nor over a channel that has ended"


def test_who_is_banned_is_sent_nowhere() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev", "#other"), world.irc("bob")
    alice.modes("#dev", "+fb", "#other", "bob")
    assert codes(bob.does(Join(("#dev",)))) == ["banned"]
    assert bob.channels == set()


def test_who_may_join_is_not_sent_on() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev", "#other"), world.irc("bob")
    alice.modes("#dev", "+f", "#other")
    bob.does(Join(("#dev",)))
    assert bob.channels == {"#dev"}


def test_a_newcomer_to_an_auditorium_is_veiled_and_its_opener_is_not() -> None:
    world = World(default_modes="u")
    alice, bob = world.irc("alice"), world.irc("bob")
    assert not only(events.Joined, alice.does(Join(("#dev",)))).channel.veiled
    told = bob.does(Join(("#dev",)))
    assert only(events.Joined, told).channel.veiled
    assert [member.nick for member in only(replies.NamesAre, told).members] == ["alice"]
    assert only(events.Left, bob.does(Part(("#dev",)))).channel.veiled
