"""A thousand raw clients and a thousand IRC clients in one channel."""

import asyncio
import time
from pathlib import Path
from typing import Self

import pytest
from live_hub import PATIENCE, Hub, Peer, play, serving

EACH = 1000
SPEAKERS = 5
WAVES = 3

pytestmark = [pytest.mark.usefixtures("many_files"), pytest.mark.timeout(300)]


class Member(Peer):
    """One of many: of all it hears it keeps only what is `said`, and counts the rest."""

    nick = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.bytes_heard = 0
        self.entered = False

    def data_received(self, data: bytes) -> None:
        self.bytes_heard += len(data)
        whole, newline, rest = (self.rest + data).rpartition(b"\n")
        self.rest = rest
        if b" 366 " in whole:
            self.entered = True
        if newline and b"said-" in whole:
            self.lines += [line.decode().rstrip("\r") for line in whole.split(b"\n") if b"said-" in line]
        self._news.set()

    @classmethod
    async def join(cls, hub: Hub, nick: str, capabilities: str) -> Self:
        member = await cls.connect(hub)
        member.nick = nick
        if capabilities:
            member.say(f"CAP REQ :{capabilities}", f"NICK {nick}", f"USER {nick} 0 * :{nick}", "CAP END")
        else:
            member.say(f"NICK {nick}", f"USER {nick} 0 * :{nick}")
        member.say("JOIN #lobby")
        return member

    async def has_entered(self) -> None:
        await self.reaches(lambda: self.entered)

    async def has_heard(self, count: int) -> None:
        await self.reaches(lambda: len(self.lines) >= count)


def said(lines: list[str]) -> list[str]:
    return [line[line.index("said-") :] for line in lines]


async def crowd(hub: Hub, wave: int) -> None:
    raw: list[Member] = []
    irc: list[Member] = []
    for n in range(EACH):
        raw.append(await Member.connect(hub))
        capabilities = ("", "echo-message", "message-tags server-time echo-message")[n % 3]
        irc.append(await Member.join(hub, f"w{wave}n{n}", capabilities))
    for member in irc:
        await member.has_entered()
    speakers = [*raw[:SPEAKERS], *irc[:SPEAKERS]]
    for n, member in enumerate(speakers):
        member.say(f"PRIVMSG #lobby :said-{n}" if member.nick else f"said-{n}")
    for n, member in enumerate((*raw, *irc)):
        echoed = bool(member.nick) and (n - EACH) % 3 != 0
        await member.has_heard(len(speakers) - (member in speakers and not echoed))
    order = said(irc[-1].lines)
    assert sorted(order) == sorted(f"said-{n}" for n in range(len(speakers)))
    own = {member: f"said-{n}" for n, member in enumerate(speakers)}
    for n, member in enumerate((*raw, *irc)):
        echoed = bool(member.nick) and (n - EACH) % 3 != 0
        assert said(member.lines) == [text for text in order if echoed or text != own.get(member)]
        assert not member.ended
    print(f"heard by an IRC client: {max(member.bytes_heard for member in irc)} bytes", end="; ")
    print(f"by a raw one: {max(member.bytes_heard for member in raw)}; server: {hub.resident() >> 20} MiB")


def await_files(hub: Hub, count: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while hub.files() > count:
        assert time.monotonic() < deadline, f"{hub.files()} files are open, {count} were"
        time.sleep(0.05)


def test_two_thousand_in_one_channel(tmp_path: Path) -> None:
    with serving(tmp_path) as hub:
        hub.await_health(200)
        files, before = hub.files(), hub.resident()
        after = []
        for wave in range(WAVES):
            play(crowd(hub, wave))
            await_files(hub, files + 2)
            after.append(hub.resident())
        print(f"server: {before >> 20} MiB before, then {[size >> 20 for size in after]}")
        assert after[-1] < before + (128 << 20)
        assert after[-1] < after[0] + (32 << 20), "it grows with every crowd"
