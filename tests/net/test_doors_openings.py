"""Every protocol's opening, however its bytes come, in plaintext and inside TLS; and what comes the wrong way round."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from doors_stage import listener, played, until
from tls_stage import Client, client_context, loops

from hubbub.node.app import Node

DETECT = 2.0  # longer than any pause below: what is decided here is decided by bytes
SHORT, LONG = 0.001, 0.02  # seconds; a plain client's chunk ends after 0.05
_number = count(1)

Opening = Callable[[str], tuple[bytes, bytes]]

WEBSOCKET = b"\r\n".join(
    [
        b"GET /ws HTTP/1.1",
        b"Host: localhost",
        b"Connection: Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        b"\r\n",
    ]
)
OPENINGS: dict[str, Opening] = {
    "irc, nick first": lambda nick: (f"NICK {nick}\r\nUSER u 0 * :U\r\n".encode(), f" 001 {nick} ".encode()),
    "irc, capabilities first": lambda _: (b"CAP LS 302\r\n", b" CAP * LS "),
    "irc, bare newlines": lambda nick: (f"USER u 0 * :U\nNICK {nick}\n".encode(), f" 001 {nick} ".encode()),
    "http": lambda _: (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b" 200 OK"),
    "http, not allowed": lambda _: (b"DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n", b" 405 "),
    "websocket": lambda _: (WEBSOCKET, b" 101 "),
    "plain": lambda nick: (f"{nick}: hello\n".encode(), f"-- you are {nick}".encode()),
    "plain, like irc": lambda _: (b"NICK of time, they say\n", b"-- you are guest-"),
    "plain, like http": lambda _: (b"GET well soon\n", b"-- you are guest-"),
}


def pieces_of(data: bytes) -> dict[str, list[tuple[list[bytes], float]]]:
    """The ways in which bytes come: each a list of attempts, of pieces and the pause between them."""
    fifth = max(1, len(data) // 5)
    return {
        "whole": [([data], 0.0)],
        "byte by byte": [([data[n : n + 1] for n in range(len(data))], SHORT)],
        "slowly": [([data[n : n + fifth] for n in range(0, len(data), fifth)], LONG)],
        "split at each byte": [([data[:n], data[n:]], SHORT) for n in range(1, len(data))],
    }


@asynccontextmanager
async def connected(port: int, *, tls: bool) -> AsyncIterator[Client]:
    client = await Client.connect(port)
    if tls:
        await client.shake_hands(client_context())
    yield client
    Client.all.remove(client)
    await client.close()


@pytest.mark.parametrize("factory", loops())
@pytest.mark.parametrize("tls", [False, True], ids=["plaintext", "tls"])
@pytest.mark.parametrize(
    ("way", "name"),
    [
        (way, name)
        for way in ("whole", "byte by byte", "slowly", "split at each byte", "after silence")
        for name in OPENINGS
        if way != "slowly" or not name.startswith("plain")  # who pauses within plain text says it in chunks
    ],
)
def test_an_opening_is_recognised(factory: Any, tls: bool, way: str, name: str, tmp_path: Path) -> None:
    async def play(node: Node, port: int) -> None:
        opening = OPENINGS[name]
        silent = way == "after silence"
        for attempt in range(len(pieces_of(opening("n0000")[0])["whole" if silent else way])):
            says, hears = opening(f"n{next(_number):04}")
            pieces, pause = pieces_of(says)["whole" if silent else way][attempt]
            async with connected(port, tls=tls) as client:
                if silent:
                    await until(lambda: all(one.outbox._held is None for one in node._reception.connections.values()))
                for piece in pieces:
                    await client.say(piece)
                    await asyncio.sleep(pause)
                await client.hear(hears)

    detect = 0.05 if way == "after silence" else DETECT
    played(factory, tmp_path, play, timeouts={"detect": detect})


@pytest.mark.parametrize("factory", loops())
@pytest.mark.parametrize("tls", [False, True], ids=["plaintext", "tls"])
def test_the_wrong_way_round(factory: Any, tls: bool, tmp_path: Path) -> None:
    """What a connection has turned out to speak, it speaks to its end."""

    async def play(_: Node, port: int) -> None:
        hello = Client(*await asyncio.open_connection("127.0.0.1", port)).hello(client_context())
        hears_all = await listener(port)
        async with connected(port, tls=tls) as client:  # TLS inside plain text
            await client.say(b"typed\n")
            await client.hear(b"-- you are")
            await client.say(hello + b"\nstill plain\n")
            await hears_all.hear(b": still plain\n")
        async with connected(port, tls=tls) as client:  # TLS and HTTP inside IRC
            await client.say(b"NICK irene\r\nUSER u 0 * :U\r\n")
            await client.hear(b" 001 irene ")
            await client.say(hello + b"\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nPING over\r\n")
            heard = await client.hear(b" PONG ")
            assert b" 421 irene GET " in heard
            assert b" 200 OK" not in heard
        async with connected(port, tls=tls) as client:  # IRC and plain text inside HTTP
            await client.say(
                b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nNICK evil\r\nUSER e 0 * :e\r\nspoken\r\n"
            )
            heard = await client.hear_end()
            assert b" 400 Bad Request" in heard
            assert b" 001 " not in heard
        await hears_all.say(b"last\n")
        async with connected(port, tls=tls) as client:
            await client.say(b"later: last of all\n")
            heard = await hears_all.hear(b": last of all")
            assert b"evil" not in heard
            assert b"spoken" not in heard

    played(factory, tmp_path, play)
