"""What TLS costs: a member by TLS beside one in plaintext, in CPU and memory, in one run.

`python bench/tls.py`; `--help` lists the options. README.md says what is measured, and how.
"""

import argparse
import json
import re
import resource
import selectors
import socket
import ssl
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from fanout import environment
from servers import Server, running

PATIENCE = 60.0
LOOK_AROUND = 1.0  # seconds; more than a silent client on loopback is held back


@dataclass
class Result:
    """Memory is what the server grew by; CPU is the server's, all threads."""

    member: str
    scenario: str
    connect_us: float
    idle_kib: float
    talked_kib: float
    messages: int
    deliveries: int
    us_per_delivery: float
    us_per_write: float
    sound: bool


class Member:
    """Hears, and remembers how much and a checksum of it."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.lines = 0
        self.checksum = 0

    def read(self) -> None:
        try:
            while data := self.socket.recv(65536):
                self.lines += data.count(b"\n")
                self.checksum = zlib.crc32(data, self.checksum)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        raise ConnectionError("the server closed a member's connection")


def measure(kind: str, scenario: str, options: argparse.Namespace) -> Result:
    """Raises ServerFailedError, ConnectionError, TimeoutError."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with running("hubbub", 1, options.data) as fleet, selectors.DefaultSelector() as selector:
        server = fleet.servers[0]
        _connected(server, context if kind == "TLS" else None).close()  # what is loaded once is loaded
        empty, cpu = _resident_kib(server), fleet.cpu_seconds_at_rest()
        members = [Member(_connected(server, context if kind == "TLS" else None)) for _ in range(options.members)]
        time.sleep(LOOK_AROUND)
        connect_us = (fleet.cpu_seconds_at_rest() - cpu) / options.members * 1e6
        idle = _resident_kib(server)
        for member in members:
            member.socket.setblocking(False)
            selector.register(member.socket, selectors.EVENT_READ, member)
        speaker = socket.create_connection(server.address)
        bursts, together = (options.bursts, 32) if scenario == "flood" else (options.messages, 1)
        _say(speaker, selector, members, 0, 1)
        cpu = fleet.cpu_seconds_at_rest()
        said = 1
        for _ in range(bursts):
            if scenario == "paced":
                time.sleep(1 / options.rate)
            _say(speaker, selector, members, said, together)
            said += together
        spent = fleet.cpu_seconds_at_rest() - cpu
        deliveries = (said - 1) * options.members
        sound = {(member.lines, member.checksum) for member in members} == {(said, members[0].checksum)}
        result = Result(
            kind,
            scenario,
            connect_us,
            (idle - empty) / options.members,
            (_resident_kib(server) - empty) / options.members,
            said - 1,
            deliveries,
            spent / deliveries * 1e6,
            spent / (bursts * options.members) * 1e6,
            sound,
        )
        for member in members:
            member.socket.close()
        speaker.close()
    return result


def _connected(server: Server, context: ssl.SSLContext | None) -> socket.socket:
    connected = socket.create_connection(server.address, timeout=PATIENCE)
    return context.wrap_socket(connected) if context else connected


def _say(
    speaker: socket.socket, selector: selectors.BaseSelector, members: list[Member], said: int, count: int
) -> None:
    """Say lines in one write, and wait until every member has heard them."""
    speaker.sendall(b"".join(b"speaker: %056d\n" % (said + number) for number in range(count)))
    deadline = time.monotonic() + PATIENCE
    behind = len(members)
    while behind:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{behind} members did not hear everything")
        for key, _ in selector.select(1.0):
            member: Member = key.data
            before = member.lines
            member.read()
            behind -= before < said + count <= member.lines


def _resident_kib(server: Server) -> int:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) if found else 0


HEAD = (
    f"{'member':<10} {'scenario':<9} {'connect µs':>10} {'idle KiB':>9} {'after KiB':>9} {'deliveries':>11} "
    f"{'µs/delivery':>11} {'µs/write':>9}  sound"
)


def row(result: Result) -> str:
    return (
        f"{result.member:<10} {result.scenario:<9} {result.connect_us:>10.0f} {result.idle_kib:>9.1f} "
        f"{result.talked_kib:>9.1f} {result.deliveries:>11,} {result.us_per_delivery:>11.3f} "
        f"{result.us_per_write:>9.2f}  {'yes' if result.sound else 'NO'}"
    )


def main(given: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--members", type=int, default=500, help="members, all silent")
    parser.add_argument("--bursts", type=int, default=200, help="bursts of 32 messages (flood)")
    parser.add_argument("--messages", type=int, default=200, help="messages, each by itself (paced)")
    parser.add_argument("--rate", type=float, default=20.0, help="messages a second (paced)")
    parser.add_argument("--data", type=Path, default=None, help="where hubbub's log is put")
    parser.add_argument("--json", type=Path, default=None, help="write the results to this file, too")
    options = parser.parse_args(given)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    machine = environment(options.data)
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    print(HEAD, flush=True)
    results = []
    for scenario in ("flood", "paced"):
        for kind in ("plaintext", "TLS"):
            results.append(measure(kind, scenario, options))
            print(row(results[-1]), flush=True)
    if options.json:
        report = {"environment": machine, "results": [asdict(result) for result in results]}
        options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    return 0 if all(result.sound for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
