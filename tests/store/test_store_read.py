"""Reading pages against a plain list, and how SQLite finds them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as Flag
from threading import Thread
from typing import Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_samples import ALICE, BOB, CHANNELS, DIRECT_KEY, LOBBY, hidden, histories, said

from hubbub.model.effects import FindTargets, Page, Point, ReadPage
from hubbub.model.events import Conversation, Event, Said
from hubbub.model.names import direct
from hubbub.store import forgetting, reader, writer
from hubbub.store.base import StoreError
from hubbub.store.sqlite import SqliteLog

WAYS: tuple[Literal["latest", "before", "after", "around", "between"], ...] = (
    "latest",
    "before",
    "after",
    "around",
    "between",
)
KEYS = (*(channel.key for channel in CHANNELS), DIRECT_KEY, "#unknown")


def model_page(events: list[Event], ask: ReadPage) -> Page:
    """The page as read from a list of all events in log order."""
    here = [
        index
        for index, event in enumerate(events)
        if any(conversation.key == ask.conversation for conversation in event.conversations)
    ]
    stored = [index for index, event in enumerate(events) if event.conversations]
    unknown = [
        point
        for point in (ask.before, ask.after)
        if point and point.id and not any(events[index].id == point.id for index in here)
    ]
    if unknown:
        return Page((), known=False)

    def place(point: Point, inclusive: bool) -> int:
        """Events with an index below it are before the point."""
        if point.time is None:
            return next(index for index in here if events[index].id == point.id) + inclusive
        up_to = point.time if inclusive else point.time - 1
        earlier = [(events[index].time, index) for index in stored if events[index].time <= up_to]
        return max(earlier)[1] + 1 if earlier else 0

    wanted = [
        index
        for index in here
        if (not ask.texts_only or isinstance(events[index], Said)) and not hidden(events[index], ask.conversation)
    ]
    if ask.way == "around":
        point = ask.before or ask.after
        assert point
        middle = place(point, inclusive=False)
        half = ask.limit // 2
        older = [index for index in wanted if index < middle]
        newer = [index for index in wanted if index >= middle]
        chosen = (older[-half:] if half else []) + newer[: ask.limit - half]
    else:
        low = place(ask.after, inclusive=True) if ask.after else 0
        high = place(ask.before, inclusive=False) if ask.before else len(events)
        newest_first = ask.way in {"latest", "before"} or (ask.way == "between" and ask.newest_first)
        if ask.way == "between" and ask.after and ask.before and low > high:  # named the other way round
            low, high, newest_first = place(ask.before, inclusive=True), place(ask.after, inclusive=False), True
        within = [index for index in wanted if low <= index < high]
        chosen = within[max(len(within) - ask.limit, 0) :] if newest_first else within[: ask.limit]
    return Page(tuple(events[index] for index in chosen))


def points(events: list[Event]) -> st.SearchStrategy[Point]:
    ids = [event.id for event in events] + ["unknown"]
    return st.one_of(
        st.builds(lambda name: Point(id=name), st.sampled_from(ids)),
        st.builds(lambda time: Point(time=time), st.integers(80, 200)),
        st.builds(lambda time: Point(time=time), st.sampled_from([0, -(10**25), 10**25])),
    )


@st.composite
def asks(draw: st.DrawFn, events: list[Event]) -> ReadPage:
    way = draw(st.sampled_from(WAYS))
    point = points(events)
    return ReadPage(
        draw(st.sampled_from(KEYS)),
        way,
        draw(st.integers(0, 8)),
        before=draw(point) if way in {"before", "between", "around"} else None,
        after=draw(point) if way in {"after", "between"} or (way == "latest" and draw(st.booleans())) else None,
        newest_first=draw(st.booleans()),
        texts_only=draw(st.booleans()),
    )


@settings(max_examples=150, deadline=None)
@given(st.data(), st.booleans())
def test_pages_are_those_of_a_plain_list(data: st.DataObject, forward: bool) -> None:
    events = data.draw(histories(forward=forward))
    with TemporaryDirectory() as folder, closing(SqliteLog(Path(folder), sync="normal")) as log:
        log.append(events)
        for ask in data.draw(st.lists(asks(events), min_size=1, max_size=15)):
            assert log.read_page(ask) == model_page(events, ask), ask


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_times_are_exclusive_where_clocks_go_forward(data: st.DataObject) -> None:
    events = data.draw(histories())
    after, before = sorted((data.draw(st.integers(95, 160)), data.draw(st.integers(95, 160))))
    with TemporaryDirectory() as folder, closing(SqliteLog(Path(folder), sync="normal")) as log:
        log.append(events)
        for key in KEYS:
            page = log.read_page(
                ReadPage(key, "between", 1000, Point(time=before), Point(time=after), texts_only=False)
            )
            assert list(page.events) == [
                event
                for event in events
                if after < event.time < before
                and key in [c.key for c in event.conversations]
                and not hidden(event, key)
            ]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_targets_are_those_of_a_plain_list(data: st.DataObject) -> None:
    events = data.draw(histories())
    ask = FindTargets(
        data.draw(st.sampled_from([ALICE.identity, BOB.identity, "nobody", ""])),
        tuple(channel.key for channel in data.draw(st.lists(st.sampled_from(CHANNELS), unique=True))),
        data.draw(st.integers(95, 160)),
        data.draw(st.integers(95, 160)),
        data.draw(st.integers(0, 4)),
        data.draw(st.booleans()),
    )
    latest: dict[str, int] = {}
    for event in events:
        if isinstance(event, Said) and not event.rank:
            key = event.conversation.key
            if key in ask.channels or (key == DIRECT_KEY and ask.identity in {"g-alice", "bob"}):
                latest[key] = event.time
    latest = {key: time for key, time in latest.items() if ask.after < time < ask.before}
    ordered = sorted(latest.items(), key=lambda target: (target[1], target[0]))
    chosen = ordered[max(len(ordered) - ask.limit, 0) :] if ask.newest_first else ordered[: ask.limit]
    with TemporaryDirectory() as folder, closing(SqliteLog(Path(folder), sync="normal")) as log:
        log.append(events)
        assert log.find_targets(ask).found == tuple(chosen)


def test_a_conversation_with_oneself_is_found(tmp_path: Path) -> None:
    own = Conversation(direct("bob", "bob"), "")
    with closing(SqliteLog(tmp_path)) as log:
        log.append([said(5, conversation=own, source=BOB)])
        assert log.find_targets(FindTargets("bob", (), 0, 10, 5)).found == ((own.key, 5),)


QUERIES = [
    (reader.CONVERSATION, "sqlite_autoindex_conversation_1"),
    (reader.PLACE_OF_ID, "log_by_id"),
    (reader.PLACE_UP_TO, "log_by_time"),
    *((sql, "log_messages" if messages else "log_changes") for (messages, _), sql in reader.PAGES.items()),
    (reader.TARGETS_DIRECT, "log_messages"),
    (f"{reader.TARGETS_NAMED} (?, ?)", "log_messages"),
    (reader.RETRY, "log_by_cid"),
    (reader.RECENT, "log_retries"),
    (f"{writer.COUNTERS} (?, ?)", "log_changes"),
    (forgetting.OLD, "log_by_time"),
    *zip(forgetting.LATER, ("log_messages", "log_changes"), strict=True),
]


@pytest.mark.parametrize(("sql", "index"), QUERIES)
def test_an_index_suits_each_query(tmp_path: Path, sql: str, index: str) -> None:
    SqliteLog(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "hubbub.db")) as database:
        plan = database.execute(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?")).fetchall()
    steps = [row[3] for row in plan]
    assert index in " ".join(steps)
    for step in steps:
        assert not step.startswith("SCAN"), steps
        assert "TEMP B-TREE" not in step, steps


def test_readers_see_whole_batches_only_while_another_thread_writes(tmp_path: Path) -> None:
    size = 7
    ask = ReadPage(LOBBY.key, "latest", 100_000)
    ended = Flag()
    odd: list[int] = []

    with closing(SqliteLog(tmp_path, sync="normal")) as log:

        def read() -> None:
            while not ended.is_set():
                count = len(log.read_page(ask).events)
                if count % size:
                    odd.append(count)

        threads = [Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            for batch in range(60):
                log.append([said(batch * size + n) for n in range(size)])
                if batch % 20 == 10:
                    log.reopen()
        finally:
            ended.set()
            for thread in threads:
                thread.join()
        assert not odd
        assert len(log.read_page(ask).events) == 60 * size


def test_an_event_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([said(1)])
    with closing(sqlite3.connect(tmp_path / "hubbub.db")) as database, database:
        database.execute("UPDATE log SET body = ?", (msgspec.json.encode({"type": "Future"}),))
    with closing(SqliteLog(tmp_path)) as log, pytest.raises(StoreError, match="position 1 cannot be read"):
        log.read_page(ReadPage(LOBBY.key, "latest", 1))
