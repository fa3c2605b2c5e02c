"""Bytes to lines, whatever the chunks they come in."""

from __future__ import annotations

from enum import Enum


class TooLong(Enum):
    """In a line's place: it was longer than allowed, and its bytes were dropped."""

    LINE = "line"


class LineBuffer:
    """Splits at LF and CR LF.  ``longest``: bytes of a line without its end; never keeps more of an unfinished one."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.pending = b""
        """The bytes of the line that has not ended yet."""
        self._skipping = False

    def receive(self, data: bytes) -> list[bytes | TooLong]:
        """The lines that ``data`` completes, without their ends; `TooLong` once for each that is too long."""
        parts: list[bytes] = data.split(b"\n")
        if self.pending:
            parts[0] = self.pending + parts[0]
        self.pending = parts.pop()
        if self._skipping and parts:
            del parts[0]
            self._skipping = False
        lines: list[bytes | TooLong] = [part[:-1] if part.endswith(b"\r") else part for part in parts]
        if any(len(part) > self.longest for part in parts):
            lines = [TooLong.LINE if isinstance(line, bytes) and len(line) > self.longest else line for line in lines]
        if self._skipping:
            self.pending = b""
        elif len(self.pending) - self.pending.endswith(b"\r") > self.longest:
            self.pending = b""
            self._skipping = True
            lines.append(TooLong.LINE)
        return lines
