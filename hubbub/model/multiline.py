"""Messages of several lines: one text, and how its sender broke it."""

from __future__ import annotations


def lines_of(text: str, splits: tuple[int, ...]) -> list[tuple[str, bool]]:
    """The lines as they were sent: (text, whether it goes on where the one before ended).

    ``splits``: the places in ``text`` where a line goes on like that; the others begin behind its line feeds.
    """
    lines: list[tuple[str, bool]] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        begin = start
        for place in splits:
            if start < place < end:
                lines.append((text[begin:place], begin > start))
                begin = place
        lines.append((text[begin:end], begin > start))
        start = end + 1
    return lines


def joined(lines: list[tuple[str, bool]]) -> tuple[str, tuple[int, ...]]:
    """The text and the splits of lines as `lines_of` has them."""
    text = ""
    splits: list[int] = []
    for place, (line, goes_on) in enumerate(lines):
        if goes_on:
            splits.append(len(text))
        elif place:
            text += "\n"
        text += line
    return text, tuple(splits)
