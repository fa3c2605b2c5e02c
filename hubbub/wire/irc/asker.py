"""Who is answered, and the forms of line an answer is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from hubbub.model import modes
from hubbub.model.server import Server

from .line import line, packed, word

Lines = list[bytes]


class Asker(msgspec.Struct, frozen=True):
    """Who is answered: the nick (``*`` before registration), what was negotiated, and where batch references come from.

    Fields as in `hubbub.wire.irc.show.show_reply`.
    """

    nick: str
    capabilities: frozenset[str]
    server: Server
    batch: Callable[[], str]

    def say(self, *words: str, text: str | None = None, tags: str = "") -> bytes:
        """A line from the server: its words, and a last parameter that may hold anything."""
        trailing = "" if text is None else f" :{text}"
        return line(f":{self.server.name} {' '.join(map(word, words))}{trailing}", tags, self.server.limits.line_bytes)

    def numeric(self, number: str, *words: str, text: str | None = None) -> bytes:
        return self.say(number, self.nick, *words, text=text)

    def several(
        self,
        number: str,
        *words: str,
        items: Iterable[str],
        most: int | None = None,
        text: str = "",
        between: str = " ",
    ) -> Lines:
        """One numeric as often as needed for all ``items``, ``most`` in each; with a ``text`` they are words before it.

        Without, they are the last parameter, with ``between`` them.
        """
        limits = self.server.limits
        room = limits.line_bytes - len(self.numeric(number, *words, text=text))
        if text:
            return [self.numeric(number, *words, *part.split(" "), text=text) for part in packed(items, room - 1, most)]
        return [self.numeric(number, *words, text=part) for part in packed(items, room, most, between)]

    def batched(self, kind: str, about: tuple[str, ...], lines: Lines) -> Lines:
        """``lines``, which have no tags yet, inside a batch; bare where batches were not negotiated."""
        if "batch" not in self.capabilities:
            return lines
        batch = self.batch()
        tag = f"@batch={batch} ".encode()
        inside = [tag + line for line in lines]
        return [self.say("BATCH", f"+{batch}", kind, *about), *inside, self.say("BATCH", f"-{batch}")]

    def prefixed(self, name: str, ranks: frozenset[str]) -> str:
        """``name`` behind the highest prefix of its ``ranks``, behind all of them with multi-prefix."""
        return modes.prefixes(ranks, every="multi-prefix" in self.capabilities) + name


Show = Callable[[Any, Asker], Lines]
"""Makes the lines of one kind of reply."""
