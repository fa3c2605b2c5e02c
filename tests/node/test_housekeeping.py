"""What is done to the log while nobody waits for it."""

from __future__ import annotations

import asyncio
import time
from contextlib import closing, suppress
from pathlib import Path

from hubbub.model.effects import ReadPage, Search
from hubbub.model.events import Conversation, Event, Said, Source
from hubbub.node import housekeeping
from hubbub.node.clock import Clock
from hubbub.node.config.definition import History
from hubbub.node.writer import Writer
from hubbub.store.sqlite import SqliteLog

HERE = Conversation("#c", "#c")
WEEK = 7 * housekeeping.NANOSECONDS_A_DAY


def said(name: str, age: int) -> Said:
    return Said(name, time.time_ns() - age, Source("a", "a", "h", "g"), HERE, "message", f"fast {name}")


async def _forgets(log: SqliteLog, days: int) -> list[str]:
    writer = Writer(log, asyncio.get_running_loop())
    task = asyncio.create_task(housekeeping.forget(log, writer, Clock(), lambda: History(retention_days=days)))
    for _ in range(3):
        await asyncio.sleep(0)
        await writer.call(lambda: None)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert await writer.stop(5)
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
