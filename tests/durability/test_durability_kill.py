"""SIGKILL at random moments while people talk: what anyone was shown is in the log, once, in that order."""

import asyncio
import os
import random
import sys
from pathlib import Path

import pytest
from live_hub import Hub, Irc, Peer, play

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

ROUNDS = int(os.environ.get("HUBBUB_KILL_ROUNDS", "20"))
WRITERS = 4

Said = tuple[str, str, str]


class Writer(Irc):
    """Keeps ``window`` messages in flight: each that is echoed makes room for the next."""

    def begin(self, prefix: str, window: int) -> None:
        self.prefix = prefix
        self.sent = 0
        self.on_line = self._follow
        self._send(window)

    def _follow(self, line: str) -> None:
        if f":{self.nick}!" in line and f" PRIVMSG #lobby :{self.prefix}" in line:
            self._send(1)

    def _send(self, count: int) -> None:
        if not self.transport.is_closing():
            self.say(*(f"PRIVMSG #lobby :{self.prefix}-{self.sent + n}" for n in range(count)))
            self.sent += count


class RawWriter(Peer):
    """Says a line for every few that it hears."""

    def begin(self, prefix: str) -> None:
        self.prefix = prefix
        self.sent = 0
        self.on_line = self._follow

    def _follow(self, _line: str) -> None:
        if len(self.lines) % 8 == 0 and not self.transport.is_closing():
            self.say(f"{self.prefix}-{self.sent}")
            self.sent += 1


class Round:
    """What was heard in one life of the server: by IRC clients (all of it), and by raw ones (not their own words)."""

    def __init__(self, heard: list[list[Said]], raw: list[tuple[list[tuple[str, str]], str]], echoed: set[str]) -> None:
        self.heard = heard
        self.raw = raw
        self.echoed = echoed

    def check(self, history: list[Said]) -> None:
        """``history``: what was said in this life of the server, by its own account."""
        ids = [msgid for msgid, _, _ in history]
        texts = [text for _, _, text in history]
        assert all(ids)
        assert len(set(ids)) == len(ids), "twice in the history"
        assert len(set(texts)) == len(texts), "stored twice"
        assert self.echoed <= set(ids), "acknowledged, but not in the history"
        for heard in self.heard:
            assert heard == history[: len(heard)], "heard, but not so in the history"
        for spoken, own in self.raw:
            expected = [(nick, text) for _, nick, text in history if not text.startswith(own)]
            assert spoken == expected[: len(spoken)], "heard by a raw client, but not so in the history"
        numbers: dict[str, int] = {}
        for text in texts:
            prefix, _, number = text.rpartition("-")
            assert int(number) == numbers.get(prefix, -1) + 1, "out of order, or with a gap"
            numbers[prefix] = int(number)


async def talk_until_killed(hub: Hub, number: int) -> Round:
    dice = random.Random(number)
    silent_raw = await Peer.connect(hub)
    silent = await Irc.register(hub, "silent")
    raw = await RawWriter.connect(hub)
    raw.begin(f"r{number}raw")
    raw.say(f"{raw.prefix}-{raw.sent}")
    raw.sent += 1
    await silent.hear(f"{raw.prefix}-0")
    writers = [await Writer.register(hub, f"writer{n}") for n in range(WRITERS)]
    everybody = [silent, *writers]
    for writer in everybody:
        await writer.barrier()
    for n, writer in enumerate(writers):
        writer.begin(f"r{number}w{n}", dice.choice((1, 4, 30, 200)))
    await asyncio.sleep(dice.choice((0, 0.02, 0.1, 0.3)) * dice.random())
    hub.kill()
    for peer in (silent_raw, raw, *everybody):
        await peer.until_closed()
    first = silent.said()[:1]
    assert first[0][2] == f"{raw.prefix}-0"
    # The writers came after the first message; from then on everybody hears everything.
    heard = [silent.said(), *(first + writer.said() for writer in writers)]
    echoed = {msgid for writer in writers for msgid, nick, _ in writer.said() if nick == writer.nick}
    return Round(heard, [(spoken(silent_raw), "-"), (spoken(raw), raw.prefix)], echoed)


def spoken(peer: Peer) -> list[tuple[str, str]]:
    """Who said what, as a raw client hears it."""
    return [(line.partition(": ")[0], line.partition(": ")[2]) for line in peer.lines if not line.startswith("-- ")]


async def told_afterwards(hub: Hub, after: str) -> list[Said]:
    reader = await Irc.register(hub, "reader")
    found = await reader.history(after)
    for msgid, nick, text in random.Random(len(found)).sample(found, min(len(found), 5)):
        assert await reader.page(f"AROUND #lobby msgid={msgid} 1") == [(msgid, nick, text)]
    reader.say("QUIT")
    await reader.until_closed()
    return found


async def told_in_the_end(hub: Hub) -> list[Said]:
    reader = await Irc.register(hub, "reader")
    return await reader.history_forwards()


@pytest.mark.timeout(30 + 10 * ROUNDS)
def test_what_was_acknowledged_or_heard_survives_sigkill(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    whole: list[Said] = []
    acknowledged = 0
    try:
        hub.start()
        for number in range(ROUNDS):
            heard = play(talk_until_killed(hub, number))
            hub.start()
            found = play(told_afterwards(hub, whole[-1][0] if whole else ""))
            heard.check(found)
            whole += found
            acknowledged += len(heard.echoed)
        assert play(told_in_the_end(hub)) == whole
        hub.stop()
    finally:
        hub.close()
    assert not hub.faults, hub.log
    assert acknowledged, "nothing was acknowledged in any round: nothing was tested"
    print(f"{ROUNDS} kills, {acknowledged} acknowledged, {len(whole)} stored")
