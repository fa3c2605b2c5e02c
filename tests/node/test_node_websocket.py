"""IRC over WebSocket, beside bare sockets and plain IRC, over real sockets on both kinds of event loop."""

from __future__ import annotations

import asyncio
import base64
import re
import socket
import ssl
import struct
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Close, Frame, Opcode
from websockets.typing import Origin, Subprotocol

from hubbub.net import http, outbox
from hubbub.net.outbox import Outbox
from hubbub.node.app import Node
from hubbub.node.config.definition import Config, Exposure, Http, Limits, Listen, Proxy, Server, Timeouts
from hubbub.node.pipeline import Pipeline

TEXT, BINARY = Subprotocol("text.ircv3.net"), Subprotocol("binary.ircv3.net")
PATIENCE = 20.0

Run = Callable[[Callable[[], Awaitable[None]]], None]


def loops() -> list[Any]:
    found: list[Any] = [asyncio.new_event_loop]
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 - not there on Windows

        found.append(uvloop.new_event_loop)
    return found


@pytest.fixture(params=loops(), ids=lambda factory: factory.__module__.split(".")[0])
def run(request: pytest.FixtureRequest) -> Run:
    def runs(main: Callable[[], Awaitable[None]]) -> None:
        async def bounded() -> None:
            async with asyncio.timeout(2 * PATIENCE):
                await main()

        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(bounded())

    return runs


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """What the server logs; an error fails the test."""
    with structlog.testing.capture_logs() as lines:
        yield lines
    assert not [line for line in lines if line["log_level"] in {"error", "critical"}]


class Hub:
    def __init__(self, node: Node) -> None:
        self.node = node
        self.port = node.addresses[0][1]

    def websocket(self, protocol: Subprotocol | None = TEXT, path: str = "/ws", **more: Any) -> connect:
        offered = [protocol] if protocol else None
        context = more.pop("context", None)
        address = f"{'wss' if context else 'ws'}://127.0.0.1:{self.port}{path}"
        return connect(address, subprotocols=offered, compression=None, proxy=None, ssl=context, **more)

    async def raw(self, receive_buffer: int = 0) -> Raw:
        peer = socket.socket()
        if receive_buffer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        peer.setblocking(False)
        await asyncio.get_running_loop().sock_connect(peer, ("127.0.0.1", self.port))
        return Raw(*await asyncio.open_connection(sock=peer))


class Raw:
    """A bare socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def until(self, text: bytes) -> bytes:
        return await self.reader.readuntil(text)

    async def frame(self) -> tuple[int, bytes]:
        """A server's frame: its first byte and what is in it."""
        first, size = await self.reader.readexactly(2)
        if size == 126:
            (size,) = struct.unpack("!H", await self.reader.readexactly(2))
        return first, await self.reader.readexactly(size)

    async def close_frame(self) -> Close:
        """That of the next close frame, whatever comes before; nothing comes after it."""
        while True:
            first, data = await self.frame()
            if first == 0x88:
                assert await self.reader.read() == b""
                self.writer.close()
                return Close.parse(data)


ANYBODY = Exposure(plaintext_guests=("0.0.0.0/0",))


@asynccontextmanager
async def serving(folder: Path, **sections: Any) -> AsyncIterator[Hub]:
    config = Config(
        server=Server(data_dir=folder), listen=(Listen(port=0),), **{"timeouts": Timeouts(detect=0.05), **sections}
    )
    node = Node(config)
    await node.start()
    try:
        yield Hub(node)
    finally:
        await node.stop()


def handshake(*more: str, path: str = "/ws", host: str = "localhost", protocol: str = TEXT) -> bytes:
    fields = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: {protocol}",
        *more,
    ]
    return "\r\n".join([*fields, "", ""]).encode()


def masked(opcode: int, data: bytes, *, fin: bool = True) -> bytes:
    """A client's frame, always under the same mask."""
    header = bytearray(Frame(Opcode(opcode), data, fin).serialize(mask=False)[: -len(data) or None])
    header[1] |= 0x80
    mask = b"\x11\x22\x33\x44"
    return bytes(header) + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))


async def say(peer: ClientConnection, *lines: str) -> None:
    for line in lines:
        await peer.send(line.encode() if peer.subprotocol == BINARY else line)


async def heard(peer: ClientConnection, token: str = "barrier") -> list[str]:
    """All that was said to it, up to the answer to a PING of ours; each in the kind of message agreed on."""
    await say(peer, f"PING {token}")
    lines: list[str] = []
    while True:
        message = await peer.recv()
        assert isinstance(message, bytes) == (peer.subprotocol == BINARY)
        line = message.decode() if isinstance(message, bytes) else message
        assert "\n" not in line
        assert "\r" not in line
        if line.endswith(f"PONG hubbub.local :{token}"):
            return lines
        lines.append(line)


async def register(peer: ClientConnection, nick: str, capabilities: str = "") -> list[str]:
    asked = [f"CAP REQ :{capabilities}"] if capabilities else []
    await say(peer, *asked, f"NICK {nick}", f"USER {nick} 0 * :{nick}", *(["CAP END"] if asked else []), "JOIN #lobby")
    return await heard(peer)


@pytest.mark.parametrize("path", ["/ws", "/", "/ws?a=b"])
@pytest.mark.parametrize("protocol", [TEXT, BINARY, None])
def test_irc_in_messages_of_the_kind_agreed_on(
    run: Run, tmp_path: Path, protocol: Subprotocol | None, path: str
) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub, hub.websocket(protocol, path) as ann, hub.websocket(TEXT) as bob:
            assert ann.subprotocol == protocol
            assert ":hubbub.local 001 ann :Welcome" in (await register(ann, "ann"))[0]
            await register(bob, "bob")
            await say(ann, "PRIVMSG #lobby :grüße")
            await heard(ann)
            assert await heard(bob) == [":ann!ann@localhost PRIVMSG #lobby :grüße"]
            await say(bob, "PRIVMSG ann :back")
            await heard(bob)
            assert ":bob!bob@localhost PRIVMSG ann :back" in await heard(ann)

    run(main)


def test_websocket_irc_and_bare_sockets_talk_in_the_lobby(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub, hub.websocket() as web, hub.websocket(BINARY) as binary:
            await register(web, "web")
            await register(binary, "binary")
            irc, nc = await hub.raw(), await hub.raw()
            await irc.send(b"NICK irc\r\nUSER irc 0 * :irc\r\nJOIN #lobby\r\n")
            await irc.until(b" 366 irc #lobby :End of /NAMES list\r\n")
            await nc.send(b"nc: from nc\n")
            assert (await irc.until(b"from nc\r\n")).endswith(b"PRIVMSG #lobby :from nc\r\n")
            await nc.until(b"/help lists commands\n")
            for peer in (web, binary):
                assert [line for line in await heard(peer) if "from nc" in line]
            await say(web, "PRIVMSG #lobby :from the web")
            assert (await nc.until(b"\n")) == b"web: from the web\n"
            assert (await irc.until(b"from the web\r\n")).endswith(
                b":web!web@localhost PRIVMSG #lobby :from the web\r\n"
            )
            assert await heard(binary) == [":web!web@localhost PRIVMSG #lobby :from the web"]
            await irc.send(b"PRIVMSG #lobby :\x01ACTION waves\x01\r\n")
            assert await nc.until(b"\n") == b"* irc waves\n"
            assert [line for line in await heard(web) if line.endswith(":\x01ACTION waves\x01")]
            nc.writer.close()
            irc.writer.close()

    run(main)


def test_echoes_and_labels_stand_in_frames_of_their_own(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub, hub.websocket() as ann:
            await register(ann, "ann", "labeled-response batch echo-message message-tags")
            await say(ann, "@label=a PRIVMSG #lobby :hi", "@label=b NAMES #lobby", "@label=c PONG x")
            await say(ann, "@label=d PRIVMSG ann :me", "PRIVMSG #lobby :not labelled")
            assert [re.sub("msgid=[^ ]+", "msgid=…", line) for line in await heard(ann)] == [
                "@label=a;msgid=… :ann!ann@localhost PRIVMSG #lobby :hi",
                "@label=b :hubbub.local BATCH +b1 labeled-response",
                "@batch=b1 :hubbub.local 353 ann = #lobby :ann",
                "@batch=b1 :hubbub.local 366 ann #lobby :End of /NAMES list",
                ":hubbub.local BATCH -b1",
                "@label=c :hubbub.local ACK",
                "@msgid=… :ann!ann@localhost PRIVMSG ann :me",
                "@label=d;msgid=… :ann!ann@localhost PRIVMSG ann :me",
                "@msgid=… :ann!ann@localhost PRIVMSG #lobby :not labelled",
            ]

    run(main)


def test_members_share_the_bytes_of_their_kind(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    write = Outbox.write

    def record(self: Outbox, data: bytes) -> None:
        if b"shared" in data:
            written.append(data)
        write(self, data)

    monkeypatch.setattr(Outbox, "write", record)

    async def main() -> None:
        async with serving(tmp_path) as hub:
            peers = [await hub.websocket(protocol) for protocol in (TEXT, TEXT, TEXT, BINARY, BINARY)]
            for number, peer in enumerate(peers):
                await register(peer, f"p{number}")
            await say(peers[0], "PRIVMSG #lobby :shared")
            for peer in peers:
                await heard(peer)
                await peer.close()
            assert len(written) == 4
            assert Counter(id(data) for data in written).most_common() == [(id(written[0]), 2), (id(written[2]), 2)]

    run(main)


def test_an_upgrade_byte_by_byte_and_lines_right_behind_it(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub:
            slow = await hub.raw()
            sent = handshake() + masked(1, b"PING slow")
            for at in range(len(sent)):
                await slow.send(sent[at : at + 1])
            assert (await slow.until(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
            assert await slow.frame() == (0x81, b":hubbub.local PONG hubbub.local :slow")
            whole = await hub.raw()
            await whole.send(sent)
            await whole.until(b"\r\n\r\n")
            assert await whole.frame() == (0x81, b":hubbub.local PONG hubbub.local :slow")
            later = await hub.raw()
            await later.send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" + sent)
            await later.until(b"\r\n\r\nok")
            await later.until(b"\r\n\r\n")
            assert await later.frame() == (0x81, b":hubbub.local PONG hubbub.local :slow")
            for peer in (slow, whole, later):
                peer.writer.close()

    run(main)


def test_an_upgrade_that_does_not_end_is_cut_off(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.3)

    async def main() -> None:
        async with serving(tmp_path) as hub:
            peer = await hub.raw()
            await peer.send(handshake()[:-2])
            closed = asyncio.ensure_future(peer.reader.read())
            while not closed.done():
                peer.writer.write(b"X")
                await asyncio.wait([closed], timeout=0.05)
            assert closed.exception() is not None or closed.result() == b""
            peer.writer.close()

    run(main)


def test_who_does_not_register_in_time_is_told_so(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path, timeouts=Timeouts(registration=0.2)) as hub, hub.websocket() as peer:
            assert str(await peer.recv()).startswith("ERROR :")
            with pytest.raises(ConnectionClosed):
                await peer.recv()
            assert peer.close_code == 1000

    run(main)


@pytest.mark.parametrize(
    ("host", "origin", "answer"),
    [
        ("127.0.0.1:{port}", None, 101),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}", 101),
        ("localhost:{port}", "http://localhost:{port}", 101),
        ("localhost:{port}", "https://LOCALHOST:{port}", 101),
        ("hubbub.local", "https://hubbub.local", 101),
        ("hubbub.local:443", "https://hubbub.local", 101),
        ("chat.example.org", "https://chat.example.org", 101),
        ("127.0.0.1:{port}", "https://pages.example.org", 101),
        ("127.0.0.1:{port}", "http://pages.example.org", 403),
        ("localhost:{port}", "http://127.0.0.1:{port}", 403),
        ("localhost:{port}", "http://localhost", 403),
        ("localhost:{port}", "http://localhost:3000", 403),
        ("localhost:{port}", "http://evil.localhost:{port}", 403),
        ("localhost:{port}", "http://evil.example.com", 403),
        ("localhost:{port}", "http://evil.example.com:{port}", 403),
        ("localhost:{port}", "http://localhost:{port}@evil.example.com", 403),
        ("localhost:{port}", "http://localhost:{port}.evil.example.com", 403),
        ("localhost:{port}", "null", 403),
        ("localhost:{port}", "", 403),
        ("localhost:{port}", "file://", 403),
        ("localhost:{port}", "http://[", 403),
        ("evil.example.com", "http://evil.example.com", 421),
        ("evil.example.com:{port}", None, 421),
        ("a b", None, 400),
    ],
)
def test_only_pages_of_ours_and_programs_connect(
    run: Run, tmp_path: Path, host: str, origin: str | None, answer: int
) -> None:
    async def main() -> None:
        web = Http(hosts=("chat.example.org",), origins=("https://pages.example.org",))
        async with serving(tmp_path, http=web) as hub:
            peer = await hub.raw()
            fields = [] if origin is None else [f"Origin: {origin.format(port=hub.port)}"]
            await peer.send(handshake(*fields, host=host.format(port=hub.port)) + masked(1, b"NICK evil"))
            head = await peer.until(b"\r\n\r\n")
            assert int(head.split()[1]) == answer
            assert b"access-control" not in head.lower()
            if answer != 101:
                assert (await peer.reader.read()).decode().startswith(f"{answer} ")
                assert not hub.node._hub.sessions
            peer.writer.close()

    run(main)


def test_two_origins_are_no_handshake(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub:
            peer = await hub.raw()
            await peer.send(handshake("Origin: http://localhost", "Origin: http://localhost"))
            assert (await peer.reader.read()).startswith(b"HTTP/1.1 400 ")
            peer.writer.close()
            with pytest.raises(InvalidStatus) as refused:
                await hub.websocket(origin=Origin("http://evil.example.com"))
            assert refused.value.response.status_code == 403

    run(main)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x04NICK", 1002),
        (masked(0, b"x"), 1002),
        (masked(1, b"PRIVMSG #lobby :\xff"), 1007),
        (masked(1, b"x" * 10_000), 1009),
        (masked(1, b"x" * 1_000_000), 1009),
        (b"".join(masked(1 if n == 0 else 0, b"x" * 1000, fin=False) for n in range(20)), 1009),
        (masked(1, b"", fin=False) + masked(0, b"", fin=False) * 5000, 1008),
        (masked(8, struct.pack("!H", 1001) + b"bye"), 1001),
    ],
)
def test_abuse_is_told_its_code_and_nobody_else_notices(run: Run, tmp_path: Path, data: bytes, code: int) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub, hub.websocket() as ann:
            await register(ann, "ann")
            peer = await hub.raw()
            await peer.send(handshake())
            await peer.until(b"\r\n\r\n")
            await peer.send(masked(1, b"NICK eve") + masked(1, b"USER e 0 * :e") + masked(1, b"JOIN #lobby"))
            await peer.send(masked(1, b"PRIVMSG #lobby :last words") + data)
            assert (await peer.close_frame()).code == code
            lines = await heard(ann)
            while not [line for line in lines if " QUIT " in line]:
                lines += await heard(ann)
            assert [line.split()[1] for line in lines] == ["JOIN", "PRIVMSG", "QUIT"]

    run(main)


def test_fragments_make_one_line_and_pings_are_answered_between(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub:
            peer = await hub.raw()
            await peer.send(handshake())
            await peer.until(b"\r\n\r\n")
            line = "PING grüße".encode()
            await peer.send(masked(1, line[:7], fin=False) + masked(9, b"there?"))
            assert await peer.frame() == (0x8A, b"there?")
            await peer.send(masked(0, line[7:8], fin=False) + masked(0, line[8:]))
            assert await peer.frame() == (0x81, ":hubbub.local PONG hubbub.local :grüße".encode())
            await peer.send(masked(1, b"PING x\r\n") + masked(1, b"") + masked(1, b"PING " + b"y" * 600))
            assert await peer.frame() == (0x81, b":hubbub.local PONG hubbub.local :x")
            assert b" 417 " in (await peer.frame())[1]
            peer.writer.close()

    run(main)


def test_thousands_of_lines_in_one_packet_are_all_answered_in_order(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub:
            peer = await hub.raw()
            await peer.send(handshake())
            await peer.until(b"\r\n\r\n")
            await peer.send(b"".join(masked(1, b"PING %d" % n) for n in range(5000)))
            for n in range(5000):
                assert (await peer.frame())[1] == b":hubbub.local PONG hubbub.local :%d" % n
            await peer.send(masked(1, b"PING end"))
            peer.writer.write_eof()
            assert (await peer.frame())[1].endswith(b":end")
            assert (await peer.close_frame()).code == 1000

    run(main)


def test_quit_is_answered_and_the_goodbye_is_waited_for(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub, hub.websocket() as ann:
            await register(ann, "ann")
            await say(ann, "QUIT :bye")
            assert str(await ann.recv()).startswith(":ann!ann@localhost QUIT :Quit")
            assert str(await ann.recv()).startswith("ERROR :")
            with pytest.raises(ConnectionClosed):
                await ann.recv()
            assert (ann.close_code, ann.protocol.close_rcvd_then_sent) == (1000, True)

    run(main)


def test_who_never_says_goodbye_is_not_waited_for_for_ever(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "GOODBYE_SECONDS", 0.1)

    async def main() -> None:
        async with serving(tmp_path) as hub:
            peer = await hub.raw()
            await peer.send(handshake())
            await peer.until(b"\r\n\r\n")
            await peer.send(masked(1, b"QUIT"))
            assert (await peer.frame())[1].startswith(b"ERROR")
            assert (await peer.frame())[0] == 0x88
            async with asyncio.timeout(PATIENCE):
                assert await peer.reader.read() == b""
                await peer.send(b"x")
                await hub.node._reception.nobody.wait()
            peer.writer.close()

    run(main)


def test_shutdown_is_told_first_by_error_and_then_by_1001(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub:
            ann = await hub.websocket()
            await register(ann, "ann")
        assert await ann.recv() == "ERROR :the server is shutting down"
        with pytest.raises(ConnectionClosed):
            await ann.recv()
        assert (ann.close_code, ann.close_reason) == (1001, "the server is shutting down")

    run(main)


def test_silence_is_pinged_and_the_dead_are_dropped(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        with patch.object(Pipeline, "gone", autospec=True, side_effect=Pipeline.gone) as gone:
            await dies()
        (silent,) = [call.args[3] for call in gone.call_args_list if call.args[2] == "ping timeout"]
        assert silent > 0, "since when it is silent: it may not have heard the last"

    async def dies() -> None:
        async with serving(tmp_path, timeouts=Timeouts(registration=0.1, ping=0.1)) as hub:
            peer = await hub.raw()
            await peer.send(handshake())
            await peer.until(b"\r\n\r\n")
            await peer.send(masked(1, b"NICK dead") + masked(1, b"USER d 0 * :d"))
            first, data = await peer.frame()
            while first != 0x89:
                first, data = await peer.frame()
            assert data == b""
            assert await peer.reader.read() == b""
            peer.writer.close()
            assert hub.node.counts.dropped == {"ping timeout": 1}

    run(main)


@pytest.mark.parametrize(
    ("trusted", "scheme", "address", "secure"),
    [
        ((), "https", "127.0.0.1", False),
        (("127.0.0.0/8",), "https", "198.51.100.1", True),
        (("127.0.0.0/8",), "http, wss", "198.51.100.1", True),
        (("127.0.0.0/8",), "https, http", "198.51.100.1", False),
        (("127.0.0.0/8",), "", "198.51.100.1", False),
    ],
)
def test_the_proxy_s_client_counts_where_the_proxy_is_trusted(
    run: Run, tmp_path: Path, logged: list[Any], trusted: tuple[str, ...], scheme: str, address: str, secure: bool
) -> None:
    async def main() -> None:
        forwarded = {"X-Forwarded-For": "203.0.113.1, 198.51.100.1", "X-Forwarded-Proto": scheme}
        async with (
            serving(tmp_path, proxy=Proxy(allow_from=trusted), exposure=ANYBODY) as hub,
            hub.websocket(additional_headers=forwarded) as ann,
        ):
            await register(ann, "ann")
            await say(ann, "WHOIS ann")
            assert bool([line for line in await heard(ann) if " 671 " in line]) == secure

    run(main)
    assert [line["address"] for line in logged if line.get("protocol") == "websocket"] == [address]


def test_over_tls_it_is_the_same_and_known_to_be_secure(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        async with serving(tmp_path) as hub, hub.websocket(BINARY, path="/", context=context) as ann:
            await register(ann, "ann")
            await say(ann, *(f"PING {n}" for n in range(500)), "WHOIS ann")
            lines = await heard(ann)
            assert [line.rpartition(":")[2] for line in lines[:500]] == [str(n) for n in range(500)]
            assert [line for line in lines if " 671 " in line]
            await say(ann, "QUIT")
            assert await ann.recv() == b":ann!ann@localhost QUIT :Quit"
            assert str(await ann.recv()).startswith("b'ERROR :")
            with pytest.raises(ConnectionClosed):
                await ann.recv()
            assert ann.close_code == 1000

    run(main)


def test_who_reads_nothing_is_dropped_and_delays_nobody(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "STALLED_SECONDS", 0.1)

    async def main() -> None:
        async with serving(tmp_path, limits=Limits(sendq_bytes=4096)) as hub, hub.websocket() as ann:
            deaf = await hub.raw(receive_buffer=4096)
            await deaf.send(handshake() + masked(1, b"NICK deaf") + masked(1, b"USER d 0 * :d"))
            await deaf.send(masked(1, b"JOIN #lobby"))
            await deaf.until(b" 366 deaf ")
            deaf.writer.transport.pause_reading()  # type: ignore[attr-defined]
            await register(ann, "ann")
            while not hub.node.counts.dropped:
                await say(ann, *["PRIVMSG #lobby :" + "x" * 400] * 50)
                await heard(ann)
            assert (await scrape(hub))[f"hubbub_drops_total/{next(iter(hub.node.counts.dropped))}"] == 1
            deaf.writer.close()

    run(main)


async def scrape(hub: Hub, accept: str = "") -> dict[str, float]:
    peer = await hub.raw()
    await peer.send(b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    head, _, body = (await peer.reader.read()).partition(b"\r\n\r\n")
    peer.writer.close()
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"Content-Type: text/plain; version=0.0.4; charset=utf-8" in head
    return {
        "".join([sample.name, *(f"/{value}" for value in sample.labels.values())]): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


def test_metrics_tell_what_went_on(run: Run, tmp_path: Path) -> None:
    async def main() -> None:
        async with serving(tmp_path) as hub, hub.websocket() as web, hub.websocket(BINARY) as other:
            await register(web, "web")
            await register(other, "other")
            irc, nc = await hub.raw(), await hub.raw()
            await irc.send(b"NICK irc\r\nUSER irc 0 * :irc\r\nJOIN #lobby\r\n")
            await irc.until(b" 366 irc #lobby :End of /NAMES list\r\n")
            await nc.send(b"hello\n")
            await nc.until(b"/help lists commands\n")
            before = await scrape(hub)
            for _ in range(5):
                await say(web, "PRIVMSG #lobby :to three")
                await heard(web)
            await say(web, "CHATHISTORY LATEST #lobby * 10")
            await heard(web)
            after = await scrape(hub)
            assert (after["hubbub_sessions/websocket"], after["hubbub_sessions/irc"]) == (2, 1)
            assert after["hubbub_sessions/plain"] == 1
            assert after["hubbub_users"] == 4
            assert after["hubbub_channels"] == 1
            assert after["hubbub_healthy"] == 1
            assert after["hubbub_messages_total"] - before["hubbub_messages_total"] == 5
            assert after["hubbub_deliveries_total"] - before["hubbub_deliveries_total"] == 15
            assert after["hubbub_batch_events_sum"] - before["hubbub_batch_events_sum"] == 5
            assert 1 <= after["hubbub_commit_seconds_count"] - before["hubbub_commit_seconds_count"] <= 5
            assert after["hubbub_commit_seconds_bucket/+Inf"] == after["hubbub_commit_seconds_count"]
            assert after["hubbub_effects_total/ReadPage"] == 1
            assert after["hubbub_outboxes_behind"] == 0
            assert "hubbub_loop_lag_seconds_count" in after
            irc.writer.close()
            nc.writer.close()

    run(main)
