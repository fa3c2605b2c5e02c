"""Which protocol the first bytes speak."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.wire.detect import LONGEST, METHODS, OPENERS, Verdict, at_deadline, detect, intrudes
from hubbub.wire.plain.read import PlainReader

WHOLE: list[tuple[bytes, Verdict]] = [
    (b"", "wait"),
    # TLS
    (b"\x16", "tls"),
    (b"\x16\x03\x01\x02\x00\x01", "tls"),
    (b"\x17\x03", "plain"),
    # HTTP
    (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "http"),
    (b"GET /", "http"),
    (b"OPTIONS *", "http"),
    (b"GET http://example.org/ HTTP/1.1\r\n", "http"),
    (b"POST / HTTP/1.1\r\n", "http"),
    (b"CONNECT example.org:80 HTTP/1.1\r\n", "http"),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "http"),
    (b"FOO / HTTP/1.1\r\n", "http"),
    (b"foo /chat?x=y HTTP/1.0\n", "http"),
    (b"GET", "wait"),
    (b"GET ", "wait"),
    (b"GET htt", "wait"),
    (b"GET\n", "plain"),
    (b"GET out\n", "plain"),
    (b"GET o", "plain"),
    (b"POSTER /\n", "plain"),
    (b"get / please\n", "plain"),
    (b"I love HTTP/2\n", "plain"),
    (b"Host: 127.0.0.1:7500\r\n", "intruder"),
    (b"content-length: 3\r\n", "intruder"),
    # STUN, bare and as a frame of ICE over TCP
    (b"\0\3\0\x08\x21\x12\xa4\x42twelve bytes", "intruder"),
    (b"\1\x1c\0\1\1\x08\x21\x12\xa4\x42twelve bytes", "intruder"),
    (b"\0\3\0\x08\x21\x12", "wait"),
    (b"\2", "wait"),
    (b"\2bold\2\n", "plain"),
    (b"\0\3\0\x08\x21\x13\xa4\x42ab", "plain"),
    (b"\0\3\n", "plain"),
    # IRC
    (b"CAP LS 302\r\n", "irc"),
    (b"CAP LS\n", "irc"),
    (b"CAP REQ :sasl message-tags\r\n", "irc"),
    (b"CAP END\r\nQUIT\r\n", "irc"),
    (b"CAP\n", "plain"),
    (b"CAP is what he wore\n", "plain"),
    (b"NICK alice\r\nUSER a 0 * :Alice\r\n", "irc"),
    (b"NICK alice\n", "irc"),
    (b"NICK :\n", "irc"),
    (b"NICK\n", "plain"),
    (b"NICK is here\n", "plain"),
    (b"NICK alice", "wait"),
    (b"NICK alice b", "plain"),
    (b"nick alice\n", "plain"),
    (b"NICKEL alice\n", "plain"),
    (b"USER a 0 * :Alice Liddell\r\n", "irc"),
    (b"USER a 0 * Alice\n", "irc"),
    (b"USER guide wanted\n", "plain"),
    (b"PASS secret\r\n", "irc"),
    (b"PASS :two words\r\n", "irc"),
    (b"PASS the salt please\n", "plain"),
    (b"AUTHENTICATE PLAIN\r\n", "irc"),
    (b"QUIT\n", "irc"),
    (b"QUIT :gone home\r\n", "irc"),
    (b"QUIT smoking today\n", "plain"),
    (b"PING x\n", "irc"),
    (b"PING :a b\n", "irc"),
    (b"PING\n", "plain"),
    (b"PING is back\n", "plain"),
    (b"WEBIRC pw gateway host 10.0.0.1\r\n", "irc"),
    (b"WEBIRC pw gateway host 10.0.0.1 :secure tls\r\n", "irc"),
    (b":alice NICK bob\n", "plain"),
    (b"@a=b NICK bob\n", "plain"),
    (b"PING " + b"x" * LONGEST + b"\n", "plain"),
    # everything else
    (b"h", "plain"),
    (b"hello", "plain"),
    (b"hello\n", "plain"),
    (b"alice: hello", "plain"),
    (b"\n", "plain"),
    (b"\r\n", "plain"),
    (b"/nick alice\n", "plain"),
    (b"NI", "wait"),
    (b"P", "wait"),
    (b"P\n", "plain"),
    (b"Px", "plain"),
    (b"\xff\x00\xfe\n", "plain"),
]


@pytest.mark.parametrize(("data", "verdict"), WHOLE)
def test_table(data: bytes, verdict: Verdict) -> None:
    assert detect(data) == verdict


SILENT: list[tuple[bytes, Verdict]] = [
    (b"", "plain"),
    (b"NICK alice", "plain"),
    (b"NI", "plain"),
    (b"GET", "plain"),
    (b"PING", "plain"),
    (b"QUIT", "plain"),
    (b"GET /", "http"),
    (b"\x16", "tls"),
    (b"PASS", "plain"),
    (b"PASS hunter2", "irc"),
    (b"AUTHENTICATE cGFzcw==", "irc"),
    (b"NICK alice\n", "irc"),
    (b"hello", "plain"),
]


@pytest.mark.parametrize(("data", "verdict"), SILENT)
def test_at_the_deadline(data: bytes, verdict: Verdict) -> None:
    assert at_deadline(data) == verdict


@pytest.mark.parametrize("method", [each.decode() for each in METHODS])
@pytest.mark.parametrize("target", ["/", "*", "http"])
def test_every_prefix_of_every_method_waits(method: str, target: str) -> None:
    start = f"{method} {target}".encode()
    for end in range(len(start)):
        assert detect(start[:end]) == "wait"
    assert detect(start) == "http"


EXAMPLES = [
    b"CAP LS 302",
    b"NICK alice",
    b"USER alice 0 * :Alice Liddell",
    b"PASS secret",
    b"AUTHENTICATE PLAIN",
    b"QUIT",
    b"QUIT :bye bye",
    b"PING 12345",
    b"WEBIRC pw gateway host 10.0.0.1 :secure",
]


@pytest.mark.parametrize("opener", EXAMPLES)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_every_prefix_of_every_opener_waits(opener: bytes, end: bytes) -> None:
    line = opener + end
    assert {example.partition(b" ")[0] for example in EXAMPLES} == set(OPENERS)
    for cut in range(len(line)):
        assert detect(line[:cut]) == "wait"
        assert at_deadline(line[:cut]) != "wait"
    assert detect(line) == "irc"
    assert detect(line + b"NICK bob\r\n") == "irc"


@pytest.mark.parametrize(
    ("message", "intruder"),
    [
        ("POST / HTTP/1.1", True),
        ("POST /", True),
        ("GET  /x", True),
        ("  GET /x", True),
        ("OPTIONS *", True),
        ("foo /hello HTTP/1.1", True),
        ("CONNECT a:1 HTTP/1.1", True),
        ("Host: x", True),
        ("host: x", True),
        ("Sec-Fetch-Mode: cors", True),
        ("hello", False),
        ("alice: hello", False),
        ("see /etc/hosts", False),
        ("I love HTTP/2", False),
        ("the Host: who is it?", False),
        ("POST it", False),
        ("", False),
    ],
)
def test_what_a_web_page_may_never_say(message: str, intruder: bool) -> None:
    assert intrudes(message) is intruder


FRAGMENTS = st.sampled_from(
    [
        *METHODS,
        *OPENERS,
        b" ",
        b" ",
        b"/",
        b"*",
        b"http://x",
        b" HTTP/1.1",
        b"Host: x",
        b":",
        b"\r\n",
        b"\n",
        b"a",
        b"x",
    ]
)
BYTES = st.binary(max_size=60) | st.lists(FRAGMENTS, max_size=9).map(b"".join)


@given(BYTES)
def test_whole_and_byte_by_byte_agree(data: bytes) -> None:
    whole = detect(data)
    early = next((verdict for end in range(len(data)) if (verdict := detect(data[:end])) != "wait"), "wait")
    if early == "plain" and whole in {"http", "intruder"}:
        reader = PlainReader()
        assert reader.receive(data) == []
        assert reader.intruder
    elif early != "wait":
        assert whole == early
    assert at_deadline(data) != "wait"


@given(BYTES, st.binary(max_size=30))
def test_more_data_changes_no_verdict_on_a_whole_line(data: bytes, tail: bytes) -> None:
    line = data + b"\n"
    assert detect(line) != "wait"
    assert detect(line + tail) == detect(line)
