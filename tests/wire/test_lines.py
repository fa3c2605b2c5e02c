"""Bytes to lines, whatever the chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.wire.lines import LineBuffer, TooLong

LONG = TooLong.LINE


@pytest.mark.parametrize(
    ("data", "lines", "pending"),
    [
        (b"", [], b""),
        (b"a", [], b"a"),
        (b"a\n", [b"a"], b""),
        (b"a\r\nb\n\nc", [b"a", b"b", b""], b"c"),
        (b"a\rb\r\r\n", [b"a\rb\r"], b""),
        (b"12345678\n", [b"12345678"], b""),
        (b"12345678\r\n", [b"12345678"], b""),
        (b"12345678\r", [], b"12345678\r"),
        (b"123456789\nx\n", [LONG, b"x"], b""),
        (b"123456789", [LONG], b""),
        (b"a\n123456789", [b"a", LONG], b""),
        (b"12345678\rx", [LONG], b""),
    ],
)
def test_table(data: bytes, lines: list[bytes | TooLong], pending: bytes) -> None:
    buffer = LineBuffer(8)
    assert buffer.receive(data) == lines
    assert buffer.pending == pending


def test_a_line_too_long_is_reported_once_and_skipped_without_being_kept() -> None:
    buffer = LineBuffer(8)
    assert buffer.receive(b"123456789") == [LONG]
    for _ in range(5):
        assert buffer.receive(b"more and more") == []
        assert buffer.pending == b""
    assert buffer.receive(b"end\nhello\nwor") == [b"hello"]
    assert buffer.receive(b"ld\n") == [b"world"]


@pytest.mark.parametrize("ending", [b"\n", b""])
def test_a_line_beyond_all_bounds_is_no_mistake(ending: bytes) -> None:
    assert LineBuffer(8, 20).receive(b"x" * 19 + b"\n") == [LONG]
    assert LineBuffer(8, 20).receive(b"x" * 20 + ending) == [TooLong.FLOOD]
    drop_by_drop = LineBuffer(8, 20)
    heard = [line for _ in range(20) for line in drop_by_drop.receive(b"x")]
    assert heard == [LONG, TooLong.FLOOD]
    assert drop_by_drop.pending == b""
    after_a_line = LineBuffer(8, 20)
    assert after_a_line.receive(b"x" * 10) == [LONG]
    assert after_a_line.receive(b"x" * 10 + b"\nhello\n") == [TooLong.FLOOD, b"hello"]


PIECES = st.lists(st.sampled_from([b"\n", b"\r", b"\r\n", b"a", b"bcd", b"x" * 8, b"y" * 9]) | st.binary(max_size=12))


@given(PIECES, st.binary(max_size=5))
def test_whole_byte_by_byte_and_in_pieces(pieces: list[bytes], tail: bytes) -> None:
    data = b"".join([*pieces, b"\n"])
    whole = LineBuffer(8).receive(data)
    one = LineBuffer(8)
    assert [line for end in range(len(data)) for line in one.receive(data[end : end + 1])] == whole
    some = LineBuffer(8)
    assert [line for piece in [*pieces, b"\n"] for line in some.receive(piece)] == whole
    assert LineBuffer(8).receive(data + tail)[: len(whole)] == whole
    assert len(whole) == data.count(b"\n")
    assert all(line is LONG or (isinstance(line, bytes) and len(line) <= 8) for line in whole)


@given(PIECES)
def test_a_flood_is_one_however_it_is_cut(pieces: list[bytes]) -> None:
    data = b"".join(pieces)

    def heard(chunks: list[bytes]) -> tuple[list[bytes | TooLong], bool]:
        """The lines that could be read before a flood, if there is one."""
        buffer = LineBuffer(8, 12)
        lines = [line for chunk in chunks for line in buffer.receive(chunk)]
        flood = TooLong.FLOOD in lines
        read = lines[: lines.index(TooLong.FLOOD)] if flood else lines
        return [line for line in read if isinstance(line, bytes)], flood

    whole = heard([data])
    assert heard(pieces) == whole
    assert heard([data[place : place + 1] for place in range(len(data))]) == whole
    assert whole[1] is any(len(line) >= 12 for line in data.split(b"\n"))
