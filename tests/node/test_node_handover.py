"""Restarting a server that people talk through: nobody is refused, nothing acknowledged is lost."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from node_stage import PATIENCE, Irc, Server, serving, until

from hubbub.node import handover
from hubbub.node.errors import CannotStart

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a program cannot take another's place on Windows")

RESTARTS = 3
TALKERS = 3

HISTORY = "[history]\nlines-per-request = 10000\n[limits]\nsendq-bytes = 16777216\n"


async def talk(port: int, nick: str, acknowledged: list[str], over: asyncio.Event) -> None:
    """Say one thing after the other, the next when the one before came back; connect again when told to."""
    number = 0
    while not over.is_set():
        try:
            client = await Irc.connect(port, nick)
        except ConnectionRefusedError:
            raise
        except (EOFError, OSError):
            continue
        with contextlib.suppress(EOFError, OSError), contextlib.closing(client):
            while not over.is_set():
                number += 1
                said = f"{nick}-{number}"
                client.send(f"PRIVMSG #lobby :{said}")
                await client.until(f":{nick}!")
                acknowledged.append(said)


async def hear(port: int, heard: list[str], over: asyncio.Event) -> None:
    """Listen, as raw clients do, and come back at once whenever the connection ends."""
    while not over.is_set():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(OSError), contextlib.closing(writer):
            while line := await asyncio.wait_for(reader.readline(), PATIENCE):
                heard.append(line.decode().strip().partition(": ")[2])


async def knock(port: int, over: asyncio.Event) -> int:
    """Connect and leave, again and again; a refusal raises."""
    count = 0
    while not over.is_set():
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        count += 1
        await asyncio.sleep(0.005)
    return count


def open_files(process: int) -> int:
    """How many files a process has open; 0 where the system does not say."""
    folder = Path(f"/proc/{process}/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


async def history(port: int) -> list[str]:
    client = await Irc.connect(port, "reader")
    with contextlib.closing(client):
        client.send("CHATHISTORY LATEST #lobby * 10000", "PING done")
        lines = await client.until("PONG")
    return [line.rpartition(" :")[2] for line in lines if " PRIVMSG #lobby " in line]


def are_reached(goals: list[tuple[list[str], int]]) -> bool:
    return all(len(said) >= goal for said, goal in goals)


async def restart_under_talk(server: Server, port: int) -> tuple[dict[str, list[str]], list[str], list[str]]:
    over = asyncio.Event()
    acknowledged: dict[str, list[str]] = {f"talker{number}": [] for number in range(TALKERS)}
    heard: list[str] = []
    async with asyncio.TaskGroup() as group:
        for nick, said in acknowledged.items():
            group.create_task(talk(port, nick, said, over))
        listener = group.create_task(hear(port, heard, over))
        group.create_task(knock(port, over))
        for _ in range(RESTARTS):
            goals = [(said, len(said) + 20) for said in acknowledged.values()]
            done = await asyncio.to_thread(server.run, "restart")
            assert (done.returncode, done.stderr) == (0, ""), server.log
            await asyncio.to_thread(until, partial(are_reached, goals), "nobody talks any more")
        over.set()
        listener.cancel()
    return acknowledged, heard, await history(port)


def test_restarts_under_talk_refuse_nobody_and_lose_nothing(tmp_path: Path) -> None:
    config = tmp_path / "hub.toml"
    config.write_text(HISTORY)
    with serving(tmp_path, "--port", "0", "--config", str(config)) as server:
        port = server.listening()
        process = server.process.pid
        files = open_files(process)
        acknowledged, heard, kept = asyncio.run(restart_under_talk(server, port))
        assert server.listening(1 + RESTARTS) == port
        assert server.process.poll() is None
        for nick, said in acknowledged.items():
            own = [text for text in kept if text.startswith(f"{nick}-")]
            numbers = [int(text.partition("-")[2]) for text in own]
            assert numbers == sorted(set(numbers)), "out of order, or twice"
            assert set(said) <= set(own), "acknowledged and lost"
        places = {text: place for place, text in enumerate(kept)}
        order = [places[text] for text in heard if text in places]
        assert order == sorted(set(order)), "heard in another order"
        until(lambda: open_files(process) <= files + 4, "descriptors are left behind")


def test_sessions_are_told_to_come_back(tmp_path: Path) -> None:
    async def scene(server: Server, port: int) -> list[str]:
        client = await Irc.connect(port, "alice")
        server.process.send_signal(signal.SIGUSR2)
        lines = []
        with contextlib.suppress(EOFError, OSError), contextlib.closing(client):
            while True:
                lines.append(await client.line())
        return lines

    with serving(tmp_path, "--port", "0") as server:
        lines = asyncio.run(scene(server, server.listening()))
        assert lines[-1].startswith("ERROR ")
        assert "the server restarts; connect again" in lines[-1]
        server.listening(2)


def test_a_configuration_that_went_wrong_leaves_the_server_as_it_is(tmp_path: Path) -> None:
    async def scene(server: Server, port: int) -> str:
        client = await Irc.connect(port, "alice")
        with contextlib.closing(client):
            done = await asyncio.to_thread(server.run, "restart")
            client.send("PRIVMSG #lobby :still here")
            await client.until("still here")
        assert (done.returncode, done.stdout) == (2, "")
        return done.stderr

    config = tmp_path / "hub.toml"
    config.write_text("[server]\nname = 'a.b'\n")
    with serving(tmp_path, "--port", "0", "--config", str(config)) as server:
        port = server.listening()
        config.write_text("[server]\nnaem = 'a.b'\n")
        said = asyncio.run(scene(server, port))
        assert said.count("\n") == 1
        assert f"(process {server.process.pid}) goes on as before: {config}:2: server.naem: unknown key" in said
        assert "not restarted" in server.log
        config.write_text("[server]\nname = 'c.d'\n")
        assert server.run("restart").returncode == 0, server.log
        assert server.listening(2) == port


def test_names_that_would_be_one_leave_the_server_as_it_is(tmp_path: Path) -> None:
    async def scene(server: Server, port: int) -> str:
        client = await Irc.connect(port, "alice")
        with contextlib.closing(client):
            client.send("JOIN #a[,#A{")
            await client.until(" 366 alice #A{ ")
            config.write_text("[server]\ncasemapping = 'rfc1459'\n")
            done = await asyncio.to_thread(server.run, "restart")
            client.send("PRIVMSG #a[ :still here", "PING x")
            await client.until("PONG")
        assert (done.returncode, done.stdout) == (2, "")
        return done.stderr

    config = tmp_path / "hub.toml"
    config.write_text("[server]\ncasemapping = 'permissive'\n")
    with serving(tmp_path, "--port", "0", "--config", str(config)) as server:
        said = asyncio.run(scene(server, server.listening()))
        assert "goes on as before" in said
        assert 'server.casemapping = "rfc1459" would make one of the channels #a[ and #A{' in said


def test_requests_in_a_row_kill_nobody(tmp_path: Path) -> None:
    """A signal that comes while no program is there to receive it waits for the next one."""
    with serving(tmp_path, "--port", "0") as server:
        port = server.listening()
        ends = time.monotonic() + 3
        while time.monotonic() < ends:
            server.process.send_signal(signal.SIGUSR2)
            assert server.process.poll() is None, server.log
            time.sleep(0.01)
        assert server.listening(2) == port


def test_the_end_comes_before_a_restart(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0") as server:
        server.listening()
        server.process.send_signal(signal.SIGUSR2)
        server.logged("asked to restart")


def test_who_comes_back_at_the_end_is_refused(tmp_path: Path) -> None:
    """An app that tries again at once must learn that nobody is there, not be taken in and then cut off."""

    async def scene(server: Server, port: int) -> None:
        client = await Irc.connect(port, "alice")
        with contextlib.closing(client):
            server.process.send_signal(signal.SIGTERM)
            await client.until("the server is shutting down")
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection("127.0.0.1", port)

    with serving(tmp_path, "--port", "0") as server:
        asyncio.run(scene(server, server.listening()))


def test_a_changed_port_is_taken_up(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        other = free.getsockname()[1]
    config = tmp_path / "hub.toml"
    config.write_text("[[listen]]\nport = 0\n")
    with serving(tmp_path, "--config", str(config)) as server:
        first = server.listening()
        config.write_text(f"[[listen]]\nport = {other}\n")
        assert server.run("restart").returncode == 0, server.log
        assert server.listening(2) == other
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", first)):
            pass


def test_nobody_to_restart(tmp_path: Path) -> None:
    server = Server(tmp_path, "--port", "0")
    try:
        server.listening()
        assert server.stop() == 0
        done = server.run("restart")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"no server holds the data folder {server.data}; start one with hubbub serve\n"
    finally:
        server.close()


@pytest.fixture
def inherited() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        descriptor = os.dup(listening.fileno())
    yield descriptor
    with contextlib.suppress(OSError):
        os.close(descriptor)


def test_what_the_program_before_left(inherited: int) -> None:
    environ = {handover.VARIABLE: f"take:{os.getpid()}:{inherited}", "OTHER": "1"}
    (listening,), trial = handover.received(environ)
    with listening:
        assert not trial
        assert listening.fileno() == inherited
        assert not listening.get_inheritable()
    assert environ == {"OTHER": "1"}


@pytest.mark.parametrize("value", ["", "take", "take::3", "take:{other}:3", "try:{own}:3", "give:{own}:3"])
def test_what_is_meant_for_another_process_is_left_alone(value: str) -> None:
    environ = {handover.VARIABLE: value.format(own=os.getpid(), other=os.getpid() + 1)}
    assert handover.received(environ) == ([], False)
    assert environ == {}


@pytest.mark.parametrize("descriptors", ["", "x", "3,,4", "1000000"])
def test_a_value_that_no_server_wrote(descriptors: str) -> None:
    with pytest.raises(CannotStart):
        handover.received({handover.VARIABLE: f"take:{os.getpid()}:{descriptors}"})
