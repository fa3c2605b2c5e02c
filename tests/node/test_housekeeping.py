"""What is done to the log while nobody waits for it."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import cast
from unittest.mock import patch

from hubbub.model.effects import ReadPage, Search
from hubbub.model.events import Conversation, Event, Said, Source
from hubbub.node import housekeeping, writer
from hubbub.node.clock import Clock
from hubbub.node.config.definition import History
from hubbub.node.writer import Writer
from hubbub.store.base import Log
from hubbub.store.sqlite import SqliteLog

HERE = Conversation("#c", "#c")
WEEK = 7 * housekeeping.NANOSECONDS_A_DAY


def said(name: str, age: int) -> Said:
    return Said(name, time.time_ns() - age, Source("a", "a", "h", "g"), HERE, "message", f"fast {name}")


async def _forgets(log: SqliteLog, days: int) -> list[str]:
    kept = Writer(log, asyncio.get_running_loop())
    task = asyncio.create_task(housekeeping.forget(log, kept, Clock(), lambda: History(retention_days=days)))
    for _ in range(3):
        await asyncio.sleep(0)
        await kept.call(lambda: None)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert await kept.stop(5)
    return [event.id for event in log.read_page(ReadPage(HERE.key, "latest", 9)).events]


def test_what_is_older_than_the_configuration_keeps_is_forgotten(tmp_path: Path) -> None:
    events: list[Event] = [said("old", WEEK), said("new", 0)]
    with closing(SqliteLog(tmp_path)) as log:
        log.append(events)
        assert asyncio.run(_forgets(log, 0)) == ["old", "new"]
        assert asyncio.run(_forgets(log, 8)) == ["old", "new"]
        assert asyncio.run(_forgets(log, 6)) == ["new"]


def test_catching_up_is_all_of_what_was_just_said(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([said(f"m{number}", 0) for number in range(600)])
        housekeeping.catch_up(log)
        assert len(log.search(Search((HERE.key,), 999, "fast")).messages) == 600


class Held:
    """A log of which somebody reads for a while."""

    def __init__(self, reads: int) -> None:
        self.left = reads
        self.clean = threading.Event()

    @property
    def erasing(self) -> bool:
        return self.left > 0

    def follow(self) -> bool:
        self.left -= 1
        if not self.left:
            self.clean.set()
        return False


def test_what_a_reader_keeps_on_disk_is_tried_again_without_anything_to_write() -> None:
    held = Held(reads=3)

    async def waits() -> None:
        kept = Writer(cast("Log", held), asyncio.get_running_loop())
        assert await asyncio.to_thread(held.clean.wait, 30)
        assert await kept.stop(5)

    with patch.object(writer, "ERASE_AGAIN_SECONDS", 0.001):
        asyncio.run(waits())
    assert held.left == 0
