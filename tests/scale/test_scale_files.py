"""A server that may open no more files: it accepts nobody for a while, and loses nothing and nobody."""

import asyncio
import sys
from pathlib import Path

import pytest
from live_hub import Hub, Irc, Peer, play

FILES = 80
KNOCKING = 150

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="resource limits are POSIX")


async def too_many(hub: Hub) -> None:
    first = await Irc.register(hub, "first")
    readers = [await Irc.register(hub, f"reader{n}") for n in range(6)]
    peers = [await Peer.connect(hub) for _ in range(KNOCKING)]  # the kernel accepts them all
    hub.await_log("no more connections can be accepted", 2)
    first.say("PRIVMSG #lobby :said while it is full")
    await first.hear(":said while it is full")
    assert [text for _, _, text in await first.history()] == ["said while it is full"]
    pages = await asyncio.gather(*(reader.history() for reader in readers))
    assert [[text for _, _, text in page] for page in pages] == [["said while it is full"]] * len(readers)
    inside = sum(bool(peer.lines) for peer in peers)
    assert inside < FILES
    # One after the other leaves, and the next comes in.
    for n, peer in enumerate(peers[:-1]):
        peer.say(f"knock {n}.")
        await first.hear(f":knock {n}.")
        peer.close()
    peers[-1].say("the last.")
    await first.hear(":the last.")
    assert not first.ended


def test_no_more_files(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    try:
        hub.start("sh", "-c", f'ulimit -n {FILES}; exec "$0" "$@"')
        play(too_many(hub))
        hub.stop()
        others = [line for line in hub.faults if "no more connections can be accepted" not in line]
        assert not others, hub.log
    finally:
        hub.close()
