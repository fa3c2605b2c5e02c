"""Bytes to lines, whatever the chunks they come in."""

from __future__ import annotations

from enum import Enum


class TooLong(Enum):
    """In a line's place: it was longer than allowed, and its bytes were dropped."""

    LINE = "line"
    FLOOD = "flood"
    """It is longer than anybody means: whoever sends it is not to be read any more."""


class LineBuffer:
    """Splits at LF and CR LF.  ``longest``: bytes of a line without its end; never keeps more of an unfinished one.

    ``flood``: the bytes of one line, its end included, above which it counts as `TooLong.FLOOD`.
    """

    def __init__(self, longest: int, flood: int = 1 << 62) -> None:
        self.longest = longest
        self.flood = flood
        self.pending = b""
        """The bytes of the line that has not ended yet."""
        self._skipping = False
        self._skipped = 0

    def receive(self, data: bytes) -> list[bytes | TooLong]:
        """The lines that ``data`` completes, without their ends; `TooLong` once for each that is too long."""
        parts: list[bytes] = data.split(b"\n")
        if self.pending:
            parts[0] = self.pending + parts[0]
        self.pending = parts.pop()
        flooded = False
        if self._skipping:
            self._skipped += len(parts[0]) if parts else len(self.pending)
            flooded = self._skipped >= self.flood
        if self._skipping and parts:
            del parts[0]
            self._skipping = False
        lines: list[bytes | TooLong] = [part[:-1] if part.endswith(b"\r") else part for part in parts]
        if any(len(part) > self.longest for part in parts):
            lines = [self._measured(line, part) for line, part in zip(lines, parts, strict=True)]
        if flooded:
            lines.insert(0, TooLong.FLOOD)
        if self._skipping:
            self.pending = b""
        elif len(self.pending) - self.pending.endswith(b"\r") > self.longest:
            self._skipped = len(self.pending)
            self.pending = b""
            self._skipping = True
            lines.append(TooLong.LINE if self._skipped < self.flood else TooLong.FLOOD)
        return lines

    def _measured(self, line: bytes | TooLong, part: bytes) -> bytes | TooLong:
        if len(part) >= self.flood:
            return TooLong.FLOOD
        return TooLong.LINE if isinstance(line, bytes) and len(line) > self.longest else line
