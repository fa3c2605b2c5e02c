"""Text that may be shown in a terminal: it moves no cursor, changes no colour, and begins no line of its own."""

from __future__ import annotations

import re

_CONTROLS: dict[int, str | None] = dict.fromkeys((*range(32), *range(127, 160)))
_CONTROLS |= {ord("\t"): " ", 0x2028: " ", 0x2029: " "}

# Embeddings, overrides and isolates (Unicode UAX 9): with them a line can be made to look like another one.
_DIRECTIONS: dict[int, str | None] = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_UNFIT = _CONTROLS | _DIRECTIONS

# IRC's colours: the numbers belong to the control character, https://modern.ircdocs.horse/formatting#characters.
_COLOURS = re.compile("\x03(?:[0-9]{1,2}(?:,[0-9]{1,2})?)?|\x04(?:[0-9A-Fa-f]{6}(?:,[0-9A-Fa-f]{6})?)?")


def without_controls(text: str) -> str:
    """``text`` without control characters, line breaks included; a tab is a space."""
    return text if text.isprintable() else text.translate(_CONTROLS)


def one_line(text: str) -> str:
    """``text`` fit to be shown within a line: also without IRC's formatting and Unicode's direction controls."""
    if text.isprintable():
        return text
    return _COLOURS.sub("", text).translate(_UNFIT)
