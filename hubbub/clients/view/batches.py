"""Batches: lines that belong together, held back until their batch is complete.

Source: the IRCv3 batch specification.  A batch inside another one is a node of its tree; the tree is handed out when
its outermost batch ends.  What a server can make us hold back is limited.
"""

from __future__ import annotations

import msgspec

from hubbub.wire.irc import message as irc

MOST_OPEN = 64
MOST_LINES = 20_000
MOST_DEEP = 16
"""Batches within each other: whoever takes a tree apart does so branch by branch."""


class Batch(msgspec.Struct, eq=False):
    """``kind``: chathistory, draft/multiline, netsplit, …; ``params``: after it; ``start``: the BATCH line."""

    kind: str
    params: tuple[str, ...]
    start: irc.Message
    items: list[irc.Message | Batch] = []
    size: int = 0
    depth: int = 1


class Batches:
    """Puts lines into the open batches they belong to."""

    def __init__(self) -> None:
        self._open: dict[str, Batch] = {}
        self._inner: set[str] = set()

    def clear(self) -> None:
        """The connection ended; what was half told is forgotten."""
        self._open.clear()
        self._inner.clear()

    def receive(self, line: irc.Message) -> irc.Message | Batch | None:
        """The line itself, a batch that it completed, or None while one is under way."""
        parent = self._open.get(line.tags.get("batch", ""))
        if line.command != "BATCH":
            if parent is None or parent.size >= MOST_LINES:
                return line if parent is None else None
            parent.items.append(line)
            parent.size += 1
            return None
        word = line.param(0)
        sign, reference = word[:1], word[1:]
        depth = parent.depth + 1 if parent is not None else 1
        fits = len(self._open) < MOST_OPEN and depth <= MOST_DEEP
        if sign == "+" and reference and reference not in self._open and fits:
            batch = Batch(line.param(1).lower(), line.params[2:], line, [], depth=depth)
            self._open[reference] = batch
            if parent is not None:
                parent.items.append(batch)
                self._inner.add(reference)
        elif sign == "-" and reference in self._open:
            batch = self._open.pop(reference)
            if reference not in self._inner:
                return batch
            self._inner.discard(reference)
        return None
