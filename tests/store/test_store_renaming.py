"""A channel that is renamed: its history, and what else is kept by its name."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from store_samples import ALICE

from hubbub.model.effects import ReadPage
from hubbub.model.events import (
    ChannelClosed,
    ChannelOpened,
    ChannelRenamed,
    Conversation,
    ReadMarked,
    Said,
    Source,
)
from hubbub.store.sqlite import SqliteLog


def test_a_renamed_channel_keeps_its_history_and_the_old_name_none(tmp_path: Path) -> None:
    old, new = Conversation("#old", "#old"), Conversation("#new", "#New")
    with closing(SqliteLog(tmp_path)) as log:
        log.append([ChannelOpened("o", 1, old, ""), ChannelOpened("n", 2, new, ""), ChannelClosed("c", 3, new)])
        log.append([Said("m1", 4, ALICE, old, "message", "before")])
        stamps = log.append(
            [
                Said("m2", 5, ALICE, old, "message", "in the same batch"),
                ChannelRenamed("r", 6, ALICE, old, new),
                Said("m3", 7, ALICE, new, "message", "after"),
                ChannelOpened("o2", 8, old, ""),
                Said("m4", 9, ALICE, old, "message", "in another channel"),
            ]
        )
        log.append([Said("m5", 10, ALICE, new, "message", "later")])

        def page(key: str, *, texts_only: bool = True) -> list[str]:
            return [event.id for event in log.read_page(ReadPage(key, "latest", 10, texts_only=texts_only)).events]

        for _ in range(2):
            assert page("#new") == ["m1", "m2", "m3", "m5"]
            assert page("#new", texts_only=False) == ["o", "m1", "m2", "r", "m3", "m5"]
            assert page("#old") == ["m4"]
            assert {state.conversation.name for state in log.load(0).channels} == {"#New", "#old"}
            log.reopen()
        assert [stamp.sequences for stamp in stamps] == [(3,), (4,), (5,), (1,), (2,)]
        log.append([Said("m6", 11, ALICE, old, "message", "still another")])
        assert page("#old") == ["m4", "m6"]


def test_what_was_read_of_a_renamed_channel_is_read(tmp_path: Path) -> None:
    old, new = Conversation("#old", "#old"), Conversation("#new", "#new")
    owner = Source("alice", "a", "h", "account-1", "alice")
    with closing(SqliteLog(tmp_path)) as log:
        log.append(
            [ChannelOpened("o", 1, old, ""), ReadMarked("x", 2, owner, new, 1), ReadMarked("y", 3, owner, old, 2)]
        )
        log.append([ChannelRenamed("r", 4, owner, old, new)])
        assert [(marker.conversation, marker.time) for marker in log.load(0).read_markers] == [("#new", 2)]
