"""Real connections: to hubbub, to a foreign server, over a cable that is pulled."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clients_world import Cable, HubbubServer, Person, free_port, ngircd, ngircd_is_here

from hubbub.clients.view import MessageRemoved

QUICK: dict[str, Any] = {"ping_after": 0.5, "pong_within": 1.5}
PATIENT: dict[str, Any] = {"ping_after": 1.0, "pong_within": 5.0}
"""For a server that answers the more slowly the faster one speaks."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HubbubServer]:
    hubbub = HubbubServer(tmp_path)
    hubbub.start()
    yield hubbub
    hubbub.stop()


def test_two_people_talk(server: HubbubServer) -> None:
    with Person(server.port, "alice") as alice, Person(server.port, "bob") as bob:
        alice.come_in()
        bob.come_in()
        alice.until(lambda: "bob" in [member.nick for member in alice.buffer().members()])
        alice.say("hello bob 👋 日本語")
        bob.hears("hello bob 👋 日本語")
        bob.say("hello alice")
        alice.hears("hello bob 👋 日本語", "hello alice")
        bob.hears("hello bob 👋 日本語", "hello alice")
        assert alice.buffer().mentions == 1
        assert alice.buffer().messages[-1].id
        bob.changes += bob.client.open_direct("alice")
        bob.say("psst", "alice")
        alice.until(lambda: alice.texts("bob") == ["psst"])


def test_many_lines_arrive_in_order(server: HubbubServer) -> None:
    with Person(server.port, "alice") as alice, Person(server.port, "bob") as bob:
        alice.come_in()
        bob.come_in()
        lines = [f"line {number}" for number in range(200)]
        alice.say("\n".join(lines))
        bob.hears(*lines)
        alice.hears(*lines)


def test_history_is_there_for_who_comes_later_and_pages_upwards(server: HubbubServer) -> None:
    lines = [f"line {number}" for number in range(120)]
    with Person(server.port, "alice") as alice:
        alice.come_in()
        alice.say("\n".join(lines))
        alice.hears(*lines)
        with Person(server.port, "bob") as bob:
            bob.come_in()
            assert bob.texts() == lines[-50:]
            assert bob.buffer().unread == 0
            while bob.buffer().older:
                bob.changes += bob.client.load_older(bob.buffer())
                bob.until(lambda: not bob.buffer().loading)
            assert bob.texts() == lines


def test_closing_says_quit(server: HubbubServer) -> None:
    with Person(server.port, "alice") as alice:
        alice.come_in()
        with Person(server.port, "bob") as bob:
            bob.come_in()
            alice.until(lambda: len(alice.buffer().roster) == 2)
        alice.until(lambda: len(alice.buffer().roster) == 1)
        assert alice.buffer().messages[-1].text == "bob quit: bye"


def test_a_name_in_use_is_said(server: HubbubServer) -> None:
    with Person(server.port, "alice") as alice, Person(server.port, "alice") as other:
        alice.come_in()
        other.come_in()
        assert sorted([alice.client.view.nick, other.client.view.nick]) == ["alice", "alice2"]
        second = alice if alice.client.view.nick == "alice2" else other
        errors = [row.text for row in second.client.view.server.messages if row.event == "error"]
        assert errors == ["The name alice is in use; you are alice2 for now, /nick chooses another name than alice"]


def test_the_server_is_killed_and_comes_back(server: HubbubServer) -> None:
    with Person(server.port, "alice") as alice, Person(server.port, "bob") as bob:
        alice.come_in()
        bob.come_in()
        alice.say("before")
        bob.hears("before")
        server.kill()
        alice.until(lambda: alice.client.view.connection.phase == "waiting")
        assert "is the server running" in alice.client.view.connection.sentence or (
            "closed the connection" in alice.client.view.connection.sentence
        )
        alice.say("meanwhile")
        assert alice.texts()[-1] == "meanwhile (pending)"
        server.start()
        bob.changes += bob.client.poll()
        alice.hears("before", "meanwhile")
        bob.hears("before", "meanwhile")
        bob.come_in()
        bob.say("after")
        alice.hears("before", "meanwhile", "after")


def test_messages_under_way_when_the_server_dies_are_neither_lost_nor_doubled(server: HubbubServer) -> None:
    lines = [f"line {number}" for number in range(300)]
    with Person(server.port, "alice") as alice, Person(server.port, "bob") as bob:
        alice.come_in()
        bob.come_in()
        for start in range(0, 300, 50):
            alice.say("\n".join(lines[start : start + 50]))
            if start == 100:
                # Some of these are stored, some are not, some acknowledgements are lost.
                alice.until(lambda: any(row.own and row.id for row in alice.buffer().messages))
                server.kill()
                server.start()
        alice.until(lambda: all(row.state == "confirmed" for row in alice.buffer().messages))
        alice.come_in()
        bob.until(lambda: len(bob.texts()) >= len(lines))
        assert sorted(alice.texts(), key=lambda text: int(text.split()[1])) == lines
        assert bob.texts() == alice.texts()


def test_the_cable_is_pulled(server: HubbubServer) -> None:
    with Cable(server.port) as cable, Person(cable.port, "alice", **QUICK) as alice, Person(server.port, "bob") as bob:
        alice.come_in()
        bob.come_in()
        alice.say("one")
        alice.hears("one")
        bob.hears("one")
        cable.pull()
        bob.say("two")
        alice.say("three")
        assert alice.texts() == ["one", "three (pending)"]
        alice.until(lambda: alice.client.view.connection.phase == "waiting")
        assert alice.client.view.connection.sentence == "The server does not answer any more"
        bob.say("four")
        bob.hears("one", "two", "four")
        cable.plug()
        alice.hears("one", "two", "four", "three")
        bob.hears("one", "two", "four", "three")
        # The session was resumed: nobody saw alice leave.
        assert alice.client.view.nick == "alice"
        assert not [row.text for row in bob.buffer().messages if row.event in {"quit", "nick"}]
        assert len({row.id for row in alice.buffer().messages if row.id}) == 4


def test_an_acknowledgement_that_was_lost_is_given_again(server: HubbubServer) -> None:
    """The message reached the server, its echo never came back: after reconnecting there is one copy."""
    with Cable(server.port) as cable, Person(cable.port, "alice", **QUICK) as alice, Person(server.port, "bob") as bob:
        alice.come_in()
        bob.come_in()
        cable.deafen()
        alice.say("heard by all, confirmed to nobody")
        bob.hears("heard by all, confirmed to nobody")
        alice.until(lambda: alice.client.view.connection.phase == "waiting")
        assert alice.texts() == ["heard by all, confirmed to nobody (pending)"]
        cable.plug()
        alice.hears("heard by all, confirmed to nobody")
        alice.come_in()
        alice.say("on")
        bob.hears("heard by all, confirmed to nobody", "on")
        alice.hears("heard by all, confirmed to nobody", "on")


def test_nobody_listens() -> None:
    with Person(free_port(), "alice") as alice:
        alice.until(lambda: alice.client.view.connection.phase == "waiting")
        assert alice.client.view.connection.sentence.startswith("Nothing answers at 127.0.0.1:")
        assert alice.client.view.connection.retry_at is not None


def test_a_server_that_says_nothing() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        Person(silent.getsockname()[1], "alice", register_within=0.2) as alice,
    ):
        alice.until(lambda: alice.client.view.connection.phase == "stopped")
        assert alice.client.view.connection.sentence.endswith("answers, but not as a chat server does")
        alice.client.reconnect()
        alice.until(lambda: alice.client.view.connection.phase == "registering")


def test_closing_twice_and_unstarted_is_harmless() -> None:
    person = Person(free_port(), "alice")
    person.client.close()
    with person:
        person.client.close()


@pytest.mark.skipif(not ngircd_is_here(), reason="ngircd is not installed")
def test_a_foreign_server_without_any_of_it(tmp_path: Path) -> None:
    with ngircd(tmp_path) as port:
        with Cable(port) as cable, Person(cable.port, "alice", **PATIENT) as alice, Person(port, "bob") as bob:
            alice.come_in()
            bob.come_in()
            assert not alice.client.view.caps & {"labeled-response", "draft/chathistory", "hubbub/resume"}
            alice.say("hello\nworld")
            bob.hears("hello", "world")
            alice.hears("hello", "world")
            bob.changes += bob.client.enter(bob.buffer(), "/me waves")
            alice.hears("hello", "world", "waves")
            bob.changes += bob.client.enter(bob.buffer(), "/topic all about it")
            alice.until(lambda: alice.buffer().topic == "all about it")
            cable.pull()
            alice.until(lambda: alice.client.view.connection.phase == "waiting")
            alice.say("back soon")
            cable.plug()
            alice.hears("hello", "world", "waves", "back soon")
            bob.hears("hello", "world", "waves", "back soon")
            assert [row.event for row in alice.buffer().messages].count("gap") == 1
            # The server still held the old connection, so another name was taken, and said so.
            assert alice.client.view.nick in {"alice", "alice2"}
        assert not [change for change in alice.changes if isinstance(change, MessageRemoved)]
