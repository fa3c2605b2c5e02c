"""HTTP on a connection that was handed over, over real sockets."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest

from hubbub.model.server import Server
from hubbub.net import http, join_page
from hubbub.net.http import Http, Settings

SERVER = Server(
    name="hub.example.org", network="<Hub & Co>", description='a "place"', version="hubbub 1", created=0
)  # fmt: skip

SETTINGS = Settings(hosts=("x", "chat.example.org"), metrics_from=("192.0.2.0/24",), proxies=("127.0.0.1",))


class Detected(asyncio.Protocol):
    """Hands a connection over with its first bytes, as the listener does."""

    def __init__(self, pages: Http, address: str) -> None:
        self.pages = pages
        self.address = address

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass of it

    def data_received(self, data: bytes) -> None:
        protocol = self.pages.protocol(self.address)
        self.transport.set_protocol(protocol)
        protocol.connection_made(self.transport)
        protocol.data_received(data)


def pages_of(settings: Settings, healthy: Callable[[], bool] = lambda: True) -> Http:
    return Http(SERVER, settings, healthy, lambda _: (b"up 1\n", "text/plain"), lambda *_, **__: None)


@asynccontextmanager
async def serving(
    healthy: Callable[[], bool] = lambda: True, settings: Settings = SETTINGS, address: str = "127.0.0.1"
) -> AsyncIterator[int]:
    pages = pages_of(settings, healthy)
    await pages.start()
    listener = await asyncio.get_running_loop().create_server(lambda: Detected(pages, address), "127.0.0.1", 0)
    try:
        yield listener.sockets[0].getsockname()[1]
    finally:
        listener.close()
        await listener.wait_closed()
        await pages.stop()


def loops() -> list[Any]:
    found: list[Any] = [asyncio.new_event_loop]
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 - not there on Windows

        found.append(uvloop.new_event_loop)
    return found


@pytest.fixture(params=loops(), ids=lambda factory: factory.__module__.split(".")[0])
def run(request: pytest.FixtureRequest) -> Callable[[Awaitable[None]], None]:
    def runs(main: Awaitable[None]) -> None:
        async def bounded() -> None:
            async with asyncio.timeout(30):
                await main

        with asyncio.Runner(loop_factory=request.param) as runner:
            runner.run(bounded())

    return runs


async def ask(port: int, *pieces: bytes) -> bytes:
    """What the server sends until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for piece in pieces:
        writer.write(piece)
        await writer.drain()
    received = await reader.read()
    writer.close()
    return received


async def until_it_breaks(writer: asyncio.StreamWriter, data: bytes) -> int:
    """How often ``data`` could be written before the server cut the connection off."""
    times = 0
    try:
        while True:
            writer.write(data)
            await writer.drain()
            times += 1
    except ConnectionError:
        return times


def request(line: str, host: str = "localhost:7500", *more: str) -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *more, "", ""]).encode()


def parse(answer: bytes) -> tuple[int, dict[str, str], str]:
    head, _, body = answer.decode().partition("\r\n\r\n")
    status, *fields = head.split("\r\n")
    headers = {name.lower(): value for name, _, value in (field.partition(": ") for field in fields)}
    return int(status.split()[1]), headers, body


Run = Callable[[Awaitable[None]], None]


def test_the_page_tells_how_to_join(run: Run) -> None:
    async def main() -> None:
        async with serving() as port:
            status, headers, body = parse(await ask(port, request("GET /join", f"127.0.0.1:{port}")))
            assert status == 200
            assert headers["content-type"] == "text/html; charset=utf-8"
            assert headers["server"] == "hubbub"
            assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
            assert headers["x-content-type-options"] == "nosniff"
            assert f"nc 127.0.0.1 {port}<" in body
            assert f"python client.py 127.0.0.1:{port}<" in body
            assert "&lt;Hub &amp; Co&gt;" in body
            assert "<Hub" not in body
            assert "<style" not in body
            assert "style=" not in body
            assert "$" not in body
            for path, kind in (("/style.css", "text/css"), ("/favicon.svg", "image/svg+xml")):
                status, headers, body = parse(await ask(port, request(f"GET {path}")))
                assert (status, headers["content-type"].split(";")[0]) == (200, kind)
                assert body

    run(main())


def test_head_answers_as_get_without_the_body(run: Run) -> None:
    async def main() -> None:
        async with serving() as port:
            got = parse(await ask(port, request("GET /")))
            head = parse(await ask(port, request("HEAD /")))
            assert head[2] == ""
            assert head[0] == 200
            assert head[1]["content-length"] == got[1]["content-length"]

    run(main())


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("localhost:7500", "nc localhost 7500"),
        ("LocalHost.:7500", "nc localhost 7500"),
        ("chat.localhost:7501", "nc chat.localhost 7501"),
        ("192.168.1.20:7500", "nc 192.168.1.20 7500"),
        ("[::1]:7500", "nc ::1 7500"),
        ("[::1]:7500", "client.py [::1]:7500"),
        ("hub.example.org:7500", "nc hub.example.org 7500"),
        ("chat.example.org", "nc chat.example.org PORT"),
        ("localhost", "nc localhost PORT"),
    ],
)
def test_the_page_shows_the_address_the_browser_used(run: Run, host: str, shown: str) -> None:
    async def main() -> None:
        async with serving() as port:
            status, _, body = parse(await ask(port, request("GET /join", host)))
            assert status == 200
            assert shown.replace("PORT", str(port)) + "<" in body

    run(main())


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example.com:7500", 421),
        ("hub.example.org.evil.example.com", 421),
        ("localhost.example.com", 421),
        ("999.1.1.1:7500", 421),
        ("", 421),
        ("localhost:99999", 400),
        ("localhost:", 400),
        ('"><script>', 400),
        ("a b", 400),
        ("user@localhost", 400),
    ],
)
@pytest.mark.parametrize("target", ["GET /", "GET /metrics", "GET /nowhere", "POST /"])
def test_a_host_that_is_not_ours_is_answered_nothing(run: Run, host: str, status: int, target: str) -> None:
    async def main() -> None:
        async with serving() as port:
            answered, headers, body = parse(await ask(port, request(target, host)))
            assert answered == status
            assert "script" not in body
            assert "evil" not in body
            assert headers["connection"] == "close"

    run(main())


def test_a_client_too_old_to_name_a_host_gets_the_page(run: Run) -> None:
    async def main() -> None:
        async with serving() as port:
            status, _, body = parse(await ask(port, b"GET / HTTP/1.0\r\n\r\n"))
            assert status == 200
            assert join_page.NEUTRAL_HOST in body

    run(main())


@pytest.mark.parametrize(
    ("fields", "answered"),
    [
        ((), True),
        (("Origin: http://localhost:7500",), True),
        (("Origin: http://localhost",), False),
        (("Origin: http://localhost:3000",), False),
        (("Origin: http://evil.example.com",), False),
        (("Origin: null",), False),
        (("Sec-Fetch-Site: none",), True),
        (("Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: no-cors"), True),
        (("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors"), False),
        (("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"), False),
        (("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"), False),
        (("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"), True),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_pages_of_others_read_nothing(run: Run, method: str, fields: tuple[str, ...], answered: bool) -> None:
    async def main() -> None:
        async with serving() as port:
            for path in ("/", "/healthz", "/metrics", "/ws"):
                status, headers, _ = parse(await ask(port, request(f"{method} {path}", "localhost:7500", *fields)))
                reads = method in {"GET", "HEAD"}
                navigates = "Sec-Fetch-Mode: navigate" in fields
                if not answered or (navigates and not reads):
                    assert status == 403
                elif reads:
                    assert status == ({"GET": 426, "HEAD": 405}[method] if path == "/ws" else 200)
                else:
                    assert status == 405
                assert not [name for name in headers if name.startswith("access-control")]
                assert headers["cross-origin-resource-policy"] == "same-origin"

    run(main())


@pytest.mark.parametrize(
    ("address", "fields", "status"),
    [
        ("127.0.0.1", (), 200),
        ("::1", (), 200),
        ("192.0.2.7", (), 200),
        ("198.51.100.1", (), 403),
        ("198.51.100.1", ("X-Forwarded-For: 127.0.0.1",), 403),
        ("127.0.0.1", ("X-Forwarded-For: 198.51.100.1",), 403),
        ("127.0.0.1", ("X-Forwarded-For: 127.0.0.1, 198.51.100.1",), 403),
        ("127.0.0.1", ("X-Forwarded-For: 192.0.2.7",), 200),
        ("::1", ("X-Forwarded-For: ::1",), 403),
        ("::1", ("Forwarded: for=::1",), 403),
        ("192.0.2.7", ("X-Forwarded-For: 192.0.2.7",), 403),
    ],
)
def test_metrics_are_for_this_machine_and_whom_it_names(
    run: Run, address: str, fields: tuple[str, ...], status: int
) -> None:
    async def main() -> None:
        async with serving(address=address) as port:
            answered, _, body = parse(await ask(port, request("GET /metrics", "localhost", *fields)))
            assert answered == status
            assert (body == "up 1\n") == (status == 200)

    run(main())


def test_health(run: Run) -> None:
    async def main() -> None:
        well = True
        async with serving(lambda: well) as port:
            status, headers, body = parse(await ask(port, request("GET /healthz")))
            assert (status, body) == (200, "ok")
            assert headers["cache-control"] == "no-store"
            well = False
            status, _, body = parse(await ask(port, request("GET /healthz")))
            assert (status, body) == (503, "the log does not accept writes")

    run(main())


HEAD = b"Host: x\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request("GET /nowhere"), 404),
        (request("GET /../etc/passwd"), 404),
        (request("POST /", "x", "Content-Length: 5") + b"hello", 405),
        (request("DELETE /healthz"), 405),
        (b"FOO / HTTP/1.1\r\n" + HEAD, 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"GET / HTTP/9\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: \x00\r\n\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + HEAD, 400),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n" + HEAD, 400),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 70 + HEAD, 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"NICK alice\r\n", 400),
    ],
)
def test_refusals_are_plain_and_end_the_connection(
    run: Run, caplog: pytest.LogCaptureFixture, sent: bytes, status: int
) -> None:
    async def main() -> None:
        async with serving() as port:
            answered, headers, body = parse(await ask(port, sent))
            assert answered == status
            assert headers["content-type"] == "text/plain; charset=utf-8"
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["server"] == "hubbub"
            assert body.startswith(f"{status} ")
            assert len(body) < 120
            assert ("allow" in headers) == (status == 405)

    with caplog.at_level(logging.INFO):
        run(main())
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_connection_serves_several_requests(run: Run) -> None:
    async def main() -> None:
        async with serving() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for _ in range(3):
                writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                head = await reader.readuntil(b"\r\n\r\n")
                assert head.startswith(b"HTTP/1.1 200")
                assert await reader.readexactly(2) == b"ok"
            writer.close()

    run(main())


def test_a_head_in_single_bytes_is_read(run: Run) -> None:
    async def main() -> None:
        async with serving() as port:
            sent = request("GET /healthz")
            assert parse(await ask(port, *(sent[at : at + 1] for at in range(len(sent)))))[2] == "ok"

    run(main())


def test_a_head_that_does_not_end_is_cut_off_however_it_dribbles(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.3)

    async def main() -> None:
        async with serving() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\n")
            closed = asyncio.ensure_future(reader.read())
            while not closed.done():
                writer.write(b"X")
                await asyncio.wait([closed], timeout=0.05)
            assert closed.exception() is not None or closed.result() == b""
            writer.close()

    run(main())


def test_an_idle_connection_is_closed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.2)

    async def main() -> None:
        async with serving() as port:
            answer = await ask(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert answer.endswith(b"ok")

    run(main())


def test_who_pipelines_and_never_reads_is_cut_off(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TAKE_SECONDS", 0.3)

    async def main() -> None:
        async with serving() as port:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
            assert await until_it_breaks(writer, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 500) > 0
            writer.close()

    run(main())


def test_stopping_closes_what_is_open(run: Run) -> None:
    async def main() -> None:
        async with serving() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            await reader.readuntil(b"ok")
        assert await reader.read() == b""
        writer.close()

    run(main())


def test_a_server_that_takes_no_new_sessions_says_so(run: Run) -> None:
    async def main() -> None:
        async with serving() as port:
            asked = request(
                "GET /ws",
                "localhost",
                "Connection: upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            )
            status, _, body = parse(await ask(port, asked + b"what comes behind is no request"))
            assert status == 503
            assert "try again" in body

    run(main())


def test_before_its_start_there_is_no_http() -> None:
    with pytest.raises(RuntimeError):
        pages_of(SETTINGS).protocol("127.0.0.1")
