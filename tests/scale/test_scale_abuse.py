"""Whatever is done to the port: nothing is logged as an error, nobody else suffers, nothing is left behind."""

import asyncio
import os
import random
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_hub import PATIENCE, Hub, Irc, Peer, irc_line, play, serving

CONNECTIONS = 200
LINES = 10_000
READERS = 8
"""Files that the server opens when history is read first: four readers of the log have two each."""

SCRAPS = [
    b"NICK ", b"USER a 0 * :b", b"CAP LS 302", b"CAP REQ :message-tags batch labeled-response echo-message", b"CAP END",
    b"JOIN #lobby", b"JOIN #\xff\xfe,#a,&b,#lobby k,k,", b"PRIVMSG #lobby :", b"PRIVMSG #lobby,#lobby,#lobby,#a,b :x",
    b"@label=1;+a=\\:\\s\\\\ ", b"@", b":", b"\r\n", b"\n", b"\r", b"\0", b"\x16\x03\x01", b"GET / HTTP/1.1\r\n",
    b"Host: x\r\n\r\n", b"/nick ", b"/join #x", b"//", b"/help", b"/history 99999999999999999999", b"/",
    b"\xed\xa0\x80", b"\xf0\x9f\x92\xa9", b"MODE #lobby +kl-b+ovbeI x 99999999999999999999 * * * *",
    b"MODE #lobby +l -1", b"LIST >x",
    b"MODE x +o", b"TOPIC #lobby :\x01\x02", b"KICK #lobby a,b,c :x", b"INVITE a #lobby", b"WHO * o", b"WHOIS a,b a",
    b"NAMES #lobby,#x", b"USERHOST a b c d e f", b"OPER a b", b"AWAY :x", b"PING", b"PING :", b"PONG", b"RESUME x",
    b"CHATHISTORY LATEST #lobby * 0", b"CHATHISTORY BEFORE #lobby timestamp=9999-12-31T23:59:59.999Z 99999999999",
    b"CHATHISTORY AROUND #lobby msgid=\xff 5", b"CHATHISTORY TARGETS timestamp=0001-01-01T00:00:00.000Z * 5",
    b"CHATHISTORY BETWEEN a msgid=x timestamp=1970-01-01T00:00:00.000Z 5", b"QUIT :\xff", b"JOIN 0", b"PART #lobby :x",
    b"@+hubbub/cid=x PRIVMSG #lobby :once", b"@+typing=active TAGMSG #lobby", b"NOTICE a :b", b"\x01ACTION x\x01",
    b"PASS x", b"AUTHENTICATE *", b"WEBIRC a b c d", b"HELP x", b"MOTD x", b"VERSION", b"TIME", b"LUSERS", b"x" * 600,
]  # fmt: skip


def garbage(dice: random.Random) -> Iterator[bytes]:
    """Some chunks of what no client should send."""
    for _ in range(dice.randrange(1, 12)):
        kind = dice.randrange(4)
        if kind == 0:
            yield dice.randbytes(dice.randrange(1, 300))
        elif kind == 1:
            yield b"".join(dice.choices(SCRAPS, k=dice.randrange(1, 10)))
        else:
            yield b"".join(scrap + dice.choice((b"\r\n", b"\n")) for scrap in dice.choices(SCRAPS, k=20))


async def abuse(hub: Hub, dice: random.Random) -> None:
    peer = await Peer.connect(hub)
    peer.on_line = lambda _: peer.lines.clear()
    if dice.random() < 0.5:
        nick = f"n{dice.randrange(10**9)}"
        peer.say(f"NICK {nick}", f"USER {nick} 0 * :x", "CAP REQ :message-tags batch draft/chathistory", "JOIN #lobby")
    for chunk in garbage(dice):
        if peer.ended:
            return
        peer.transport.write(chunk)
        if dice.random() < 0.3:
            await asyncio.sleep(dice.random() * 0.05)
    end = dice.randrange(4)
    if end == 0 and not peer.ended:
        peer.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.abort()
    elif end == 1 and not peer.ended:
        peer.transport.write_eof()
        await peer.until_closed()
    else:
        peer.close()


async def abuse_by_many(hub: Hub, seed: int) -> None:
    keeper = await Irc.register(hub, "keeper")
    dice = random.Random(seed)
    for _ in range(CONNECTIONS // 20):
        await asyncio.gather(*(abuse(hub, random.Random(dice.random())) for _ in range(20)))
        await keeper.barrier()
        assert not keeper.ended
    for line in keeper.lines:
        assert irc_line(line).command.isalnum(), line
        assert "\0" not in line
        assert "\r" not in line


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A server whose files are as many in the end as in the beginning."""
    with serving(tmp_path) as hub:
        hub.await_health(200)
        files = hub.files()
        yield hub
        hub.await_health(200)
        deadline = time.monotonic() + PATIENCE
        while hub.files() > files + READERS:
            assert time.monotonic() < deadline, f"{hub.files()} files are open, {files} were"
            time.sleep(0.05)


@pytest.mark.parametrize("seed", range(int(os.environ.get("HUBBUB_ABUSE_SEEDS", "3"))))
def test_garbage(hub: Hub, seed: int) -> None:
    play(abuse_by_many(hub, seed))


async def one_byte_at_a_time(hub: Hub) -> None:
    peer = await Irc.connect(hub)
    peer.nick = "slow"
    lines = ["CAP REQ :echo-message", "NICK slow", "USER slow 0 * :slow", "CAP END", "JOIN #lobby"]
    text = "".join(f"{line}\r\n" for line in (*lines, "PRIVMSG #lobby :héllo"))
    for byte in text.encode():
        peer.transport.write(bytes((byte,)))
        await asyncio.sleep(0)
    await peer.hear("PRIVMSG #lobby :héllo")


def test_registration_one_byte_at_a_time(hub: Hub) -> None:
    play(one_byte_at_a_time(hub))


async def long_lines(hub: Hub) -> None:
    alice = await Irc.register(hub, "alice")
    raw = await Peer.connect(hub)
    raw.say("raw: hello")
    await alice.hear("hello")
    for size in (511, 512, 8703, 15 * 1024):
        alice.say(f"PRIVMSG #lobby :{'a' * size}")
        alice.say(f"{'b' * size}")
        alice.say(f"@{'c' * size} PRIVMSG #lobby :tagged")
        raw.say("d" * size, "/" + "e" * size)
        await alice.barrier()
    for size in (16 * 1024, 17 * 1024, 300 * 1024):  # beyond [limits] readq-bytes an IRC client is sent away
        giant = await Irc.register(hub, f"giant{size}")
        giant.say(f"PRIVMSG #lobby :{'a' * size}")
        await giant.until_closed()
        assert any(line.startswith("ERROR") for line in giant.lines)
        raw.say("d" * size, "/" + "e" * size)
        await alice.barrier()
    assert any(" 417 " in line for line in alice.lines)
    raw.say("still here")
    await alice.hear("still here")
    # A line that never ends is not kept.
    before = hub.resident()
    endless, endless_raw = await Irc.register(hub, "endless"), await Peer.connect(hub)
    endless.transport.write(b"PRIVMSG #lobby :" + b"f" * (1 << 18))
    await endless.until_closed()
    for _ in range(64):
        endless_raw.transport.write(b"@" + bytes(1 << 18))
        await alice.barrier()
    assert hub.resident() < before + (32 << 20)


def test_long_lines(hub: Hub) -> None:
    play(long_lines(hub))


async def many_lines_in_one_write(hub: Hub) -> None:
    alice = await Irc.register(hub, "alice")
    writer = await Irc.register(hub, "writer")
    raw, listener = await Peer.connect(hub), await Peer.connect(hub)
    raw.say("raw: hello")
    await alice.hear("hello")
    await listener.hear("hello")
    writer.say(*(f"PRIVMSG #lobby :irc-{n}" for n in range(LINES)), "QUIT :done")
    raw.say(*(f"raw-{n}" for n in range(LINES)))
    raw.transport.write_eof()
    await writer.until_closed()
    for peer in (alice, listener):
        await peer.hear(f"raw-{LINES - 1}")
        await peer.hear(f"irc-{LINES - 1}")
    for source in ("irc", "raw"):
        for heard in (alice.lines, listener.lines):
            texts = [line.rpartition(f"{source}-")[2] for line in heard if f"{source}-" in line]
            assert texts == [str(n) for n in range(LINES)]
    assert [text for _, nick, text in writer.said() if nick == "writer"] == [f"irc-{n}" for n in range(LINES)]
    assert irc_line(writer.lines[-1]).command == "ERROR"
    await alice.until(lambda line: "QUIT" in line and "done" in line)


def test_ten_thousand_lines_in_one_write(hub: Hub) -> None:
    play(many_lines_in_one_write(hub))


async def quit_in_the_same_packet(hub: Hub) -> None:
    alice = await Irc.register(hub, "alice")
    for n in range(50):
        irc, raw = await Irc.connect(hub), await Peer.connect(hub)
        irc.introduce(f"brief{n}")
        irc.say(f"PRIVMSG #lobby :brief-irc-{n}.", "QUIT :bye", "PRIVMSG #lobby :posthumous")
        raw.say(f"brief-raw-{n}.", "/quit", "posthumous")
        await irc.until_closed()
        await raw.until_closed()
        assert any(line.startswith("ERROR") for line in irc.lines)
    await alice.barrier()
    heard = [text for _, _, text in alice.said()]
    assert sorted(heard) == sorted(f"brief-{kind}-{n}." for kind in ("irc", "raw") for n in range(50))
    assert sum("QUIT" in line for line in alice.lines) == 100


def test_quit_in_the_same_packet(hub: Hub) -> None:
    play(quit_in_the_same_packet(hub))
