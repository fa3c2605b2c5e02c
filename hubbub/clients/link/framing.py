"""A stream of bytes to lines, the same however the stream is cut."""

from __future__ import annotations

LONGEST = 65_536
"""Bytes of a line, many times what IRCv3 allows (8191 of tags, 512 and more of the rest); longer ones are ignored."""


class Lines:
    """Cuts at LF; leaves out CR, NUL and empty lines."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._skipping = False

    def receive(self, data: bytes) -> list[str]:
        """The lines that ``data`` completed."""
        lines: list[str] = []
        pieces = data.split(b"\n")
        for piece in pieces[:-1]:
            self._take(piece)
            if not self._skipping:
                line = decode(bytes(self._rest))
                if line:
                    lines.append(line)
            self._rest.clear()
            self._skipping = False
        self._take(pieces[-1])
        return lines

    def _take(self, piece: bytes) -> None:
        if self._skipping:
            return
        self._rest += piece
        if len(self._rest) > LONGEST:
            self._rest.clear()
            self._skipping = True


def decode(line: bytes) -> str:
    """UTF-8; what is none is an old client's Latin-1.  CR and NUL have no place in a line."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = line.decode("latin-1")
    return text.replace("\0", "").replace("\r", "")
