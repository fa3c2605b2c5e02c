"""The TLS layer by itself: whole streams both ways, back-pressure, half-closing, endings."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from tls_stage import PATIENCE, client_context, loops, make_certificate, run

from hubbub.net.certificates import Certificate, self_signed
from hubbub.net.tls import RECORD, Tls, TlsError

MUCH = bytes(range(256)) * 4096 * 8  # 8 MiB


class Upper(asyncio.Protocol):
    """What is above the layer: it writes down what happens to it."""

    def __init__(self, certificate: Certificate, *, stays: bool = True) -> None:
        self._certificate = certificate
        self._stays = stays
        self.received = bytearray()
        self.happened: list[str] = []
        self.error: Exception | None = None
        self.opened = asyncio.Event()
        self.changed = asyncio.Condition()
        self.after: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        below = cast("asyncio.Transport", transport)
        self.tls = Tls(self._certificate.context, below, self, self.opened.set, PATIENCE)
        self.tls.set_write_buffer_limits(high=64 * 1024)

    def data_received(self, data: bytes) -> None:
        self.received += data
        self.after()

    def eof_received(self) -> bool:
        self.happened.append("eof")
        return self._stays

    def pause_writing(self) -> None:
        self.happened.append("paused")

    def resume_writing(self) -> None:
        self.happened.append("resumed")

    def connection_lost(self, exc: Exception | None) -> None:
        self.error = exc
        self.happened.append("lost")

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():  # noqa: ASYNC110 - bounded polling
                await asyncio.sleep(0.005)


Play = Callable[[Upper, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def connected(upper: Upper) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    listener = await asyncio.get_running_loop().create_server(lambda: upper, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client_context(), limit=2**26)
    await upper.opened.wait()
    try:
        yield reader, writer
    finally:
        writer.transport.abort()
        upper.tls.abort()
        await upper.until(lambda: "lost" in upper.happened)
        listener.close()
        await listener.wait_closed()


def played(factory: Any, folder: Path, play: Play, *, stays: bool = True) -> None:
    async def whole() -> None:
        upper = Upper(self_signed(folder, ["localhost"]), stays=stays)
        failures: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
        async with connected(upper) as (reader, writer):
            await play(upper, reader, writer)
        assert failures == []

    run(factory, whole())


@pytest.mark.parametrize("factory", loops())
@pytest.mark.parametrize("size", [1, RECORD - 1, RECORD, RECORD + 1, 5 * RECORD + 7])
def test_writes_of_every_size_arrive_whole(factory: Any, size: int, tmp_path: Path) -> None:
    async def play(upper: Upper, reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        upper.tls.write(b"")
        upper.tls.write(memoryview(MUCH[:size]))
        upper.tls.writelines([b"a", b"bc"])
        assert await reader.readexactly(size + 3) == MUCH[:size] + b"abc"

    played(factory, tmp_path, play)


@pytest.mark.parametrize("factory", loops())
def test_who_does_not_read_is_waited_for(factory: Any, tmp_path: Path) -> None:
    async def play(upper: Upper, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        cast("asyncio.Transport", writer.transport).pause_reading()
        sent = 0
        while "paused" not in upper.happened:
            upper.tls.write(MUCH[sent : sent + RECORD])
            sent += RECORD
            await asyncio.sleep(0)
        assert upper.tls.get_write_buffer_size() > 64 * 1024
        cast("asyncio.Transport", writer.transport).resume_reading()
        assert await reader.readexactly(sent) == MUCH[:sent]
        await upper.until(lambda: upper.happened == ["paused", "resumed"])

    played(factory, tmp_path, play)


@pytest.mark.parametrize("factory", loops())
def test_reading_stops_and_goes_on_where_it_was(factory: Any, tmp_path: Path) -> None:
    async def play(upper: Upper, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upper.after = upper.tls.pause_reading
        writer.write(MUCH[: 2**20])
        reads = 0
        while len(upper.received) < 2**20:
            reads += 1
            await upper.until(lambda: not upper.tls.is_reading())
            length = len(upper.received)
            await asyncio.sleep(0.002)
            assert len(upper.received) == length
            if reads == 5:
                upper.after = lambda: None
            upper.tls.resume_reading()
            if reads == 5:
                await upper.until(lambda: len(upper.received) == 2**20)
        assert bytes(upper.received) == MUCH[: 2**20]
        assert upper.tls.is_reading()

    played(factory, tmp_path, play)


@pytest.mark.parametrize("factory", loops())
def test_both_ends_say_goodbye(factory: Any, tmp_path: Path) -> None:
    async def play(upper: Upper, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upper.tls.write(b"last words")
        upper.tls.close()
        upper.tls.close()
        upper.tls.write(b"too late")
        assert upper.tls.is_closing()
        assert await reader.read() == b"last words"
        writer.close()
        await upper.until(lambda: "lost" in upper.happened)
        assert upper.error is None

    played(factory, tmp_path, play)


@pytest.mark.parametrize("factory", loops())
def test_the_end_of_what_is_said_leaves_the_way_back_open(factory: Any, tmp_path: Path) -> None:
    async def play(upper: Upper, reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        upper.tls.write(b"all I have")
        upper.tls.write_eof()
        assert await reader.read() == b"all I have"

    played(factory, tmp_path, play)


@pytest.mark.parametrize("factory", loops())
def test_broken_records_end_it_with_a_reason(factory: Any, tmp_path: Path) -> None:
    async def whole() -> None:
        upper = Upper(self_signed(tmp_path, ["localhost"]))
        async with connected(upper) as (_, writer):
            raw = writer.transport.get_extra_info("socket").dup()
            raw.send(b"\x17\x03\x03\0\x20" + bytes(32))
            await upper.until(lambda: "lost" in upper.happened)
            raw.close()
        assert isinstance(upper.error, TlsError)
        assert "bad record mac" in str(upper.error)

    run(factory, whole())


@pytest.mark.parametrize("factory", loops())
def test_old_versions_are_refused(factory: Any, tmp_path: Path) -> None:
    async def whole() -> None:
        upper = Upper(self_signed(tmp_path, ["localhost"]))
        listener = await asyncio.get_running_loop().create_server(lambda: upper, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*listener.sockets[0].getsockname()[:2])
        # A ClientHello of TLS 1.1 (RFC 4346 section 7.4.1.2) with one cipher suite.
        body = b"\x03\x02" + bytes(32) + b"\0" + b"\0\x02\xc0\x13" + b"\x01\0"
        hello = b"\x01" + len(body).to_bytes(3, "big") + body
        writer.write(b"\x16\x03\x01" + len(hello).to_bytes(2, "big") + hello)
        assert (await reader.read())[5:7] == b"\x02\x46"  # fatal, protocol_version
        writer.close()
        await upper.until(lambda: "lost" in upper.happened)
        assert isinstance(upper.error, TlsError)
        listener.close()
        await listener.wait_closed()

    run(factory, whole())


def test_a_session_can_be_resumed_with_a_certificate(tmp_path: Path) -> None:
    context = client_context(certificate=make_certificate(tmp_path, "ecdsa"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2

    def connect(port: int, session: ssl.SSLSession | None) -> ssl.SSLSession:
        with socket.create_connection(("127.0.0.1", port)) as raw, context.wrap_socket(raw, session=session) as tls:
            assert tls.session_reused is (session is not None)
            assert tls.session
            return tls.session

    async def whole() -> None:
        uppers: list[Upper] = []
        certificate = self_signed(tmp_path, ["localhost"])

        def accept() -> Upper:
            uppers.append(Upper(certificate, stays=False))
            return uppers[-1]

        listener = await asyncio.get_running_loop().create_server(accept, "127.0.0.1", 0)
        port = listener.sockets[0].getsockname()[1]
        session = await asyncio.to_thread(connect, port, None)
        await asyncio.to_thread(connect, port, session)
        await uppers[-1].until(lambda: all("lost" in upper.happened for upper in uppers))
        first, second = (upper.tls.certificate_fingerprint for upper in uppers)
        assert first == second != ""
        listener.close()
        await listener.wait_closed()

    run(loops()[-1], whole())
