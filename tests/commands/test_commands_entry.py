"""Registration in every order, operators, and going."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest
from commands_world import World, codes, only, shape

from hubbub.model import events, replies
from hubbub.model.capabilities import OFFERED
from hubbub.model.requests import (
    Capabilities,
    Expel,
    Gone,
    Help,
    Introduce,
    Join,
    Nick,
    Operator,
    Pass,
    Ping,
    Quit,
    Request,
    Resume,
    Say,
    Unreadable,
)

LIST = Capabilities(way="list", version=302)
END = Capabilities(way="end")
NICK = Nick("alice")
USER = Introduce(user="al", real_name="Alice")
PASS = Pass("pw")


def is_registered(told: Sequence[object]) -> bool:
    return any(isinstance(one, replies.Welcome) for one in told)


@pytest.mark.parametrize("order", list(permutations([NICK, USER, LIST])))
def test_registration_is_complete_when_the_last_part_of_it_is_there(order: tuple[Request, ...]) -> None:
    world = World()
    alice = world.raw_irc()
    told = [one for ask in order for one in alice.does(ask)]
    if order[2] is LIST:
        assert alice.nick == "alice", "it was complete already"
        return
    assert not is_registered(told), "CAP LS holds registration up until CAP END"
    assert shape(alice.does(END)) == ["Entered", "Welcome", "CountsAre", "MotdIs"]
    assert alice.user.source.mask == "alice!al@localhost"


@pytest.mark.parametrize("order", list(permutations([PASS, NICK, USER])))
def test_with_a_password_it_must_come_before_the_last_part(order: tuple[Request, ...]) -> None:
    world = World(password="pw")
    alice = world.raw_irc()
    told = [one for ask in order for one in alice.does(ask)]
    if order[2] is PASS:
        assert codes(told) == ["bad_password"]
        assert not alice.is_here
    else:
        assert codes(told) == []
        assert alice.nick == "alice"


@pytest.mark.parametrize("password", ["", "PW", "pw ", "pé"])
def test_a_wrong_password_closes_the_session(password: str) -> None:
    world = World(password="pw")
    alice = world.raw_irc()
    alice.does(Pass(password))
    alice.does(NICK)
    told = alice.does(USER)
    assert shape(told) == ["Refused", "Closing", "SessionEnded"]
    assert codes(told) == ["bad_password"]
    assert not alice.is_here
    assert not world.hub.users


def test_a_nickname_in_use_is_refused_whatever_its_case() -> None:
    world = World()
    world.irc("alice")
    other = world.raw_irc()
    other.does(USER)
    assert codes(other.does(Nick("ALICE"))) == ["nick_in_use"]
    assert is_registered(other.does(Nick("bob")))
    assert codes(other.does(Nick("Alice"))) == ["nick_in_use"]
    assert other.nick == "bob"


@pytest.mark.parametrize("nick", ["", "1a", "-a", "a b", "a:b", "a,b", "@a", "#a", "+a", "x" * 33, "a\u0301"])
def test_a_bad_nickname_is_refused(nick: str) -> None:
    alice = World().raw_irc()
    alice.does(USER)
    assert codes(alice.does(Nick(nick))) == ["bad_nick"]


def test_a_name_that_is_too_long_is_told_how_long_it_may_be() -> None:
    alice = World().irc("alice")
    assert only(replies.Refused, alice.does(Nick("x" * 33))).text == "a nickname has at most 32 bytes"
    assert only(replies.Refused, alice.does(Join(("#" + "x" * 64,)))).text == "a channel's name has at most 64 bytes"


def test_a_nickname_taken_between_nick_and_cap_end_is_refused_then() -> None:
    world = World()
    late = world.raw_irc()
    for ask in (LIST, NICK, USER):
        late.does(ask)
    world.irc("alice")
    told = late.does(END)
    assert codes(told) == ["nick_in_use"]
    assert only(replies.Refused, told).about == ("alice",)
    assert is_registered(late.does(Nick("alice2")))


def test_two_who_ask_for_one_nickname_cannot_both_have_it() -> None:
    world = World()
    one, other = world.irc("one"), world.irc("other")
    assert shape(one.does(NICK)) == ["Renamed"]
    assert codes(other.does(NICK)) == ["nick_in_use"]
    assert shape(one.does(Nick("ALICE"))) == ["Renamed"], "one may change the case of one's own name"
    assert one.does(Nick("ALICE")) == []
    assert one.does(Nick("free"))
    assert shape(other.does(NICK)) == ["Renamed"]


def test_before_registration_little_may_be_asked() -> None:
    alice = World().raw_irc()
    assert codes(alice.does(Join(("#lobby",)))) == ["not_registered"]
    assert codes(alice.does(Say(targets=("#lobby",), text="hi"))) == ["not_registered"]
    assert codes(alice.does(Unreadable(code="unknown_command", about=("X",)))) == ["not_registered"]
    assert codes(alice.does(Unreadable(code="no_nick"))) == ["no_nick"]
    assert codes(alice.does(Help())) == ["not_registered"]
    assert shape(alice.does(Ping("x"))) == ["Pong"]


def test_pass_and_user_are_for_newcomers() -> None:
    alice = World().irc("alice")
    for ask in (PASS, USER, Resume("secret-1")):
        assert codes(alice.does(ask)) == ["already_registered"]


def test_what_introduces_a_user_cannot_look_like_another_host() -> None:
    world = World()
    alice = world.raw_irc("203.0.113.66")
    alice.does(NICK)
    alice.does(Introduce(user="root@trusted.example!*" + "x" * 40, real_name="é" * 200))
    host = world.hub.host_of("203.0.113.66")
    assert alice.user.source.mask == f"alice!roottrusted.examplex@{host}"
    assert len(alice.user.real_name.encode()) == 128
    bob = world.raw_irc()
    bob.does(Nick("bob"))
    bob.does(Introduce(user="@@@", real_name="x"))
    assert bob.user.source.user == "user"


def test_capabilities_are_taken_whole_or_not_at_all() -> None:
    alice = World().irc("alice")
    offered = only(replies.CapabilitiesOffered, alice.does(LIST)).names
    assert [name.partition("=")[0] for name in offered] == [name for name in OFFERED if name != "sts"]
    told = alice.does(Capabilities(way="request", add=("echo-message", "nonsense"), text="echo-message nonsense"))
    assert told == [replies.CapabilitiesAnswered(False, "echo-message nonsense")]
    told = alice.does(Capabilities(way="request", add=("echo-message", "batch")))
    assert only(events.CapabilitiesChanged, told).capabilities == {"echo-message", "batch", "cap-notify"}
    alice.does(Capabilities(way="request", remove=("batch", "server-time")))
    assert alice.does(Capabilities(way="active")) == [replies.CapabilitiesActive(("cap-notify", "echo-message"), True)]
    assert alice.does(END) == [], "a user who is registered already does not register again"


def test_without_history_chathistory_is_neither_offered_nor_given() -> None:
    alice = World(history=False).irc("alice")
    assert "draft/chathistory" not in only(replies.CapabilitiesOffered, alice.does(LIST)).names
    assert only(
        replies.CapabilitiesAnswered, alice.does(Capabilities(way="request", add=("draft/chathistory",)))
    ) == replies.CapabilitiesAnswered(False, "")


@pytest.mark.parametrize(
    ("host", "name", "password", "told"),
    [
        ("10.1.2.3", "root", "secret", []),
        ("10.1.2.3", "root", "wrong", ["no_operator"]),
        ("10.1.2.3", "toor", "secret", ["no_operator"]),
        ("11.1.2.3", "root", "secret", ["no_operator"]),
    ],
)
def test_who_becomes_a_server_operator(host: str, name: str, password: str, told: list[str]) -> None:
    alice = World().irc("alice", address=host)
    assert codes(alice.does(Operator(name, password))) == told
    assert alice.user.is_operator is (not told)


def test_quit_is_told_to_the_channels_and_ends_the_session() -> None:
    world = World()
    alice = world.irc("alice", "#lobby", "#dev")
    world.irc("bob", "#dev")
    told = alice.does(Quit("tea"))
    assert shape(told) == ["OwnQuit", "Closing", "SessionEnded", "Quit"]
    gone = only(events.Quit, told)
    assert ({channel.name for channel in gone.channels}, gone.reason, gone.size) == ({"#lobby", "#dev"}, "tea", 2)
    assert not alice.is_here
    assert alice.does(Ping("x")) == []


def test_the_last_one_to_quit_closes_the_channel() -> None:
    world = World()
    alice = world.irc("alice", "#lobby", "#dev")
    told = alice.does(Gone(reason="connection closed"))
    assert shape(told) == ["SessionEnded", "Quit", "ChannelClosed"]
    assert world.hub.channels.keys() == {"#lobby"}


def test_quitting_before_registration_counts_nowhere() -> None:
    world = World()
    visitor = world.raw_irc()
    visitor.does(NICK)
    assert shape(visitor.does(Quit())) == ["Closing", "SessionEnded"]
    assert not world.hub.sessions
    assert world.hub.tally.most_users == 0
    assert world.log == [one for one in world.log if isinstance(one, events.ChannelOpened)]


def test_a_reason_is_cut_by_bytes() -> None:
    world = World()
    alice = world.irc("alice", "#lobby")
    assert len(only(events.Quit, alice.does(Quit("é" * 390))).reason.encode()) == 390


def test_the_server_ends_who_did_not_register_in_time() -> None:
    world = World()
    visitor = world.raw_irc()
    assert shape(visitor.does(Expel("too slow"))) == ["Closing", "SessionEnded"]
