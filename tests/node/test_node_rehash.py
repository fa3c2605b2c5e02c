"""REHASH and SIGHUP on a server that runs: what is taken up, what waits, and what a mistake changes."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest
from node_stage import Irc, serving

FIRST = """
[server]
motd = ["first"]
[[operator]]
name = "root"
password = "sesame"
"""
SECOND = """
[server]
motd = ["second"]
network = "elsewhere"
[limits]
topic-length = 50
[channels]
autojoin = ["#lobby", "#more"]
[[operator]]
name = "root"
password = "open"
"""


async def asks(client: Irc, line: str) -> list[str]:
    """All that is heard until everything is answered."""
    client.send(line, "PING done")
    return (await client.until(" PONG "))[:-1]


def test_rehash(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"

    async def scene(port: int) -> None:
        root, alice = await Irc.connect(port, "root"), await Irc.connect(port, "alice")
        assert [line.split(" ")[1] for line in await asks(alice, "REHASH")] == ["481"]
        await asks(root, "OPER root sesame")
        assert any(" :nothing changed" in line for line in await asks(root, "REHASH"))

        file.write_text(SECOND)
        told = await asks(root, "REHASH")
        assert any(line.endswith(" 382 root configuration :Rehashing") for line in told)
        assert any("taken up: server.motd, limits.topic-length, channels.autojoin, operator" in line for line in told)
        assert any("takes a restart: server.network" in line for line in told)
        heard = await asks(alice, "MOTD")
        assert any(" 005 alice TOPICLEN=50 :" in line for line in heard), "told without asking"
        assert any(line.endswith(" 372 alice :- second") for line in heard)
        assert any(" 322 alice #more 0 :" in line for line in await asks(alice, "LIST"))
        assert any(" 491 " in line for line in await asks(alice, "OPER root sesame"))
        assert any(" 381 " in line for line in await asks(alice, "OPER root open"))

        file.write_text("[server]\nmotd = 3")
        (line,) = await asks(root, "REHASH")
        assert " FAIL REHASH BAD_CONFIGURATION :" in line
        assert "server.motd = 3" in line
        assert any(line.endswith(":- second") for line in await asks(alice, "MOTD")), "a mistake changes nothing"
        root.close()
        alice.close()

    file.write_text(FIRST)
    with serving(tmp_path, "--port", "0", "--config", str(file)) as server:
        asyncio.run(scene(server.listening()))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGHUP")
def test_sighup(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"

    async def motd(port: int) -> list[str]:
        alice = await Irc.connect(port, "alice")
        lines = await asks(alice, "MOTD")
        alice.close()
        return [line.partition(" :- ")[2] for line in lines if " 372 " in line]

    file.write_text(FIRST)
    with serving(tmp_path, "--port", "0", "--config", str(file)) as server:
        port = server.listening()
        assert asyncio.run(motd(port)) == ["first"]
        file.write_text(SECOND)
        server.process.send_signal(signal.SIGHUP)
        server.logged("the configuration was read again")
        assert asyncio.run(motd(port)) == ["second"]
        file.write_text("nonsense")
        server.process.send_signal(signal.SIGHUP)
        server.logged("the configuration is not taken up")
        assert asyncio.run(motd(port)) == ["second"]


def test_limits_of_what_is_read_change_for_those_who_are_here(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"

    async def scene(port: int) -> None:
        root, alice = await Irc.connect(port, "root"), await Irc.connect(port, "alice")
        await asks(alice, "CAP LS 302")
        await asks(alice, "CAP REQ :batch draft/multiline echo-message")
        alice.send("JOIN #a")
        await asks(root, "OPER root sesame")
        file.write_text(FIRST + "[limits]\nmultiline-lines = 2\n[history]\nlines-per-request = 3\n")
        await asks(root, "REHASH")
        heard = await asks(alice, "TIME")
        assert any("NEW :" in line and "draft/multiline=max-bytes=4096,max-lines=2" in line for line in heard)
        lines = (f"@batch=1 PRIVMSG #a {number}" for number in range(3))
        alice.send("BATCH +1 draft/multiline #a", *lines, "BATCH -1")
        heard = await asks(alice, "TIME")
        assert any(" FAIL BATCH MULTILINE_MAX_LINES 2 :" in line for line in heard), heard
        for number in range(5):
            alice.send(f"PRIVMSG #a {number}")
        page = await asks(alice, "CHATHISTORY LATEST #a * 100")
        assert [line[-1] for line in page if " PRIVMSG #a " in line and line.startswith("@batch")] == ["2", "3", "4"]
        alice.close()
        root.close()

    file.write_text(FIRST)
    with serving(tmp_path, "--port", "0", "--config", str(file)) as server:
        asyncio.run(scene(server.listening()))


def test_what_is_offered_changes_for_those_who_are_here(tmp_path: Path) -> None:
    file = tmp_path / "hub.toml"

    async def scene(port: int) -> None:
        root, alice = await Irc.connect(port, "root"), await Irc.connect(port, "alice")
        await asks(alice, "CAP LS 302")
        assert any(" ACK :sasl" in line for line in await asks(alice, "CAP REQ :sasl"))
        await asks(root, "OPER root sesame")
        file.write_text(FIRST + "[accounts]\nsasl = ['SCRAM-SHA-256']\nregister = false\n")
        told = await asks(root, "REHASH")
        assert any("taken up: accounts.sasl, accounts.register" in line for line in told)
        heard = await asks(alice, "CAP LIST")
        assert any(line.endswith(" CAP alice NEW :sasl=SCRAM-SHA-256") for line in heard)
        assert any(line.endswith(" CAP alice DEL :draft/account-registration") for line in heard)
        file.write_text(FIRST + "[accounts]\nenabled = false\n")
        await asks(root, "REHASH")
        heard = await asks(alice, "CAP LIST")
        assert any(" CAP alice DEL :" in line and "sasl" in line.rpartition(":")[2].split() for line in heard)
        (active,) = [line for line in heard if " LIST " in line]
        assert "cap-notify" in active
        assert "sasl" not in active, "what is gone is not negotiated any more"
        root.close()
        alice.close()

    file.write_text(FIRST)
    with serving(tmp_path, "--port", "0", "--config", str(file)) as server:
        asyncio.run(scene(server.listening()))
