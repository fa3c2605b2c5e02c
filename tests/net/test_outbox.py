"""An outbox: order, counting, and who is given up, against a transport whose other side is the test."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

from hypothesis import given
from hypothesis import strategies as st

from hubbub.net import outbox as module
from hubbub.net.outbox import BURST_FACTOR, SLOW_SECONDS, STALLED_SECONDS, TRANSPORT_BUFFER, WRITE_TOGETHER, Outbox

if TYPE_CHECKING:
    import pytest

LIMIT = 1000
FULL = TRANSPORT_BUFFER
LOW = FULL // 4


class Wire:
    """A transport as asyncio makes them: full above a mark, which it says at once; drained as `read` is called."""

    def __init__(self) -> None:
        self.outbox: Outbox | None = None
        self.buffer = b""
        self.read_so_far = b""
        self.writes: list[bytes] = []
        self.high = 0
        self.full = False
        self.closing = False
        self.aborted = False

    def set_write_buffer_limits(self, high: int) -> None:
        self.high = high

    def get_write_buffer_size(self) -> int:
        return len(self.buffer)

    def is_closing(self) -> bool:
        return self.closing

    def can_write_eof(self) -> bool:
        return False

    def write(self, data: bytes) -> None:
        assert not self.closing
        self.writes.append(data)
        self.buffer += data
        if len(self.buffer) > self.high and not self.full:
            self.full = True
            assert self.outbox
            self.outbox.pause()

    def read(self, size: int) -> None:
        """The other side reads so many bytes."""
        self.read_so_far += self.buffer[:size]
        self.buffer = self.buffer[size:]
        if self.full and len(self.buffer) <= self.high // 4:
            self.full = False
            assert self.outbox
            self.outbox.resume()

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.closing = self.aborted = True


def connected(limit: int = LIMIT, held: bool = False) -> tuple[Outbox, Wire, list[str]]:
    """An outbox on a wire, and the reasons for which its reader was given up."""
    dropped: list[str] = []
    outbox, wire = Outbox(limit, dropped.append), Wire()
    wire.outbox = outbox
    outbox.attach(cast("asyncio.WriteTransport", wire))
    if not held:
        outbox.release()
    return outbox, wire, dropped


def test_what_is_held_is_sent_when_it_is_released_in_one_write() -> None:
    outbox, wire, _ = connected(held=True)
    for word in (b"a", b"b"):
        outbox.write(word)
    assert not wire.writes
    assert not outbox.wrote
    outbox.release()
    outbox.write(b"c")
    assert wire.writes == [b"ab", b"c"]
    assert outbox.wrote


def test_released_with_nothing_held_nothing_was_ever_sent() -> None:
    outbox, wire, _ = connected(held=True)
    outbox.release()
    assert (wire.writes, outbox.wrote) == ([], False)


def test_what_was_not_meant_for_this_client_is_forgotten() -> None:
    outbox, wire, _ = connected(held=True)
    outbox.write(b"a")
    outbox.discard()
    outbox.write(b"b")
    assert wire.writes == [b"b"]


def test_while_the_transport_is_full_it_is_given_nothing_and_bytes_are_counted() -> None:
    outbox, wire, dropped = connected()
    shared = b"x" * (FULL + 1)
    outbox.write(shared)
    assert outbox.is_behind
    outbox.write(b"y" * 10)
    outbox.write(b"z" * 5)
    assert wire.writes == [shared]
    assert wire.writes[0] is shared, "no copy"
    assert outbox.backlog == FULL + 1 + 15
    wire.read(FULL - LOW + 1)
    assert wire.writes[1:] == [b"y" * 10 + b"z" * 5]
    assert outbox.backlog == LOW + 15
    assert not outbox.is_behind
    assert not dropped


def test_a_long_queue_drains_in_several_writes_and_stops_when_the_transport_is_full_again() -> None:
    outbox, wire, _ = connected(limit=1 << 30)
    outbox.write(b"a" * (FULL + 1))
    chunks = [bytes([65 + number]) * (WRITE_TOGETHER // 2) for number in range(6)]
    for chunk in chunks:
        outbox.write(chunk)
    wire.read(FULL + 1)
    assert wire.writes[1:] == [chunks[0] + chunks[1]]
    assert outbox.is_behind
    assert outbox.backlog == 6 * WRITE_TOGETHER // 2
    while wire.buffer:
        wire.read(WRITE_TOGETHER)
    assert wire.read_so_far == b"a" * (FULL + 1) + b"".join(chunks)
    assert (outbox.backlog, outbox.is_behind) == (0, False)


@given(st.lists(st.integers(1, 3 * FULL) | st.integers(-2 * FULL, -1), max_size=30))
def test_bytes_arrive_in_order_and_none_is_lost_or_counted_wrongly(steps: list[int]) -> None:
    outbox, wire, dropped = connected(limit=1 << 30)
    sent = b""
    for number, step in enumerate(steps):
        if step > 0:
            data = bytes([number]) * step
            sent += data
            outbox.write(data)
        else:
            wire.read(-step)
        assert outbox.backlog == len(sent) - len(wire.read_so_far)
        assert outbox.is_behind == wire.full
    while wire.buffer:
        wire.read(FULL)
    assert wire.read_so_far == sent
    assert not dropped


def behind(limit: int = LIMIT, over: int = 1) -> tuple[Outbox, Wire, list[str]]:
    """An outbox whose transport is full and whose backlog is over the limit."""
    outbox, wire, dropped = connected(limit)
    outbox.write(b"x" * (FULL + 1))
    outbox.write(b"y" * max(0, limit + over - FULL - 1))
    return outbox, wire, dropped


def test_a_burst_far_over_the_limit_drops_no_reader_that_reads() -> None:
    outbox, wire, dropped = behind()
    outbox.write(b"z" * (LIMIT * BURST_FACTOR))
    now = 100.0
    while wire.buffer:
        outbox.check(now)
        wire.read(8 * 1024)
        now += STALLED_SECONDS - 1
        if now > 100 + SLOW_SECONDS - STALLED_SECONDS:
            wire.read(1 << 20)
    assert not dropped


def test_who_is_over_the_limit_and_reads_nothing_is_given_up_in_time() -> None:
    outbox, _wire, dropped = behind()
    outbox.check(100.0)
    outbox.check(100.0 + STALLED_SECONDS - 0.1)
    assert not dropped
    outbox.check(100.0 + STALLED_SECONDS)
    assert dropped == ["it has read nothing for a while"]
    outbox.write(b"more")
    assert outbox.backlog == FULL + 1, "what was queued is let go of"


def test_a_byte_now_and_then_is_reading_but_too_slow_in_the_end() -> None:
    outbox, wire, dropped = behind()
    now = 100.0
    while not dropped and now < 100 + 3 * SLOW_SECONDS:
        outbox.check(now)
        wire.read(1)
        now += STALLED_SECONDS / 2
    assert dropped == ["it reads too slowly"]
    assert SLOW_SECONDS <= now - 100 <= SLOW_SECONDS + STALLED_SECONDS


def test_who_never_catches_up_is_given_up_though_the_transport_drains_again_and_again() -> None:
    chunk = b"x" * WRITE_TOGETHER
    outbox, wire, dropped = connected(limit=WRITE_TOGETHER)
    for _ in range(5):
        outbox.write(chunk)
    now, drained = 100.0, 0
    while not dropped and now < 100 + 3 * SLOW_SECONDS:
        outbox.check(now)
        before = len(wire.writes)
        wire.read(len(wire.buffer))
        drained += len(wire.writes) - before
        outbox.write(chunk)
        now += 1
    assert drained > SLOW_SECONDS / 2
    assert dropped == ["it reads too slowly"]


def test_under_the_limit_silence_is_no_fault() -> None:
    outbox, _wire, dropped = connected(limit=10 * FULL)
    outbox.write(b"x" * 2 * FULL)
    for second in range(0, 1000, 10):
        outbox.check(100.0 + second)
    assert not dropped


def test_no_backlog_grows_for_ever() -> None:
    outbox, _wire, dropped = behind()
    for _ in range(BURST_FACTOR):
        outbox.write(b"x" * LIMIT)
    assert not dropped
    outbox.write(b"x")
    assert dropped == ["its backlog outgrew every bound"]


# --- closing --------------------------------------------------------------------------------------------------------


def closing(act: Any) -> Wire:
    """The wire after ``act(outbox, wire)`` and a turn of the loop."""

    async def run() -> Wire:
        outbox, wire, _ = connected(held=True)
        act(outbox, wire)
        for _ in range(3):
            await asyncio.sleep(0)
        return wire

    return asyncio.run(run())


def test_closing_sends_what_is_held_first() -> None:
    def act(outbox: Outbox, _wire: Wire) -> None:
        outbox.write(b"a")
        outbox.close()
        outbox.write(b"too late")

    wire = closing(act)
    assert (wire.writes, wire.closing, wire.aborted) == ([b"a"], True, False)


def test_closing_waits_for_the_queue() -> None:
    def act(outbox: Outbox, wire: Wire) -> None:
        outbox.release()
        outbox.write(b"x" * (FULL + 1))
        outbox.write(b"last")
        outbox.close()
        assert not wire.closing
        wire.read(FULL + 1)

    wire = closing(act)
    assert wire.writes[-1] == b"last"
    assert (wire.closing, wire.aborted) == (True, False)


def test_a_reader_that_takes_no_farewell_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LAST_WRITE_SECONDS", 0)

    def act(outbox: Outbox, _wire: Wire) -> None:
        outbox.release()
        outbox.write(b"x" * (FULL + 1))
        outbox.write(b"last")
        outbox.close()

    assert closing(act).aborted


def test_closed_before_there_was_a_transport_it_closes_that_at_once() -> None:
    outbox, wire = Outbox(LIMIT, lambda _: None), Wire()
    outbox.write(b"a")
    outbox.close()
    outbox.attach(cast("asyncio.WriteTransport", wire))
    assert wire.closing
