"""People who talk without end, and what must be true of it afterwards, whatever ended it."""

import random
from typing import Self

from live_hub import Hub, Irc, Peer

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
        self.say(f"{prefix}-0")
        self.sent = 1
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


class Talk:
    """One conversation in #lobby: `begin`, anything that ends it for everybody, `end`."""

    def __init__(self, hub: Hub, number: int) -> None:
        self._hub = hub
        self._name = f"r{number}"
        self._windows = random.Random(number).choices((1, 4, 30, 200), k=WRITERS)

    async def begin(self) -> Self:
        hub, name = self._hub, self._name
        self.silent_raw = await Peer.connect(hub)
        self.silent = await Irc.register(hub, "silent")
        self.raw = await RawWriter.connect(hub)
        self.raw.begin(f"{name}raw")
        await self.silent.hear(f"{name}raw-0")
        self.writers = [await Writer.register(hub, f"writer{n}") for n in range(WRITERS)]
        for peer in (self.silent, *self.writers):
            await peer.barrier()
        for n, writer in enumerate(self.writers):
            writer.begin(f"{name}w{n}", self._windows[n])
        return self

    async def end(self) -> Round:
        """Once everybody was disconnected: what they have heard."""
        for peer in (self.silent_raw, self.raw, self.silent, *self.writers):
            await peer.until_closed()
        # The writers came after the first message; from then on everybody hears everything.
        first = self.silent.said()[:1]
        assert first[0][2] == f"{self.raw.prefix}-0"
        heard = [self.silent.said(), *(first + writer.said() for writer in self.writers)]
        echoed = {msgid for writer in self.writers for msgid, nick, _ in writer.said() if nick == writer.nick}
        return Round(heard, [(spoken(self.silent_raw), "-"), (spoken(self.raw), self.raw.prefix)], echoed)


def spoken(peer: Peer) -> list[tuple[str, str]]:
    """Who said what, as a raw client hears it."""
    return [(line.partition(": ")[0], line.partition(": ")[2]) for line in peer.lines if not line.startswith("-- ")]


async def said_since(hub: Hub, after: str = "") -> list[Said]:
    """What the history has behind the message ``after``, or all; some of it found by msgid too."""
    reader = await Irc.register(hub, "reader")
    found = await reader.history(after)
    for msgid, nick, text in random.Random(len(found)).sample(found, min(len(found), 5)):
        assert await reader.page(f"AROUND #lobby msgid={msgid} 1") == [(msgid, nick, text)]
    reader.say("QUIT")
    await reader.until_closed()
    return found


async def said_in_all(hub: Hub) -> list[Said]:
    """The whole history, read forwards."""
    return await (await Irc.register(hub, "reader")).history_forwards()
