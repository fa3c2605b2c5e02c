"""When there are no more files, and when thousands come slowly: nobody who talks is disturbed, and it passes."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import pytest
from live_hub import PATIENCE, Hub, Irc, Peer, play, serving

FILES = 256
SLOW = int(os.environ.get("HUBBUB_TEST_SLOW", "300"))
"""Slow connections; 2,000 where there is time."""

TALKERS = 100 if SLOW >= 2000 else 10

OPENINGS = (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"CAP LS 302\r\nNICK ", b"\x16\x03\x01\x02\x00\x01")
"""Half a request, half a registration, half a TLS handshake; each goes on with a byte a second, and never ends."""

CONFIG = "[timeouts]\nregistration = 3\nhandshake = 3\n"


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are POSIX")
@pytest.mark.usefixtures("many_files")
def test_without_files_the_server_goes_on_and_recovers(tmp_path: Path) -> None:
    async def overrun(hub: Hub) -> None:
        alice, bob = await Irc.register(hub, "alice"), await Irc.register(hub, "bob")
        alice.say("JOIN #lobby")
        bob.say("JOIN #lobby")
        await alice.barrier()
        await bob.barrier()
        crowd = [socket.create_connection(("127.0.0.1", hub.port), timeout=PATIENCE) for _ in range(2 * FILES)]
        async with asyncio.timeout(PATIENCE):
            while "no more connections can be accepted" not in hub.log:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        alice.say("PRIVMSG #lobby :still here")
        await alice.barrier()
        await bob.barrier()
        assert any("still here" in line for line in bob.lines)
        for one in crowd:
            one.close()
        async with asyncio.timeout(PATIENCE):
            newcomer = await Irc.register(hub, "newcomer")
        await newcomer.barrier()
        await alice.barrier()

    hub = Hub(tmp_path)
    try:
        hub.start("prlimit", f"--nofile={FILES}:{FILES}")
        play(overrun(hub))
        hub.stop()
        assert [fault for fault in hub.faults if "no more connections" not in fault] == []
    finally:
        hub.close()


async def dribble(peer: Peer) -> None:
    while not peer.ended:
        peer.transport.write(b"x")
        await asyncio.sleep(1)


@pytest.mark.usefixtures("many_files")
def test_slow_connections_are_closed_on_time_while_others_talk(tmp_path: Path) -> None:
    config = tmp_path / "hub.toml"
    config.write_text(CONFIG)

    async def crowded(hub: Hub) -> None:
        talkers = [await Irc.register(hub, f"t{number}") for number in range(TALKERS)]
        for talker in talkers:
            talker.say("JOIN #lobby")
            await talker.barrier()
        slow: list[Peer] = []
        for number in range(SLOW):
            peer = await Peer.connect(hub)
            peer.transport.write(OPENINGS[number % len(OPENINGS)])
            slow.append(peer)
        tasks = [asyncio.create_task(dribble(peer)) for peer in slow]
        said = 0
        async with asyncio.timeout(60):
            while not all(peer.ended for peer in slow):
                talkers[said % TALKERS].say(f"PRIVMSG #lobby :m{said}")
                said += 1
                for talker in talkers:
                    await talker.barrier()
                await asyncio.sleep(0.1)
        for number in range(said):
            heard = [any(f":m{number}" in line for line in talker.lines) for talker in talkers]
            assert heard.count(True) >= TALKERS - 1, "all but who said it"
        await asyncio.gather(*tasks)

    with serving(tmp_path, env={"HUBBUB_CONFIG": str(config)}) as hub:
        play(crowded(hub))
