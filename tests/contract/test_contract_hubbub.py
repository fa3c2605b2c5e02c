"""What a bare socket may rely on from hubbub beyond the tutorial: names, framing, slash commands, silence."""

import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from contract_peers import PATIENCE, RawClient, Server, settle, settled, token


def typist(server: Server, name: str) -> RawClient:
    """Return a client that types lines, is called `name` and has been greeted."""
    client = server.connect()
    client.say(f"/nick {name}\n")
    client.hear(f"you are {name} in #lobby")
    return client


def test_three_that_just_came_hear_each_other_at_once(hubbub: Server) -> None:
    """A client is in from the moment it was accepted, though silent ones are written to a little later."""
    speaker, second, third = (hubbub.connect() for _ in range(3))
    speaker.say("hello")
    second.hear("hello")
    third.hear("hello")
    third.say("hello yourself")
    assert speaker.hear("hello yourself").count("hello") == 1


def test_a_guest_has_a_name_and_what_it_says_is_a_line(hubbub: Server) -> None:
    speaker, listener = settled(hubbub, 2)
    speaker.say("no newline")
    assert re.search(r"^guest-\d+: no newline\n", listener.hear("no newline\n"), re.MULTILINE)


def test_a_first_chunk_may_bring_the_name(hubbub: Server) -> None:
    speaker, listener = settled(hubbub, 2)
    before = len(listener.heard)
    speaker.say("alice: hello")
    assert listener.hear("hello\n")[before:] == "alice: hello\n"
    speaker.say("alice: again")
    assert listener.hear("again\n")[before:] == "alice: hello\nalice: again\n"
    speaker.say("bob: is text by now")
    assert listener.hear("text by now\n").endswith("\nalice: bob: is text by now\n")


def test_a_name_that_is_taken_is_not_brought(hubbub: Server) -> None:
    first, second, listener = settled(hubbub, 3)
    first.say("alice: mine")
    listener.hear("alice: mine\n")
    second.say("alice: not mine")
    assert re.search(r"^guest-\d+: alice: not mine\n", listener.hear("not mine\n"), re.MULTILINE)


def test_a_pause_ends_a_message_until_the_first_newline(hubbub: Server) -> None:
    speaker, listener = settled(hubbub, 2)
    speaker.say("one")
    listener.hear(": one\n")
    speaker.say("two\nthr")
    listener.hear(": two\n")
    settle(hubbub, listener)
    speaker.say("ee\n")
    assert ": three\n" in listener.hear("ee\n")


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        (b"crlf\r\n;\n", ["crlf", ";"]),
        (b"\n\nafter empty lines\n", ["after empty lines"]),
        (b"broken \xff\xfe bytes\n", ["broken \ufffd\ufffd bytes"]),
        (b"steering \x1b[31m\x07 a terminal\n", ["steering [31m a terminal"]),
        ("mirrored \u202e text\n".encode(), ["mirrored  text"]),
        (b"//help\n", ["/help"]),
        (b"/me waves\n;\n", ["* ", ";"]),
    ],
)
def test_what_a_line_becomes(hubbub: Server, sent: bytes, heard: list[str]) -> None:
    speaker, listener = settled(hubbub, 2)
    before = len(listener.heard)
    speaker.say(sent)
    listener.hear(f"{heard[-1]}\n")
    for said, line in zip(heard, listener.heard[before:].splitlines(), strict=True):
        prefix = "* guest-" if said == "* " else "guest-"
        assert line.startswith(prefix)
        assert said == "* " or line.split(": ", 1)[1] == said


def test_an_action_has_the_names_form(hubbub: Server) -> None:
    alice, (listener,) = typist(hubbub, "alice"), settled(hubbub, 1)
    alice.say("/me waves\n")
    assert "* alice waves\n" in listener.hear("waves\n")


def test_nothing_unasked_reaches_one_that_sent_no_newline(hubbub: Server) -> None:
    silent, chunky = settled(hubbub, 2)
    chunky.say("chunk: one")
    silent.hear("chunk: one\n")
    starts = len(silent.heard), len(chunky.heard)
    carol = typist(hubbub, "carol")
    carol.say("/nick caroline\n/topic of no interest\n/me waves\n")
    carol.say("/part #lobby\n/join #lobby\nlast words\n")
    for client in (silent, chunky):
        client.hear("last words\n")
    carol.say("/quit\n")
    carol.hear_end()
    settle(hubbub)
    hubbub.process.send_signal(signal.SIGTERM)
    for client, start in zip((silent, chunky), starts, strict=True):
        told = client.hear_end()[start:].splitlines()
        said = [line for line in told if "welcome-" not in line]
        assert said == ["* caroline waves", "caroline: last words"]


def test_shutdown_closes_and_ends_well(hubbub: Server) -> None:
    (silent,) = settled(hubbub, 1)
    heard = silent.heard
    hubbub.process.send_signal(signal.SIGTERM)
    assert silent.hear_end() == heard
    assert hubbub.process.wait(PATIENCE) == 0


def test_ctrl_c_again_and_again_ends_as_well_as_once(hubbub: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while hubbub.process.poll() is None and time.monotonic() < deadline:
        hubbub.process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            hubbub.process.wait(0.01)
    assert hubbub.process.returncode == 0


def test_the_first_line_is_greeted_with_who_is_here(hubbub: Server) -> None:
    alice = typist(hubbub, "alice")
    with hubbub.connect() as newcomer:
        newcomer.say("hello\n")
        heard = newcomer.hear("/help lists commands\n")
        assert re.search(r"^-- you are guest-\d+ in #lobby with .*alice.*; /help lists commands$", heard, re.M)
        newcomer.say("again\n")
        alice.hear("again\n")
        newcomer.say("/who\n")
        newcomer.hear("alice", within=PATIENCE)
        assert newcomer.heard.count("you are guest-") == 1


def test_those_who_type_are_told_who_comes_and_goes(hubbub: Server) -> None:
    alice = typist(hubbub, "alice")
    with hubbub.connect() as carol:
        carol.say("carol: hello\n")
        alice.hear("-- carol joined\n")
        alice.hear("carol: hello\n")
        carol.say("/nick caroline\n")
        alice.hear("caroline")
    assert re.search(r"^-- caroline .*\n\Z", alice.hear("-- caroline left"), re.MULTILINE)


def test_a_chunk_may_be_a_command_and_is_answered(hubbub: Server) -> None:
    (chunky,) = settled(hubbub, 1)
    chunky.say("/help")
    heard = chunky.hear("/quit")
    assert all(name in heard for name in ("/nick", "/join", "/history", "/me"))
    assert "you are guest" not in heard


def test_an_unknown_command_gets_one_clear_line(hubbub: Server) -> None:
    alice, (listener,) = typist(hubbub, "alice"), settled(hubbub, 1)
    alice.say("/dance wildly\n//dance is text\n")
    assert "dance wildly" not in listener.hear(": /dance is text\n")
    alice.say("/who\n")
    answers = [line for line in alice.hear("-- in #lobby: ").splitlines() if "dance" in line]
    assert len(answers) == 1
    assert re.match("-- .*/dance.*/help", answers[0])


def test_a_channel_of_ones_own(hubbub: Server) -> None:
    alice, bob, carol = (typist(hubbub, name) for name in ("alice", "bob", "carol"))
    for member in (alice, bob):
        member.say("/join #dev\n")
        member.hear("#dev")
    bob.say("/who #dev\n")
    bob.hear("in #dev: ")
    alice.say("in private\n")
    bob.hear("[#dev] alice: in private\n")
    alice.say("/msg #lobby in public\n")
    assert "in private" not in carol.hear("alice: in public\n")
    alice.say("/part #dev\nback in the lobby\n")
    assert "[#dev]" not in carol.hear("alice: back in the lobby\n")


def test_a_private_message_is_heard_by_one(hubbub: Server) -> None:
    alice, bob, carol = (typist(hubbub, name) for name in ("alice", "bob", "carol"))
    alice.say("/msg bob a secret\nno secret\n")
    bob.hear("a secret")
    assert "a secret" not in carol.hear("alice: no secret\n")


def test_topic_and_list(hubbub: Server) -> None:
    alice = typist(hubbub, "alice")
    alice.say("/join #dev\n/topic bees and flowers\n/topic\n/list\n")
    assert "-- the topic of #dev is: bees and flowers\n" in alice.hear("#dev, 1 person: bees and flowers")
    assert "#lobby" in alice.heard


def test_history_tells_what_was_said_before_one_came(hubbub: Server) -> None:
    first, second = token("first"), token("second")
    alice, (listener,) = typist(hubbub, "alice"), settled(hubbub, 1)
    alice.say(f"{first}\n{second}\n")
    listener.hear(second)
    with hubbub.connect() as late:
        late.say("/history\n")
        heard = late.hear(second)
        assert first in heard[: heard.index(second)]


def test_quit_ends_the_session_at_once(hubbub: Server) -> None:
    alice, bob = typist(hubbub, "alice"), typist(hubbub, "bob")
    alice.say("/quit good night\n")
    alice.hear_end()
    bob.hear("-- alice left")
    bob.say("/nick alice\n")
    bob.hear("alice", within=PATIENCE)
    bob.say("/who\n")
    assert "bob" not in bob.hear("-- in #lobby: ").rpartition("-- in #lobby: ")[2]


@pytest.mark.parametrize(
    "request_line",
    [
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 6\r\n\r\nspoken",
        "GET /spoken HTTP/1.1\r\n\r\n",
        "POST /\r\n\r\n",
    ],
)
def test_a_web_page_cannot_speak(hubbub: Server, request_line: str) -> None:
    (listener,) = settled(hubbub, 1)
    start = len(listener.heard)
    with hubbub.connect() as page:
        page.say(request_line)
        page.hear_end()
    settle(hubbub, listener)
    assert len(listener.heard[start:].splitlines()) == 1


def test_an_unfinished_line_is_heard_when_its_sender_is_torn_off(hubbub: Server) -> None:
    listener, sender = settled(hubbub, 2)
    begun, unfinished = token("begun"), token("unfinished")
    sender.say(f"{begun}\n{unfinished}")
    listener.hear(begun)
    sender.reset()
    listener.hear(unfinished)


def test_a_port_in_use_is_one_line_and_nothing_is_written(hubbub: Server, tmp_path: Path) -> None:
    data = tmp_path / "second"
    command = [sys.executable, "-m", "hubbub", "serve", "--port", str(hubbub.port), "--data", str(data)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert second.returncode == 2
    assert re.fullmatch(rf"cannot listen on 127.0.0.1:{hubbub.port}: [^\n]+\n", second.stderr)
    assert not data.exists()
