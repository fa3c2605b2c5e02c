"""IRC apps as people run them: each in a terminal of its own (tmux), typed into, and read from its screen."""

import importlib.util
import os
import re
import selectors
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds until a wait is a failure; apps hold back what they send, so some take seconds
POLL = 0.05
_FAULT = re.compile(r"\[(?:error|critical)\s*\]|Traceback|was never (?:retrieved|awaited)|Exception ignored")


def need(*programs: str) -> None:
    """Skip where a program is missing; in CI that is an error."""
    _have([program for program in programs if not shutil.which(program)])


def need_modules(*modules: str) -> None:
    """Skip where a Python library is missing; in CI that is an error."""
    _have([module for module in modules if importlib.util.find_spec(module) is None])


def have(**things: bool) -> None:
    """The same for whatever else a test needs: its name, and whether it is there."""
    _have([name.replace("_", "-") for name, there in things.items() if not there])


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a program to end.  Raises TimeoutExpired where it had to be ended."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()


def _have(missing: list[str]) -> None:
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must have {', '.join(missing)}")
    if missing:
        pytest.skip(f"no {', '.join(missing)} on this machine")


def until(happens: Callable[[], bool], complaint: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, complaint()
        time.sleep(POLL)


class Hub:
    """A hubbub in its own process, which comes back at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "stderr.txt"
        self._process: subprocess.Popen[str] | None = None
        self.port = 0

    def start(self) -> None:
        data = str(self._folder / "data")
        command = [sys.executable, "-m", "hubbub", "serve", "--port", str(self.port), "--data", data]
        with self._log.open("a") as errors:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
        assert self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            line = self._process.stdout.readline() if selector.select(PATIENCE) else ""
        address = re.search(r"listening on 127\.0\.0\.1:(\d+)", line)
        if not address:
            self._process.kill()
            self._process.communicate()
            pytest.fail(f"the server said {line!r}, and:\n{self._log.read_text()}")
        self.port = int(address[1])

    def account(self, name: str, password: str) -> None:
        """Register an account as the administrator does, beside the running server."""
        command = [sys.executable, "-m", "hubbub", "account", "add", name, "--data", str(self._folder / "data")]
        done = subprocess.run(
            command, cwd=ROOT, input=f"{password}\n", capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, done.stderr
        assert f"{name} is registered" in done.stdout

    def stop(self) -> None:
        """End the server.  Raises AssertionError where it, or its log, does not end well."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            assert process.stdout
            process.stdout.close()
        assert process.returncode == 0
        faults = [line for line in self._log.read_text().splitlines() if _FAULT.search(line)]
        assert not faults, "\n".join(faults)


class Terminal:
    """A tmux server of the test's own: one terminal, one app in it."""

    def __init__(self, folder: Path, command: Sequence[str]) -> None:
        """``folder``: a short path, since the socket is in it."""
        self._socket = str(folder / "tmux")
        self._environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        self._tmux("-f", os.devnull, "new-session", "-d", "-x", "180", "-y", "60", *command)

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *arguments],
            env=self._environment,
            timeout=PATIENCE,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    @property
    def screen(self) -> str:
        """What is on the screen now, without empty lines and the space behind each line."""
        lines = (line.rstrip() for line in self._tmux("capture-pane", "-p", "-J").splitlines())
        return "\n".join(line for line in lines if line.strip(" │"))

    def types(self, *lines: str) -> None:
        """Type lines, each with Return behind it."""
        for line in lines:
            self._tmux("send-keys", "-l", "--", line)
            self._tmux("send-keys", "Enter")

    def shows(self, pattern: str) -> str:
        """Wait until the screen shows the regular expression; what it found."""
        until(lambda: self.has(pattern), lambda: f"in vain waited for {pattern!r} on:\n{self.screen}")
        return self.screen

    def has(self, pattern: str) -> bool:
        return re.search(pattern, self.screen) is not None

    def close(self) -> None:
        self._tmux("kill-server")


class Peer:
    """Somebody else: a bare socket that speaks lines, as `nc` does, and remembers what it has heard."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.heard = ""

    def says(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\n" for line in lines).encode())

    def hears(self, text: str) -> str:
        """Wait until this has been heard since the last time something was waited for; what came before it."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.heard:
            self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
            try:
                chunk = self._socket.recv(65536)
            except TimeoutError:
                chunk = b""
            assert chunk, f"in vain waited for {text!r}; heard:\n{self.heard}"
            self.heard += chunk.decode()
        before, _, self.heard = self.heard.partition(text)
        return before

    def close(self) -> None:
        self._socket.close()
