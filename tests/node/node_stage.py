"""A server as a process of its own, in a network of its own if a test wants one, and an IRC client to talk to it."""

import asyncio
import contextlib
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds until a wait is a failure


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    paths = filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUBBUB_", "LISTEN_", "NOTIFY_"))}
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), **(more or {})}


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


class Server:
    """``said``: its standard output so far; ``log``: its standard error."""

    def __init__(
        self,
        folder: Path,
        *options: str,
        before: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> None:
        self.data = folder / "data"
        self._errors = folder / "stderr.txt"
        command = [*before, sys.executable, "-m", "hubbub", "serve", "--data", str(self.data), *options]
        self.said = ""
        with self._errors.open("a") as errors:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(env), stdout=subprocess.PIPE, stderr=errors, pass_fds=pass_fds
            )

    @property
    def log(self) -> str:
        return self._errors.read_text()

    def listening(self, times: int = 1) -> int:
        """The port, once ``times`` lines have said that it listens."""
        self.read_until(lambda: len(re.findall(r"listening on \S+:\d+\n", self.said)) >= times)
        found = re.findall(r"listening on \S+:(\d+)\n", self.said)
        return int(found[-1])

    def read_until(self, true: Callable[[], bool]) -> None:
        assert self.process.stdout
        descriptor = self.process.stdout.fileno()
        deadline = time.monotonic() + PATIENCE
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while not true():
                assert time.monotonic() < deadline, self.said + self.log
                if selector.select(0.1):
                    data = os.read(descriptor, 65536)
                    assert data, f"it ended: {self.said}{self.log}"
                    self.said += data.decode()

    def logged(self, text: str, times: int = 1) -> None:
        until(lambda: self.log.count(text) >= times, f"{text} is not in {self.log}")

    def run(self, verb: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hubbub", verb, "--data", str(self.data)]
        return subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=90, check=False
        )

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()


@contextlib.contextmanager
def serving(
    folder: Path,
    *options: str,
    before: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
) -> Iterator[Server]:
    """A server for one test, which ends as it is asked to."""
    server = Server(folder, *options, before=before, env=env, pass_fds=pass_fds)
    try:
        yield server
        assert server.stop() == 0, server.log
        assert "Traceback" not in server.log, server.log
    finally:
        server.close()


class Irc:
    """An IRC client; ``line`` raises EOFError or an OSError when the connection is over."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def connect(cls, port: int, nick: str, host: str = "127.0.0.1") -> Self:
        """Registered and in the lobby.  A refused connection raises ConnectionRefusedError."""
        self = cls(*await asyncio.open_connection(host, port))
        try:
            self.send(f"NICK {nick}", f"USER {nick} 0 * :{nick}", "CAP REQ :echo-message batch draft/chathistory")
            self.send("CAP END", "JOIN #lobby")
            await self.until(" 366 ")
        except BaseException:
            self.close()
            raise
        return self

    def send(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())

    async def line(self) -> str:
        line = await asyncio.wait_for(self._reader.readline(), PATIENCE)
        if not line.endswith(b"\n"):
            raise EOFError
        if line.startswith(b"PING"):
            self._writer.write(line.replace(b"PING", b"PONG", 1))
        return line.decode().rstrip("\r\n")

    async def until(self, part: str) -> list[str]:
        lines: list[str] = []
        while not lines or part not in lines[-1]:
            lines.append(await self.line())
        return lines

    def close(self) -> None:
        self._writer.close()
