"""A server in its own process, and clients of both kinds that remember what they heard."""

import asyncio
import contextlib
import itertools
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar, cast

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20.0  # seconds until a wait is a failure; nothing healthy comes near it
CAPABILITIES = "message-tags echo-message server-time batch labeled-response draft/chathistory"

T = TypeVar("T")

_FAULT = re.compile(r"\[(?:error|critical)\s*\]|Traceback|was never (?:retrieved|awaited)|Exception ignored")


class Hub:
    """``data``: the data folder; ``log``: what the server has written to standard error so far, over all its starts."""

    def __init__(self, folder: Path, data: Path | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self.data = data or folder / "data"
        self.port = 0
        self._errors = folder / "stderr.txt"
        self._process: subprocess.Popen[str] | None = None

    def command(self, verb: str, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "hubbub", verb, *map(str, arguments), "--data", str(self.data)]

    def run(self, verb: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """One of the `hubbub` commands on this data folder, to its end."""
        command = self.command(verb, *arguments)
        return subprocess.run(
            command, cwd=ROOT, env=_environment({}), capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def start(self, *before: str, env: Mapping[str, str] | None = None, options: Sequence[str] = ()) -> None:
        """Start, under the command ``before`` if there is one, and wait until it listens."""
        command = [*before, *self.command("serve", "--port", "0", *options)]
        with self._errors.open("a") as errors:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=_environment(env or {}), stdout=subprocess.PIPE, stderr=errors, text=True
            )
        assert self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            line = self._process.stdout.readline() if selector.select(PATIENCE) else ""
        address = re.search(r"listening on 127\.0\.0\.1:(\d+)", line)
        assert address, f"the server said {line!r}, and:\n{self.log}"
        self.port = int(address[1])

    @property
    def process(self) -> subprocess.Popen[str]:
        assert self._process is not None
        return self._process

    @property
    def log(self) -> str:
        return self._errors.read_text()

    @property
    def faults(self) -> list[str]:
        """The lines of the log that tell of something wrong in the server."""
        return [line for line in self.log.splitlines() if _FAULT.search(line)]

    def kill(self) -> None:
        """As a crash ends it."""
        self.process.kill()
        self._ended()

    def stop(self, seconds: float = 10.0) -> None:
        """As it is asked to end: it does, within ``seconds``, and its status is 0."""
        self.process.send_signal(signal.SIGTERM)
        status = self._ended(seconds)
        assert status == 0, f"status {status}; {self.log}"

    def _ended(self, seconds: float = PATIENCE) -> int:
        process = self.process
        try:
            status = process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            if process.stdout:
                process.stdout.close()
        self._process = None
        return status

    def close(self) -> None:
        """End it however it stands."""
        if self._process is not None:
            self.kill()

    def health(self) -> int:
        """The status of /healthz."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=PATIENCE) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def await_health(self, status: int) -> None:
        """Poll until /healthz answers ``status``."""
        deadline = time.monotonic() + PATIENCE
        while (found := self.health()) != status:
            assert time.monotonic() < deadline, f"/healthz stays {found}; {self.log}"
            time.sleep(0.05)

    def await_log(self, text: str, times: int) -> None:
        """Poll until the log has ``text`` so many times."""
        deadline = time.monotonic() + PATIENCE
        while self.log.count(text) < times:
            assert time.monotonic() < deadline, self.log
            time.sleep(0.05)

    def resident(self) -> int:
        """Bytes of memory that the server has now."""
        found = re.search(r"^VmRSS:\s+(\d+) kB", self._proc("status").read_text(), re.MULTILINE)
        assert found
        return int(found[1]) * 1024

    def files(self) -> int:
        """How many files the server has open."""
        return len(list(self._proc("fd").iterdir()))

    def _proc(self, name: str) -> Path:
        return Path(f"/proc/{self.process.pid}/{name}")


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    paths = filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **more}


@contextlib.contextmanager
def serving(folder: Path, *before: str, env: Mapping[str, str] | None = None) -> Iterator[Hub]:
    """A server for one test, which ends as it is asked to and has logged no error."""
    hub = Hub(folder)
    try:
        hub.start(*before, env=env)
        yield hub
        hub.stop()
        assert not hub.faults, hub.log
    finally:
        hub.close()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of IRC, taken apart."""

    tags: Mapping[str, str]
    source: str
    command: str
    params: tuple[str, ...]

    @property
    def nick(self) -> str:
        return self.source.partition("!")[0]


def irc_line(text: str) -> Line:
    tags: dict[str, str] = {}
    source = ""
    if text.startswith("@"):
        head, _, text = text[1:].partition(" ")
        tags = {name: value for name, _, value in (tag.partition("=") for tag in head.split(";"))}
    if text.startswith(":"):
        source, _, text = text[1:].partition(" ")
    middle, colon, trailing = text.partition(" :")
    command, *params = middle.split()
    return Line(tags, source, command, (*params, trailing) if colon else tuple(params))


_connected: "set[Peer]" = set()


def play(scene: Coroutine[Any, Any, T]) -> T:
    """Run ``scene``, and leave none of its clients connected."""

    async def played() -> T:
        try:
            return await scene
        finally:
            left = tuple(_connected)
            for peer in left:
                peer.abort()
            for peer in left:
                await peer.until_closed()

    return asyncio.run(played())


class Peer(asyncio.Protocol):
    """A bare client: ``lines`` are the complete ones it has heard, ``rest`` what follows them."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.rest = b""
        self.ended = False
        self.on_line: Callable[[str], None] | None = None
        self._news = asyncio.Event()

    @classmethod
    async def connect(cls, hub: Hub, *, receive_buffer: int = 0) -> Self:
        loop = asyncio.get_running_loop()
        sock = socket.socket()
        sock.setblocking(False)
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        await loop.sock_connect(sock, ("127.0.0.1", hub.port))
        _, peer = await loop.create_connection(cls, sock=sock)
        return peer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        _connected.add(self)

    def data_received(self, data: bytes) -> None:
        *whole, self.rest = (self.rest + data).split(b"\n")
        for each in whole:
            line = each.decode().removesuffix("\r")
            self.lines.append(line)
            if self.on_line is not None:
                self.on_line(line)
        self._news.set()

    def connection_lost(self, _: Exception | None) -> None:
        self.ended = True
        _connected.discard(self)
        self._news.set()

    def say(self, *lines: str) -> None:
        self.transport.write("".join(f"{line}\n" for line in lines).encode())

    async def until(self, found: Callable[[str], object], start: int = 0) -> int:
        """Wait for a line that is ``found``, from the one numbered ``start`` on; its number."""
        async with asyncio.timeout(PATIENCE):
            place = start
            while True:
                while place < len(self.lines):
                    if found(self.lines[place]):
                        return place
                    place += 1
                assert not self.ended, f"closed; heard last {self.lines[-5:]}"
                self._news.clear()
                await self._news.wait()

    async def hear(self, text: str, start: int = 0) -> int:
        return await self.until(lambda line: text in line, start)

    async def until_closed(self) -> None:
        await self.reaches(lambda: self.ended)

    async def reaches(self, state: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait until ``state()`` is true, as it may become with each thing heard."""
        async with asyncio.timeout(patience):
            while not state():
                self._news.clear()
                await self._news.wait()

    def close(self) -> None:
        self.transport.close()

    def abort(self) -> None:
        self.transport.abort()


_tokens = itertools.count(1)


class Irc(Peer):
    """An IRC client in #lobby."""

    nick = ""

    @classmethod
    async def register(cls, hub: Hub, nick: str, capabilities: str = CAPABILITIES) -> Self:
        peer = await cls.connect(hub)
        peer.introduce(nick, capabilities)
        await peer.until(lambda line: irc_line(line).command == "366")
        return peer

    @classmethod
    async def register_by_sasl(cls, hub: Hub, nick: str, response: str) -> Self:
        """Log in first, by SASL PLAIN; a user who is here already is in their channels, and joins none."""
        peer = await cls.connect(hub)
        peer.nick = nick
        peer.say("CAP REQ :sasl message-tags", f"NICK {nick}", f"USER {nick} 0 * :{nick}")
        peer.say("AUTHENTICATE PLAIN", f"AUTHENTICATE {response}", "CAP END")
        await peer.until(lambda line: irc_line(line).command == "376")
        return peer

    def introduce(self, nick: str, capabilities: str = CAPABILITIES) -> None:
        self.nick = nick
        self.say(f"CAP REQ :{capabilities}", f"NICK {nick}", f"USER {nick} 0 * :{nick}", "CAP END", "JOIN #lobby")

    def said(self) -> list[tuple[str, str, str]]:
        """Of each message heard: its id, who said it, and the text."""
        parsed = (irc_line(line) for line in self.lines if " PRIVMSG " in line)
        return [(line.tags.get("msgid", ""), line.nick, line.params[1]) for line in parsed if "batch" not in line.tags]

    async def barrier(self) -> None:
        """Until everything said to this client before now has been heard."""
        token = f"barrier-{next(_tokens)}"
        start = len(self.lines)
        self.say(f"PING {token}")
        await self.until(lambda line: " PONG " in line and line.endswith(token), start)

    async def page(self, ask: str) -> list[tuple[str, str, str]]:
        """A page of history, in the form of `said`."""
        start = len(self.lines)
        self.say(f"CHATHISTORY {ask}")
        first = await self.until(lambda line: "BATCH +" in line and " chathistory " in line, start)
        reference = self.lines[first].partition("BATCH +")[2].partition(" ")[0]
        last = await self.until(lambda line: line.endswith(f"BATCH -{reference}"), first)
        shown = [irc_line(line) for line in self.lines[first + 1 : last] if f"batch={reference}" in line]
        found = [(line.tags["msgid"], line.nick, line.params[1]) for line in shown if line.command == "PRIVMSG"]
        del self.lines[first : last + 1]
        return found

    async def history(self, after: str = "") -> list[tuple[str, str, str]]:
        """All that was said in #lobby, behind the message ``after`` where one is named, read backwards by msgid."""
        whole: list[tuple[str, str, str]] = []
        page = await self.page("LATEST #lobby * 100")
        while page:
            ids = [msgid for msgid, _, _ in page]
            if after in ids:
                return page[ids.index(after) + 1 :] + whole
            whole = page + whole
            page = await self.page(f"BEFORE #lobby msgid={ids[0]} 100")
        assert not after, f"{after} is not in the history any more"
        return whole

    async def history_forwards(self) -> list[tuple[str, str, str]]:
        """All that was said in #lobby, read forwards by msgid."""
        whole: list[tuple[str, str, str]] = []
        page = await self.page("AFTER #lobby timestamp=1970-01-01T00:00:00.000Z 100")
        while page:
            whole += page
            page = await self.page(f"AFTER #lobby msgid={page[-1][0]} 100")
        return whole
