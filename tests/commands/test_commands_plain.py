"""Plain clients: they listen before they are anybody, claim names, and are greeted once they type lines."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from commands_world import Person, World, all_of, codes, happened, only, shape

from hubbub.model import events, replies, requests
from hubbub.model.modes import read_changes
from hubbub.model.requests import Greet, Join, Listen, Nick, Part, Pass, Quit, Utter


def text_of(told: Sequence[object]) -> tuple[str, str]:
    said = [one for one in told if isinstance(one, events.Said)]
    assert len(said) == 1
    return said[0].source.nick, said[0].text


def test_who_connects_listens_in_the_lobby_and_nobody_sees() -> None:
    world = World()
    nc = world.plain()
    assert only(events.Listening, nc.does(Listen())).channels == (events.Conversation("#lobby", "#lobby"),)
    assert not world.hub.users
    assert not world.hub.channels["#lobby"].members


def test_the_first_word_makes_a_guest_and_a_member() -> None:
    world = World()
    nc, other = world.plain(), world.plain()
    told = nc.says("hello", first=True)
    assert shape(told) == ["Entered", "Joined", "Said"]
    assert text_of(told) == ("guest-1", "hello")
    assert text_of(nc.says("again")) == ("guest-1", "again")
    assert text_of(other.says("me too", first=True)) == ("guest-2", "me too")
    assert not any(world.hub.channels["#lobby"].ranks(user) for user in world.hub.users.values())


@pytest.mark.parametrize(
    ("text", "first", "action", "heard"),
    [
        ("alice: hello", True, False, ("alice", "hello")),
        ("alice: hello", False, False, ("guest-1", "alice: hello")),
        ("alice: hello", True, True, ("guest-1", "alice: hello")),
        ("alice: a: b\nc", True, False, ("alice", "a: b\nc")),
        ("ALICE: hello", True, False, ("ALICE", "hello")),
        ("taken: hello", True, False, ("guest-1", "taken: hello")),
        ("TAKEN: hello", True, False, ("guest-1", "TAKEN: hello")),
        ("1st: hello", True, False, ("guest-1", "1st: hello")),
        ("two words: hello", True, False, ("guest-1", "two words: hello")),
        ("alice:hello", True, False, ("guest-1", "alice:hello")),
        ("alice: ", True, False, ("guest-1", "alice: ")),
        ("x" * 33 + ": hello", True, False, ("guest-1", "x" * 33 + ": hello")),
        ("élise: salut", True, False, ("élise", "salut")),
    ],
)
def test_the_first_message_may_claim_a_name(text: str, first: bool, action: bool, heard: tuple[str, str]) -> None:
    world = World()
    world.irc("taken")
    assert text_of(world.plain().says(text, first=first, action=action)) == heard


def test_ones_own_name_is_never_doubled_and_others_are_text() -> None:
    alice = World().plain()
    alice.says("alice: hello", first=True)
    assert text_of(alice.says("alice: again")) == ("alice", "again")
    assert text_of(alice.says("Alice: again")) == ("alice", "again")
    assert text_of(alice.says("bob: again")) == ("alice", "bob: again")
    assert alice.says("alice: ") == []


def test_nothing_said_makes_nobody() -> None:
    world = World()
    assert world.plain().says("", lines=True) == []
    assert not world.hub.users


def test_guests_numbers_are_the_servers_to_give() -> None:
    world = World()
    irc = world.irc("alice")
    for nick in ("guest-1", "GUEST-2"):
        assert codes(irc.does(Nick(nick))) == ["nick_in_use"]
    nc, other = world.plain(), world.plain()
    nc.says("guest-7: hello", first=True)
    other.says("hello")
    assert (nc.nick, other.nick) == ("guest-1", "guest-2")
    assert codes(other.does(Nick("Guest-1"))) == ["nick_in_use"]


def test_a_name_taken_before_speaking_makes_a_member() -> None:
    world = World()
    nc = world.plain()
    assert shape(nc.does(Nick("alice"))) == ["Entered", "Joined", "Note"]
    assert text_of(nc.says("alice: hi", first=True)) == ("alice", "hi")
    assert codes(world.plain().does(Nick("alice"))) == ["nick_in_use"]
    assert shape(nc.does(Nick("bob"))) == ["Renamed", "Note"]


def test_who_types_lines_is_greeted() -> None:
    world = World()
    world.irc("alice", "#lobby")
    nc = world.plain()
    told = nc.does(Greet())
    assert shape(told) == ["FramingChanged", "Greeting"]
    assert only(replies.Greeting, told) == replies.Greeting("", "#lobby", ("alice",))
    nc.says("hi")
    assert only(replies.Greeting, nc.does(Greet())) == replies.Greeting("guest-1", "#lobby", ("alice",))


def test_the_greeting_names_all_so_that_whoever_shows_it_can_count_them() -> None:
    world = World()
    for number in range(30):
        world.irc(f"a{number}", "#lobby")
    assert len(only(replies.Greeting, world.plain().does(Greet())).others) == 30


def test_without_a_channel_to_begin_in_there_is_a_greeting_too() -> None:
    world = World(kept_channels=())
    nc = world.plain()
    assert only(events.Listening, nc.does(Listen())).channels == ()
    assert only(replies.Greeting, nc.does(Greet())) == replies.Greeting("", "", ())
    told = nc.says("hello", first=True)
    assert shape(told) == ["Entered", "Refused"]
    assert codes(told) == ["no_such_channel"]
    assert text_of([*nc.does(Join(("#dev",))), *nc.says("hi")]) == ("guest-1", "hi")


def test_where_one_talks_follows_where_one_goes() -> None:
    world = World()
    nc = world.plain()

    def where(person: Person) -> str:
        return only(events.Said, person.says("x")).conversation.name

    told = nc.does(Join(("#dev",)))
    assert shape(told) == ["Entered", "Joined", "ChannelOpened", "Joined", "TopicIs", "NamesAre", "Talking"]
    assert where(nc) == "#dev"
    assert nc.does(Join(("#LOBBY",))) == [replies.Talking("#lobby")]
    assert where(nc) == "#lobby"
    nc.does(Join(("#dev",)))
    assert only(replies.Talking, nc.does(Part())) == replies.Talking("#lobby")
    assert all_of(replies.Talking, nc.does(Part())) == []
    assert nc.says("x") == []  # who sends bare chunks is sent nothing but what others say
    assert codes(nc.says("x", lines=True)) == ["no_such_channel"]
    nc.does(Join(("#lobby",)))
    assert where(nc) == "#lobby"


def test_kicked_from_where_one_talks() -> None:
    world = World()
    operator = world.irc("op", "#dev")
    nc = world.plain()
    nc.does(Join(("#dev",)))
    operator.does(requests.Kick(("#dev",), ("guest-1",)))
    assert only(events.Said, nc.says("still here")).conversation.name == "#lobby"


def test_a_listener_becomes_a_guest_where_a_user_is_needed() -> None:
    world = World()
    bob = world.irc("bob")
    told = world.plain().says("psst", "bob")
    assert shape(told) == ["Entered", "Joined", "Said"]
    assert only(events.Said, told).to == bob.user.identity


def test_a_listener_looks_round_unseen() -> None:
    world = World()
    nc = world.plain()
    for ask in (requests.Names(), requests.ListChannels(), requests.Help(), requests.Topic()):
        assert not happened(nc.does(ask))
    assert not world.hub.users


def test_behind_a_password_bare_chunks_are_answered_by_nothing_and_the_first_line_once() -> None:
    nc = World(password="pw").plain()
    assert not nc.does(Utter("hi"))
    assert not nc.does(Utter("hello", lines=True))
    assert codes(nc.does(Greet())) == ["password_needed"]
    assert codes(nc.does(Utter("hello", lines=True))) == ["password_needed"]


def test_behind_a_password_nothing_is_heard_or_said_without_it() -> None:
    world = World(password="pw")
    nc = world.plain()
    assert only(events.Listening, nc.does(Listen())).channels == ()
    assert codes(nc.does(Greet())) == ["password_needed"]
    for ask in (Utter("hi"), Nick("alice"), requests.Names(), requests.Topic(), Join(("#dev",))):
        assert codes(nc.does(ask)) == ["password_needed"]
    assert shape(nc.does(requests.Help())) == ["HelpIs"]
    assert codes(nc.does(Pass("wrong"))) == ["bad_password"]
    told = nc.does(Pass("pw"))
    assert only(events.Listening, told).channels
    assert only(replies.Greeting, told).channel == "#lobby"
    assert text_of(nc.says("hi")) == ("guest-1", "hi")


def test_a_plain_client_that_goes_leaves_at_once() -> None:
    world = World()
    nc = world.plain()
    nc.says("hi")
    assert shape(nc.does(requests.Gone(reason="connection closed"))) == ["SessionEnded", "Quit"]
    other = world.plain()
    assert shape(other.does(Quit())) == ["Closing", "SessionEnded"]


def test_one_connection_that_turns_out_to_speak_irc_listens_no_more() -> None:
    world = World()
    person = world.raw_irc()
    assert world.hub.sessions[person.session].talking == ""
    assert codes(person.does(requests.Topic())) == ["not_registered"]


def test_bare_chunks_are_answered_by_nothing_and_commands_always() -> None:
    world = World()
    nc = world.plain()
    nc.does(Part())
    assert nc.says("x") == []
    assert codes(nc.says("waves", action=True)) == ["no_such_channel"]
    assert codes(nc.says("x", lines=True)) == ["no_such_channel"]


CLOSED = [
    (("+i",), "invite_only"),
    (("+k", "sesame"), "bad_key"),
    (("+R",), "account_needed"),
    (("+l", "1"), "channel_full"),
    (("+b", "*!*@*.ip"), "banned"),
]


def closed_lobby(*modes: str) -> World:
    world = World()
    chief = world.irc("chief", "#lobby", address="10.0.0.1")
    chief.does(requests.Operator("root", "secret"))
    chief.modes("#lobby", *modes)
    return world


@pytest.mark.parametrize(("modes", "why"), CLOSED)
def test_what_keeps_others_out_of_the_lobby_keeps_plain_clients_out(modes: tuple[str, ...], why: str) -> None:
    world = closed_lobby(*modes)
    nc = world.plain("10.9.9.9")
    assert only(events.Listening, nc.does(Listen())).channels == ()
    assert codes(nc.does(requests.History("", "latest", 9))) == ["no_such_channel"]
    assert codes(nc.does(requests.History("#lobby", "latest", 9))) == ["no_history"]
    nc.does(Greet())
    assert codes(nc.says("hello", first=True, lines=True)) == ["no_such_channel"]
    assert nc.channels == set()
    assert codes(nc.does(Join(("#lobby",)))) == [why]
    assert nc.does(Join(("#dev",)))
    assert text_of(nc.says("hello", lines=True))


@pytest.mark.parametrize(("modes", "why"), CLOSED)
def test_who_listens_in_the_lobby_when_it_is_closed_does_not_talk_there(modes: tuple[str, ...], why: str) -> None:
    world = closed_lobby()
    nc = world.plain("10.9.9.9")
    nc.does(Greet())
    chunks = world.plain("10.9.9.9")
    world.irc("helper", "#lobby")
    chief = next(iter(world.hub.channels["#lobby"].members))
    world.ask(next(iter(chief.sessions)), requests.ChannelModes("#lobby", read_changes(modes)))
    told = nc.says("hello", first=True, lines=True)
    assert shape(told) == ["Entered", "Refused"]
    assert codes(told) == ["no_such_channel"]
    assert codes(nc.does(Join(("#lobby",)))) == [why]
    assert shape(chunks.says("hello", first=True)) == ["Entered"], "it typed no line, and is told nothing"


def test_who_comes_by_a_proxy_hears_what_is_theirs_to_hear() -> None:
    world = closed_lobby("+b", "*!*@*.ip")
    nc = world.plain("127.0.0.1")
    assert only(events.Listening, nc.does(Listen())).channels
    assert only(events.Listening, nc.does(requests.ComesFrom("10.9.9.9"))).channels == ()
    (heard,) = only(events.Listening, nc.does(requests.ComesFrom("127.0.0.1"))).channels
    assert heard.key == "#lobby"
