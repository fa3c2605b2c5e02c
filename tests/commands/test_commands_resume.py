"""A lost session: its user is kept for a while, and its token lets one connection take over, once."""

from __future__ import annotations

import pytest
from commands_world import Person, World, all_of, codes, only, shape

from hubbub.commands.outcome import Told
from hubbub.model import events, replies
from hubbub.model.limits import RESUME_SECONDS, Limits
from hubbub.model.requests import (
    Away,
    Capabilities,
    Expel,
    Gone,
    Introduce,
    Invite,
    Metadata,
    Nick,
    Operator,
    Pass,
    Quit,
    Request,
    Resume,
)

CAPS = ("hubbub/resume",)
LOST = Gone(reason="connection lost")


def resumable(world: World, nick: str = "alice", *channels: str) -> tuple[Person, str]:
    person = world.irc(nick, *channels, caps=CAPS, address="10.0.0.1")
    return person, person.token


def resuming(world: World, token: str, nick: str = "alice") -> tuple[Person, list[Told]]:
    """A new connection that asks to take over, and all it was told at CAP END."""
    person = world.raw_irc()
    person.does(Capabilities(way="request", add=CAPS))
    person.does(Resume(token))
    person.does(Nick(nick))
    person.does(Introduce(user="x", real_name="x"))
    return person, person.does(Capabilities(way="end"))


def test_a_lost_session_is_resumed_with_nick_channels_and_modes() -> None:
    world = World()
    alice, token = resumable(world, "alice", "#dev", "#lobby")
    alice.does(Operator("root", "secret"))
    alice.does(Away("tea"))
    user = alice.user
    assert shape(alice.does(LOST)) == ["SessionEnded"], "nobody hears of it"
    assert world.hub.nicks["alice"] is user
    assert world.passes(RESUME_SECONDS - 1) == []
    again, told = resuming(world, token)
    assert again.user is user
    entered = only(events.Entered, told)
    assert (entered.source, entered.user_modes) == (user.source, "o")
    assert {channel.name for channel in entered.channels} == {"#dev", "#lobby"}
    assert only(replies.Resumed, told).nick == "alice"
    assert [one.channel for one in all_of(replies.Rejoined, told)] == ["#dev", "#lobby"]
    assert len(all_of(replies.NamesAre, told)) == 2
    assert (user.is_operator, user.away) == (True, "tea")
    assert not all_of(events.Joined, told), "the others hear nothing"
    assert world.passes(RESUME_SECONDS * 2) == []


def test_the_new_connection_replaces_one_that_only_seems_to_live() -> None:
    world = World()
    alice, token = resumable(world, "alice", "#dev")
    again, told = resuming(world, token)
    assert only(events.SessionEnded, told).session == alice.session
    assert not alice.is_here
    assert again.channels == {"#dev"}
    assert alice.does(LOST) == [], "what becomes of the old connection later changes nothing"
    assert again.is_here


def test_a_token_is_good_once_and_a_new_one_is_given() -> None:
    world = World()
    alice, token = resumable(world)
    alice.does(LOST)
    again, told = resuming(world, token)
    fresh = only(replies.ResumeToken, told).token
    assert fresh != token
    thief, told = resuming(world, token, "mallory")
    assert codes(told) == ["bad_token"]
    assert thief.nick == "mallory"
    assert again.is_here
    third, _told = resuming(world, fresh)
    assert third.nick == "alice"


@pytest.mark.parametrize("late", [False, True])
def test_after_a_minute_the_user_is_gone(late: bool) -> None:
    world = World()
    alice, token = resumable(world, "alice", "#dev", "#lobby")
    bob = world.irc("bob", "#lobby")
    alice.does(LOST)
    told = world.passes(RESUME_SECONDS + late)
    assert shape(told) == ["Quit", "ChannelClosed"]
    assert only(events.Quit, told).reason == "connection lost"
    assert bob.is_here
    again, told = resuming(world, token)
    assert codes(told) == ["bad_token"]
    assert again.channels == set()


@pytest.mark.parametrize("end", [Quit(), Quit("bye"), Expel("enough")])
def test_who_leaves_on_purpose_is_gone_at_once(end: Request) -> None:
    world = World()
    alice, token = resumable(world, "alice", "#dev")
    assert "Quit" in shape(alice.does(end))
    assert not world.hub.users
    assert not len(world.hub.claims)
    assert codes(resuming(world, token)[1]) == ["bad_token"]


def test_without_the_capability_a_lost_session_is_gone_at_once() -> None:
    world = World()
    alice = world.irc("alice", "#dev", caps=("batch",))
    assert "Quit" in shape(alice.does(LOST))
    bob, _token = resumable(world, "bob")
    bob.does(Capabilities(way="request", remove=CAPS))
    assert "Quit" in shape(bob.does(LOST)), "it was given up"
    assert not len(world.hub.claims)


def test_the_capability_comes_first() -> None:
    visitor = World().raw_irc()
    assert codes(visitor.does(Resume("secret-1"))) == ["bad_token"]


def test_while_one_lingers_the_nick_is_taken() -> None:
    world = World()
    alice, _token = resumable(world)
    alice.does(LOST)
    other = world.raw_irc()
    assert codes(other.does(Nick("alice"))) == ["nick_in_use"]


def test_a_renamed_user_comes_back_under_the_nick_they_have() -> None:
    world = World()
    alice, token = resumable(world)
    alice.does(Nick("al"))
    alice.does(LOST)
    again, told = resuming(world, token, "whoever")
    assert again.nick == "al"
    assert only(replies.Welcome, told).nick == "al"


def test_the_server_password_is_asked_of_who_resumes_too_and_the_token_stays_good() -> None:
    world = World(password="pw")
    alice = world.raw_irc()
    for ask in (
        Pass("pw"),
        Capabilities(way="request", add=CAPS),
        Nick("alice"),
        Introduce("a", "a"),
        Capabilities(way="end"),
    ):
        alice.does(ask)
    token = alice.token
    alice.does(LOST)
    assert codes(resuming(world, token)[1]) == ["bad_password"]
    again = world.raw_irc()
    again.does(Pass("pw"))
    again.does(Capabilities(way="request", add=CAPS))
    again.does(Resume(token))
    again.does(Nick("alice"))
    again.does(Introduce("a", "a"))
    assert "Resumed" in shape(again.does(Capabilities(way="end")))


def test_what_happens_to_one_who_lingers_is_found_on_return() -> None:
    world = World()
    alice, token = resumable(world, "alice", "#dev")
    bob = world.irc("bob", "#dev", "#other")
    alice.does(LOST)
    assert shape(bob.says("psst", "alice")) == ["Said"]
    assert "Invited" in shape(bob.does(Invite("alice", "#other")))
    again, _told = resuming(world, token)
    assert again.does(Invite()) == [replies.InvitationsAre(("#other",))]


def test_what_is_carried_over_stays_within_the_limit() -> None:
    world = World(limits=Limits(metadata_subs=3))
    caps = ("hubbub/resume", "draft/metadata-3", "batch")
    alice = world.irc("alice", caps=caps)
    alice.does(Metadata("*", "SUB", ("a", "b", "c")))
    token = alice.token
    alice.does(Gone(reason="lost"))
    back = world.raw_irc()
    back.does(Capabilities(way="request", add=caps))
    back.does(Metadata("*", "SUB", ("x", "y")))
    back.does(Resume(token))
    back.does(Introduce("alice", "the alice"))
    back.does(Capabilities(way="end"))
    assert back.nick == "alice"
    assert world.hub.sessions[back.session].subscriptions == {"a", "x", "y"}
