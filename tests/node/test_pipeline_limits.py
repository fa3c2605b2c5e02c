"""The one path where something fails, is too much, too slow, or over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, cast

import pytest
import structlog
from pipeline_house import House, in_a_loop, latest

from hubbub.commands import channels, table
from hubbub.commands.outcome import Steps
from hubbub.hub.hub import Hub
from hubbub.model import events
from hubbub.model.effects import Page
from hubbub.model.events import Conversation, Event
from hubbub.model.limits import ROWS_PER_REQUEST, SESSION_REQUESTS
from hubbub.model.moment import Moment
from hubbub.model.requests import (
    Away,
    Join,
    ListChannels,
    Part,
    Ping,
    Request,
    Topic,
)
from hubbub.node import pipeline as module


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """What is logged; the test that expects an error says so by looking."""
    with structlog.testing.capture_logs() as logs:
        yield logs


@in_a_loop
async def test_a_commit_that_fails_shows_nothing_and_names_all_who_were_not_heard() -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev")
    alice.heard.clear()
    alice.says("lost")
    await house.turn()
    bob.says("lost too")
    await house.turn()
    error = OSError("disk")
    house.disk.commit(error)
    await house.turn()
    ((raised, unsaid),) = house.failures
    assert raised is error
    assert [turn.session for turn in unsaid] == [alice.session, bob.session]
    assert (alice.heard, bob.heard) == ([], [])
    assert not house.disk.pending, "what was open is not stored either"
    bob.says("nothing is taken any more")
    await house.turn()
    assert not house.disk.pending
    assert house.pipeline.stopped


@in_a_loop
async def test_who_asks_for_much_is_not_read_until_it_is_delivered() -> None:
    house = House()
    alice, bob = await house.irc("alice"), await house.irc("bob")
    rows = SESSION_REQUESTS * ROWS_PER_REQUEST
    for number in range(rows):
        house.hub.apply(events.ChannelOpened(f"o{number}", 0, Conversation(f"#{number}", f"#{number}"), ""))
    bob.asks(*[ListChannels()] * 3)
    assert len(bob.waiting) == 2
    alice.asks(Ping("others are read"))
    assert not alice.waiting
    await house.turn()
    assert bob.writes == 3, "one answer in each batch"
    assert sum(" 323 " in line for line in bob.heard) == 3
    assert not bob.waiting
    bob.asks(*[ListChannels(masks=("*nowhere*",))] * 2)
    assert len(bob.waiting) == 1, "what was looked at counts, whatever was found"
    await house.turn()
    bob.asks(*[Ping("again")] * SESSION_REQUESTS)
    assert not bob.waiting, "what was delivered counts no more"


@in_a_loop
async def test_an_event_that_cannot_be_applied_starts_over_and_stores_nothing_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev")
    commits = len(house.disk.batches)
    bob.says("in the open batch")
    apply = house.hub.apply

    def broken(event: Event) -> None:
        if isinstance(event, events.TopicSet):
            raise ValueError("wrong")
        apply(event)

    monkeypatch.setattr(house.hub, "apply", broken)
    alice.asks(Topic("#dev", "x"))
    await house.turn()
    ((raised, unsaid),) = house.failures
    assert isinstance(raised, ValueError)
    assert {turn.session for turn in unsaid} == {alice.session, bob.session}
    assert len(house.disk.batches) == commits, "bob is told that it was not stored, so it must not be"


@pytest.mark.parametrize("late", [False, True])
@in_a_loop
async def test_a_command_that_fails_ends_the_session_that_met_it(
    monkeypatch: pytest.MonkeyPatch, logged: list[Any], late: bool
) -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev")
    alice.heard.clear()
    carry_out = table.carry_out

    def broken(hub: Hub, who: Any, ask: Request, now: Moment) -> Any:
        if not isinstance(ask, Away):
            return carry_out(hub, who, ask, now)
        if late:
            return failing(hub, who, now)
        raise ValueError("a mistake")

    def failing(_hub: Hub, who: Any, now: Moment) -> Steps:
        where = house.hub.conversation("#dev")
        yield events.TopicSet(now.new_id(), now.time, who.user.source, where, "set")
        raise ValueError("a mistake")

    monkeypatch.setattr(table, "carry_out", broken)
    alice.asks(Away("x"), Ping("never"))
    bob.asks(Ping("b"))
    await house.settle()
    assert [entry["event"] for entry in logged if entry["log_level"] == "error"] == ["a command failed"]
    assert alice.closed
    assert alice.new()[-1].startswith("ERROR :the server made a mistake")
    assert not bob.closed
    assert [line.split()[0] for line in bob.new()] == [*(["TOPIC"] if late else []), "QUIT", "PONG"]
    assert not house.failures
    assert alice.session not in house.hub.sessions


# --- back-pressure --------------------------------------------------------------------------------------------------


@in_a_loop
async def test_a_session_with_so_many_uncommitted_requests_waits_and_is_told_when_not() -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev")
    for number in range(SESSION_REQUESTS + 10):
        alice.says(str(number))
    assert len(alice.waiting) == 10
    assert not house.pipeline.accepts(alice.session)
    assert house.pipeline.accepts(bob.session)
    await house.turn()
    assert alice.times_unblocked == 0
    assert not house.pipeline.accepts(alice.session)
    house.disk.commit()
    await house.turn()
    assert alice.times_unblocked == 1
    assert not alice.waiting
    await house.settle()
    assert [line.split(":")[-1] for line in bob.new()] == [str(number) for number in range(SESSION_REQUESTS + 10)]


@in_a_loop
async def test_while_the_open_batch_is_full_nobody_is_read_until_it_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_EVENTS", 4)
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev")
    before = len(house.disk.batches)
    for number in range(3):
        alice.says(f"a{number}")
        bob.says(f"b{number}")
    await house.turn()
    assert len(house.disk.batches[before]) == 4, "the batch closed at its limit"
    assert not alice.waiting, "and the next one fills"
    assert not bob.waiting
    alice.says("a3")
    for number in range(3, 6):
        bob.says(f"b{number}")
    await house.turn()
    assert alice.waiting or bob.waiting
    await house.settle()
    stored = [cast("events.Said", event).text for batch in house.disk.batches[before:] for event in batch]
    assert sorted(stored) == sorted([f"a{number}" for number in range(4)] + [f"b{number}" for number in range(6)])
    for nick in "ab":
        own = [text for text in stored if text[0] == nick]
        assert own == sorted(own)
    assert all(len(batch) <= 4 for batch in house.disk.batches[before:])
    assert not alice.waiting
    assert not bob.waiting


@in_a_loop
async def test_long_messages_fill_a_batch_by_their_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_BYTES", 10_000)
    house = House()
    alice = await house.irc("alice", "#dev")
    for _ in range(30):
        alice.says("x" * 2000)
    await house.settle()
    assert all(sum(len(getattr(event, "text", "")) for event in batch) <= 12_000 for batch in house.disk.batches)
    assert not alice.waiting


@in_a_loop
async def test_a_slow_commit_refuses_new_messages_until_it_is_done(
    monkeypatch: pytest.MonkeyPatch, logged: list[Any]
) -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev", "#solo"), await house.irc("bob", "#dev")
    alice.heard.clear()
    monkeypatch.setattr(module, "COMMIT_PATIENCE", 0)
    alice.says("slow")
    while house.hub.storing:  # noqa: ASYNC110 - the loop itself is what is waited for
        await asyncio.sleep(0)
    monkeypatch.undo()
    bob.says("refused")
    alice.asks(Part(("#solo",)))
    await house.turn()
    assert bob.heard == []
    assert "#solo" in house.hub.channels
    house.disk.commit()
    assert house.hub.storing
    await house.settle()
    assert [line.split()[0] for line in bob.new()] == ["PRIVMSG", "FAIL"]
    assert "#solo" not in house.hub.channels, "what emptied meanwhile is closed"
    bob.says("heard")
    await house.settle()
    assert alice.new()[-1] == "PRIVMSG #dev :heard"
    assert [entry["log_level"] for entry in logged] == ["error", "warning"]


# --- ending ---------------------------------------------------------------------------------------------------------


@in_a_loop
async def test_drained_means_stored_and_heard() -> None:
    house = House()
    alice, bob = await house.irc("alice", "#dev"), await house.irc("bob", "#dev")
    alice.says("one")
    alice.asks(latest())
    drained = asyncio.ensure_future(house.pipeline.drain())
    await house.turn()
    house.disk.commit()
    await house.turn()
    assert not drained.done()
    house.effects[0][1].set_result(Page(()))
    await house.settle()
    await drained
    assert bob.new() == ["PRIVMSG #dev :one"]
    assert alice.heard
    await house.pipeline.drain()


@in_a_loop
async def test_stopped_nothing_is_taken_stored_or_waited_for() -> None:
    house = House()
    alice = await house.irc("alice", "#dev")
    alice.asks(latest())
    await house.turn()
    commits = len(house.disk.batches)
    bob = await house.irc("bob")
    bob.asks(Join(("#x",)))
    house.pipeline.stop()
    bob.asks(Ping("x"))
    house.pipeline.submit_own(channels.at_start(house.hub, house.moment()))
    await house.turn()
    assert len(house.disk.batches) == commits
    assert house.effects[0][1].cancelled()
    assert bob.heard == []
