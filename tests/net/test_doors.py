"""TLS in a whole server, by real sockets: every protocol in it, ALPN, certificates, deadlines."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import pytest
from doors_stage import REGISTER, listener, played, until
from structlog.testing import capture_logs
from tls_stage import Client, client_context, fingerprint, loops, make_certificate

from hubbub.node.app import CannotStart, Node
from hubbub.node.config import from_values


@pytest.mark.parametrize("factory", loops())
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("cut", [0, 1])
def test_every_protocol_speaks_inside_tls(factory: Any, version: ssl.TLSVersion, cut: int, tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        plain = await listener(port)
        for says, hears in {
            b"bob: hello by TLS\n": b"-- you are bob",
            REGISTER + b"PRIVMSG #lobby :x\r\n": b" 001 alice ",
            b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n": b"200 OK",
        }.items():
            context = client_context()
            context.minimum_version = context.maximum_version = version
            client = await Client.connect(port)
            await client.shake_hands(context, cut=cut)
            await client.say(says, cut=cut)
            await client.hear(hears)
            await client.close()
        await plain.hear(b"bob: hello by TLS")
        await plain.close()

    played(factory, tmp_path, play, timeouts={"detect": 2.0} if cut else {})


@pytest.mark.parametrize("factory", loops())
def test_alpn_decides_before_the_first_byte(factory: Any, tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        for offered, chosen in {
            ("irc",): "irc",
            ("http/1.1",): "http/1.1",
            ("h2", "http/1.1"): "http/1.1",
            ("http/1.1", "irc"): "irc",
        }.items():
            client = await Client.connect(port)
            await client.shake_hands(client_context(*offered))
            assert client.tls
            assert client.tls.selected_alpn_protocol() == chosen
            await client.say(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await client.hear(b"200 OK" if chosen == "http/1.1" else b" 451 * ")
            await client.close()
        client = await Client.connect(port)
        with pytest.raises(ssl.SSLError, match=r"(?i)no.application.protocol"):
            await client.shake_hands(client_context("h2", "h3"))
        await client.close()

    played(factory, tmp_path, play)


@pytest.mark.parametrize("factory", loops())
def test_who_is_silent_inside_tls_is_a_plain_listener(factory: Any, tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        client = await Client.connect(port)
        await client.shake_hands(client_context())
        speaker = await listener(port)
        await speaker.say(b"hello\n")
        assert await client.hear(b": hello\n") == b"guest-1: here\nguest-1: hello\n"
        await client.close()
        await speaker.close()

    played(factory, tmp_path, play, timeouts={"detect": 0.05})


@pytest.mark.parametrize("factory", loops())
def test_tls_may_begin_after_silence_until_something_was_heard(factory: Any, tmp_path: Path) -> None:
    async def play(node: Node, port: int) -> None:
        late, deaf = await Client.connect(port), await Client.connect(port)
        await until(
            lambda: [c.outbox._held is None for c in node._reception.connections.values()] == [True, True],
        )
        await late.shake_hands(client_context())
        speaker = await listener(port)
        await deaf.hear(b": here\n")
        await late.hear(b": here\n")
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await deaf.shake_hands(client_context())
        for client in (late, deaf, speaker):
            await client.close()

    played(factory, tmp_path, play, timeouts={"detect": 0.05})


@pytest.mark.parametrize("factory", loops())
def test_a_handshake_has_a_deadline_that_bytes_do_not_move(factory: Any, tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        talker = await listener(port)
        slow = await Client.connect(port)
        hello = slow.hello(client_context())

        async def dribble() -> None:
            for byte in hello[:100]:
                await slow.say_raw(bytes([byte]))
                await asyncio.sleep(0.05)

        task = asyncio.create_task(dribble())
        with pytest.raises(ConnectionResetError):
            await slow._receive()
        task.cancel()
        await asyncio.wait({task})
        await talker.say(b"/help\n")
        await talker.hear(b"/nick")
        await slow.close()
        await talker.close()

    played(factory, tmp_path, play, timeouts={"handshake": 0.3})


@pytest.mark.parametrize("factory", loops())
def test_after_close_notify_the_client_is_still_answered(factory: Any, tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        client = await Client.connect(port)
        await client.shake_hands(client_context("irc"))
        await client.say(REGISTER + b"JOIN #lobby\r\nPRIVMSG #lobby :last words\r\nPING end\r\n")
        client.half_close()
        assert b"PONG hubbub.local :end" in await client.hear_end()
        await client.close()

    played(factory, tmp_path, play)


@pytest.mark.parametrize("factory", loops())
@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_certificates_of_both_sides(factory: Any, kind: str, tmp_path: Path) -> None:
    chain, key = make_certificate(tmp_path, kind, "server")
    own = make_certificate(tmp_path, kind, "client")

    async def play(node: Node, port: int) -> None:
        for shown, known in ((own, fingerprint(own[0])), (None, "")):
            client = await Client.connect(port)
            await client.shake_hands(client_context("irc", certificate=shown))
            assert client.tls
            der = client.tls.getpeercert(binary_form=True)
            assert der == ssl.PEM_cert_to_DER_cert(chain.read_text())
            await client.say(REGISTER + b"WHOIS alice\r\n")
            assert b" 671 alice alice :is using a secure connection" in await client.hear(b" 318 ")
            (session,) = node._hub.sessions.values()
            assert session.secure
            assert session.certificate_fingerprint == known
            await client.say(b"QUIT\r\n")
            await client.hear_end()
            await client.close()
        client = await Client.connect(port)
        await client.say(REGISTER + b"WHOIS alice\r\n")
        assert b" 671 " not in await client.hear(b" 318 ")
        await client.close()

    played(factory, tmp_path / "data", play, {"certificate": str(chain), "key": str(key)})


def test_a_browser_is_not_asked_for_a_certificate(tmp_path: Path) -> None:
    own = make_certificate(tmp_path, "ecdsa", "client")

    async def play(_: Node, port: int) -> None:
        for alpn, asked in (("irc", True), ("http/1.1", False)):
            context = client_context(alpn, certificate=own)
            context.maximum_version = ssl.TLSVersion.TLSv1_2  # there, the request can be seen
            client = await Client.connect(port)
            await client.say_raw(client.hello(context))
            flight = b""
            while b"\x0e\0\0\0" not in flight:  # ServerHelloDone
                flight += await client._reader.read(65536)
            assert (b"\x0d\0\0" in flight) is asked  # CertificateRequest
            await client.close()

    played(loops()[-1], tmp_path / "data", play)


@pytest.mark.parametrize("factory", loops())
def test_a_new_certificate_is_shown_without_a_restart(factory: Any, tmp_path: Path) -> None:
    chain, key = make_certificate(tmp_path, "ecdsa", "server")

    async def shown(port: int) -> bytes:
        client = await Client.connect(port)
        await client.shake_hands(client_context())
        assert client.tls
        der = client.tls.getpeercert(binary_form=True)
        assert der
        await client.close()
        return der

    async def play(node: Node, port: int) -> None:
        old = await Client.connect(port)
        await old.shake_hands(client_context("irc"))
        first = await shown(port)
        make_certificate(tmp_path, "rsa", "server")
        assert await shown(port) == first
        node.doors.reload()
        second = await shown(port)
        assert second == ssl.PEM_cert_to_DER_cert(chain.read_text()) != first
        await old.say(b"PING still\r\n")
        await old.hear(b"still")
        await old.close()

    played(factory, tmp_path / "data", play, {"certificate": str(chain), "key": str(key)})


def test_only_tls(tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        talker = await Client.connect(port)
        await talker.shake_hands(client_context())
        await talker.say(b"here\n")
        await talker.hear(b"-- you are")
        for says, hears in {
            b"hello\n": b"ERROR :this port speaks TLS only",
            REGISTER: b"ERROR :this port speaks TLS only",
            b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n": b"HTTP/1.1 400 Bad Request",
        }.items():
            client = await Client.connect(port)
            await client.say(says)
            assert (await client.hear_end()).startswith(hears)
            await client.close()
        silent = await Client.connect(port)
        await talker.say(b"nobody hears this in the clear\n")
        assert await silent.hear_end() == b""
        await silent.close()
        await talker.close()

    played(loops()[-1], tmp_path, play, {"tls": True}, timeouts={"handshake": 0.5, "detect": 0.05})


def test_no_tls(tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        client = await Client.connect(port)
        with pytest.raises(ssl.SSLError, match=r"(?i)handshake.failure"):
            await client.shake_hands(client_context())
        await client.close()

    played(loops()[-1], tmp_path, play, {"tls": False})
    assert not list(tmp_path.glob("*.pem"))


def test_a_wrong_certificate_is_told_before_anything_is_written(tmp_path: Path) -> None:
    files = {"certificate": str(tmp_path / "absent.pem"), "key": str(tmp_path / "absent.key")}
    values = {"server": {"data-dir": str(tmp_path / "data")}, "listen": [{"port": 0, **files}]}
    with pytest.raises(CannotStart, match=r"absent\.pem: the TLS certificate cannot be read"):
        Node(from_values(values))
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_talks(tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        command = ("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-quiet")
        client = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert client.stdin
        assert client.stdout
        client.stdin.write(b"hello\n")
        assert (await client.stdout.readline()).startswith(b"-- you are guest-1")
        client.stdin.close()
        client.terminate()
        await client.wait()

    played(loops()[-1], tmp_path, play)


def test_logs_say_why(tmp_path: Path) -> None:
    logs: list[MutableMapping[str, Any]] = []

    async def play(node: Node, port: int) -> None:
        with capture_logs() as captured:
            garbage = await Client.connect(port)
            await garbage.say(b"\x16\x03\x01\0\x05hello")
            await garbage.hear_end()
            await garbage.close()
            await until(lambda: not node._reception.connections)
            logs.extend(captured)

    played(loops()[-1], tmp_path, play)
    (failure,) = [log for log in logs if log["event"] == "TLS failed"]
    assert failure["log_level"] == "info"
    assert failure["address"] == "127.0.0.1"
    assert failure["reason"]
    assert "Traceback" not in str(logs)
