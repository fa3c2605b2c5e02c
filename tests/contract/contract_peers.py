"""What stands at the two ends of a contract test: a server in its own process, and a bare socket."""

import codecs
import contextlib
import itertools
import re
import selectors
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0  # seconds until a wait is a failure; nothing healthy comes near it
_token = itertools.count(1)


def token(word: str) -> str:
    """Return a text that no other test says: `word` with a number of its own."""
    return f"{word}-{next(_token)}-"


@dataclass(frozen=True)
class Server:
    """A running server: its kind (`tutorial` or `hubbub`), its address, its process."""

    kind: str
    host: str
    port: int
    process: subprocess.Popen[str]
    clients: "list[RawClient]" = field(default_factory=list)

    def connect(self) -> "RawClient":
        client = RawClient(self)
        self.clients.append(client)
        return client

    def part_from_all(self) -> None:
        """Close every client, so that the next test meets nobody."""
        while self.clients:
            self.clients.pop().close()


@contextlib.contextmanager
def running(kind: str, data: Path) -> Iterator[Server]:
    """Start a server on a free port of the loopback; end it afterwards."""
    command = {
        "tutorial": ["-u", str(ROOT / "examples/tutorial/server.py"), "0"],
        "hubbub": ["-m", "hubbub", "serve", "--port", "0", "--data", str(data / "data")],
    }[kind]
    log = data / "stderr.txt"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            line = _first_line(process)
            address = re.search(r"listening on ([\d.]+):(\d+)", line)
            assert address, f"{kind} said {line!r} instead of its address, and:\n{log.read_text()}"
            server = Server(kind, address[1], int(address[2]), process)
            yield server
            server.part_from_all()
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        return process.stdout.readline() if selector.select(PATIENCE) else ""


class RawClient:
    """A bare TCP client: it says bytes, and remembers all it has heard."""

    def __init__(self, server: Server) -> None:
        self.socket = socket.create_connection((server.host, server.port), timeout=PATIENCE)
        self.heard = ""
        self.ended = False
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def __enter__(self) -> "RawClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def say(self, text: str | bytes) -> None:
        self.socket.sendall(text.encode() if isinstance(text, str) else text)

    def hear(self, text: str, *, within: float = PATIENCE) -> str:
        """Wait until `text` has been heard; return everything heard so far."""
        deadline = time.monotonic() + within
        while text not in self.heard:
            self._read(deadline, f"{text!r}")
            assert not self.ended or text in self.heard, f"closed before {text!r}; heard {self.heard!r}"
        return self.heard

    def hear_end(self) -> str:
        """Wait until the server closes; return everything heard."""
        deadline = time.monotonic() + PATIENCE
        while not self.ended:
            self._read(deadline, "the end")
        return self.heard

    def _read(self, deadline: float, awaited: str) -> None:
        self.socket.settimeout(max(deadline - time.monotonic(), 0.001))
        try:
            chunk = self.socket.recv(65536)
        except TimeoutError:
            raise AssertionError(f"did not hear {awaited}; heard {self.heard!r}") from None
        except ConnectionResetError:
            chunk = b""
        finally:
            self.socket.settimeout(PATIENCE)
        self.ended = not chunk
        self.heard += self._decoder.decode(chunk)

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        """End as a crash does: with a reset instead of a goodbye."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


def settle(server: Server, *clients: RawClient) -> None:
    """Wait until each of `clients` is in, without a word from them.

    Servers accept in order, so whoever hears a latecomer was in before it.
    """
    welcome = token("welcome")
    with server.connect() as usher:
        usher.say(f"{welcome}\n")
        for client in clients:
            client.hear(welcome)


def settled(server: Server, count: int) -> list[RawClient]:
    """Connect `count` clients that are in and have said nothing."""
    clients = [server.connect() for _ in range(count)]
    settle(server, *clients)
    return clients


def round_of_words(clients: list[RawClient]) -> None:
    """Let everybody say something, one after another, and everybody else hear it.

    Afterwards nothing said earlier can still be on its way to any of them.
    """
    for speaker in clients:
        word = token("word")
        speaker.say(f"{word}\n")
        for listener in clients:
            if listener is not speaker:
                listener.hear(word)
