"""Who speaks for others, by real sockets: PROXY headers, plain and before TLS, and WEBIRC."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from doors_stage import REGISTER, played
from tls_stage import Client, client_context, loops

from hubbub.node.app import Node

V1 = b"PROXY TCP4 192.0.2.7 127.0.0.1 40000 7500\r\n"
V2 = b"\r\n\r\n\0\r\nQUIT\n" + struct.pack("!BBH4s4sHH", 0x21, 0x11, 12, bytes((192, 0, 2, 7)), bytes(4), 1, 2)
TRUSTED = {"allow-from": ["127.0.0.1"]}


async def host_of_alice(client: Client) -> str:
    await client.say(REGISTER + b"WHOIS alice\r\n")
    heard = await client.hear(b" 318 ")
    return heard.split(b" 311 alice alice a ")[1].split(b" ")[0].decode()


@pytest.mark.parametrize("factory", loops())
@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("header", [V1, V2])
@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("cut", [0, 1])
def test_a_proxy_speaks_for_its_clients(
    factory: Any, required: bool, header: bytes, tls: bool, cut: int, tmp_path: Path
) -> None:
    async def play(node: Node, port: int) -> None:
        client = await Client.connect(port)
        await client.say_raw(header, cut=cut)
        if tls:
            await client.shake_hands(client_context("irc"), cut=cut)
        local = await Client.connect(port)
        if required:
            await local.say_raw(b"PROXY UNKNOWN\r\n")
        assert await host_of_alice(client) != "localhost"
        assert [connection.address for connection in node._reception.connections.values()] == ["192.0.2.7", "127.0.0.1"]
        await client.say(b"QUIT\r\n")
        await client.hear_end()
        assert await host_of_alice(local) == "localhost"
        await client.close()
        await local.close()

    played(factory, tmp_path, play, {"proxy-protocol": required}, proxy=TRUSTED, timeouts={"detect": 5.0})


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("says", [b"hello\n", REGISTER, b"PROXY TCP4 nonsense\r\n", b"", b"\x16\x03\x01\0\x05hello"])
def test_without_the_header_that_is_demanded_nobody_comes_in(allowed: bool, says: bytes, tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        client = await Client.connect(port)
        await client.say(says)
        assert await client.hear_end() == b""
        await client.close()

    proxy = TRUSTED if allowed else {"allow-from": ["192.0.2.0/24"]}
    played(loops()[-1], tmp_path, play, {"proxy-protocol": True}, proxy=proxy, timeouts={"handshake": 0.2})


def test_a_header_from_anybody_else_is_only_text(tmp_path: Path) -> None:
    async def play(node: Node, port: int) -> None:
        client = await Client.connect(port)
        await client.say(V1)
        await client.hear(b"-- you are")
        assert [connection.address for connection in node._reception.connections.values()] == ["127.0.0.1"]
        await client.close()

    played(loops()[-1], tmp_path, play)


@pytest.mark.parametrize("allowed", [True, False])
def test_a_gateway_speaks_for_its_clients(allowed: bool, tmp_path: Path) -> None:
    async def play(node: Node, port: int) -> None:
        client = await Client.connect(port)
        await client.say(b"WEBIRC secret gateway host.example.org 192.0.2.7 :secure\r\n")
        if allowed:
            await host_of_alice(client)
            assert b" 671 " not in client.heard  # the gateway itself came in plaintext
            assert [connection.address for connection in node._reception.connections.values()] == ["192.0.2.7"]
        else:
            assert (await client.hear_end()).startswith(b"ERROR :")
        await client.close()

    played(loops()[-1], tmp_path, play, proxy=TRUSTED if allowed else {})
