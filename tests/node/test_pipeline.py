"""The one path: what is asked in one order is stored and heard in that order, and nothing is heard before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
import structlog
from pipeline_house import House, in_a_loop, latest

from hubbub.model import events
from hubbub.model.effects import FindRetry, Page, ReadPage
from hubbub.model.names import direct
from hubbub.model.requests import (
    Away,
    Capabilities,
    Introduce,
    Join,
    Login,
    Nick,
    Part,
    Ping,
    Quit,
    Resume,
    Say,
    StartIrc,
)
from hubbub.model.state import RecentMessage


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """What is logged; the test that expects an error says so by looking."""
    with structlog.testing.capture_logs() as logs:
        yield logs


@in_a_loop
async def test_nothing_is_heard_before_it_is_stored_and_then_all_of_it_in_one_write() -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev")
    alice.heard.clear()
    for text in ("one", "two"):
        alice.says(text)
    bob.says("three")
    await house.turn()
    assert (alice.heard, bob.heard) == ([], [])
    assert [cast("events.Said", event).text for event in house.disk.batches[-1]] == ["one", "two", "three"]
    house.disk.commit()
    assert bob.new() == ["PRIVMSG #dev :one", "PRIVMSG #dev :two"]
    assert alice.new() == ["PRIVMSG #dev :three"]
    assert bob.writes == 1


@in_a_loop
async def test_two_who_take_one_name_in_one_tick_cannot_both_have_it() -> None:
    house = House()
    one, other = await house.irc("one"), await house.irc("other")
    one.asks(Nick("alice"))
    other.asks(Nick("ALICE"))
    await house.turn()
    assert (one.heard, other.heard) == ([], [])
    house.disk.commit()
    assert one.new() == ["NICK alice"]
    assert [line.split()[0] for line in other.new()] == ["433"]
    assert house.hub.nicks["alice"].sessions.keys() == {one.session}


@in_a_loop
async def test_join_and_the_first_message_may_come_in_one_packet() -> None:
    house = House()
    bob = await house.irc("bob", "#dev")
    alice = await house.irc("alice")
    alice.asks(Join(("#dev",)), Say(targets=("#dev",), text="hi"), Part(("#dev",)), Say(targets=("#dev",), text="no"))
    await house.settle()
    assert bob.new() == ["JOIN #dev", "PRIVMSG #dev :hi", "PART #dev"]
    assert [line.split()[0] for line in alice.new()] == ["JOIN", "353", "366", "PART", "404"]


@in_a_loop
async def test_what_is_not_stored_needs_no_disk_but_overtakes_nothing() -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev", caps=("away-notify",))
    alice.heard.clear()
    commits = len(house.disk.batches)
    alice.asks(Ping("x"))
    await house.turn()
    assert alice.new() == ["PONG hub :x"]
    assert len(house.disk.batches) == commits
    alice.says("one")
    alice.asks(Ping("y"))
    await house.turn()
    alice.asks(Away("tea"))
    bob.asks(Ping("z"))
    await house.turn()
    assert (alice.heard, bob.heard) == ([], [])
    house.disk.commit()
    assert bob.new() == ["PRIVMSG #dev :one", "AWAY :tea", "PONG hub :z"]
    assert [line.split()[0] for line in alice.new()] == ["PONG", "306"]
    assert len(house.disk.batches) == commits + 1


@in_a_loop
async def test_while_one_batch_is_stored_the_next_one_fills() -> None:
    house = House()
    alice = await house.irc("alice", "#dev")
    before = len(house.disk.batches)
    alice.says("1")
    await house.turn()
    for text in "234":
        alice.says(text)
        await house.turn()
    assert len(house.disk.batches) == before + 1
    house.disk.commit()
    assert [cast("events.Said", event).text for event in house.disk.batches[-1]] == ["2", "3", "4"]
    await house.settle()
    assert len(house.disk.batches) == before + 2


# --- waiting --------------------------------------------------------------------------------------------------------


@in_a_loop
async def test_history_is_read_after_what_was_open_is_stored_and_later_requests_wait_in_order() -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev")
    alice.heard.clear()
    bob.says("before")
    alice.asks(latest(), Ping("after"), Say(targets=("#dev",), text="later"))
    await house.turn()
    assert house.effects == [], "what is open is not stored yet"
    assert len(alice.waiting) == 2
    bob.asks(Ping("bob"))
    house.disk.commit()
    await house.turn()
    ((effect, answer),) = house.effects
    assert isinstance(effect, ReadPage)
    assert bob.new()[-1].startswith("PONG"), "nobody else waits"
    bob.says("meanwhile")
    await house.settle()
    answer.set_result(Page(tuple(house.disk.batches[-2])))
    await house.settle()
    assert [line.split(":")[-1] for line in alice.new()] == ["before", "meanwhile", "before", "after"]
    assert bob.new() == ["PRIVMSG #dev :later"]
    assert not alice.waiting


@in_a_loop
async def test_history_asked_while_a_batch_is_being_stored_waits_for_that_one() -> None:
    house = House()
    alice = await house.irc("alice", "#dev")
    alice.says("x")
    await house.turn()
    alice.asks(latest())
    await house.turn()
    assert house.effects == []
    house.disk.commit()
    await house.turn()
    assert len(house.effects) == 1


@in_a_loop
async def test_a_connection_lost_while_it_waits_is_told_and_does_nothing_more() -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev")
    alice.asks(latest(), Say(targets=("#dev",), text="never"))
    await house.turn()
    house.pipeline.gone(alice.session, "connection closed")
    house.effects[0][1].set_result(Page(()))
    await house.settle()
    assert bob.new() == ["QUIT :connection closed"]
    assert house.pipeline.waiting == 0


@in_a_loop
async def test_who_was_resumed_elsewhere_while_waiting_says_it_there_alone() -> None:
    house = House()
    caps = ("hubbub/resume", "message-tags")
    bob = await house.irc("bob", "#dev")
    alice = await house.irc("alice", "#dev", caps=caps)
    bob.heard.clear()
    house.hub.retries._forgotten_until = house.time
    alice.says("once", cid="c")
    await house.turn()
    assert isinstance(house.effects[0][0], FindRetry)
    (token,) = house.hub.user("alice").claims
    again = house.connect()
    again.asks(StartIrc(), Capabilities(way="request", add=caps), Resume(token), Nick("alice"), Introduce("u", "r"))
    again.asks(Capabilities(way="end"), Say(targets=("#dev",), text="once", cid="c"))
    await house.settle()
    assert alice.closed
    for _effect, answer in house.effects:
        answer.set_result(None)
        await house.settle()
    assert bob.new() == ["PRIVMSG #dev :once"]
    assert house.pipeline.waiting == 0


@in_a_loop
async def test_a_retry_is_acknowledged_after_the_batch_with_the_message() -> None:
    house = House()
    alice = await house.irc("alice", "#dev", caps=("message-tags", "echo-message"))
    alice.says("once", cid="c")
    await house.turn()
    alice.says("once", cid="c")
    await house.turn()
    assert alice.heard == []
    await house.settle()
    assert [line.partition("PRIVMSG")[2] for line in alice.new()] == [" #dev :once", " #dev :once"]
    assert sum(isinstance(event, events.Said) for batch in house.disk.batches for event in batch) == 1
    assert isinstance(next(iter(house.hub.retries._known.values())), RecentMessage)


@in_a_loop
async def test_what_cannot_be_read_is_said_and_the_session_goes_on(logged: list[Any]) -> None:
    house = House()
    alice = await house.irc("alice", "#dev")
    alice.asks(latest(), Ping("x"))
    await house.turn()
    house.effects[0][1].set_exception(OSError("no"))
    await house.settle()
    assert [line.split()[0] for line in alice.new()] == ["FAIL", "PONG"]
    assert not alice.waiting
    assert [entry["event"] for entry in logged if entry["log_level"] == "error"] == ["an effect failed"]


@in_a_loop
async def test_who_left_and_why_is_logged_once(logged: list[Any]) -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev", caps=("hubbub/resume",))
    bob_again = house.connect()
    alice.asks(Quit("tea"))
    house.pipeline.gone(alice.session, "connection closed")
    (token,) = house.hub.sessions[bob.session].registered_user.claims
    bob_again.asks(StartIrc(), Capabilities(way="request", add=("hubbub/resume",)), Resume(token))
    bob_again.asks(Introduce("u", "r"), Capabilities(way="end"))
    await house.settle()
    assert [(entry["nick"], entry["reason"]) for entry in logged if entry["event"] == "a client left"] == [
        ("alice", "Quit: tea"),
        ("bob", f"resumed as session {bob_again.session}"),
    ]


@in_a_loop
async def test_what_the_server_asks_for_a_session_comes_before_what_it_asks_itself() -> None:
    house = House()
    bob = await house.irc("bob", "#dev")
    own = house.hub.user("bob").identity
    bob.asks(Say(targets=("*playback",), text="play #dev,#dev,nobody"), Ping("x"))
    bob.says("play bob,#dev", "*playback")
    bob.asks(Ping("y"))
    await house.settle()
    assert [type(effect) for effect, _ in house.effects] == [ReadPage]
    assert bob.heard == []
    for _ in range(9):
        for effect, answer in house.effects:
            if not answer.done():
                assert isinstance(effect, ReadPage)
                answer.set_result(Page(()))
        await house.settle()
    keys = [effect.conversation for effect, _ in house.effects if isinstance(effect, ReadPage)]
    assert keys == ["#dev", direct(own, own), "#dev"]
    assert [line for line in bob.new() if line.startswith("PONG")] == ["PONG hub :x", "PONG hub :y"]


@in_a_loop
async def test_a_failed_login_is_logged_with_whose_it_was_to_be_and_never_with_the_password(logged: list[Any]) -> None:
    house = House()
    bob = await house.irc("bob")
    house.hub.sessions[bob.session].secure = True
    for name in ("Alice", "my pass word\n"):
        bob.asks(Login(name, "sesame"))
        await house.settle()
        (answer,) = [answer for _, answer in house.effects if not answer.done()]
        answer.set_result(False)
        await house.settle()
    failures = [entry for entry in logged if entry["event"] == "a login failed"]
    address = house.hub.sessions[bob.session].address
    assert [(entry["name"], entry["address"], entry["times"]) for entry in failures] == [
        ("Alice", address, 1),
        ("(not a name)", address, 2),
    ]
    assert "sesame" not in str(logged)
    assert "pass word" not in str(logged)
