"""The control door: `hubbub ban` while the server runs and without it; no page, no stranger comes through."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from doors_stage import listener, played, until
from tls_stage import Client, loops

from hubbub.net import control
from hubbub.node import console
from hubbub.node.app import Node
from hubbub.node.config import Config, from_values
from hubbub.node.console import AccountAsk, Ask, ConsoleError
from hubbub.node.passwords import derive

ASK = msgspec.json.encode(Ask("list"))


def config_of(folder: Path) -> Config:
    return from_values({"server": {"data-dir": str(folder)}})


async def ban(folder: Path, *words: object) -> tuple[str, ...]:
    return await asyncio.to_thread(console.manage, config_of(folder), Ask(*words))  # type: ignore[arg-type]


def place(folder: Path) -> console.Whereabouts:
    return msgspec.json.decode((folder / console.FILE).read_bytes(), type=console.Whereabouts)


@pytest.mark.parametrize("factory", loops())
@pytest.mark.parametrize("tls", ["auto", True])
def test_bans_hold_at_once_for_those_who_are_here(factory: Callable[..., object], tls: object, tmp_path: Path) -> None:
    async def play(node: Node, port: int) -> None:
        assert stat.S_IMODE((tmp_path / console.FILE).stat().st_mode) == 0o600
        assert await ban(tmp_path, "list") == ("nobody is banned",)
        if tls == "auto":
            troll = await Client.connect(port)
            await troll.say_raw(b"NICK troll\r\nUSER t 0 * :t\r\n")
            await troll.hear(b" 376 ")
            assert await ban(tmp_path, "add", "mask", "troll", 0, "noise") == ("troll!*@* is banned",)
            heard = await troll.hear_end()
            assert heard.endswith(b"ERROR :you are banned from this server: noise\r\n")
            plain = await listener(port)
            await plain.say(b"/nick troll\n")
            await plain.hear(b"-- you are banned from this server: noise\n")
            assert await ban(tmp_path, "remove", "mask", "TROLL") == ("troll!*@* is banned no longer",)
            await plain.say(b"/nick troll\n")
            await plain.hear(b"-- guest-1 is now known as troll\n")
        (told,) = await ban(tmp_path, "add", "address", "203.0.113.0/24", 5)
        assert told.startswith("203.0.113.0/24 is banned until ")
        (row,) = await ban(tmp_path, "list")
        assert row.startswith("203.0.113.0/24  by console at ")
        for refused, why in (("nobody", "there is no ban on nobody"), ("", "a mask is nick!user@host")):
            with pytest.raises(ConsoleError, match=why):
                await ban(tmp_path, "remove", "mask", refused)

    played(factory, tmp_path, play, {"tls": tls})
    assert not (tmp_path / console.FILE).exists()


def test_without_a_server_they_are_written_into_its_log(tmp_path: Path) -> None:
    with pytest.raises(ConsoleError, match="there is no hubbub data in"):
        console.manage(config_of(tmp_path), Ask("list"))

    async def nothing(_: Node, port: int) -> None:
        await listener(port)

    async def meets_the_ban(_: Node, port: int) -> None:
        troll = await Client.connect(port)
        await troll.say_raw(b"NICK troll\r\nUSER t 0 * :t\r\n")
        assert b" 465 * :you are banned from this server: noise" in await troll.hear_end()

    played(loops()[-1], tmp_path, nothing)
    config = config_of(tmp_path)
    assert console.manage(config, Ask("add", "mask", "troll", reason="noise")) == ("troll!*@* is banned",)
    with pytest.raises(ConsoleError, match="has this machine itself in it"):
        console.manage(config, Ask("add", "address", "127.0.0.1"))
    (row,) = console.manage(config, Ask("list"))
    assert row.endswith(": noise")
    played(loops()[-1], tmp_path, meets_the_ban)
    console.manage(config, Ask("add", "mask", "other", reason="red \x1b[31m\nnobody is banned"))
    assert all(row.isprintable() for row in console.manage(config, Ask("list")))


def test_a_ban_of_an_address_holds_at_the_door(tmp_path: Path) -> None:
    async def play(node: Node, port: int) -> None:
        async def from_there() -> Client:
            client = await Client.connect(port)
            await client.say_raw(b"PROXY TCP4 192.0.2.9 192.0.2.1 40000 7500\r\n")
            await client.say_raw(b"hello\n")
            return client

        here = await from_there()
        await here.hear(b"-- you are")
        await ban(tmp_path, "add", "address", "192.0.2.0/24", 0, "enough")
        await here.hear_end()
        again = await from_there()
        assert await again.hear_end() == b"ERROR :you are banned from this server: enough\r\n"
        await until(lambda: not node._reception.connections)

    played(loops()[-1], tmp_path, play, proxy={"allow-from": ["127.0.0.1"]})


def test_a_note_left_behind_by_a_server_that_was_killed_is_no_obstacle(tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        left.append((tmp_path / console.FILE).read_bytes())

    left: list[bytes] = []
    played(loops()[-1], tmp_path, play)
    (tmp_path / console.FILE).write_bytes(left[0])
    assert console.manage(config_of(tmp_path), Ask("list")) == ("nobody is banned",)
    (tmp_path / console.FILE).write_bytes(b"nonsense")
    with pytest.raises(ConsoleError, match="cannot be read"):
        console.manage(config_of(tmp_path), Ask("list"))


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ([], 200),
        (["Origin: http://localhost:{port}"], 403),
        (["Origin: http://evil.example"], 403),
        (["Sec-Fetch-Site: same-origin"], 403),
        (["Referer: http://localhost/"], 403),
        (["Cookie: a=b"], 403),
        (["X-Forwarded-For: 127.0.0.1"], 403),
        (["Via: 1.1 proxy"], 403),
        (["Host: evil.example"], 421),
        (["Hubbub-Token: wrong"], 403),
        (["Hubbub-Token:"], 403),
        (["Content-Type: text/plain"], 415),
    ],
)
def test_who_comes_through(fields: list[str], status: int, tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        head = {"Host": f"127.0.0.1:{port}", control.TOKEN: place(tmp_path).token, "Content-Type": "application/json"}
        head |= {"Content-Length": str(len(ASK)), "Connection": "close"}
        for field in fields:
            name, value = field.format(port=port).split(":", 1)
            head[name] = value.strip()
        lines = [f"POST {control.PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        client = await Client.connect(port)
        await client.say_raw("\r\n".join(lines).encode() + ASK)
        heard = await client.hear_end()
        assert heard.startswith(b"HTTP/1.1 %d " % status)
        assert (b"nobody is banned" in heard) is (status == 200)

    played(loops()[-1], tmp_path, play)


def test_what_is_no_question_is_answered_by_400(tmp_path: Path) -> None:
    async def play(node: Node, _: int) -> None:
        door = console.Console(lambda: node._hub, node._clock, node._submit_and_store)
        for body in (b"", b"nonsense", b'{"do": "stop"}', b"\xff", b'{"do": "list", "minutes": "many"}'):
            status, answer = await door.carry_out(body)
            assert status == 400
            assert msgspec.json.decode(answer, type=console.Answer).refused

    played(loops()[-1], tmp_path, play)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_by_no_other_method(method: str, tmp_path: Path) -> None:
    async def play(_: Node, port: int) -> None:
        client = await Client.connect(port)
        await client.say_raw(
            f"{method} {control.PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        assert (await client.hear_end()).startswith(b"HTTP/1.1 405 ")

    played(loops()[-1], tmp_path, play)


@pytest.mark.parametrize(
    ("mask", "kind"),
    [("203.0.113.9", "address"), ("203.0.113.9/24", "address"), ("::1", "address"), ("alice", "mask"), ("*@x", "mask")],
)
def test_what_is_meant(mask: str, kind: str) -> None:
    assert console.kind_of(mask) == kind


def test_accounts_are_made_and_ended_while_the_server_runs(tmp_path: Path) -> None:
    async def ask(*words: object) -> tuple[str, ...]:
        return await asyncio.to_thread(console.manage, config_of(tmp_path), AccountAsk(*words))  # type: ignore[arg-type]

    async def play(node: Node, port: int) -> None:
        made = derive("sesame", "minimum")
        assert await ask("list") == ("there are no accounts",)
        assert await ask("add", "ally", made) == ("ally is registered",)
        plain = await listener(port)
        await plain.say(b"/nick ally\n")
        await plain.hear(b"-- the nickname ally is registered: log in to its account to use it\n")
        await plain.say(b"/login ally sesame\n")
        await plain.hear(b"-- you are logged in as ally\n")
        assert await ask("password", "ally", derive("other", "minimum")) == ("ally has a new password",)
        with pytest.raises(ConsoleError, match="somebody has registered that name"):
            await ask("add", "Ally", made)
        assert await ask("remove", "ally") == ("ally is removed",)
        await plain.say(b"/logout\n")
        await plain.hear(b"-- you are not logged in\n")
        assert await ask("list") == ("there are no accounts",)

    played(loops()[-1], tmp_path, play)
