"""Plays a dialogue: who connects with what, what they send, and what they hear.

The format is described in dialogues/README.md.  Every step is settled before the next one: a connection of the
player's own has been answered to PING often enough that the server has read, stored and shown whatever was sent.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from dialogue_script import Step, Way, steps, way
from dialogue_server import write_certificate
from scramp import ScramClient

PATIENCE = 8.0
"""Seconds for what must come; nothing waits that long when all is well."""

CLOSED = "(closed)"
REST = "..."

_NAME = re.compile(r"\{(\w+)\}")
_MADE = re.compile(r"\{(?P<what>\S)\*(?P<times>\d+)\}|\{plain (?P<account>\S+) (?P<password>\S+)\}")


class UnexpectedError(AssertionError):
    """What was heard is not what the dialogue says."""


@dataclass
class Client:
    """One connection; ``heard``: whole lines; ``at``: how many of them the dialogue has accounted for."""

    name: str
    protocol: str
    peer: socket.socket
    heard: list[str] = field(default_factory=list)
    at: int = 0
    closed: bool = False
    skips: bool = False
    partial: bytes = b""

    def listen(self, seconds: float) -> bool:
        """Take in what comes within ``seconds``; whether anything did."""
        if self.closed:
            return False
        self.peer.settimeout(max(seconds, 0.001))
        try:
            data = self.peer.recv(65536)
        except TimeoutError:
            return False
        except ConnectionError:
            data = b""
        if not data:
            self.closed = True
            data = b"\n" if self.partial else b""
        *whole, self.partial = (self.partial + data).split(b"\n")
        self.heard.extend(line.removesuffix(b"\r").decode() for line in whole)
        return True

    def next_line(self) -> str | None:
        """The next unaccounted line, `CLOSED` at the end, None where nothing comes in time."""
        deadline = time.monotonic() + PATIENCE
        while len(self.heard) <= self.at:
            if self.closed:
                return CLOSED
            if not self.listen(deadline - time.monotonic()) and time.monotonic() >= deadline:
                return None
        return self.heard[self.at]

    def drain(self) -> None:
        """Take in what is there already."""
        while self.listen(0):
            pass

    def send(self, data: bytes) -> None:
        self.peer.sendall(data)


class Player:
    """One performance, against the server at ``address``."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.clients: dict[str, Client] = {}
        self.names: dict[str, str] = {"ctcp": "\x01", "broken": "\udcff"}
        self._prompter = self._connect("prompter", Way("irc", False, False, "", ()))
        self._certificates = TemporaryDirectory()
        self._cues = 0
        self._packet = b""

    def play(self, script: str, title: str) -> None:
        """Raises UnexpectedError, naming the line."""
        for step in steps(script, title):
            try:
                self._do(step)
            except UnexpectedError as why:
                raise UnexpectedError(f"{title}:{step.number}: {step.text}\n{why}\n{self._tell(step.who)}") from None
        for name in self.clients:
            try:
                self._hears_nothing(name)
            except UnexpectedError as why:
                raise UnexpectedError(f"{title}: after the last line\n{why}\n{self._tell(name)}") from None

    def end(self) -> None:
        self._certificates.cleanup()
        for client in (*self.clients.values(), self._prompter):
            client.peer.close()

    # --- steps ------------------------------------------------------------------------------------

    def _do(self, step: Step) -> None:
        name, verb, what = step.who, step.verb, step.what
        if verb == "connects":
            self._connects(name, way(what))
        elif verb == "proves":
            self._proves(name, *what.removeprefix("by SCRAM-SHA-256 to be ").split(" with "))
        elif verb in {"->", "~>"}:
            end = "" if verb == "~>" else "\n" if self.clients[name].protocol == "tcp" else "\r\n"
            self._packet += (self._filled(what) + end).encode(errors="surrogateescape")
            if not step.joined:
                packet, self._packet = self._packet, b""
                self.clients[name].send(packet)
                self._settle()
        elif verb == "<-":
            self._hears(name, what)
        elif verb == "never <-":
            self._settle()
            self.clients[name].drain()
            for line in self.clients[name].heard:
                if self._match(what, line, learn=False):
                    raise UnexpectedError(f"{name} was never to hear, but heard: {line}")
        elif verb == "hears nothing":
            self._hears_nothing(name)
        elif verb == "stops talking":
            self.clients[name].peer.shutdown(socket.SHUT_WR)
            self._settle()
        else:
            client = self.clients.pop(name)
            client.drain()  # else it is a reset, which may overtake what was said
            client.peer.close()
            self._settle()

    def _connects(self, name: str, by: Way) -> None:
        if name in self.clients:
            self._hears_nothing(name)
            self.clients.pop(name).peer.close()
        client = self.clients[name] = self._connect(name, by)
        if by.protocol == "irc":
            lines = [f"NICK {name}", f"USER {name} 0 * :{name.title()}"]
            if by.capabilities:
                lines = ["CAP LS 302", *lines, f"CAP REQ :{' '.join(by.capabilities)}", "CAP END"]
            client.send("".join(f"{line}\r\n" for line in lines).encode())
            while (line := client.next_line()) not in {None, CLOSED}:
                client.at += 1
                if re.search(r" (376|422) ", str(line)):
                    break
            else:
                raise UnexpectedError(f"{name} was not welcomed")
        self._settle()
        if by.protocol == "irc":
            client.drain()
            client.at = len(client.heard)

    def _connect(self, name: str, by: Way) -> Client:
        peer = socket.create_connection(self.address, PATIENCE)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what is sent is there, before the next step
        if by.address:
            peer.sendall(f"PROXY TCP{6 if ':' in by.address else 4} {by.address} {by.address} 1024 7500\r\n".encode())
        if by.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            if by.certificate:
                self._show_certificate(context, name)
            peer = context.wrap_socket(peer)
        return Client(name, by.protocol, peer)

    def _show_certificate(self, context: ssl.SSLContext, name: str) -> None:
        """Each client has one of its own, which nobody has signed but itself."""
        file = Path(self._certificates.name) / f"{name}.pem"
        if not file.exists():
            self.names[f"certificate_of_{name}"] = write_certificate(file)
        context.load_cert_chain(file)

    def _proves(self, name: str, account: str, password: str) -> None:
        """The exchange of RFC 5802, with what the server says in it; what comes of it is for the dialogue to tell."""
        scram = ScramClient(["SCRAM-SHA-256"], account, password)
        client = self.clients[name]

        def says(text: str) -> str:
            client.send(f"AUTHENTICATE {text}\r\n".encode())
            self._settle()
            self._hears(name, "AUTHENTICATE *")
            return client.heard[client.at - 1].removeprefix("AUTHENTICATE ")

        says("SCRAM-SHA-256")
        scram.set_server_first(b64decode(says(b64encode(scram.get_client_first().encode()).decode())).decode())
        scram.set_server_final(b64decode(says(b64encode(scram.get_client_final().encode()).decode())).decode())
        client.send(b"AUTHENTICATE +\r\n")
        self._settle()

    def _hears(self, name: str, what: str) -> None:
        client = self.clients[name]
        if what == REST:
            client.skips = True
            return
        while True:
            line = client.next_line()
            if line is None:
                raise UnexpectedError(f"{name} heard nothing more within {PATIENCE:.0f} seconds")
            if self._match(what, line):
                client.skips = False
                client.at += line != CLOSED
                return
            if line == CLOSED or not client.skips:
                raise UnexpectedError(f"{name} heard instead: {line}")
            client.at += 1

    def _hears_nothing(self, name: str) -> None:
        client = self.clients[name]
        self._settle()
        client.drain()
        if client.skips:
            client.at, client.skips = len(client.heard), False
        if len(client.heard) > client.at:
            raise UnexpectedError(f"{name} also heard: {client.heard[client.at]}")
        if client.partial:
            raise UnexpectedError(f"{name} also heard an unfinished line: {client.partial!r}")

    def _settle(self) -> None:
        """The first answer: what was sent is read.  The second: it is in the log.  The third: it is shown to all."""
        for _ in range(3):
            self._cues += 1
            self._prompter.send(f"PING cue-{self._cues}\r\n".encode())
            while not (line := self._prompter.next_line() or CLOSED).endswith(f"cue-{self._cues}"):
                if line == CLOSED:
                    raise UnexpectedError("the server answers no PING any more")
                self._prompter.at += 1

    # --- patterns ---------------------------------------------------------------------------------

    def _filled(self, text: str) -> str:
        return _NAME.sub(lambda found: self.names.get(found[1], found[0]), _MADE.sub(_made, text))

    def _match(self, pattern: str, line: str, learn: bool = True) -> bool:
        """``*`` stands for any text; ``{name}`` for what it first matched, later for the same again."""
        parts: list[str] = []
        new: list[str] = []
        for piece in re.split(r"(\*|\{\w+\})", _MADE.sub(_made, pattern)):
            name = piece[1:-1] if piece.startswith("{") and piece.endswith("}") else ""
            if piece == "*":
                parts.append(".*")
            elif not name:
                parts.append(re.escape(piece))
            elif name in self.names:
                parts.append(re.escape(self.names[name]))
            elif name in new:
                parts.append(f"(?P={name})")
            else:
                new.append(name)
                parts.append(rf"(?P<{name}>[^ ;]+)")
        found = re.fullmatch("".join(parts), line, re.DOTALL)
        if found and learn:
            self.names.update(found.groupdict())
        return found is not None

    def _tell(self, name: str) -> str:
        client = self.clients.get(name)
        if client is None:
            return ""
        client.drain()
        rows = [f"  {'  ' if at < client.at else '> '}{line}" for at, line in enumerate(client.heard)]
        end = f"\n    {CLOSED}" if client.closed else ""
        return f"{name} heard, from the beginning (> marks what is not accounted for):\n" + "\n".join(rows) + end


def _made(found: re.Match[str]) -> str:
    """What stands for a long text, or for what SASL PLAIN says (RFC 4616)."""
    if found["what"]:
        return found["what"] * int(found["times"])
    return b64encode(f"\0{found['account']}\0{found['password']}".encode()).decode()
