"""The parsers of what strangers send, each as a function of bytes that must not raise, and what real input looks like.

Besides not raising, whatever holds for every input and is cheap to see is asserted.
"""

import atexit
import itertools
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import fuzz_seeds as real

from hubbub.clients.link.core import Link
from hubbub.clients.link.framing import Lines
from hubbub.clients.link.settings import Settings
from hubbub.clients.markup import spans
from hubbub.clients.view.view import View
from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable
from hubbub.net.gate import Gate, split_host
from hubbub.node.config.load import ConfigError, load
from hubbub.wire import detect, proxy, proxy_header, websocket
from hubbub.wire.irc import message as irc
from hubbub.wire.irc import read as irc_read
from hubbub.wire.irc import reading
from hubbub.wire.lines import LineBuffer
from hubbub.wire.plain.read import PlainReader

_LIMITS = Limits()
_SHORT = 64
"""Bytes: a longest line that mutants reach often."""


@dataclass(frozen=True)
class Target:
    """``check``: raises where the parser is wrong; ``words``: put into inputs; ``longest``: bytes of an input."""

    name: str
    check: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...]
    longest: int = 2048


def _pieces(data: bytes) -> tuple[bytes, bytes]:
    """In two, at a place that the data itself decides, so that an input can be tried again."""
    place = (data[0] * 257 + data[-1]) % (len(data) + 1) if data else 0
    return data[:place], data[place:]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


# --- IRC ------------------------------------------------------------------------------------------------------------


def check_message(data: bytes) -> None:
    """What can be written is read back the same."""
    message = irc.parse(_text(data))
    try:
        shown = irc.show(message)
    except ValueError:
        return
    assert irc.parse(shown) == message, shown


def check_read(data: bytes) -> None:
    """A request or nothing, with a label that is one, and refusals with a known shape."""
    request = irc_read.read(data, _LIMITS)
    assert request is None or isinstance(request, Request)
    if request is not None:
        assert len(request.label.encode()) <= reading.LABEL_BYTES
    if isinstance(request, Unreadable):
        assert request.code


def check_detect(data: bytes) -> None:
    """A verdict stays, whatever comes; ``plain`` may become what is known by a line's end only."""
    first, _ = _pieces(data)
    before, after = detect.detect(first), detect.detect(data)
    assert detect.at_deadline(data) != "wait"
    assert before in {"wait", after} or (before == "plain" and after in {"http", "intruder"}), (before, after)
    detect.intrudes(_text(data))


def check_lines(data: bytes) -> None:
    """The same lines however they are cut, and no more is kept than a line."""
    whole, cut = LineBuffer(_SHORT), LineBuffer(_SHORT)
    first, second = _pieces(data)
    assert whole.receive(data) == cut.receive(first) + cut.receive(second)
    assert whole.pending == cut.pending
    assert len(whole.pending) <= _SHORT + 1


def check_plain(data: bytes) -> None:
    """The same requests however the bytes are cut; a pause may end messages, but nothing else."""
    whole, cut, paused = PlainReader(_SHORT), PlainReader(_SHORT), PlainReader(_SHORT)
    first, second = _pieces(data)
    assert whole.receive(data) + whole.close() == cut.receive(first) + cut.receive(second) + cut.close()
    assert whole.intruder == cut.intruder
    for request in paused.receive(first) + paused.pause() + paused.receive(second) + paused.close():
        assert isinstance(request, Request)
    assert not paused.waiting


# --- before the protocols -------------------------------------------------------------------------------------------


def check_proxy_header(data: bytes) -> None:
    """An answer about the first bytes stays, a header is within them, and its address is one."""
    first, _ = _pieces(data)
    before, after = proxy_header.read(first), proxy_header.read(data)
    if isinstance(after, proxy_header.Header):
        assert after.length <= len(data)
        assert not after.address or ip_address(after.address)
    if not isinstance(before, str) or before == "none":
        assert before == after, (before, after)
    if before == "more":
        assert after not in {"none", "maybe"}


def check_forwarded(data: bytes) -> None:
    """Always an address; and what a stranger writes about himself is not believed."""
    text = _text(data)
    assert ip_address(proxy.trusted_address("127.0.0.1", text, ("loopback", "private")))
    assert proxy.trusted_address("203.0.113.9", text, ("loopback",)) == "203.0.113.9"
    assert proxy.trusted_address(text, "192.0.2.1", ("192.0.2.0/24",)) in {text, "192.0.2.1"}


def check_handshake(data: bytes) -> None:
    """An answer that is HTTP, or a refusal with a status; fields as the HTTP parser gives them, bad bytes and all."""
    head, *lines = data.decode("utf-8", "surrogateescape").split("\r\n")
    method, _, rest = head.partition(" ")
    target, _, version = rest.rpartition(" ")
    fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines if line)]
    answer = websocket.handshake(method, version, target, fields)
    if isinstance(answer, websocket.Upgrade):
        assert answer.answer.startswith(b"HTTP/1.1 101 ")
        assert answer.answer.endswith(b"\r\n\r\n")
    else:
        assert 400 <= answer.status < 600


def check_websocket(data: bytes) -> None:
    """The same lines and the same end however the bytes are cut."""
    carrier = "websocket-text" if len(data) % 2 else "websocket-binary"
    whole = websocket.Messages(carrier, 512)  # type: ignore[arg-type]
    cut = websocket.Messages(carrier, 512)  # type: ignore[arg-type]
    lines, _ = whole.receive(data)
    first, second = _pieces(data)
    assert lines == cut.receive(first)[0] + cut.receive(second)[0]
    assert bool(whole.ending) == bool(cut.ending)
    for line in lines:
        assert len(line) <= 512


_GATE = Gate(["chat.example.org"], ["https://elsewhere.example"])


def check_gate(data: bytes) -> None:
    """A host and a port that may be one; a page of a malformed address is nobody's."""
    text = data.decode("utf-8", "surrogateescape")
    found = split_host(text)
    if found is not None:
        assert found[1] is None or 0 <= found[1] <= 65535
        _GATE.is_host(found[0])
    host, _, origin = text.partition(" ")
    _GATE.is_origin(origin, host)
    _GATE.is_foreign({"Host": host, "Origin": origin}, "POST")


# --- the clients ----------------------------------------------------------------------------------------------------


def check_markup(data: bytes) -> None:
    """No span is empty; together they say what was typed, in its order, or less: marks are left out."""
    text = _text(data)
    rest = iter(text)
    for span in spans(text, {"ann", "zoë"}):
        assert span.text
        assert not span.url or span.url in text
        assert all(character in rest for character in span.text), "not what was typed, or not in its order"


def check_view(data: bytes) -> None:
    """Whatever a server says is taken in, and what the client says to it can be said."""
    numbers = itertools.count()
    view = View("ann", lambda: f"id{next(numbers)}")
    view.connected(("batch", "echo-message", "labeled-response", "draft/chathistory", "draft/read-marker"))
    now = 1_800_000_000.0
    for line in Lines().receive(data + b"\n"):
        view.receive(irc.parse(line), now)
        now += 0.5
    view.tick(now + 60)
    view.disconnected(now)
    for message in view.take_outgoing():
        irc.show(message)
    view.take_changes()


def check_link(data: bytes) -> None:
    """The same events and answers however the bytes are cut."""
    whole, cut = _link(), _link()
    whole.receive(data, 1.0)
    for piece in _pieces(data):
        cut.receive(piece, 1.0)
    for link in (whole, cut):
        link.tick(2.0)
    assert whole.take_data() == cut.take_data()
    assert whole.take_events() == cut.take_events()
    assert whole.phase == cut.phase


def _link() -> Link:
    link = Link(Settings(nick="ann", account="ann", account_password="x"), lambda: 0.5)
    link.token = "t0ken"
    link.start(0.0)
    link.opened(0.5)
    return link


# --- the operator ---------------------------------------------------------------------------------------------------

_FOLDER = Path(tempfile.mkdtemp(prefix="hubbub-fuzz-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
_FILE = _FOLDER / "hub.toml"


def check_config(data: bytes) -> None:
    """A configuration, or an error that says something on printable lines."""
    _FILE.write_bytes(data)
    try:
        load(_FILE)
    except ConfigError as error:
        said = str(error)
        assert said
        assert all(line.isprintable() for line in said.split("\n")), said


_ALL = (
    Target("irc-message", check_message, real.CLIENT + real.SERVER, real.ODD),
    Target("irc-read", check_read, real.CLIENT, real.ODD + real.IRC_WORDS, 10_000),
    Target(
        "detect",
        check_detect,
        (*real.LINES, *real.HTTP, b"\x16\x03\x01\0\xa5", b"hello\n", b"frob / http/1.1\n"),
        (*real.ODD, *detect.METHODS, *detect.OPENERS),
        10_000,
    ),
    Target("lines", check_lines, (*real.LINES, b"".join(real.LINES[:3])), real.ODD),
    Target("plain", check_plain, real.PLAIN, (*real.ODD, b"HTTP/1.1", b"Host: ", b" /", b" http://")),
    Target(
        "proxy-header",
        check_proxy_header,
        real.PROXIES,
        (*real.ODD, b"PROXY ", b"TCP4", b"TCP6", b"\r\n", real.SIGNATURE),
        5000,
    ),
    Target("forwarded", check_forwarded, real.FORWARDED, (*real.ODD, b"127.0.0.1", b"::1", b"10.0.0.1", b"::ffff:")),
    Target("websocket-handshake", check_handshake, real.HTTP, (*real.ODD, *real.HTTP_WORDS)),
    Target(
        "websocket-messages",
        check_websocket,
        real.FRAMES,
        (*real.ODD, *real.FRAMES, b"\x88\x80\0\0\0\0", b"\x00\x80\0\0\0\0"),
    ),
    Target("gate", check_gate, real.HOSTS, (*real.ODD, b"http://", b"https://", b"[::1]", b":80", b".localhost")),
    Target(
        "markup",
        check_markup,
        real.MARKUP,
        (*real.ODD, b"**", b"_", b"`", b"```", b"https://", b"\x02", b"\x0f", b"ann"),
    ),
    Target("view", check_view, real.SERVER, (*real.ODD, *real.SERVER_WORDS)),
    Target("link", check_link, real.SERVER, (*real.ODD, *real.SERVER_WORDS)),
    Target(
        "config", check_config, real.TOML, (*real.ODD, *real.KEYS, b'"', b"'''", b"{", b"}", b"[[", b"inf", b"nan"), 700
    ),
)
TARGETS = {target.name: target for target in _ALL}
"""By the name that the command line knows them by."""
