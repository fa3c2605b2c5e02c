"""What the log costs for each message, by batch size: ``python -m bench.store [--sync full] [--messages 50000]``.

Prints microseconds of CPU and of wall time per message, on the folder's own disk (``--folder``).
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hubbub.model.events import Conversation, Event, Said, Source
from hubbub.store.sqlite import SqliteLog

BATCHES = (1, 10, 50, 500, 4096)
SWITCH_INTERVAL = 0.0005
"""Seconds, as the server sets it."""


def messages(count: int, channels: int, *, cids: str) -> list[Event]:
    """``count`` messages of 64 bytes by 10 people, round the channels; ids in order of time."""
    sources = [Source(f"user{number}", f"user{number}", "host.example", secrets.token_hex(8)) for number in range(10)]
    conversations = [Conversation(f"#channel{number}", f"#channel{number}") for number in range(channels)]
    start = time.time_ns()
    events: list[Event] = []
    for number in range(count):
        ordered = f"{start // 1000 + number:014x}{secrets.token_hex(5)}"
        cid = {"none": "", "ordered": ordered, "random": secrets.token_hex(16)}[cids]
        events.append(
            Said(
                ordered,
                start + number * 1000,
                sources[number % 10],
                conversations[number % channels],
                "message",
                "x" * 64,
                cid=cid,
            )
        )
    return events


def measure(folder: Path, events: Sequence[Event], batch: int, sync: str) -> tuple[float, float, float]:
    """CPU and wall microseconds per message, and the longest append in milliseconds."""
    data_dir = Path(tempfile.mkdtemp(dir=folder))
    log = SqliteLog(data_dir, sync="full" if sync == "full" else "normal")
    try:
        longest = 0.0
        wall, cpu = time.perf_counter(), time.process_time()
        for start in range(0, len(events), batch):
            before = time.perf_counter()
            log.append(events[start : start + batch])
            longest = max(longest, time.perf_counter() - before)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    finally:
        log.close()
        shutil.rmtree(data_dir)
    return cpu / len(events) * 1e6, wall / len(events) * 1e6, longest * 1e3


@contextmanager
def busy_thread(wanted: bool) -> Iterator[None]:
    """What an event loop at full load is to the writer: a thread that never waits."""
    running = wanted

    def spin() -> None:
        while running:
            sum(range(100))

    thread = threading.Thread(target=spin)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    thread.start()
    try:
        yield
    finally:
        running = False
        thread.join()
        sys.setswitchinterval(interval)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sync", choices=("full", "normal"), default="full")
    options.add_argument("--messages", type=int, default=50_000)
    options.add_argument("--channels", type=int, default=1)
    options.add_argument("--cids", choices=("none", "ordered", "random"), default="none")
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    options.add_argument("--busy", action="store_true", help="beside a thread that never waits")
    chosen = options.parse_args()
    print(
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, sync {chosen.sync}, "
        f"{chosen.channels} channels, cids {chosen.cids}"
        f"{', busy' if chosen.busy else ''}"
    )
    print(f"{'batch':>6} {'CPU µs':>8} {'wall µs':>8} {'messages/s':>11} {'longest append ms':>18}")
    for batch in BATCHES:
        events = messages(min(chosen.messages, batch * 2000), chosen.channels, cids=chosen.cids)
        with busy_thread(chosen.busy):
            cpu, wall, longest = measure(chosen.folder, events, batch, chosen.sync)
        print(f"{batch:6} {cpu:8.2f} {wall:8.2f} {1e6 / wall:11,.0f} {longest:18.1f}")


if __name__ == "__main__":
    main()
