"""Members that never read: they delay nobody, cost bounded memory, and are dropped; healthy readers never are."""

import asyncio
from pathlib import Path

import pytest
from live_hub import PATIENCE, Hub, Irc, Peer, irc_line, play, serving

DEAF = 100
LISTENERS = 10
WRITERS = 4
WINDOW = 64
TEXT = 400

pytestmark = [pytest.mark.usefixtures("many_files"), pytest.mark.timeout(180)]


class Flooder(Irc):
    """Keeps `WINDOW` messages in flight until it is stopped; ``heard`` are the texts of all it hears."""

    def begin(self) -> None:
        self.sent = 0
        self.echoed = 0
        self.running = True
        self.heard: list[str] = []
        self.on_line = self._follow
        self._send(WINDOW)

    def _send(self, count: int) -> None:
        fill = "x" * TEXT
        self.say(*(f"PRIVMSG #lobby :{self.nick}-{self.sent + n} {fill}" for n in range(count)))
        self.sent += count

    def _follow(self, line: str) -> None:
        self.lines.clear()
        heard = text(line)
        if heard:
            self.heard.append(heard)
        if heard.startswith(f"{self.nick}-"):
            self.echoed += 1
            if self.running:
                self._send(1)

    async def stop(self) -> None:
        self.running = False
        await self.reaches(lambda: self.echoed >= self.sent)


class Listener(Irc):
    """Keeps of all it hears only who said what number."""

    def begin(self) -> None:
        self.heard: list[str] = []
        self.on_line = self._follow

    def _follow(self, line: str) -> None:
        self.lines.clear()
        heard = text(line)
        if heard:
            self.heard.append(heard)

    async def has_heard(self, count: int) -> None:
        await self.reaches(lambda: len(self.heard) >= count)


def text(line: str) -> str:
    """``flooder1-17``, without what fills the message up."""
    found = line.rpartition("flooder")[2].partition(" ")[0]
    return f"flooder{found}" if " xxx" in line else ""


def assert_whole(orders: list[list[str]], flooders: list[Flooder]) -> None:
    """All heard the same, in the same order, everything once."""
    first = orders[0]
    assert all(order == first for order in orders)
    assert len(first) == sum(flooder.sent for flooder in flooders)
    for flooder in flooders:
        own = [order for order in first if order.startswith(f"{flooder.nick}-")]
        assert own == [f"{flooder.nick}-{n}" for n in range(flooder.sent)]


async def deaf(hub: Hub, number: int) -> Peer:
    """A member, raw or of IRC, that reads nothing, or nothing more once it is in."""
    if number % 2:
        peer = await Peer.connect(hub, receive_buffer=2048)
        peer.transport.pause_reading()
        return peer
    irc = await Irc.connect(hub, receive_buffer=2048)
    irc.introduce(f"deaf{number}", ("", "server-time", "message-tags server-time")[number % 3])
    await irc.until(lambda line: irc_line(line).command == "366")
    irc.transport.pause_reading()
    return irc


async def flood(hub: Hub) -> int:
    """The most bytes that the server had meanwhile."""
    listeners = [await Listener.register(hub, f"listener{n}") for n in range(LISTENERS)]
    for n in range(DEAF):
        await deaf(hub, n)
    flooders = [await Flooder.register(hub, f"flooder{n}") for n in range(WRITERS)]
    for peer in (*listeners, *flooders):
        await peer.barrier()
    everybody: list[Flooder | Listener] = [*listeners, *flooders]
    for peer in everybody:
        peer.begin()
    most = hub.resident()
    before_any_drop = 0
    async with asyncio.timeout(2 * PATIENCE):
        while (dropped := hub.log.count("dropped a client")) < DEAF:
            most = max(most, hub.resident())
            if not dropped:
                before_any_drop = min(len(peer.heard) for peer in everybody)
            await asyncio.sleep(0.1)
    assert before_any_drop > 10 * WRITERS * WINDOW, "the talk stood still until those who do not read were dropped"
    for flooder in flooders:
        await flooder.stop()
    sent = sum(flooder.sent for flooder in flooders)
    for listener in listeners:
        await listener.has_heard(sent)
        assert not listener.ended
    assert_whole([peer.heard for peer in everybody], flooders)
    print(f"{sent} messages ({sent * TEXT >> 20} MiB) to each; the server had {most >> 20} MiB at most")
    return most


def test_who_never_reads_delays_nobody_and_is_dropped(tmp_path: Path) -> None:
    with serving(tmp_path) as hub:
        most = play(flood(hub))
        assert most < 512 << 20
        dropped = [line for line in hub.log.splitlines() if "dropped a client" in line]
        assert len(dropped) == DEAF
        assert all("reason=" in line for line in dropped)


async def burst(hub: Hub, size: int) -> None:
    """Some listeners read nothing while ``size`` bytes are said to everybody, then go on."""
    slow = [await Listener.register(hub, f"slow{n}") for n in range(5)]
    listener = await Listener.register(hub, "listener")
    flooders = [await Flooder.register(hub, f"flooder{n}") for n in range(WRITERS)]
    for peer in (*slow, listener, *flooders):
        await peer.barrier()
    for peer in slow:
        peer.transport.pause_reading()
    everybody: list[Flooder | Listener] = [*slow, listener, *flooders]
    for peer in everybody:
        peer.begin()
    await listener.has_heard(size // TEXT)
    for flooder in flooders:
        await flooder.stop()
    sent = sum(flooder.sent for flooder in flooders)
    await listener.has_heard(sent)
    for peer in slow:
        peer.transport.resume_reading()
    for peer in slow:
        await peer.has_heard(sent)
        assert not peer.ended
    assert_whole([peer.heard for peer in everybody], flooders)


@pytest.mark.parametrize("megabytes", [4, 16])
def test_a_burst_drops_no_healthy_reader(tmp_path: Path, megabytes: int) -> None:
    """The burst is many times what may wait for a client for long."""
    with serving(tmp_path) as hub:
        play(burst(hub, megabytes << 20))
        assert "dropped a client" not in hub.log


GREEDY = 8
PAGES = 2000


async def ask_and_never_read(hub: Hub) -> int:
    """Some ask for page after page of history, and read none; the most bytes that the server had meanwhile."""
    writer = await Flooder.register(hub, "flooder0")
    writer.begin()
    await writer.reaches(lambda: writer.echoed >= 200)
    await writer.stop()
    writer.on_line = None
    for n in range(GREEDY):
        greedy = await Irc.register(hub, f"greedy{n}")
        greedy.transport.pause_reading()
        greedy.say(*["CHATHISTORY LATEST #lobby * 100"] * PAGES)
    most = 0
    async with asyncio.timeout(PATIENCE):
        while hub.log.count("dropped a client") < GREEDY:
            most = max(most, hub.resident())
            await asyncio.sleep(0.05)
    await writer.barrier()
    return most


def test_answers_that_nobody_reads_are_not_piled_up(tmp_path: Path) -> None:
    with serving(tmp_path) as hub:
        most = play(ask_and_never_read(hub))
        print(f"the server had {most >> 20} MiB at most")
        assert most < 128 << 20
