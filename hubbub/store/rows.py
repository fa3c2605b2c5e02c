"""Many rows in few statements.

Each statement is one hand-over of the interpreter from the event loop to the writer and back, so a batch should be
few; but each size is a text of its own that SQLite compiles and keeps (about 1 KiB a row), so sizes should be few too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeVar

Value = TypeVar("Value")

_BLOCKS = (512, 256, 128)
"""Rows in one statement: these first, then the exact rest.  512 rows of 11 columns stay below SQLite's 32,766."""

_SLICE = 512


def block_sizes(count: int) -> list[int]:
    """``count`` rows as statements' sizes."""
    sizes = []
    for block in _BLOCKS:
        while count >= block:
            sizes.append(block)
            count -= block
    return [*sizes, count] if count else sizes


@lru_cache(maxsize=1024)
def _insert_sql(head: str, columns: int, rows: int) -> str:
    row = f"({placeholders(columns)})"
    return f"{head} {','.join([row] * rows)}"


def insert(database: sqlite3.Connection, head: str, columns: int, values: list[object]) -> None:
    """Run ``head`` (``INSERT INTO … VALUES``) for all rows, given one after the other in ``values``.

    More rows than `one_statement` allows need the caller's transaction.
    """
    sizes = block_sizes(len(values) // columns)
    if len(sizes) == 1:
        database.execute(_insert_sql(head, columns, sizes[0]), values)
        return
    start = 0
    for size in sizes:
        end = start + size * columns
        database.execute(_insert_sql(head, columns, size), values[start:end])
        start = end


def one_statement(count: int) -> bool:
    """Whether `insert` needs but one statement for this many rows."""
    return count < _BLOCKS[-1] or count in _BLOCKS


def placeholders(count: int) -> str:
    """``?,?,?``."""
    return ",".join("?" * count)


def slices(values: tuple[Value, ...]) -> Iterator[tuple[Value, ...]]:
    """``values`` in parts that fit the variables of one statement."""
    for start in range(0, len(values), _SLICE):
        yield values[start : start + _SLICE]
