"""A composer's text to messages that each fit into one line."""

from __future__ import annotations

_SHORTEST = 40
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_SKIN = range(0x1F3FB, 0x1F400)


def split(text: str, room: int) -> list[str]:
    """The lines of ``text`` in pieces of at most ``room`` bytes (at least 40), cut at spaces where possible.

    Blank lines are left out: the protocol has no empty messages.  No character is lost but the spaces at the cuts.
    """
    room = max(room, _SHORTEST)
    pieces: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n"):
        rest = line
        while len(rest.encode(errors="replace")) > room:
            cut = _cut(rest, room)
            piece = rest[:cut].rstrip(" ")
            if piece:
                pieces.append(piece)
            rest = rest[cut:].lstrip(" ")
        if rest.strip():
            pieces.append(rest)
    return pieces


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
