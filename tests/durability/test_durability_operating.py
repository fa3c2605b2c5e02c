"""What operators do while people talk: stop, back up, restore, start a second server."""

import asyncio
from pathlib import Path

from live_hub import Hub, Irc, irc_line, play, serving
from live_talk import Round, Said, Talk, said_in_all


async def talk_until_stopped(hub: Hub) -> Round:
    talk = await Talk(hub, 1).begin()
    await talk.silent.until(lambda line: line.endswith("-300"))
    await asyncio.to_thread(hub.stop)
    heard = await talk.end()
    # Who is still writing when the connection closes may lose the last words to the reset; who listens does not.
    last = irc_line(talk.silent.lines[-1])
    assert last.command == "ERROR"
    assert "shutting down" in last.params[0]
    return heard


def test_sigterm_while_people_talk(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    try:
        hub.start()
        heard = play(talk_until_stopped(hub))
        assert not hub.faults, hub.log
        hub.start()
        heard.check(play(said_in_all(hub)))
        hub.stop()
    finally:
        hub.close()


async def back_up_while_people_talk(hub: Hub, file: Path) -> tuple[int, list[Said]]:
    """How much was acknowledged when the backup began, and all that was said in the end."""
    talk = await Talk(hub, 2).begin()
    await talk.silent.until(lambda line: line.endswith("-300"))
    acknowledged = len(talk.silent.said())
    done = await asyncio.to_thread(hub.run, "backup", file)
    assert done.returncode == 0, done.stderr
    during = len(talk.silent.said())
    assert during > acknowledged, "nothing was said while the backup was made"
    start = len(talk.silent.lines)
    await talk.silent.until(lambda line: " PRIVMSG " in line, start)
    for writer in talk.writers:
        writer.on_line = None
    talk.raw.on_line = None
    for writer in talk.writers:
        await writer.barrier()
    reader = await Irc.register(hub, "reader")
    return acknowledged, await reader.history_forwards()


def test_backup_while_people_talk(tmp_path: Path) -> None:
    file = tmp_path / "backup"
    with serving(tmp_path / "hub") as hub:
        acknowledged, whole = play(back_up_while_people_talk(hub, file))
        refused = hub.run("restore", file)
        assert refused.returncode == 2
        assert "in use by another server" in refused.stderr
    restored = Hub(tmp_path / "restored")
    done = restored.run("restore", file)
    assert done.returncode == 0, done.stderr
    try:
        restored.start()
        found = play(said_in_all(restored))
        restored.stop()
    finally:
        restored.close()
    assert len(found) >= acknowledged
    assert found == whole[: len(found)]


def test_a_second_server_on_the_same_folder(tmp_path: Path) -> None:
    async def talk(text: str) -> list[Said]:
        alice = await Irc.register(hub, "alice")
        alice.say(f"PRIVMSG #lobby :{text}")
        await alice.hear(f":{text}")
        return await alice.history()

    with serving(tmp_path) as hub:
        play(talk("before"))
        second = hub.run("serve", "--port", "0")
        assert second.returncode == 2
        assert not second.stdout
        assert len(second.stderr.splitlines()) == 1
        assert "in use by another server" in second.stderr
        assert [text for _, _, text in play(talk("after"))] == ["before", "after"]


def test_sigterm_with_somebody_at_the_door(tmp_path: Path) -> None:
    """Who has connected and said nothing yet, or offered TLS and was refused, keeps nobody waiting."""

    async def knock() -> None:
        peers = [await Irc.connect(hub) for _ in range(5)]
        peers[0].say("NICK half")
        peers[1].transport.write(b"\x16\x03\x01")
        await peers[1].until_closed()
        await asyncio.to_thread(hub.stop, 3.0)
        for peer in peers:
            await peer.until_closed()

    with serving(tmp_path) as hub:
        play(knock())
        hub.start()
