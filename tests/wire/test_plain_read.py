"""What plain clients send, to requests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.commands.table import TABLE
from hubbub.model.modes import Change
from hubbub.model.requests import (
    Away,
    ChannelModes,
    Help,
    History,
    Invite,
    Join,
    Kick,
    ListChannels,
    Names,
    Nick,
    Part,
    Pass,
    Quit,
    ReactToLast,
    RedactLast,
    Request,
    Say,
    Topic,
    Unreadable,
    UserModes,
    Utter,
    Whois,
)
from hubbub.wire.plain.commands import COMMANDS
from hubbub.wire.plain.read import PlainReader

GREET = Utter("", lines=True)


def said(text: str, first: bool = False, lines: bool = True) -> Utter:
    return Utter(text, first=first, lines=lines)


@pytest.mark.parametrize(
    ("data", "requests"),
    [
        (b"hello\n", [said("hello", first=True)]),
        (b"hello\r\nthere\n", [said("hello", first=True), said("there")]),
        (b"\n\n\nhello\n\n", [GREET, said("hello", first=True)]),
        (b"\r\n", [GREET]),
        (b"   \n", [GREET]),
        ("gr\u00fc\u00df\n".encode(), [said("grüß", first=True)]),
        (b"a\xffb\xe2\x82\n", [said("a\ufffdb\ufffd", first=True)]),
        (b"\x1b[31mred\x07\ttab\x00\x9f\n", [said("[31mred tab\ufffd", first=True)]),
        ("a\u2028b\u0085c\n".encode(), [said("a bc", first=True)]),
        (b"//help me\n", [said("/help me", first=True)]),
        (b"/ hm\n", [said("/ hm", first=True)]),
        (b"/\n", [said("/", first=True)]),
        (b"/nick alice\n", [Nick("alice"), GREET]),
        (b"/nick alice\nhello\n", [Nick("alice"), GREET, said("hello", first=True)]),
        (b"/quit\n", [Quit()]),
        (b"/me waves\n", [Utter("waves", lines=True, action=True)]),
        (b"hello", []),
    ],
)
def test_lines(data: bytes, requests: list[Request]) -> None:
    assert PlainReader().receive(data) == requests


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ("/help", Help()),
        ("/HELP /nick", Help("nick")),
        ("/nick alice", Nick("alice")),
        ("/nick two words", Nick("two words")),
        ("/join #dev", Join(("#dev",))),
        ("/join dev", Join(("#dev",))),
        ("/join #dev,#ops key1,key2", Join(("#dev", "#ops"), ("key1", "key2"))),
        ("/part", Part()),
        ("/part #dev", Part(("#dev",))),
        ("/part #dev so long", Part(("#dev",), "so long")),
        ("/part so long", Part((), "so long")),
        ("/msg bob  hi  there", Say(("bob",), "hi  there")),
        ("/who", Names()),
        ("/who #dev", Names(("#dev",))),
        ("/who bob", Whois(("bob",))),
        ("/whois bob", Whois(("bob",))),
        ("/list", ListChannels()),
        ("/list #d*", ListChannels(("#d*",))),
        ("/topic", Topic()),
        ("/topic all about cats", Topic(text="all about cats")),
        ("/topic -", Topic(text="")),
        ("/history", History("", "latest", 20)),
        ("/history 5", History("", "latest", 5)),
        ("/history 0", Unreadable("bad_limit", ("/history",))),
        ("/history many", Unreadable("bad_limit", ("/history",))),
        ("/history 99999999999", Unreadable("bad_limit", ("/history",))),
        ("/me waves", Utter("waves", action=True)),
        ("/react 👍", ReactToLast("", "", "👍")),
        ("/react bob 👍", ReactToLast("", "bob", "👍")),
        ("/react #dev  bob  👍", ReactToLast("#dev", "bob", "👍")),
        ("/react #dev 👍", ReactToLast("#dev", "", "👍")),
        ("/unreact 👍", ReactToLast("", "", "👍", added=False)),
        ("/react bob  well done ", ReactToLast("", "bob", "well done")),
        ("/react", Unreadable("too_few_parameters", ("/react",), "usage: /react [#CHANNEL] [NAME] REACTION")),
        (
            "/react bob " + "👍" * 17,
            Unreadable("too_few_parameters", ("/react",), "a reaction is an emoji or a short word: at most 64 bytes"),
        ),
        ("/react @bob 👍", ReactToLast("@bob", "", "👍")),
        ("/redact @bob", RedactLast("@bob")),
        ("/redact", RedactLast()),
        ("/redact bob", RedactLast("", "bob")),
        ("/redact #dev bob  too rude ", RedactLast("#dev", "bob", "too rude")),
        ("/quit so long", Quit("so long")),
        ("/invite", Invite()),
        ("/invite bob #dev", Invite("bob", "#dev")),
        ("/invite bob", Invite("bob")),
        ("/invite bob dev", Invite("bob", "#dev")),
        ("/pass open sesame", Pass("open sesame")),
        ("/kick bob", Kick((), ("bob",))),
        ("/kick bob,eve go away", Kick((), ("bob", "eve"), "go away")),
        ("/kick #dev", Unreadable("too_few_parameters", ("/kick",), "usage: /kick [#CHANNEL] NAME [REASON]")),
        ("/mode", ChannelModes("")),
        ("/mode +m", ChannelModes("", (Change(True, "m"),))),
        ("/mode -k x", ChannelModes("", (Change(False, "k", "x"),))),
        ("/op bob", ChannelModes("", (Change(True, "o", "bob"),))),
        ("/deop #dev bob eve", ChannelModes("#dev", (Change(False, "o", "bob"), Change(False, "o", "eve")))),
        ("/voice bob", ChannelModes("", (Change(True, "v", "bob"),))),
        ("/devoice bob", ChannelModes("", (Change(False, "v", "bob"),))),
        ("/ban", ChannelModes("", (Change(True, "b"),))),
        ("/ban #dev", ChannelModes("#dev", (Change(True, "b"),))),
        ("/ban *@bad.example", ChannelModes("", (Change(True, "b", "*@bad.example"),))),
        ("/unban bob", ChannelModes("", (Change(False, "b", "bob"),))),
        ("/mute bob", ChannelModes("", (Change(True, "b", "m:bob"),))),
        ("/unmute #dev bob", ChannelModes("#dev", (Change(False, "b", "m:bob"),))),
        ("/kick #dev bob enough now", Kick(("#dev",), ("bob",), "enough now")),
        ("/mode #dev", ChannelModes("#dev")),
        ("/mode #dev +mo bob", ChannelModes("#dev", (Change(True, "m"), Change(True, "o", "bob")))),
        ("/mode alice +i", UserModes("alice", (Change(True, "i"),))),
        ("/away", Away()),
        ("/away for lunch", Away("for lunch")),
        ("/frobnicate now", Unreadable("unknown_command", ("/frobnicate",))),
        ("/etc/passwd", Unreadable("unknown_command", ("/etc/passwd",))),
        ("/nick", Unreadable("too_few_parameters", ("/nick",), "usage: /nick NAME")),
        ("/msg bob", Unreadable("too_few_parameters", ("/msg",), "usage: /msg NAME TEXT")),
        ("/join ,", Unreadable("too_few_parameters", ("/join",), "usage: /join #CHANNEL [KEY]")),
    ],
)
def test_commands(line: str, request_: Request) -> None:
    by_pause, by_lines = PlainReader(), PlainReader()
    assert by_pause.receive(line.encode()) == []
    assert by_pause.pause() == [request_]
    assert by_lines.receive(b"\n") == [GREET]
    [request] = by_lines.receive(line.encode() + b"\n")
    if isinstance(request_, Utter):
        assert request == Utter(request_.text, lines=True, action=True)
    else:
        assert request == request_


def test_every_command_answers_to_nothing_and_to_much() -> None:
    for name, row in COMMANDS.items():
        assert row.usage.startswith(f"/{name}")
        assert row.help
        assert isinstance(row.read(""), Request | None)
        assert isinstance(row.read("a b c d e f"), Request)


def test_the_commands_that_are_explained_are_those_that_are_read() -> None:
    forms = (form for row in TABLE.values() for form in row.plain.split(" | ") if form)
    explained = {form.partition(" ")[0].removeprefix("/") for form in forms}
    assert explained == set(COMMANDS)


def test_a_chunk_ends_when_its_sender_pauses() -> None:
    reader = PlainReader()
    assert not reader.waiting
    assert reader.receive(b"alice: ") == []
    assert reader.waiting
    assert reader.receive(b"hello") == []
    assert reader.pause() == [said("alice: hello", first=True, lines=False)]
    assert not reader.waiting
    assert reader.pause() == []
    assert reader.receive(b"again") == []
    assert reader.pause() == [said("again", lines=False)]
    assert not reader.lines


def test_an_incomplete_character_is_held_back() -> None:
    reader = PlainReader()
    assert reader.receive(b"\xe2\x82") == []
    assert not reader.waiting
    assert reader.pause() == []
    assert reader.receive(b"\xac") == []
    assert reader.pause() == [said("€", first=True, lines=False)]
    assert reader.receive(b"x\xe2") == []
    assert reader.pause() == [said("x", lines=False)]
    assert reader.close() == [said("\ufffd", lines=False)]


def test_after_its_first_newline_a_session_is_framed_by_lines() -> None:
    reader = PlainReader()
    assert reader.receive(b"one\ntw") == [said("one", first=True)]
    assert reader.lines
    assert not reader.waiting
    assert reader.pause() == []
    assert reader.receive(b"o\nthree") == [said("two")]
    assert reader.close() == [said("three")]


def test_the_newline_that_follows_a_pause_greets() -> None:
    reader = PlainReader()
    reader.receive(b"hello")
    reader.pause()
    assert reader.receive(b"\n") == [GREET]
    assert reader.receive(b"\n") == []


def test_closing_ends_a_chunk() -> None:
    reader = PlainReader()
    reader.receive(b"hello")
    assert reader.close() == [said("hello", first=True, lines=False)]


def test_a_long_message_is_heard_as_several() -> None:
    reader = PlainReader(8)
    assert reader.receive("aaaaaaa€bbbbbbbbc\n//x\n".encode()) == [
        said("aaaaaaa", first=True, lines=False),
        said("€bbbbb", lines=False),
        said("bbbc"),
        said("/x"),
    ]
    assert reader.receive(b"12345678/nick x\n") == [said("12345678"), said("/nick x")]
    assert reader.receive(b"12345678//nick\n") == [said("12345678"), said("//nick")]


def test_a_long_command_is_refused_whole_and_nothing_of_it_said() -> None:
    reader = PlainReader(8)
    assert reader.receive(b"/msg bob a secret") == [Unreadable("line_too_long")]
    assert reader.receive(b" that nobody hears") == []
    assert reader.waiting
    assert reader.pause() == []
    assert not reader.waiting
    assert reader.receive(b"hello") == []
    assert reader.pause() == [said("hello", first=True, lines=False)]


@pytest.mark.parametrize(
    "data",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\n\r\nhello\n",
        b"foo /hello HTTP/1.1\r\nhello\n",
        b"\r\nGET / HTTP/1.1\r\n",
        b"Host: 127.0.0.1:7500\r\nhello\n",
        b"foo /" + b"hello" * 9000 + b" HTTP/1.1\r\nhello\n",
        b"Cookie: " + b"hello" * 9000 + b"\r\nhello\n",
    ],
)
def test_a_web_page_cannot_speak(data: bytes) -> None:
    reader = PlainReader()
    assert all(request == GREET for request in reader.receive(data))
    assert reader.intruder
    assert reader.receive(b"hello\n") == []
    assert reader.pause() == []
    assert reader.close() == []
    assert not reader.waiting


def test_who_has_spoken_may_talk_about_the_web() -> None:
    reader = PlainReader()
    reader.receive(b"hello\n")
    assert reader.receive(b"GET / HTTP/1.1\n") == [said("GET / HTTP/1.1")]
    assert not reader.intruder


PIECES = st.lists(
    st.sampled_from([b"\n", b"\r\n", b"/nick a", b"//", b"/me x", b"hello", b"GET /", "€".encode(), b"\xff", b"y" * 20])
    | st.binary(max_size=20),
    max_size=12,
)


@given(PIECES, st.binary(max_size=10))
def test_whole_byte_by_byte_and_in_pieces(pieces: list[bytes], tail: bytes) -> None:
    data = b"".join(pieces)
    one, some, whole = PlainReader(12), PlainReader(12), PlainReader(12)
    requests = whole.receive(data)
    assert [request for end in range(len(data)) for request in one.receive(data[end : end + 1])] == requests
    assert [request for piece in pieces for request in some.receive(piece)] == requests
    assert (one.lines, one.intruder, one.waiting) == (whole.lines, whole.intruder, whole.waiting)
    longer = PlainReader(12)
    assert longer.receive(data + tail)[: len(requests)] == requests
    assert one.close() == some.close() == whole.close()


@given(PIECES, st.lists(st.booleans()))
def test_any_bytes_and_pauses_give_clean_requests(pieces: list[bytes], pauses: list[bool]) -> None:
    reader = PlainReader(12)
    requests: list[Request] = []
    for piece, pause in zip(pieces, [*pauses, *(False for _ in pieces)], strict=False):
        requests += reader.receive(piece)
        if pause:
            requests += reader.pause()
            assert not reader.waiting
    requests += reader.close()
    spoken = [request for request in requests if isinstance(request, Utter) and request != GREET]
    for utter in spoken:
        assert utter.text.strip()
        assert len(utter.text.encode()) <= 12
        assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in utter.text)
    assert sum(utter.first for utter in spoken) <= 1
    assert requests.count(GREET) <= 1


def test_the_documentation_lists_the_commands_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "protocols" / "plain.md").read_text("utf-8")
    listed = re.findall(r"^\| `(/[^`]+)` \| (.+) \|$", page, re.MULTILINE)
    assert listed == [(row.usage, row.help) for row in COMMANDS.values()]
