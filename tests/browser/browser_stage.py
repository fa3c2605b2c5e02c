"""A Chromium, a web server of somebody else's, and those who listen to what it makes the browser say."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 100.0  # seconds until a wait is a failure
PAGE = Path(__file__).with_name("attack.html").read_bytes()
RELAY = "127.0.0.2"  # hubbub has the same port at 127.0.0.1
NAMES = {"elsewhere.example": "127.0.0.1", "rebound.example": RELAY}
"""The names that the browser knows, and where they lead."""
_FAULT = re.compile(r"\[(?:error|critical)\s*\]|Traceback|was never (?:retrieved|awaited)|Exception ignored")


def needed(*names: str) -> str:
    """The program that goes by one of these names; skips where there is none, which in CI is an error."""
    folders = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"  # where servers are
    program = next(filter(None, (shutil.which(name, path=folders) for name in names)), None)
    if program is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {names[0]} on this machine")
    return program


def chromium() -> str:
    """The browser's program."""
    return needed("chromium", "chromium-browser")


class Hub:
    """A hubbub in its own process."""

    def __init__(self, folder: Path, configuration: str) -> None:
        self.data = folder / "data"
        self.port = 0
        self._log = folder / "stderr.txt"
        self._configuration = folder / "hubbub.toml"
        self._configuration.write_text(configuration)
        self.start()

    def start(self) -> None:
        """Begin; once stopped, again with the same port and data."""
        command = [sys.executable, "-m", "hubbub", "serve", "--port", str(self.port)]
        command += ["--data", str(self.data), "--config", str(self._configuration)]
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

    @property
    def log(self) -> str:
        return self._log.read_text()

    def stop(self) -> None:
        """End the server, once.  Raises AssertionError where it, or its log, does not end well."""
        if self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            assert self._process.stdout
            self._process.stdout.close()
        assert self._process.returncode == 0
        faults = [line for line in self.log.splitlines() if _FAULT.search(line)]
        assert not faults, "\n".join(faults)

    def crash(self) -> None:
        """End the server without a word, as a power cut does."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()

    def has_stored(self, words: str) -> bool:
        """Whether any file of the stopped server has these words."""
        return any(words.encode() in path.read_bytes() for path in self.data.rglob("*") if path.is_file())


class Peer:
    """Somebody in the lobby by a bare socket, who remembers all that was ever heard."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.heard = ""

    def says(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def hears(self, text: str) -> None:
        """Wait until this has been heard, at any time."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.heard:
            self._socket.settimeout(max(deadline - time.monotonic(), 0.001))
            try:
                chunk = self._socket.recv(65536)
            except TimeoutError:
                chunk = b""
            assert chunk, f"in vain waited for {text!r}; heard:\n{self.heard}"
            self.heard += chunk.decode(errors="replace")

    def close(self) -> None:
        self._socket.close()


class Foreign:
    """The web server of somebody else's: serves the page at ``/`` (sandboxed at ``/sandbox``), takes its report.

    ``paused`` is called while the page waits at ``/pause``.
    """

    def __init__(self) -> None:
        self.reports: queue.Queue[bytes] = queue.Queue()
        self.paused: Callable[[], None] = lambda: None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_ForeignHandler, self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _ForeignHandler(BaseHTTPRequestHandler):
    def __init__(self, foreign: Foreign, request: socket.socket, address: object, server: ThreadingHTTPServer) -> None:
        self._foreign = foreign
        super().__init__(request, address, server)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(PAGE)))
        if self.path.startswith("/sandbox"):
            self.send_header("Content-Security-Policy", "sandbox allow-scripts allow-forms allow-popups")
        self.end_headers()
        self.wfile.write(PAGE)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/pause":
            self._foreign.paused()
        else:
            self._foreign.reports.put(body)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name above
        """Say nothing."""


class Rebound:
    """DNS rebinding as browser and server meet it: a name that served a page, and now leads to hubbub.

    Listens at hubbub's port on another address of loopback; what does not ask for the page is passed on as it is.
    """

    def __init__(self, port: int) -> None:
        self._server = _Relay((RELAY, port), _RelayHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Relay(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True  # a browser that is gone ends its connections


class _RelayHandler(StreamRequestHandler):
    rbufsize = 0

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            first = self.request.recv(65536)
            if first.startswith(b"GET /attack?"):
                head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
                self.request.sendall(head % len(PAGE) + PAGE)
            elif first:
                self._pass_on(first)

    def _pass_on(self, first: bytes) -> None:
        browser = self.request
        with (
            socket.create_connection(("127.0.0.1", browser.getsockname()[1]), PATIENCE) as hubbub,
            selectors.DefaultSelector() as selector,
        ):
            hubbub.sendall(first)
            selector.register(browser, selectors.EVENT_READ, hubbub)
            selector.register(hubbub, selectors.EVENT_READ, browser)
            while selector.get_map():
                for key, _ in selector.select():
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if data:
                        key.data.sendall(data)
                    else:
                        selector.unregister(key.fileobj)
                        key.data.shutdown(socket.SHUT_WR)


def browse(url: str, folder: Path, reports: queue.Queue[bytes]) -> list[tuple[str, str]]:
    """Open the page in a fresh browser; what it could read, as pairs of attempt and what was read."""
    rules = ",".join(f"MAP {name} {address}" for name, address in NAMES.items())
    command = [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += ["--disable-dev-shm-usage", "--disable-popup-blocking", "--ignore-certificate-errors"]
    command += [f"--host-resolver-rules={rules}", f"--user-data-dir={folder / 'profile'}", url]
    with (folder / "chromium.txt").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)
    try:
        report = json.loads(reports.get(timeout=PATIENCE))
    except queue.Empty:
        pytest.fail(f"the page reported nothing; chromium said:\n{(folder / 'chromium.txt').read_text()}")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
    return [(each["attempt"], each["got"]) for each in report]
