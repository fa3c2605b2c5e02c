"""The servers under test: child processes on free loopback ports, and what they cost. Linux (it reads /proc)."""

import contextlib
import os
import re
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60.0
STOP_SECONDS = 15.0
_TICK = 1 / os.sysconf("SC_CLK_TCK")


class ServerFailedError(Exception):
    """A server did not start; the text is what it wrote to standard error."""


@dataclass(frozen=True)
class Server:
    """One running server: where it listens, and its process."""

    address: tuple[str, int]
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """User and system time of the process so far, all threads, ended ones included (proc(5), stat)."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        fields = stat[stat.rindex(")") + 2 :].split()
        return (int(fields[11]) + int(fields[12])) * _TICK

    def peak_bytes(self) -> int:
        """The most memory that was resident at once (proc(5), VmHWM)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) * 1024 if found else 0


class Fleet:
    """Servers that are measured as one: a single hubbub, or one textbook server for each channel."""

    def __init__(self, servers: list[Server]) -> None:
        self.servers = servers

    def address(self, channel: int) -> tuple[str, int]:
        return self.servers[channel % len(self.servers)].address

    def cpu_seconds(self) -> float:
        return sum(server.cpu_seconds() for server in self.servers)

    def cpu_seconds_at_rest(self, patience: float = 10.0) -> float:
        """The same once the servers have stopped working, so that work put off is counted too."""
        deadline = time.monotonic() + patience
        before = self.cpu_seconds()
        while time.monotonic() < deadline:
            time.sleep(0.25)
            now = self.cpu_seconds()
            if now - before <= _TICK:
                return now
            before = now
        return before

    def peak_bytes(self) -> int:
        return sum(server.peak_bytes() for server in self.servers)


@contextlib.contextmanager
def running(kind: str, count: int, data_root: Path | None) -> Iterator[Fleet]:
    """Start `count` servers of a kind (`textbook`, `textbook-by-line`, `hubbub`); end them afterwards.

    hubbub keeps its log in a folder that is made for it below `data_root`. Raises ServerFailedError.
    """
    with tempfile.TemporaryDirectory(prefix="hubbub-bench-", dir=data_root) as folder:
        data = Path(folder)
        with contextlib.ExitStack() as stack:
            processes = [stack.enter_context(_process(kind, data, number)) for number in range(count)]
            yield Fleet(
                [Server(_address(process, data / f"{number}.err"), process) for number, process in enumerate(processes)]
            )


@contextlib.contextmanager
def _process(kind: str, data: Path, number: int) -> Iterator[subprocess.Popen[bytes]]:
    command = {
        "textbook": [str(ROOT / "examples/tutorial/server.py"), "0"],
        "textbook-by-line": [str(ROOT / "bench/textbook_by_line.py"), "0"],
        "hubbub": ["-m", "hubbub", "serve", "--port", "0", "--data", str(data / f"data-{number}")],
    }[kind]
    with (data / f"{number}.err").open("wb") as errors:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=errors)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            assert process.stdout
            process.stdout.close()


def _address(process: subprocess.Popen[bytes], errors: Path) -> tuple[str, int]:
    assert process.stdout
    ready = select.select([process.stdout], [], [], START_SECONDS)[0]
    line = process.stdout.readline() if ready else b""
    found = re.search(rb"listening on ([\d.]+):(\d+)", line)
    if not found:
        raise ServerFailedError(f"said {line!r}; its errors: {errors.read_text(errors='replace')[-2000:]}")
    return found[1].decode(), int(found[2])
