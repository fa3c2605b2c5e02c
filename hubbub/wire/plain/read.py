"""What a plain client sends, to requests: framed by lines, or by pauses for those who send bare chunks."""

from __future__ import annotations

import codecs
import re

import msgspec

from hubbub.model.limits import Limits
from hubbub.model.requests import Quit, Request, Unreadable, Utter
from hubbub.wire.detect import intrudes

from .clean import without_controls
from .commands import command

# How a request line begins: an intruder if it is so long that its end, which would tell, is not awaited.
_LIKE_A_REQUEST = re.compile(r"\S+ +(?:[/*]|https?:)")


class PlainReader:
    """One plain session's bytes in, requests out.  ``longest``: bytes of one message; a longer one becomes several."""

    def __init__(self, longest: int = Limits().message_bytes) -> None:
        self.longest = max(longest, 4)  # room for any one character
        self.lines = False
        """Whether a newline has come: from then on only newlines, or the end, end a message."""
        self.intruder = False
        """The first message was a part of an HTTP request: nothing is read any more, the connection is to be closed."""
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._text = ""
        self._first = True
        self._continues = False  # the message's beginning was cut off and said already
        self._skips = False  # the message is refused, its rest dropped

    @property
    def waiting(self) -> bool:
        """Whether `pause` would end a message."""
        return not self.lines and bool(self._text or self._continues or self._skips)

    def receive(self, data: bytes) -> list[Request]:
        """The requests that ``data`` completes."""
        return self._read(self._decoder.decode(data))

    def pause(self) -> list[Request]:
        """The sender has paused: a chunk without a newline is a message.  A character not yet complete is held back."""
        requests: list[Request] = []
        if not self.lines:
            self._end(requests)
        return requests

    def close(self) -> list[Request]:
        """The sender has closed: whatever is left is a message."""
        requests = self._read(self._decoder.decode(b"", True))
        self._end(requests)
        return requests

    def _read(self, text: str) -> list[Request]:
        requests: list[Request] = []
        *whole, rest = text.split("\n")
        for line in whole:
            self._gather(line, requests)
            self._newline(requests)
        self._gather(rest, requests)
        return requests

    def _gather(self, text: str, requests: list[Request]) -> None:
        """Add to the message that is coming in; cut off what is more than one may hold."""
        if self._skips or self.intruder:
            return
        self._text += without_controls(text)
        while len(self._text) * 4 > self.longest and len(encoded := self._text.encode()) > self.longest:
            if not self._continues and _is_command(self._text):
                requests.append(Unreadable("line_too_long"))
                self._text, self._skips = "", True
                return
            piece = encoded[: self.longest].decode("utf-8", "ignore")
            self._text = self._text[len(piece) :]
            if self._first and _LIKE_A_REQUEST.match(piece):
                self.intruder = True
                return
            self._say(piece, requests)
            if self.intruder:
                return
            self._continues = True

    def _newline(self, requests: list[Request]) -> None:
        """End a message; the session's first newline always yields an `Utter` with ``lines`` set, for the greeting."""
        before, greeted = len(requests), self.lines
        self.lines = True
        self._end(requests)
        if not greeted and not self.intruder:
            ended = requests[before:]
            if not any(isinstance(request, Utter | Quit) for request in ended):
                requests.append(Utter("", lines=True))

    def _end(self, requests: list[Request]) -> None:
        text, continues, skips = self._text, self._continues, self._skips
        self._text, self._continues, self._skips = "", False, False
        if self.intruder or skips or not text.strip():
            return
        if continues or not _is_command(text):
            self._say(text, requests, continues)
            return
        request = command(text.rstrip())
        if isinstance(request, Utter):
            request = msgspec.structs.replace(request, lines=self.lines)
            self._first = False
        requests.append(request)

    def _say(self, text: str, requests: list[Request], continues: bool = False) -> None:
        if self._first and intrudes(text):
            self.intruder = True
            return
        if not (continues or self._continues) and text.startswith("//"):
            text = text[1:]
        requests.append(Utter(text, first=self._first, lines=self.lines))
        self._first = False


def _is_command(text: str) -> bool:
    """``//x`` says ``/x``; a slash alone is text."""
    return text.startswith("/") and not text.startswith("//") and len(text.rstrip()) > 1 and text[1] != " "
