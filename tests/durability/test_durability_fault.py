"""A disk that fails: nothing is acknowledged after that, everybody is told, history is read, and it heals."""

import asyncio
import contextlib
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from live_disk import Disk
from live_hub import Hub, Irc, Peer, irc_line, play
from live_talk import Round, Said, Talk, said_in_all, said_since

FAULTS = [
    ("fdatasync", "EIO", "-wal"),
    ("pwrite", "EIO", "-wal"),
    ("pwrite", "ENOSPC", "-wal"),
    ("any", "EIO", "any"),
]

WHY = "could not store"


@contextlib.contextmanager
def on_bad_disk(folder: Path, disk: Disk) -> Iterator[Hub]:
    hub = Hub(folder)
    try:
        hub.start(env=disk.environ)
        yield hub
    finally:
        hub.close()


def texts(said: list[tuple[str, str, str]]) -> list[str]:
    return [text for _, _, text in said]


async def say_and_hear(peer: Irc, *said: str) -> None:
    for text in said:
        peer.say(f"PRIVMSG #lobby :{text}")
        await peer.hear(f" PRIVMSG #lobby :{text}")


async def meet_the_failure(hub: Hub, disk: Disk, fault: tuple[str, str, str]) -> None:
    alice, bob = await Irc.register(hub, "alice"), await Irc.register(hub, "bob")
    dave, silent = await Peer.connect(hub), await Peer.connect(hub)
    dave.say("dave: kept 0")
    await dave.hear("-- you are dave")
    await say_and_hear(alice, "kept 1", "kept 2")
    await bob.hear("kept 2")
    await silent.hear("kept 2")
    disk.fails(*fault)
    newcomer = await Peer.connect(hub)
    alice.say(*(f"PRIVMSG #lobby :refused {n}" for n in range(300)))
    for peer in (alice, bob, dave, silent, newcomer):
        await peer.until_closed()
        assert not any("refused" in line for line in peer.lines), "shown, but not stored"
    refusals = [irc_line(line) for line in alice.lines if " FAIL " in line]
    assert refusals
    assert all(line.params[:2] == ("*", "CANNOT_STORE") for line in refusals)
    for peer in (alice, bob):
        last = irc_line(peer.lines[-1])
        assert last.command == "ERROR"
        assert WHY in last.params[0]
    assert dave.lines[-1].startswith("-- ")
    assert WHY in dave.lines[-1]
    assert silent.lines == ["dave: kept 0", "alice: kept 1", "alice: kept 2"]
    assert not newcomer.lines


async def read_but_not_write(hub: Hub) -> None:
    eve, raw = await Irc.register(hub, "eve"), await Peer.connect(hub)
    assert texts(await eve.history()) == ["kept 0", "kept 1", "kept 2"]
    eve.say("@label=one PRIVMSG #lobby :refused in need", "PRIVMSG eve :refused to myself", "TOPIC #lobby :refused")
    eve.say("NOTICE #lobby :refused notice", "JOIN #refused")
    raw.say("refused raw", "/history")
    await raw.hear("cannot store")
    await raw.hear("alice: kept 2")
    await eve.barrier()
    refused = [irc_line(line) for line in eve.lines if " FAIL " in line]
    assert [line.params[:2] for line in refused] == [*[("*", "CANNOT_STORE")] * 4, ("JOIN", "CANNOT_STORE")]
    assert refused[0].tags["label"] == "one"
    assert not any(" PRIVMSG " in line for line in eve.lines)


async def talk_again(hub: Hub, *before: str) -> None:
    eve, raw = await Irc.register(hub, "eve"), await Peer.connect(hub)
    await say_and_hear(eve, "kept 3")
    raw.say("kept 4")
    await eve.hear(":kept 4")
    assert texts(await eve.history()) == [*before, "kept 3", "kept 4"]
    assert texts(await eve.history_forwards()) == [*before, "kept 3", "kept 4"]


async def told(hub: Hub) -> list[str]:
    return texts(await (await Irc.register(hub, "reader")).history())


@pytest.mark.parametrize("fault", FAULTS, ids=" ".join)
def test_a_failing_disk(tmp_path: Path, disk: Disk, fault: tuple[str, str, str]) -> None:
    with on_bad_disk(tmp_path / "hub", disk) as hub:
        play(meet_the_failure(hub, disk, fault))
        play(read_but_not_write(hub))
        assert hub.health() == 503
        # The probe has failed by then, more than once.
        hub.await_log("the log still refuses to write", 2)
        play(read_but_not_write(hub))
        disk.heals()
        hub.await_health(200)
        kept = ["kept 0", "kept 1", "kept 2"]
        play(talk_again(hub, *kept))
        hub.kill()
        hub.start()
        assert play(told(hub)) == [*kept, "kept 3", "kept 4"]
        hub.stop()
        assert "Traceback" not in hub.log, hub.log


@pytest.mark.parametrize("fault", FAULTS, ids=" ".join)
def test_a_crash_on_a_failing_disk(tmp_path: Path, disk: Disk, fault: tuple[str, str, str]) -> None:
    with on_bad_disk(tmp_path / "hub", disk) as hub:
        play(meet_the_failure(hub, disk, fault))
        hub.kill()
        disk.heals()
        hub.start()
        kept = ["kept 0", "kept 1", "kept 2"]
        found = play(told(hub))
        assert found[:3] == kept
        # A refused batch may come back after a crash, but only from its beginning, and never to be lost again.
        assert found[3:] == [f"refused {n}" for n in range(len(found) - 3)]
        play(talk_again(hub, *found))
        hub.stop()


def test_stopping_on_a_failing_disk(tmp_path: Path, disk: Disk) -> None:
    with on_bad_disk(tmp_path / "hub", disk) as hub:
        play(meet_the_failure(hub, disk, FAULTS[0]))
        hub.stop()
        assert "Traceback" not in hub.log, hub.log


async def come_while_it_fails(hub: Hub, disk: Disk) -> None:
    disk.fails(*FAULTS[0])
    late = await Irc.connect(hub)
    late.introduce("late")
    await late.until_closed()
    assert {irc_line(line).command for line in late.lines} <= {"FAIL", "ERROR"}
    assert WHY in late.lines[-1]
    disk.heals()


def test_who_comes_while_the_disk_fails_is_told_in_its_own_words(tmp_path: Path, disk: Disk) -> None:
    with on_bad_disk(tmp_path / "hub", disk) as hub:
        play(come_while_it_fails(hub, disk))
        hub.await_health(200)
        hub.stop()


async def talk_until_it_fails(hub: Hub, disk: Disk, number: int) -> Round:
    dice = random.Random(number)
    talk = await Talk(hub, number).begin()
    await asyncio.sleep(0.2 * dice.random())
    disk.fails(*dice.choice(FAULTS))
    heard = await talk.end()
    disk.heals()
    return heard


def test_a_disk_that_fails_while_people_talk(tmp_path: Path, disk: Disk) -> None:
    with on_bad_disk(tmp_path / "hub", disk) as hub:
        whole: list[Said] = []
        for number in range(6):
            heard = play(talk_until_it_fails(hub, disk, number))
            hub.await_health(200)
            found = play(said_since(hub, whole[-1][0] if whole else ""))
            heard.check(found)
            assert len(found) == max(map(len, heard.heard)), "in the history, but never shown"
            whole += found
        hub.kill()
        hub.start()
        assert play(said_in_all(hub)) == whole
        hub.stop()
        assert "Traceback" not in hub.log, hub.log


async def talk_until_it_is_full(hub: Hub, ballast: Path) -> list[str]:
    """What was heard until the disk was full."""
    alice, bob = await Irc.register(hub, "alice"), await Irc.register(hub, "bob")
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(4096)):
            pass
    number = 0
    while not alice.ended:
        alice.say(*(f"PRIVMSG #lobby :{number + more} {'x' * 300}" for more in range(20)))
        number += 20
        with contextlib.suppress(AssertionError):
            await alice.hear(f" PRIVMSG #lobby :{number - 1} ")
    await bob.until_closed()
    assert WHY in alice.lines[-1]
    heard, echoed = texts(bob.said()), texts(alice.said())
    assert heard[: len(echoed)] == echoed
    return heard


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        command = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if mounted.returncode:
        pytest.skip(f"a small disk may not be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(tmp_path: Path, small_disk: Path) -> None:
    hub = Hub(tmp_path / "hub", small_disk / "data")
    ballast = small_disk / "ballast"
    try:
        hub.start()
        heard = play(talk_until_it_is_full(hub, ballast))
        assert hub.health() == 503
        assert play(told(hub)) == heard
        hub.await_log("the log still refuses to write", 2)
        assert play(told(hub)) == heard
        ballast.unlink()
        hub.await_health(200)
        play(talk_again(hub, *heard))
        hub.kill()
        hub.start()
        assert play(told(hub)) == [*heard, "kept 3", "kept 4"]
        hub.stop()
        assert "Traceback" not in hub.log, hub.log
    finally:
        hub.close()


async def wait_for_the_disk(hub: Hub, disk: Disk) -> None:
    alice = await Irc.register(hub, "alice")
    await say_and_hear(alice, "kept 1")
    bob = await Irc.register(hub, "bob")
    disk.fails("fdatasync", "HANG", "-wal")
    alice.say("PRIVMSG #lobby :late 1")
    hub.await_log("a commit takes too long", 1)
    assert hub.health() == 503
    alice.say("@label=two PRIVMSG #lobby :refused 2")
    bob.say("PRIVMSG #lobby :refused 3")
    raw = await Peer.connect(hub)
    raw.say("refused 4")
    hub.await_log("protocol=plain", 1)
    disk.heals()
    await alice.hear("PRIVMSG #lobby :late 1")
    await bob.hear("PRIVMSG #lobby :late 1")
    assert "label=two" in alice.lines[await alice.hear(" FAIL * CANNOT_STORE ")]
    await bob.hear(" FAIL * CANNOT_STORE ")
    await raw.hear("cannot store")
    hub.await_health(200)
    await say_and_hear(bob, "kept 2")
    assert texts(await alice.history()) == ["kept 1", "late 1", "kept 2"]


@pytest.mark.timeout(120)
def test_a_slow_disk(tmp_path: Path, disk: Disk) -> None:
    """Takes a little more than the ten seconds after which a commit counts as unhealthy."""
    with on_bad_disk(tmp_path / "hub", disk) as hub:
        play(wait_for_the_disk(hub, disk))
        hub.kill()
        hub.start()
        assert play(told(hub)) == ["kept 1", "late 1", "kept 2"]
        hub.stop()
