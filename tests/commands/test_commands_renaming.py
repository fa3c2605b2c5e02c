"""Channels that are called otherwise."""

from __future__ import annotations

import pytest
from commands_world import World, codes, only, shape

from hubbub.model import events, replies
from hubbub.model.effects import Page, ReadPage
from hubbub.model.events import Conversation, Said
from hubbub.model.modes import Change
from hubbub.model.replies import Refused
from hubbub.model.requests import History, Invite, Join, Part, RenameChannel, Say, Topic

NOTHING = Page(())


def test_all_of_a_channel_goes_on_under_another_name() -> None:
    world = World(kept_channels=())
    alice, bob, carol = world.irc("alice", "#old"), world.irc("bob", "#old"), world.irc("carol")
    nc = world.plain()
    nc.does(Join(("#old",)))
    alice.modes("#old", "+sk-t", "key")
    alice.does(Topic("#old", "cats"))
    alice.does(Invite("carol", "#old"))
    world.answers = [NOTHING]
    renamed = only(events.ChannelRenamed, alice.does(RenameChannel("#OLD", "#New", "why not")))
    assert (renamed.channel.key, renamed.after, renamed.reason) == ("#old", Conversation("#new", "#New"), "why not")
    assert renamed.topic is not None
    assert renamed.topic[0] == "cats"
    assert (renamed.privacy, renamed.auditorium) == ("secret", False)
    assert {(one.source.nick, one.ranks) for one in renamed.members} == {("alice", "o"), ("bob", ""), (nc.nick, "")}
    assert (renamed.kept.topic, renamed.kept.members) == (None, ())
    assert alice.channels == bob.channels == {"#New"}
    assert carol.user.invitations == {"#new": "#New"}
    assert shape(carol.does(Join(("#new",))))[0] == "Joined", "an invitation is to the channel, not to a name"
    assert only(Said, nc.says("hello")).conversation.name == "#New"
    assert codes(bob.does(Part(("#old",)))) == ["no_such_channel"]
    bob.does(Join(("#old",)))
    assert bob.channels == {"#New", "#old"}
    assert "o" in world.hub.channels["#old"].ranks(bob.user), "the old name is free, for another channel"


def test_forwards_lead_to_the_channel_under_its_new_name() -> None:
    world = World()
    alice, bob = world.irc("alice", "#old", "#full", "#other"), world.irc("bob")
    alice.modes("#full", "+if", "#old")
    alice.modes("#other", "+f", "#full")
    world.answers = [NOTHING]
    told = alice.does(RenameChannel("#OLD", "#New"))
    changed = only(events.ModesSet, told)
    assert (changed.channel.name, changed.changes) == ("#full", (Change(True, "f", "#New"),))
    assert changed.source.nick == "ChanServ"
    assert only(replies.Refused, bob.does(Join(("#full",)))).about == ("#full", "#New")
    assert only(events.ModesSet, alice.does(RenameChannel("#new", "#NEW"))).changes == (Change(True, "f", "#NEW"),)
    assert world.hub.channels["#other"].forward == "#full"


def test_another_spelling_is_a_renaming_too_and_asks_for_no_history() -> None:
    world = World()
    alice = world.irc("alice", "#old")
    assert only(events.ChannelRenamed, alice.does(RenameChannel("#old", "#OLD"))).after.name == "#OLD"
    assert world.effects == []
    assert alice.channels == {"#OLD"}


@pytest.mark.parametrize(
    ("channel", "name", "refused"),
    [
        ("#none", "#x", ("no_such_channel", ("#none",))),
        ("#a", "#b", ("channel_name_in_use", ("RENAME", "CHANNEL_NAME_IN_USE", "#a", "#b"))),
        ("#a", "#a", ("cannot_rename", ("RENAME", "CANNOT_RENAME", "#a", "#a"))),
        ("#a", "b", ("cannot_rename", ("RENAME", "CANNOT_RENAME", "#a", "b"))),
        ("#a", "#" + "x" * 64, ("cannot_rename", ("RENAME", "CANNOT_RENAME", "#a", "#" + "x" * 64))),
        ("#a", "#lobby", ("channel_name_in_use", ("RENAME", "CHANNEL_NAME_IN_USE", "#a", "#lobby"))),
        ("#lobby", "#x", ("cannot_rename", ("RENAME", "CANNOT_RENAME", "#lobby", "#x"))),
    ],
)
def test_what_cannot_be(channel: str, name: str, refused: tuple[str, tuple[str, ...]]) -> None:
    world = World()
    alice = world.irc("alice", "#a", "#b", "#lobby")
    world.hub.channels["#lobby"].members[alice.user] = frozenset("o")
    (told,) = alice.does(RenameChannel(channel, name))
    assert isinstance(told, Refused)
    assert (told.code, told.about) == refused


def test_a_history_is_not_taken_out_of_reach() -> None:
    world = World()
    alice = world.irc("alice", "#a")
    old = Said("m", 1, alice.user.source, Conversation("#b", "#b"), "message", "remember")
    world.answers = [Page((old,))]
    assert codes(alice.does(RenameChannel("#a", "#b"))) == ["cannot_rename"]
    assert world.effects == [ReadPage("#b", "latest", 1)]
    assert alice.channels == {"#a"}


def test_the_world_moves_while_the_history_is_read() -> None:
    world = World()
    alice, bob = world.irc("alice", "#a"), world.irc("bob")
    world.answers = [NOTHING]

    def takes_the_name() -> None:
        bob.does(Join(("#b",)))

    world.meanwhile = takes_the_name
    assert codes(alice.does(RenameChannel("#a", "#b"))) == ["channel_name_in_use"]


def test_without_history_none_is_asked_for() -> None:
    world = World(history=False)
    alice = world.irc("alice", "#a")
    assert only(events.ChannelRenamed, alice.does(RenameChannel("#a", "#b")))
    assert world.effects == []


def test_what_was_said_under_the_old_name_is_shown_under_the_new() -> None:
    world = World()
    alice = world.irc("alice", "#a", caps=("draft/event-playback",))
    said = only(Said, alice.does(Say(("#a",), "hi")))
    topic = only(events.TopicSet, alice.does(Topic("#a", "cats")))
    world.answers = [NOTHING]
    renamed = only(events.ChannelRenamed, alice.does(RenameChannel("#a", "#b")))
    later = only(Said, alice.does(Say(("#b",), "ho")))
    world.answers = [Page((said, topic, renamed, later))]
    page = only(replies.HistoryIs, alice.does(History("#b", "latest", 10))).events
    assert [getattr(one, "conversation", getattr(one, "channel", None)) for one in page] == [
        Conversation("#b", "#b"),
        Conversation("#b", "#b"),
        Conversation("#a", "#a"),
        Conversation("#b", "#b"),
    ]


def test_a_retry_finds_its_message_under_the_new_name() -> None:
    world = World()
    alice = world.irc("alice", "#a", caps=("message-tags",))
    first = only(Said, alice.does(Say(("#a",), "hi", cid="c1")))
    world.answers = [NOTHING]
    alice.does(RenameChannel("#a", "#b"))
    assert only(replies.Acknowledged, alice.does(Say(("#b",), "hi", cid="c1"))).id == first.id
