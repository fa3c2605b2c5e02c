"""The link by dialogue: the way in, the nick, resuming, silence, waiting; and whatever bytes come."""

from __future__ import annotations

import base64
import socket
import ssl

import pytest
from clients_stage import HUBBUB, Stage, of
from hypothesis import given, settings
from hypothesis import strategies as st

from hubbub.clients.link.backoff import Backoff
from hubbub.clients.link.core import Link
from hubbub.clients.link.events import Connect, Disconnect, Line, Lost, NickTaken, Ready, Status, Welcomed
from hubbub.clients.link.framing import LONGEST, Lines
from hubbub.clients.link.reasons import reason
from hubbub.clients.link.registration import wanted_of
from hubbub.clients.link.settings import Settings
from hubbub.clients.view import ConnectionChanged, NickChanged, Told
from hubbub.wire.irc import message as irc


def last_status(stage: Stage) -> Status:
    return of(Status, stage.events)[-1]


def test_registration_with_everything_offered(stage: Stage) -> None:
    stage.start()
    assert stage.said() == ["CAP LS 302", "NICK alice", "USER alice 0 * alice"]
    stage.hear(":hub CAP * LS * :batch echo-message x/unknown", ":hub CAP * LS :server-time=1 labeled-response")
    assert stage.said() == ["CAP REQ :batch echo-message labeled-response server-time"]
    stage.hear(":hub CAP alice ACK :batch echo-message labeled-response server-time")
    assert stage.said() == ["CAP END"]
    stage.hear(":hub 001 alice :Welcome")
    assert stage.said() == ["PING hubbub-ready"]
    assert of(Welcomed, stage.events)[0].caps == frozenset({"batch", "echo-message", "labeled-response", "server-time"})
    assert not of(Ready, stage.events)
    stage.hear(":hub PONG hub hubbub-ready")
    assert of(Ready, stage.events) == [Ready()]
    assert stage.said() == ["JOIN #lobby"]
    assert stage.view.connection.phase == "online"


def test_what_a_capability_needs_must_be_offered_too() -> None:
    assert wanted_of(["labeled-response", "draft/chathistory"]) == []
    assert wanted_of(["labeled-response", "batch", "sts", "nonsense"]) == ["batch", "labeled-response"]


def test_a_refused_request_is_taken_apart(stage: Stage) -> None:
    stage.start()
    stage.hear(":hub CAP * LS :batch server-time")
    stage.said()
    stage.hear(":hub CAP * NAK :batch server-time")
    assert stage.said() == ["CAP REQ batch", "CAP REQ server-time"]
    stage.hear(":hub CAP * NAK :batch", ":hub CAP * ACK :server-time ")
    assert stage.said() == ["CAP END"]


def test_a_server_without_capabilities(stage: Stage) -> None:
    stage.start()
    stage.hear(":old 421 * CAP :Unknown command", ":old 001 alice :Welcome", ":old PONG old :hubbub-ready")
    assert of(Ready, stage.events)
    assert of(Welcomed, stage.events)[0].caps == frozenset()


def test_password_and_login() -> None:
    stage = Stage()
    wanted = Settings(nick="alice", password="s3 cret", account="al", account_password="pw", tls=True)
    stage.link = Link(wanted, lambda: 0.5)
    stage.start()
    assert "PASS :s3 cret" in stage.said()
    stage.hear(":hub CAP * LS :sasl=PLAIN", ":hub CAP * ACK :sasl")
    assert stage.said() == ["CAP REQ sasl", "AUTHENTICATE PLAIN"]
    stage.hear("AUTHENTICATE +")
    assert stage.said() == ["AUTHENTICATE " + base64.b64encode(b"\0al\0pw").decode()]
    stage.hear(":hub 900 * * al :You are logged in", ":hub 903 * :Success")
    assert stage.said() == ["CAP END"]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([":hub 464 * :Password incorrect"], "The server does not accept this password"),
        ([":hub 465 * :go away"], "This server has banned you: go away"),
        ([":hub 432 * alice :Erroneous nickname"], "alice cannot be a name here: Erroneous nickname"),
    ],
)
def test_what_only_a_person_can_change_stops(stage: Stage, lines: list[str], sentence: str) -> None:
    stage.start()
    stage.hear(*lines)
    assert last_status(stage) == Status("stopped", sentence)
    assert stage.actions[-1] == Disconnect()
    assert stage.link.deadline() is None


def test_a_refused_login_stops() -> None:
    stage = Stage()
    stage.link = Link(Settings(nick="alice", account="al", account_password="no"), lambda: 0.5)
    stage.start()
    stage.hear(":hub CAP * LS :sasl", ":hub CAP * ACK :sasl", "AUTHENTICATE +", ":hub 904 * :SASL failed")
    assert last_status(stage) == Status("stopped", "The server does not accept this account and password: SASL failed")


def test_a_nick_in_use_is_said_and_another_one_tried(stage: Stage) -> None:
    stage.start()
    stage.hear(":hub CAP * LS :batch", ":hub 433 * alice :Nickname is already in use", ":hub CAP * ACK :batch")
    assert "NICK alice2" in stage.said()
    stage.hear(":hub 433 * alice2 :Nickname is already in use")
    assert stage.said() == ["NICK alice3"]
    assert of(NickTaken, stage.events) == []
    changes = stage.hear(":hub 001 alice3 :Welcome")
    assert of(NickChanged, changes) == [NickChanged("alice3")]
    assert of(NickTaken, stage.events) == [NickTaken("alice", "alice3", "The name alice is in use")]
    stage.hear(":hub PONG hub hubbub-ready")
    told = [row.text for row in stage.view.server.messages if row.event == "error"]
    assert told == ["The name alice is in use; you are alice3 for now, /nick chooses another name than alice"]
    # It is free later, and we see it: we take it.
    stage.enter_lobby("alice", nick="alice3")
    stage.said()
    stage.hear(":alice!a@h QUIT :Ping timeout")
    assert stage.said() == ["NICK alice"]
    stage.hear(":alice3!a@h NICK alice")
    assert stage.view.nick == "alice"


def test_names_too_long_for_the_server_are_shortened() -> None:
    stage = Stage(nick="ninechars")
    stage.start()
    stage.hear(":hub 433 * ninechars :In use", ":hub 432 * ninechars2 :Nickname too long")
    assert stage.said()[-2:] == ["NICK ninechars2", "NICK ninechar3"]


def test_all_names_in_use_stops(stage: Stage) -> None:
    stage.start()
    for _ in range(21):
        stage.hear(f":hub 433 * {stage.said()[-1].split()[-1]} :In use")
    assert last_status(stage).phase == "stopped"


def test_a_resumed_session_keeps_its_nick_though_it_is_in_use(stage: Stage) -> None:
    stage.start()
    stage.register()
    stage.hear(":hub RESUME TOKEN secret")
    stage.link.closed(None, stage.now)
    stage.wait(2)
    stage.link.opened(stage.now)
    stage.settle()
    stage.said()
    stage.hear(":hub 433 * alice :In use", f":hub CAP * LS :{HUBBUB}", f":hub CAP * ACK :{HUBBUB}")
    assert stage.said()[1:] == ["RESUME secret", "CAP END"]
    stage.hear(":hub RESUME SUCCESS alice", ":hub RESUME TOKEN newer", ":hub 001 alice :Hi", ":hub PONG h hubbub-ready")
    assert of(Welcomed, stage.events)[-1].resumed
    assert stage.link.token == "newer"


def test_a_token_that_is_not_known_any_more(stage: Stage) -> None:
    stage.start()
    stage.register()
    stage.hear(":hub RESUME TOKEN secret")
    stage.link.closed(None, stage.now)
    stage.wait(2)
    stage.link.opened(stage.now)
    stage.settle()
    stage.hear(":hub 433 * alice :In use", f":hub CAP * LS :{HUBBUB}", f":hub CAP * ACK :{HUBBUB}")
    stage.said()
    stage.hear(":hub FAIL RESUME INVALID_TOKEN :Cannot resume")
    assert stage.said() == ["NICK alice2"]
    stage.hear(":hub 001 alice2 :Hi")
    assert len(of(NickTaken, stage.events)) == 1


def test_a_ping_is_answered(stage: Stage) -> None:
    stage.start()
    stage.hear("PING :a b")
    assert stage.said()[-1] == "PONG :a b"


def test_silence_is_asked_and_then_taken_for_the_end(stage: Stage) -> None:
    stage.start()
    stage.register()
    stage.enter_lobby()
    stage.wait(29)
    stage.said()
    stage.wait(2)
    assert stage.said() == ["PING hubbub-alive"]
    stage.wait(15)
    assert Status("waiting", "The server does not answer any more", 0.75) in stage.events
    assert of(Lost, stage.events)
    assert Disconnect() in stage.actions


def test_an_answer_within_time_keeps_the_connection(stage: Stage) -> None:
    stage.start()
    stage.register()
    stage.enter_lobby()
    for _ in range(5):
        stage.wait(31)
        assert "PING hubbub-alive" in stage.said()
        stage.hear(":hub PONG hub hubbub-alive")
    assert stage.link.phase == "online"


def test_nothing_heard_after_something_said_is_asked_soon(lobby_stage: Stage) -> None:
    lobby_stage.wait(10)
    lobby_stage.enter("anybody?")
    lobby_stage.said()
    lobby_stage.wait(6)
    assert lobby_stage.said() == ["PING hubbub-alive"]
    lobby_stage.wait(16)
    assert lobby_stage.link.phase in {"waiting", "connecting"}


def test_after_sleep_the_server_is_asked_at_once(lobby_stage: Stage) -> None:
    lobby_stage.link.woke(lobby_stage.now)
    lobby_stage.settle()
    assert lobby_stage.said() == ["PING hubbub-alive"]


def test_waits_double_up_to_a_minute_and_begin_again_after_a_good_connection(stage: Stage) -> None:
    stage.start()
    waits: list[float] = []
    for _ in range(8):
        stage.link.closed(ConnectionRefusedError(), stage.now)
        stage.settle()
        status = last_status(stage)
        assert (status.phase, status.sentence) == (
            "waiting",
            "Nothing answers at 127.0.0.1:7500; is the server running?",
        )
        assert status.retry_in is not None
        waits.append(status.retry_in)
        stage.actions.clear()
        stage.wait(status.retry_in + 0.001)
        assert stage.actions == [Connect()]
    assert waits == [0.75, 1.5, 3.0, 6.0, 12.0, 24.0, 45.0, 45.0]
    stage.link.opened(stage.now)
    stage.settle()
    stage.register()
    stage.wait(11)
    stage.link.closed(None, stage.now)
    stage.settle()
    assert last_status(stage) == Status("waiting", "The server at 127.0.0.1:7500 closed the connection", 0.75)
    assert isinstance(stage.changes[-1], ConnectionChanged)


def test_a_connection_attempt_ends(stage: Stage) -> None:
    stage.link.start(stage.now)
    stage.settle()
    stage.wait(16)
    assert "127.0.0.1:7500 does not answer" in [status.sentence for status in of(Status, stage.events)]


def test_something_else_answers(stage: Stage) -> None:
    stage.start()
    stage.hear("HTTP/1.1 400 Bad Request")
    stage.wait(31)
    assert last_status(stage) == Status("stopped", "127.0.0.1:7500 answers, but not as a chat server does")


def test_the_servers_farewell_is_shown(lobby_stage: Stage) -> None:
    lobby_stage.hear("ERROR :Closing link: the server is going down")
    lobby_stage.link.closed(None, lobby_stage.now)
    lobby_stage.settle()
    assert last_status(lobby_stage).sentence == (
        "The server closed the connection: Closing link: the server is going down"
    )


def test_lines_for_an_earlier_connection_are_not_sent(lobby_stage: Stage) -> None:
    lobby_stage.link.send([irc.Message("PRIVMSG", ("#lobby", "late"))], 0, lobby_stage.now)
    lobby_stage.settle()
    assert lobby_stage.said() == []


def test_quitting_says_so_and_ends(lobby_stage: Stage) -> None:
    lobby_stage.link.quit("good\r\nnight")
    lobby_stage.settle()
    assert lobby_stage.said() == ["QUIT :good night"]
    assert lobby_stage.actions[-1] == Disconnect()
    assert lobby_stage.link.deadline() is None


def test_a_foreign_server_is_not_flooded() -> None:
    stage = Stage()
    stage.start()
    stage.register("")
    stage.enter_lobby()
    stage.wait(5)
    stage.said()
    stage.enter("\n".join(str(number) for number in range(12)))
    assert len(stage.said()) == 8
    stage.wait(1)
    assert len(stage.said()) == 2
    stage.wait(3)
    assert "PING hubbub-1" in stage.said()


def test_another_nick_after_stopping(stage: Stage) -> None:
    stage.start()
    stage.hear(":hub 432 * alice :no")
    with pytest.raises(ValueError, match="cannot be a name"):
        stage.link.start(stage.now, "a b")
    stage.link.start(stage.now, "alicia")
    stage.settle()
    stage.link.opened(stage.now)
    stage.settle()
    assert "NICK alicia" in stage.said()


def test_capabilities_that_come_and_go(lobby_stage: Stage) -> None:
    lobby_stage.hear(":hub CAP alice DEL :draft/read-marker")
    assert "draft/read-marker" not in lobby_stage.view.caps
    lobby_stage.hear(":hub CAP alice NEW :draft/read-marker x/y")
    assert lobby_stage.said() == ["CAP REQ draft/read-marker"]
    lobby_stage.hear(":hub CAP alice ACK :draft/read-marker")
    assert "draft/read-marker" in lobby_stage.view.caps


@pytest.mark.parametrize(
    ("error", "words", "lasting"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "There is no server called h", True),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "cannot be looked up just now", False),
        (ConnectionRefusedError(111, "x"), "Nothing answers at h:1", False),
        (TimeoutError(), "h:1 does not answer", False),
        (ConnectionResetError(), "closed the connection", False),
        (OSError(113, "No route"), "No network leads to h", False),
        (OSError("Multiple exceptions: [Errno 111] ..."), "Nothing answers at h:1", False),
        (OSError(5, "Input/output error"), "failed", False),
        (ssl.SSLCertVerificationError("x"), "certificate of h is not trusted", True),
        (ssl.SSLError("wrong version"), "does not answer with TLS", True),
        (UnicodeError("label too long"), "is not an address", True),
        (ExceptionGroup("x", [ConnectionRefusedError()]), "Nothing answers", False),
    ],
)
def test_errors_become_sentences(error: BaseException, words: str, lasting: bool) -> None:
    why = reason(error, Settings(host="h", port=1))
    assert words in why.sentence
    assert why.lasting is lasting


def test_what_lasts_before_the_first_connection_is_tried_again_after_it(lobby_stage: Stage) -> None:
    lobby_stage.link.closed(None, lobby_stage.now)
    lobby_stage.wait(2)
    lobby_stage.link.closed(socket.gaierror(socket.EAI_NONAME, "x"), lobby_stage.now)
    lobby_stage.settle()
    assert last_status(lobby_stage).phase == "waiting"


@settings(deadline=None)
@given(st.floats(0, 1, exclude_max=True), st.integers(1, 40))
def test_no_wait_is_too_short_or_too_long(share: float, attempts: int) -> None:
    backoff = Backoff(lambda: share)
    waits = [backoff.next() for _ in range(attempts)]
    assert all(0.5 <= wait <= 60 for wait in waits)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=8))
def test_lines_are_the_same_however_the_stream_is_cut(chunks: list[bytes]) -> None:
    stream = b"\n".join(chunks) + b"\n"
    whole = Lines().receive(stream)
    lines = Lines()
    assert [line for byte in stream for line in lines.receive(bytes([byte]))] == whole
    assert all(line and not set(line) & set("\r\n\0") for line in whole)


def test_an_endless_line_is_left_out() -> None:
    lines = Lines()
    assert lines.receive(b"x" * (LONGEST + 1) + b"\nPING a\n") == ["PING a"]
    assert lines.receive(b"x" * LONGEST) == []
    assert lines.receive(b"yyy") == []
    assert lines.receive(b"z\nPING b\r\n\r\n") == ["PING b"]
    assert lines.receive(b"caf\xe9\n") == ["café"]


COMMANDS = [
    *("PRIVMSG", "NOTICE", "TAGMSG", "JOIN", "PART", "KICK", "QUIT", "NICK", "MODE", "TOPIC", "AWAY", "INVITE", "CAP"),
    *("BATCH", "FAIL", "WARN", "NOTE", "ACK", "PONG", "MARKREAD", "RESUME", "ERROR", "CHATHISTORY", "AUTHENTICATE"),
    *("ACCOUNT", "CHGHOST", "SETNAME", "001", "005", "301", "306", "324", "332", "333", "341", "352", "353", "366"),
    *("317", "311", "319", "322", "367", "372", "401", "404", "433", "471", "421", "730", "731", "999"),
]
WORDS = [
    *("alice", "bob", "#lobby", "#x", "+1", "-1", "chathistory", "labeled-response", "draft/multiline", "+ov-b"),
    *("CASEMAPPING=rfc1459", "PREFIX=(x)@@", "PREFIX=", "CHANTYPES=", "CHATHISTORY=99999999999", "CHANMODES=a"),
    *("LS", "NEW", "DEL", "ACK", "*", ":", ":text", ":a:b", "333333333333", "TARGETS"),
]
TRICKY = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda tags, source, command, params: f"{tags}{source}{command} {params}".encode(errors="replace"),
        st.sampled_from(["", "@label=h1;batch=1 ", "@time=9999-12-31T23:59:59.999Z;msgid=a\\sb ", "@batch=r;time=x "]),
        st.sampled_from(["", ":alice!a@h ", ":bob!b@h ", ":hub ", ":@ ", ": "]),
        st.sampled_from(COMMANDS),
        st.lists(
            st.sampled_from(WORDS) | st.text(max_size=5),
            max_size=6,
        ).map(" ".join),
    ),
)


@settings(deadline=None)
@given(st.lists(TRICKY, max_size=12), st.booleans())
def test_whatever_comes_nothing_breaks_and_nothing_unwritable_leaves(lines: list[bytes], registered: bool) -> None:
    stage = Stage()
    stage.start()
    if registered:
        stage.register()
        stage.enter_lobby("bob")
        stage.enter("pending")
    for line in lines:
        stage.link.receive(line + b"\r\n", stage.now)
        stage.settle()
    stage.wait(8)
    for sent in stage.sent:
        assert "\n" not in sent
        assert "\r" not in sent
    keys = [row.key for buffer in stage.view.buffers for row in buffer.messages]
    assert len(keys) == len(set(keys))


def test_told_sentences_reach_whoever_looks(lobby_stage: Stage) -> None:
    changes = lobby_stage.hear(":hub NOTE * RESTART :The server restarts at noon")
    assert of(Told, changes) == [Told("The server restarts at noon")]
    assert isinstance(lobby_stage.events[-1], Line)
