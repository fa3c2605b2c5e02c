"""How fast one message becomes many: hubbub beside the textbook server, in the same run.

`python bench/fanout.py` runs every scenario; `--help` lists the options; README.md says what is measured, and how.
"""

import argparse
import datetime as dt
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from load import Crowd, Protocol
from servers import ROOT, Fleet, ServerFailedError, running

SCENARIOS = ("flood", "paced", "channels")
MARKS = {"flood": 0.2, "channels": 2.5, "paced": 9.0}
"""Microseconds of server CPU for each delivery: what hubbub is to stay under."""


@dataclass
class Result:
    """One scenario on one server. Latencies are those of the sampled members."""

    scenario: str
    server: str
    messages: int
    deliveries: int
    seconds: float
    deliveries_per_second: float
    server_us_per_delivery: float
    generator_us_per_delivery: float
    p50_ms: float
    p99_ms: float
    server_peak_mib: float
    lost: int
    reordered: int
    mangled: int
    closed: int

    @property
    def sound(self) -> bool:
        return not (self.lost or self.reordered or self.mangled or self.closed)


@dataclass(frozen=True)
class Contender:
    """A server and the way it is spoken to."""

    label: str
    kind: str
    protocol: str
    capabilities: tuple[str, ...] = ()
    accounts: bool = False


TAGS = ("message-tags", "server-time", "account-tag", "draft/account-registration")
TAGS_MARK = 1.6
"""How many times the CPU per delivery all tags may cost: the bytes alone double."""


def measure(contender: Contender, scenario: str, options: argparse.Namespace) -> Result:
    """Start the server, run one scenario, end the server. Raises ServerFailedError, TimeoutError, OSError."""
    channels = options.channels if scenario == "channels" else 1
    members = channels * options.channel_members if channels > 1 else options.members
    speakers = 1 if channels > 1 else options.senders
    apart = contender.kind != "hubbub" and channels > 1  # it knows no channels: one server for each of them
    protocol = Protocol(
        contender.protocol,
        contender.capabilities,
        named_channels=channels > 1 and not apart,
        accounts=contender.accounts,
    )
    with running(contender.kind, channels if apart else 1, options.data) as fleet:
        crowd = Crowd(protocol, members=members, channels=channels, speakers=speakers, body=options.body)
        try:
            crowd.gather([fleet.address(channel) for channel in range(channels)])
            return _run(crowd, fleet, scenario, contender.label, options)
        finally:
            crowd.close()


def _run(crowd: Crowd, fleet: Fleet, scenario: str, label: str, options: argparse.Namespace) -> Result:
    paced = scenario == "paced"
    server_before, own_before = fleet.cpu_seconds_at_rest(), time.process_time()
    seconds = crowd.run(
        seconds=options.paced_seconds if paced else options.seconds,
        messages=options.messages,
        in_flight=options.in_flight,
        rate=options.rate if paced else 0.0,
    )
    own = time.process_time() - own_before
    server = fleet.cpu_seconds_at_rest() - server_before
    deliveries = crowd.deliveries()
    latencies = crowd.latencies() or [0]
    return Result(
        scenario,
        label,
        sum(speaker.said for speaker in crowd.speakers),
        deliveries,
        seconds,
        deliveries / seconds if seconds else 0.0,
        server / max(deliveries, 1) * 1e6,
        own / max(deliveries, 1) * 1e6,
        latencies[len(latencies) // 2] / 1e6,
        latencies[len(latencies) * 99 // 100] / 1e6,
        fleet.peak_bytes() / 2**20,
        crowd.lost(),
        crowd.faults.reordered,
        crowd.faults.mangled,
        crowd.faults.closed,
    )


def _cost_of_tags(results: list[Result]) -> str:
    if len(results) < 2 or results[0].scenario != results[1].scenario:
        return "what tags cost is not known: a run failed"
    without, tagged = (result.server_us_per_delivery for result in results)
    times = tagged / without if without else 0.0
    return f"{results[0].scenario:<9} tags cost {times:.2f} times the CPU per delivery (mark {TAGS_MARK:g})"


HEAD = (
    f"{'scenario':<9} {'server':<22} {'messages':>9} {'deliveries':>11} {'deliveries/s':>12} {'server µs':>9} "
    f"{'(mark)':>7} {'gen. µs':>8} {'p50 ms':>8} {'p99 ms':>8} {'MiB':>6}  sound"
)


def row(result: Result) -> str:
    mark = f"({MARKS[result.scenario]:g})" if result.server.startswith("hubbub") else ""
    faults = [f"{getattr(result, name)} {name}" for name in ("lost", "reordered", "mangled", "closed")]
    sound = "yes" if result.sound else "NO: " + ", ".join(fault for fault in faults if not fault.startswith("0 "))
    return (
        f"{result.scenario:<9} {result.server:<22} {result.messages:>9,} {result.deliveries:>11,} "
        f"{result.deliveries_per_second:>12,.0f} {result.server_us_per_delivery:>9.3f} {mark:>7} "
        f"{result.generator_us_per_delivery:>8.3f} {result.p50_ms:>8.2f} {result.p99_ms:>8.2f} "
        f"{result.server_peak_mib:>6.0f}  {sound}"
    )


def environment(data: Path | None) -> dict[str, object]:
    """What the figures depend on."""
    folder = str(data or os.environ.get("TMPDIR", "/tmp"))
    file_system = subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=False)
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "uvloop": _version("uvloop"),
        "commit": commit.stdout.strip(),
        "log_on": file_system.stdout.strip(),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


def contenders(options: argparse.Namespace) -> list[Contender]:
    textbook = [
        Contender("textbook", "textbook", "raw"),
        Contender("textbook, by line", "textbook-by-line", "raw"),
    ]
    raw = Contender("hubbub, raw", "hubbub", "raw")
    irc = Contender("hubbub, IRC", "hubbub", "irc")
    websocket = Contender("hubbub, WebSocket", "hubbub", "websocket")
    if options.tags:
        return [irc, Contender("hubbub, IRC with tags", "hubbub", "irc", TAGS, accounts=True)]
    chosen = {
        "textbook": textbook,
        "hubbub-raw": [raw],
        "hubbub-irc": [irc],
        "hubbub-websocket": [websocket],
        "hubbub": [raw, irc, websocket],
    }.get(options.server, [*textbook, raw, irc, websocket])
    if options.caps and options.server != "textbook":
        names = tuple(options.caps.split(","))
        protocol, label = ("websocket", "WebSocket") if options.server == "hubbub-websocket" else ("irc", "IRC")
        chosen.append(Contender(f"hubbub, {label} with caps", "hubbub", protocol, names))
    return chosen


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    add = parser.add_argument
    add("--scenario", choices=("all", *SCENARIOS), default="all")
    add(
        "--server", choices=("all", "textbook", "hubbub", "hubbub-raw", "hubbub-irc", "hubbub-websocket"), default="all"
    )
    add("--caps", default="", help="a further run over IRC with these capabilities: message-tags,server-time")
    add(
        "--tags",
        action="store_true",
        help="IRC without and with message-tags, server-time, msgid and account-tag on every line, and what they cost",
    )
    add("--members", type=int, default=1000, help="members of the one channel (flood, paced)")
    add("--senders", type=int, default=10, help="how many of them speak")
    add("--channels", type=int, default=100, help="channels of the scenario 'channels'")
    add("--channel-members", type=int, default=10, help="members of each of them; one speaks")
    add("--body", type=int, default=64, help="bytes of a message")
    add("--in-flight", type=int, default=32, help="messages of one sender that are under way at once")
    add("--rate", type=float, default=20.0, help="messages a second, all senders together (paced)")
    add("--seconds", type=float, default=5.0, help="how long the senders speak (flood, channels)")
    add("--paced-seconds", type=float, default=10.0, help="how long the senders speak (paced)")
    add("--messages", type=int, default=0, help="the most that each sender says; 0: no bound but the time")
    add("--data", type=Path, default=None, help="where hubbub's log is put, a folder on the disk to be measured")
    add("--json", type=Path, default=None, help="write the results to this file, too")
    options = parser.parse_args(given)
    if options.body < 16 or options.senders < 1 or options.members <= options.senders or options.channel_members < 2:
        parser.error("a body has at least 16 bytes, and some of the members only listen")
    return options


def main(given: Sequence[str] | None = None) -> int:
    options = arguments(given)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # the servers inherit it
    machine = environment(options.data)
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    print(HEAD, flush=True)
    results: list[Result] = []
    failed = False
    for scenario in SCENARIOS if options.scenario == "all" else (options.scenario,):
        for contender in contenders(options):
            try:
                result = measure(contender, scenario, options)
            except (ServerFailedError, TimeoutError, OSError) as error:
                print(f"{scenario:<9} {contender.label:<22} failed: {error}", flush=True)
                failed = True
                continue
            print(row(result), flush=True)
            results.append(result)
        if options.tags:
            print(_cost_of_tags(results[-2:]), flush=True)
    if options.json:
        settings = {name: str(value) if isinstance(value, Path) else value for name, value in vars(options).items()}
        del settings["json"]
        report = {"environment": machine, "options": settings, "results": [asdict(result) for result in results]}
        options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    return 1 if failed or not all(result.sound for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
