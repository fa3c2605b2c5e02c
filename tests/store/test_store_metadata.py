"""What accounts and channels tell about themselves, as state rows."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from store_samples import ALICE

from hubbub.model.events import (
    AccountDropped,
    ChannelClosed,
    ChannelOpened,
    ChannelRenamed,
    Conversation,
    MetadataSet,
)
from hubbub.model.state import MetadataValue
from hubbub.store.sqlite import SqliteLog

OLD, NEW = Conversation("#old", "#old"), Conversation("#new", "#new")


def told(target: str, key: str, value: str, time: int = 1) -> MetadataSet:
    return MetadataSet(f"{target}-{key}-{time}", time, target, target, key, value, ())


def test_values_are_kept_changed_and_removed(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([told("a", "url", "x"), told("a", "b", "y"), told("c", "url", "z")])
        log.append([told("a", "url", "xx", 2), told("a", "b", "", 2), told("a", "never", "", 2)])
        for _ in range(2):
            assert log.load(0).metadata == (MetadataValue("a", "url", "xx"), MetadataValue("c", "url", "z"))
            log.reopen()
        log.append([AccountDropped("d", 3, "a", "alice", "console")])
        assert log.load(0).metadata == (MetadataValue("c", "url", "z"),)


def test_a_channels_go_with_its_name_and_end_with_it(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([ChannelOpened("o", 1, OLD, ""), told("#old", "url", "x")])
        log.append([ChannelRenamed("r", 2, ALICE, OLD, NEW), told("#new", "b", "y", 2)])
        assert log.load(0).metadata == (MetadataValue("#new", "b", "y"), MetadataValue("#new", "url", "x"))
        log.append([ChannelClosed("c", 3, NEW)])
        assert log.load(0).metadata == ()


def test_the_log_keeps_no_value(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([ChannelOpened("o", 1, OLD, ""), told("#old", "phone", "unlisted-value")])
        log.append([told("#old", "phone", "", 2)])
    with closing(sqlite3.connect(next(tmp_path.glob("*.db")))) as database:
        assert not [row for row in database.iterdump() if "unlisted-value" in row]
