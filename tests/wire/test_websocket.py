"""WebSocket frames, against the library's own client; a client's bytes, however they are cut and whatever they are."""

from __future__ import annotations

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.frames import Close, Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from hubbub.model.events import Carrier
from hubbub.wire import websocket
from hubbub.wire.websocket import Messages, Refusal, Upgrade, handshake

LONGEST = 700
CARRIERS: tuple[Carrier, ...] = ("websocket-text", "websocket-binary")

line_texts = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=200)


def client() -> ClientProtocol:
    return ClientProtocol(parse_uri("ws://localhost/"), state=State.OPEN)


def masked(opcode: int, data: bytes, *, fin: bool = True) -> bytes:
    """A client's frame, always under the same mask."""
    header = bytearray(Frame(Opcode(opcode), data, fin).serialize(mask=False)[: -len(data) or None])
    header[1] |= 0x80
    mask = b"\x11\x22\x33\x44"
    return bytes(header) + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))


def received(data: bytes) -> list[Frame]:
    """The frames of a server, as a client understands them."""
    protocol = client()
    protocol.receive_data(data)
    assert protocol.parser_exc is None
    return [frame for frame in protocol.events_received() if isinstance(frame, Frame)]


# --- what we send ---------------------------------------------------------------------------------------------------


@given(st.lists(line_texts, max_size=6), st.sampled_from(CARRIERS))
def test_each_line_is_one_frame_without_its_end(lines: list[str], carrier: Carrier) -> None:
    data = websocket.frames("".join(f"{line}\r\n" for line in lines).encode(), carrier)
    frames = received(data)
    assert [bytes(frame.data).decode() for frame in frames] == lines
    opcode = Opcode.TEXT if carrier == "websocket-text" else Opcode.BINARY
    assert all(frame.opcode is opcode and frame.fin for frame in frames)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 512, 65535, 65536, 70000])
def test_every_length_has_the_header_of_its_size(size: int) -> None:
    data = websocket.frames(b"x" * size + b"\r\n", "websocket-text")
    assert data == Frame(Opcode.TEXT, b"x" * size).serialize(mask=False)


def test_a_stream_s_lines_stay_as_they_are() -> None:
    assert websocket.frames(b"a\r\nb\r\n", "stream") == b"a\r\nb\r\n"
    assert websocket.frames(b"", "websocket-text") == b""


@given(st.sampled_from([1000, 1001, 1002, 1009]), st.text(max_size=300))
def test_a_close_frame_fits_whatever_the_reason(code: int, reason: str) -> None:
    (frame,) = received(websocket.close(code, reason))
    closed = Close.parse(bytes(frame.data))
    assert closed.code == code
    assert reason.encode("utf-8", "replace").decode().startswith(closed.reason)
    assert len(closed.reason.encode()) > 119 or closed.reason == reason.encode("utf-8", "replace").decode()


# --- the handshake --------------------------------------------------------------------------------------------------

KEY = base64.b64encode(b"0123456789abcdef").decode()
ASKED = {
    "Host": "localhost",
    "Upgrade": "websocket",
    "Connection": "keep-alive, Upgrade",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
}


def asked(*more: tuple[str, str], **without: str) -> list[tuple[str, str]]:
    fields = {name: value for name, value in ASKED.items() if name.replace("-", "_") not in without}
    return [*fields.items(), *more]


@pytest.mark.parametrize(
    ("offered", "carrier", "named"),
    [
        (["text.ircv3.net"], "websocket-text", "text.ircv3.net"),
        (["binary.ircv3.net"], "websocket-binary", "binary.ircv3.net"),
        (["binary.ircv3.net, text.ircv3.net"], "websocket-binary", "binary.ircv3.net"),
        (["text.ircv3.net", "binary.ircv3.net"], "websocket-text", "text.ircv3.net"),
        (["irc, text.ircv3.net"], "websocket-text", "text.ircv3.net"),
        (["irc"], "websocket-text", ""),
        ([], "websocket-text", ""),
    ],
)
def test_the_client_s_favourite_kind_of_message_counts(offered: list[str], carrier: Carrier, named: str) -> None:
    answer = handshake("GET", "HTTP/1.1", "/ws", asked(*(("Sec-WebSocket-Protocol", one) for one in offered)))
    assert isinstance(answer, Upgrade)
    assert answer.carrier == carrier
    head = answer.answer.decode()
    assert head.startswith("HTTP/1.1 101 ")
    assert head.endswith("\r\n\r\n")
    assert (f"Sec-WebSocket-Protocol: {named}\r\n" in head) == bool(named)


def test_compression_is_not_taken_up() -> None:
    answer = handshake(
        "GET", "HTTP/1.1", "/", asked(("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"))
    )
    assert isinstance(answer, Upgrade)
    assert b"Extensions" not in answer.answer


@pytest.mark.parametrize(
    ("method", "version", "fields", "status"),
    [
        ("POST", "HTTP/1.1", asked(), 405),
        ("GET", "HTTP/1.0", asked(), 505),
        ("GET", "HTTP/1.1", asked(Upgrade=""), 426),
        ("GET", "HTTP/1.1", asked(Connection=""), 426),
        ("GET", "HTTP/1.1", asked(Sec_WebSocket_Key=""), 400),
        ("GET", "HTTP/1.1", asked(("Sec-WebSocket-Key", KEY)), 400),
        ("GET", "HTTP/1.1", asked(("Sec-WebSocket-Key", "short"), Sec_WebSocket_Key=""), 400),
        ("GET", "HTTP/1.1", asked(Sec_WebSocket_Version=""), 400),
        ("GET", "HTTP/1.1", asked(("Sec-WebSocket-Version", "8"), Sec_WebSocket_Version=""), 400),
        ("GET", "HTTP/1.1", asked(("Sec-WebSocket-Protocol", "not a token")), 400),
        ("GET", "HTTP/1.1", [], 426),
    ],
)
def test_a_handshake_that_is_none_is_told_what_would_be(
    method: str, version: str, fields: list[tuple[str, str]], status: int
) -> None:
    answer = handshake(method, version, "/ws", fields)
    assert isinstance(answer, Refusal)
    assert answer.status == status
    if status in {400, 426}:
        assert ("Sec-WebSocket-Version", "13") in answer.fields


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*ASKED, "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "X"]),
            st.one_of(st.sampled_from(list(ASKED.values())), st.text(st.characters(max_codepoint=255), max_size=30)),
        ),
        max_size=12,
    )
)
def test_any_fields_get_an_answer(fields: list[tuple[str, str]]) -> None:
    answer = handshake("GET", "HTTP/1.1", "/", fields)
    assert isinstance(answer, Upgrade) or 400 <= answer.status < 500


# --- what a client sends --------------------------------------------------------------------------------------------


def feed(messages: Messages, data: bytes, size: int = 1 << 20) -> tuple[list[bytes], bytes]:
    lines: list[bytes] = []
    answers = b""
    for at in range(0, len(data), size):
        more, answer = messages.receive(data[at : at + size])
        lines += more
        answers += answer
    return lines, answers


@given(
    st.lists(st.tuples(line_texts, st.lists(st.integers(0, 200), max_size=3)), max_size=5),
    st.sampled_from(CARRIERS),
    st.integers(1, 50),
)
def test_messages_are_lines_however_they_are_cut(
    sent: list[tuple[str, list[int]]], carrier: Carrier, size: int
) -> None:
    opcode = 1 if carrier == "websocket-text" else 2
    data = b""
    for text, cuts in sent:
        encoded = text.encode()[:LONGEST].decode("utf-8", "ignore").encode()
        ends = sorted({min(cut, len(encoded)) for cut in cuts} | {len(encoded)})
        start = 0
        for end in ends:
            data += masked(opcode if start == 0 and end == ends[0] else 0, encoded[start:end], fin=end == ends[-1])
            data += masked(9, b"there?")
            start = end
    messages = Messages(carrier, LONGEST)
    lines, answers = feed(messages, data, size)
    assert lines == [text.encode()[:LONGEST].decode("utf-8", "ignore").encode() for text, _ in sent]
    assert all(bytes(frame.data) == b"there?" for frame in received(answers))
    assert not messages.ending


@pytest.mark.parametrize(
    ("carrier", "data", "code"),
    [
        ("websocket-text", b"\x81\x02hi", 1002),  # without a mask
        ("websocket-text", masked(0, b"hi"), 1002),  # goes on without a beginning
        ("websocket-text", masked(1, b"a", fin=False) + masked(1, b"b"), 1002),  # two at a time
        ("websocket-text", b"\xc1\x80\0\0\0\0", 1002),  # a reserved bit: compression was not agreed on
        ("websocket-text", b"\x83\x80\0\0\0\0", 1002),  # an unknown kind of frame
        ("websocket-text", b"\x89\xfe\x00\x7e\0\0\0\0" + b"x" * 126, 1002),  # a long ping
        ("websocket-text", b"\x09\x80\0\0\0\0", 1002),  # a ping in parts
        ("websocket-text", masked(8, b"x"), 1002),  # half a close code
        ("websocket-text", masked(8, struct.pack("!H", 1006)), 1002),  # a code that is never sent
        ("websocket-text", masked(1, b"\xff"), 1007),
        ("websocket-text", masked(1, b"\xc3", fin=False) + masked(0, b"x"), 1007),
        ("websocket-text", masked(8, struct.pack("!H", 1000) + b"\xff"), 1007),
        ("websocket-text", masked(1, b"x" * (LONGEST + 1)), 1009),
        ("websocket-text", b"\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff", 1009),  # announces 9 exabytes
        ("websocket-text", masked(1, b"x" * LONGEST, fin=False) + masked(0, b"x"), 1009),
        ("websocket-text", masked(1, b"", fin=False) + masked(0, b"", fin=False) * 100, 1008),
    ],
)
def test_what_breaks_the_rules_ends_it_with_its_code(carrier: Carrier, data: bytes, code: int) -> None:
    good = masked(1 if carrier == "websocket-text" else 2, b"said before")
    for size in (1, 7, 1 << 20):
        messages = Messages(carrier, LONGEST)
        lines, _ = feed(messages, good + data, size)
        assert feed(messages, good) == ([], b"")
        assert lines == [b"said before"]
        (frame,) = received(messages.ending)
        assert Close.parse(bytes(frame.data)).code == code
        assert messages.failure


def test_a_close_is_returned_and_is_no_failure() -> None:
    messages = Messages("websocket-text", LONGEST)
    said = masked(1, b"QUIT") + masked(8, struct.pack("!H", 1001) + b"bye") + masked(1, b"never said")
    lines, _ = feed(messages, said)
    assert lines == [b"QUIT"]
    assert Close.parse(bytes(received(messages.ending)[0].data)) == Close(1001, "bye")
    assert not messages.failure


@pytest.mark.parametrize("carrier", CARRIERS)
def test_text_frames_and_binary_ones_are_heard_alike(carrier: Carrier) -> None:
    messages = Messages(carrier, LONGEST)
    assert feed(messages, masked(1, b"a") + masked(2, b"\xff"))[0] == [b"a", b"\xff"]


def test_of_many_pings_the_last_is_answered() -> None:
    messages = Messages("websocket-text", LONGEST)
    _, answers = messages.receive(b"".join(masked(9, b"%d" % n) for n in range(100)))
    assert answers == b"\x8a\x0299"


@given(st.binary(max_size=400), st.sampled_from(CARRIERS), st.integers(1, 100))
def test_any_bytes_make_lines_or_an_end(data: bytes, carrier: Carrier, size: int) -> None:
    messages = Messages(carrier, LONGEST)
    lines, answers = feed(messages, data, size)
    whole = Messages(carrier, LONGEST)
    assert feed(whole, data)[0] == lines
    assert bool(whole.ending) == bool(messages.ending)
    assert all(len(line) <= LONGEST for line in lines)
    received(answers)
    received(messages.ending)


@given(st.lists(st.tuples(st.integers(0, 15), st.binary(max_size=140), st.booleans()), max_size=8))
def test_any_frames_make_lines_or_an_end(frames: list[tuple[int, bytes, bool]]) -> None:
    data = b""
    for opcode, payload, fin in frames:
        data += bytes([opcode | fin << 7]) + masked(2, payload)[1:]
    messages = Messages("websocket-text", LONGEST)
    lines, _ = feed(messages, data)
    if all(opcode != 2 for opcode, _, _ in frames):
        b"".join(lines).decode()
    received(messages.ending)
