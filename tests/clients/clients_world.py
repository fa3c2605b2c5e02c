"""Real servers, a cable that can be pulled, and people with real connections."""

from __future__ import annotations

import contextlib
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hubbub.clients.client import Client
from hubbub.clients.link.settings import Settings
from hubbub.clients.view import Buffer, Change

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0
"""Seconds until a wait is a failure; nothing healthy comes near it."""


class Person:
    """A client and what changed for it.  Used as a context manager."""

    def __init__(self, port: int, nick: str, channels: tuple[str, ...] = ("#lobby",), **more: Any) -> None:
        self.woken = threading.Event()
        settings = Settings(port=port, nick=nick, channels=channels, **more)
        self.client = Client(settings, self.woken.set)
        self.changes: list[Change] = []

    def __enter__(self) -> Person:
        self.client.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close("bye")

    def until(self, true: Callable[[], object], what: str = "") -> None:
        """Poll until something is true."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self.changes += self.client.poll()
            if true():
                return
            view = self.client.view
            assert time.monotonic() < deadline, f"{what} {view.connection} {view.nick} {self.texts()[-9:]}"
            self.woken.wait(0.05)
            self.woken.clear()

    def buffer(self, name: str = "#lobby") -> Buffer:
        found = self.client.view.find(name)
        assert found is not None, name
        return found

    def is_in(self, name: str = "#lobby") -> bool:
        found = self.client.view.find(name)
        return found is not None and found.joined and not found.loading and bool(found.roster)

    def come_in(self, name: str = "#lobby") -> None:
        self.until(lambda: self.is_in(name), f"never in {name}")

    def say(self, text: str, name: str = "#lobby") -> None:
        self.changes += self.client.say(self.buffer(name), text)

    def texts(self, name: str = "#lobby") -> list[str]:
        """What was said, in order, with a mark for what is not confirmed."""
        found = self.client.view.find(name)
        if found is None:
            return []
        rows = (row for row in found.messages if row.kind != "event")
        return [row.text if row.state == "confirmed" else f"{row.text} ({row.state})" for row in rows]

    def hears(self, *texts: str, name: str = "#lobby") -> None:
        """Wait until exactly these texts were said, all confirmed."""
        self.until(lambda: self.texts(name) == list(texts), f"wanted {texts}")


class HubbubServer:
    """A hubbub server's process over several lives, on one port and one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "hubbub", "serve", "--port", str(self.port), "--data", str(self.data / "data")]
        with (self.data / "stderr.txt").open("a") as errors:
            self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True)
        line = first_line(self._process)
        found = re.search(r"listening on [\d.]+:(\d+)", line)
        if found is None:
            self.kill()
            raise AssertionError(f"{line!r}, and: {(self.data / 'stderr.txt').read_text()}")
        self.port = int(found[1])

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if self._process is not None:
            self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        assert process is not None
        assert process.stdout is not None
        process.send_signal(how)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            process.stdout.close()


@contextlib.contextmanager
def ngircd(folder: Path, more: str = "") -> Iterator[int]:
    """A foreign server of the classic kind; its port."""
    program = shutil.which("ngircd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    assert program is not None
    port = free_port()
    config = folder / "ngircd.conf"
    config.write_text(
        "[Global]\nName = irc.example.org\nInfo = test\nServerUID = nobody\nServerGID = nogroup\n"
        f"Listen = 127.0.0.1\nPorts = {port}\nMotdPhrase = hello\n"
        "[Limits]\nMaxConnectionsIP = 0\nMaxNickLength = 16\n"
        f"[Options]\nDNS = no\nIdent = no\nPAM = no\n{more}"
    )
    with subprocess.Popen([program, "-n", "-f", str(config)], stdout=subprocess.DEVNULL) as process:
        try:
            _until_open(port)
            yield port
        finally:
            process.terminate()
            process.wait(PATIENCE)


def ngircd_is_here() -> bool:
    return shutil.which("ngircd", path="/usr/sbin:/usr/bin:/usr/local/sbin") is not None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_open(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        assert time.monotonic() < deadline
        time.sleep(0.02)


def first_line(process: subprocess.Popen[str]) -> str:
    """The first line that a process prints."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        assert selector.select(PATIENCE), "the server said nothing"
    return process.stdout.readline()


class Ways:
    """Whether bytes pass to the server and back."""

    there = True
    back = True


class Cable:
    """A TCP proxy that stops passing bytes when it is pulled, without closing anything."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._ways = Ways()
        self._over = threading.Event()
        self._sockets: list[socket.socket] = [self._listener]
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Cable:
        self._run(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def pull(self) -> None:
        """From now on nothing passes on the connections there are, nor on new ones until `plug`."""
        self._ways.there = self._ways.back = False

    def deafen(self) -> None:
        """What the client says still arrives; what the server says does not."""
        self._ways.back = False

    def plug(self) -> None:
        """New connections pass again; the old ones stay dead."""
        self._ways = Ways()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self._sockets += [near, far]
            ways = self._ways
            self._run(lambda near=near, far=far, ways=ways: _pass(near, far, lambda: ways.there))  # type: ignore[misc]
            self._run(lambda near=near, far=far, ways=ways: _pass(far, near, lambda: ways.back))  # type: ignore[misc]

    def _run(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()


def _pass(source: socket.socket, target: socket.socket, passes: Callable[[], bool]) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            if passes():
                target.sendall(data)
        if passes():
            target.shutdown(socket.SHUT_WR)
