"""BATCH from clients: lines that are one request together, by the IRCv3 multiline specification (draft)."""

from __future__ import annotations

from hubbub.model.events import SayKind
from hubbub.model.limits import Limits
from hubbub.model.multiline import joined
from hubbub.model.requests import Request, Say, Unreadable

from .message import Message
from .multiline import BATCH_TYPE, CONCAT_TAG
from .read_talk import own_id, relayed
from .reading import Reader, label_of, too_few

_KINDS: dict[str, SayKind] = {"PRIVMSG": "message", "NOTICE": "notice"}


class Batch:
    """A message in lines that has begun: ``target`` and tags are those of its opening line."""

    def __init__(self, opening: Message) -> None:
        self.reference = opening.params[0][1:]
        self.target = opening.param(2)
        self.label = label_of(opening)
        self._opening = opening
        self._kind = ""
        self._lines: list[tuple[str, bool]] = []
        self._bytes = 0

    def add(self, message: Message, limits: Limits) -> Unreadable | None:
        """One more line; or what is wrong with it (Errors)."""
        text, goes_on = message.param(1), CONCAT_TAG in message.tags
        if message.command not in _KINDS or len(message.params) < 2:
            return self.invalid("a message in lines is made of PRIVMSG with a target and a text")
        if self._kind not in {"", message.command}:
            return self.invalid("a message in lines is made of PRIVMSG alone, or of NOTICE alone")
        if message.params[0] != self.target:
            about = (self.target, message.params[0])
            return self._wrong("MULTILINE_INVALID_TARGET", "all its lines have the target of the batch", *about)
        if goes_on and not text:
            return self.invalid("a blank line goes on nowhere")
        self._kind = message.command
        self._bytes += len(text.encode("utf-8", "replace")) + (bool(self._lines) and not goes_on)
        self._lines.append((text, goes_on and bool(self._lines)))
        if len(self._lines) > limits.multiline_lines:
            most = str(limits.multiline_lines)
            return self._wrong("MULTILINE_MAX_LINES", f"a message has at most {most} lines", most)
        if self._bytes > limits.multiline_bytes:
            most = str(limits.multiline_bytes)
            return self._wrong("MULTILINE_MAX_BYTES", f"a message in lines has at most {most} bytes", most)
        return None

    def close(self, limits: Limits) -> Request:
        """The whole message, or what is wrong with it."""
        if not any(text for text, _ in self._lines):
            return self.invalid("a message has a line that is not blank")
        cid = own_id(self._opening, limits)
        if isinstance(cid, Unreadable):
            return Unreadable(code=cid.code, about=cid.about, label=self.label)
        text, splits = joined(self._lines)
        return Say(
            targets=(self.target,),
            text=text,
            kind=_KINDS[self._kind],
            tags=relayed(self._opening),
            cid=cid,
            splits=splits,
            label=self.label,
        )

    def invalid(self, text: str) -> Unreadable:
        return self._wrong("MULTILINE_INVALID", text)

    def _wrong(self, code: str, text: str, *about: str) -> Unreadable:
        return Unreadable(code="bad_batch", about=("BATCH", code, *about), text=text, label=self.label)


class Batches:
    """One connection's.  One batch may be open at a time; of one that was refused the rest is dropped in silence."""

    def __init__(self) -> None:
        self._open: Batch | None = None
        self._refused: str | None = None

    def drop(self) -> None:
        """A line of it could not be read: what is left would not be what was meant."""
        if self._open is not None:
            self._refused, self._open = self._open.reference, None

    def batch(self, message: Message, limits: Limits) -> Request | None:
        """BATCH +reference type target, or BATCH -reference."""
        if not message.params:
            return too_few(message)
        sign, reference = message.params[0][:1], message.params[0][1:]
        if not reference or sign not in {"+", "-"}:
            return _invalid(message, "a batch begins with + and its name")
        if sign == "-":
            return self._end(message, reference, limits)
        if self._open is not None:
            self._refused = reference
            return _invalid(message, f"the batch {self._open.reference} is still open")
        if message.param(1) != BATCH_TYPE or not message.param(2):
            self._refused = reference
            return _invalid(message, f"the form is BATCH +name {BATCH_TYPE} target")
        self._open = Batch(message)
        return None

    def _end(self, message: Message, reference: str, limits: Limits) -> Request | None:
        if self._open is not None and self._open.reference == reference:
            batch, self._open = self._open, None
            return batch.close(limits)
        if self._refused == reference:
            self._refused = None
            return None
        return _invalid(message, f"no batch {reference} is open")

    def line(self, message: Message, limits: Limits) -> Request | None:
        """A line with the tag ``batch``."""
        reference = message.tags["batch"]
        batch = self._open
        if batch is None or batch.reference != reference:
            if self._refused == reference:
                return None
            self.drop()
            return _invalid(message, f"no batch {reference} is open")
        wrong = batch.add(message, limits)
        if wrong is not None:
            self.drop()
        return wrong


def _invalid(message: Message, text: str) -> Unreadable:
    return Unreadable(code="bad_batch", about=("BATCH", "MULTILINE_INVALID"), text=text, label=label_of(message))


def _alone(message: Message, _: Limits) -> Request:
    return _invalid(message, "a batch has lines")


COMMANDS: dict[str, tuple[int, Reader]] = {
    "BATCH": (1, _alone),
}
"""See `hubbub.wire.irc.read.COMMANDS`; the lines of one connection are read by `hubbub.wire.irc.reader`."""
