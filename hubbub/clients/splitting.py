"""A composer's text to messages that each fit into one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHORTEST = 40
# Possessive throughout, so that no text, however hostile, keeps a window waiting.
_FENCED = re.compile(r"(?<!`)```(?!`)(?P<language>[\w+#.-]*+\n)?+(?P<code>[^`]*+(?:`{1,2}(?!`)[^`]*+)*+)```")
_TICKS = re.compile("`+")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_SKIN = range(0x1F3FB, 0x1F400)


def split(text: str, room: int) -> list[str]:
    """The lines of ``text`` in pieces of at most ``room`` bytes (at least 40), cut at spaces where possible.

    Blank lines are left out: the protocol has no empty messages.  No character is lost but the spaces at the cuts.
    Messages end where lines do, so a fenced block would be torn: each of its lines becomes code of its own, in place
    of the fences.
    """
    room = max(room, _SHORTEST)
    pieces: list[str] = []
    for line, is_code in _lines(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")):
        if is_code:
            pieces += _code(line.rstrip(), room)
        else:
            pieces += _prose(line, room)
    return pieces


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is code."""
    place = 0
    for fenced in _FENCED.finditer(text):
        if "\n" in fenced.group():
            yield from ((line, False) for line in text[place : fenced.start()].split("\n"))
            code: str = fenced["code"]
            if not code.endswith("\n"):  # Only a fence on lines of its own has a language beside it.
                code = (fenced["language"] or "") + code
            yield from ((line, True) for line in code.split("\n"))
            place = fenced.end()
    yield from ((line, False) for line in text[place:].split("\n"))


def _prose(line: str, room: int) -> Iterator[str]:
    while len(line.encode(errors="replace")) > room:
        cut = _cut(line, room)
        piece = line[:cut].rstrip(" ")
        if piece:
            yield piece
        line = line[cut:].lstrip(" ")
    if line.strip():
        yield line


def _code(line: str, room: int) -> Iterator[str]:
    """Between ticks, more of them than the line has together; they must not touch its own."""
    ticks = "`" * (max((len(run) for run in _TICKS.findall(line)), default=0) + 1)
    for piece in _prose(line, room - 2 * len(ticks) - 2):
        first, last = (" " if piece[place] == "`" else "" for place in (0, -1))
        yield f"{ticks}{first}{piece}{last}{ticks}"


def _cut(text: str, room: int) -> int:
    """Where to cut: after the last space that leaves a good line, else between two whole characters."""
    size = 0
    last = 1
    space = 0
    for place, character in enumerate(text):
        if place and not _continues(text, place):
            last = place
        size += len(character.encode(errors="replace"))
        if size > room:
            break
        if character == " ":
            space = place + 1
    return space if space > last // 2 else _whole(text, last, room)


def _whole(text: str, last: int, room: int) -> int:
    """``last``, unless a single character made of many code points fills the room: then it must be cut inside."""
    if len(text[:last].encode(errors="replace")) <= room:
        return last
    return max(1, len(text.encode(errors="replace")[:room].decode(errors="ignore")))


def _continues(text: str, place: int) -> bool:
    """Whether the code point at ``place`` belongs to the character before it: marks, joiners, skin tones."""
    character, before = text[place], text[place - 1]
    return (
        character in _JOINERS
        or before == "\u200d"
        or ord(character) in _SKIN
        or 0x300 <= ord(character) < 0x370
        or (_flag(character) and _flag(before) and _flags_before(text, place) % 2 == 1)
    )


def _flag(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _flags_before(text: str, place: int) -> int:
    many = 0
    while many < place and _flag(text[place - 1 - many]):
        many += 1
    return many
