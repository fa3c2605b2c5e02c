"""Who may come from beyond loopback, what they may say, and what others see of where they are.

A proxy on this machine speaks for clients from elsewhere.
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from doors_stage import Play, listener, played, until
from tls_stage import Client, client_context, loops

from hubbub.node.app import CannotStart, Node
from hubbub.node.config import from_values

PROXY = {"allow-from": ["127.0.0.1"]}
EXPOSURE = {"plaintext-guests": ["private", "192.0.2.0/24"]}
TIMES = {"detect-remote": 0.05}
BARRED = b"ERROR :this server takes no plaintext from your address: connect with TLS, to the same port\r\n"


@pytest.fixture(params=loops(), ids=lambda factory: factory.__module__.split(".")[0])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., None]:
    def plays(what: Play, **sections: Any) -> None:
        sections = {"proxy": PROXY, "exposure": EXPOSURE, "timeouts": TIMES, **sections}
        played(request.param, tmp_path, what, **sections)

    return plays


async def from_elsewhere(port: int, address: str) -> Client:
    client = await Client.connect(port)
    family = "TCP6" if ":" in address else "TCP4"
    await client.say_raw(f"PROXY {family} {address} {address} 40000 7500\r\n".encode())
    return client


@pytest.mark.parametrize("says", [b"", b"hello\n", b"NICK alice\r\nUSER a 0 * :a\r\n", b"CAP LS 302\r\n"])
@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::9", "192.0.3.1"])
def test_strangers_hear_one_line_and_nothing_before(play: Callable[..., None], address: str, says: bytes) -> None:
    async def whole(node: Node, port: int) -> None:
        alice = await listener(port)
        stranger = await from_elsewhere(port, address)
        await alice.say(b"before\n")
        await stranger.say_raw(says)
        await stranger.hear_end()
        assert stranger.heard == BARRED
        await stranger.close()
        await until(lambda: len(node._reception.connections) == 1)
        assert not any(who.host != "localhost" for who in node._hub.sessions.values())
        assert b"hello" not in alice.heard

    play(whole)


@pytest.mark.parametrize("address", ["10.1.2.3", "192.168.7.7", "fd00::7", "fe80::7", "192.0.2.9", "127.0.0.2", "::1"])
def test_guests_come_in_from_the_addresses_that_are_named(play: Callable[..., None], address: str) -> None:
    async def whole(node: Node, port: int) -> None:
        alice = await listener(port)
        guest = await from_elsewhere(port, address)
        await guest.say_raw(b"hello\n")
        await alice.hear(b": hello\n")

    play(whole)


def test_by_tls_everybody_comes_in(play: Callable[..., None]) -> None:
    async def whole(_: Node, port: int) -> None:
        alice = await listener(port)
        stranger = await from_elsewhere(port, "203.0.113.9")
        await stranger.shake_hands(client_context())
        await stranger.say(b"hello\n")
        await alice.hear(b": hello\n")

    play(whole)


def test_pages_answer_everybody(play: Callable[..., None]) -> None:
    async def whole(_: Node, port: int) -> None:
        stranger = await from_elsewhere(port, "203.0.113.9")
        await stranger.say_raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        await stranger.hear(b"ok")
        assert stranger.heard.startswith(b"HTTP/1.1 200 ")

    play(whole)


def test_a_page_of_theirs_gets_no_session_in_plaintext(play: Callable[..., None]) -> None:
    upgrade = (
        b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )

    async def whole(_: Node, port: int) -> None:
        stranger = await from_elsewhere(port, "203.0.113.9")
        await stranger.say_raw(upgrade)
        await stranger.hear(b"connect with TLS")
        assert stranger.heard.startswith(b"HTTP/1.1 403 ")
        guest = await from_elsewhere(port, "10.0.0.9")
        await guest.say_raw(upgrade)
        await guest.hear(b"HTTP/1.1 101 ")

    play(whole)


def test_others_see_a_cloak_that_lasts(play: Callable[..., None], tmp_path: Path) -> None:
    async def whole(node: Node, port: int) -> None:
        guest = await from_elsewhere(port, "192.0.2.9")
        await guest.say_raw(b"NICK alice\r\nUSER a 0 * :a\r\n")
        await guest.hear(b" 376 ")
        host = node._hub.host_of("192.0.2.9")
        assert host.endswith(".ip")
        assert f"alice!a@{host}".encode() in guest.heard
        bob = await Client.connect(port)
        await bob.say_raw(b"NICK bob\r\nUSER b 0 * :b\r\nWHOIS alice\r\nWHO alice\r\nUSERHOST alice\r\n")
        await bob.hear(b" 302 ")
        assert b"192.0.2.9" not in bob.heard
        assert bob.heard.count(host.encode()) == 3
        hosts.append(host)

    hosts: list[str] = []
    play(whole)
    file = tmp_path / "cloak.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    play(whole)
    assert hosts[0] == hosts[1]


def test_no_secret_is_made_where_nobody_comes_from_elsewhere(play: Callable[..., None], tmp_path: Path) -> None:
    async def whole(_: Node, port: int) -> None:
        await listener(port)

    play(whole, proxy={})
    assert not (tmp_path / "cloak.key").exists()


def test_a_broken_secret_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "cloak.key").write_bytes(b"short")
    values = {"server": {"data-dir": str(tmp_path)}, "listen": [{"port": 0}], "proxy": PROXY}
    with pytest.raises(CannotStart, match=r"cloak\.key is damaged"):
        Node(from_values(values))


def test_passwords_are_not_taken_in_plaintext(play: Callable[..., None]) -> None:
    async def whole(_: Node, port: int) -> None:
        guest = await from_elsewhere(port, "192.0.2.9")
        await guest.say_raw(b"PASS sesame\r\nNICK alice\r\nUSER a 0 * :a\r\n")
        await guest.hear_end()
        assert b" 464 * :no password is taken over plaintext" in guest.heard
        assert b" 001 " not in guest.heard
        friend = await from_elsewhere(port, "192.0.2.9")
        await friend.shake_hands(client_context())
        await friend.say(b"PASS sesame\r\nNICK alice\r\nUSER a 0 * :a\r\nOPER root pw\r\n")
        await friend.hear(b" 381 ")

    operator = [{"name": "root", "password": "pw", "host": "192.0.2.*"}]
    play(whole, server={"password": "sesame"}, operator=operator)


def test_a_gateway_brings_in_whom_the_rules_let_in(play: Callable[..., None]) -> None:
    async def whole(_: Node, port: int) -> None:
        for address, option, comes_in in (
            ("192.0.2.9", b"", True),
            ("203.0.113.9", b"", False),
            ("203.0.113.9", b" :secure", True),
        ):
            client = await Client.connect(port)
            await client.say_raw(b"WEBIRC x gate host %b%b\r\nNICK a\r\nUSER a 0 * :a\r\n" % (address.encode(), option))
            await client.hear(b" 001 " if comes_in else BARRED)
            await client.say_raw(b"QUIT\r\n")
            await client.hear_end()

    play(whole)
