"""What each member hears, checked: nothing lost, nothing reordered, for every receiver, at a few nanoseconds a line.

The members of a channel who do not speak hear the same bytes. So the first to receive a piece of that stream has
it parsed, once, and everybody else's bytes are compared with it at the place where they are. Whoever hears anything
else (the speakers, who do not hear themselves; everybody, where a server gives no common order) is parsed alone.
"""

import bisect
import re
import socket
import time
from array import array

_MARK = re.compile(rb"\{(\d{4})\.(\d{8})\.=*(?:\r?\n|\})")
TRY, GO = b"{try", b"{go"


def mark(speaker: int, sequence: int, size: int) -> bytes:
    """The body of a message: who said it, its number, filled up to `size` bytes."""
    return b"{%04d.%08d." % (speaker, sequence) + b"=" * (size - 15)


class Faults:
    """What went wrong, counted over all receivers."""

    def __init__(self) -> None:
        self.reordered = 0
        """Messages whose number is not the next of its speaker."""
        self.mangled = 0
        """Lines that carry a mark which cannot be read."""
        self.closed = 0
        """Members whose connection ended."""


class Order:
    """Reads a stream of lines: each speaker's numbers must come one by one. `end`: the last byte of a message."""

    def __init__(self, faults: Faults, end: bytes) -> None:
        self._faults = faults
        self.end = end
        self._rest = b""
        self.counts: dict[int, int] = {}
        self.read = 0  # bytes of whole lines so far

    def feed(self, data: bytes) -> list[tuple[int, int, int]]:
        """Return (speaker, number, end of the line in the stream) of every message that `data` completes."""
        data = self._rest + data
        end = data.rfind(self.end) + 1
        self._rest = data[end:]
        heard = []
        for found in _MARK.finditer(data, 0, end):
            speaker, number = int(found[1]), int(found[2])
            if number != self.counts.get(speaker, 0):
                self._faults.reordered += 1
            self.counts[speaker] = number + 1
            heard.append((speaker, number, self.read + found.end()))
        marks = data.count(b"{", 0, end)
        if self.end != b"\n":  # a frame's length may look like a mark's beginning
            marks -= data.count(b"{:", 0, end) + data.count(b"{@", 0, end)
        self._faults.mangled += marks - len(heard)
        self.read += end
        return heard

    @property
    def total(self) -> int:
        return sum(self.counts.values())


class Stream:
    """What the silent members of one channel hear, as the first of them to receive it did."""

    def __init__(self, faults: Faults, end: bytes = b"\n") -> None:
        self.data = bytearray()
        self.order = Order(faults, end)
        self.messages: list[tuple[int, int]] = []
        self.ends = array("q")

    def extend(self, piece: bytes) -> None:
        self.data += piece
        for speaker, number, end in self.order.feed(piece):
            self.messages.append((speaker, number))
            self.ends.append(end)


class Member:
    """One connection. It follows its channel's stream until it hears something else."""

    def __init__(self, connection: socket.socket, stream: Stream, faults: Faults, *, speaks: bool) -> None:
        self.socket = connection
        self.stream = stream
        self.at = 0
        self.taken = 0  # messages of the stream already told by `news`
        self._faults = faults
        self.order = Order(faults, stream.order.end) if speaks else None
        self._untold: list[tuple[int, int]] = []  # messages heard alone and not yet told by `news`
        self.arrivals: list[tuple[int, int]] | None = None  # (place in the stream, ns), for the sampled
        self.latencies: list[tuple[int, int, int]] = []  # (speaker, number, ns), for the sampled who are alone
        self._early = b""
        self.joined = self.heard_try = self.ready = False

    def prepare(self, chunk: bytes) -> None:
        """Before the run: look for what says that this member is in, and for GO, where the stream begins."""
        data = self._early + chunk
        self.joined = self.joined or b" 366 " in data
        self.heard_try = self.heard_try or TRY in data
        start = data.find(GO)
        if start < 0:
            self._early = data[-4096:]
            return
        end = data.find(self.stream.order.end, start) + 1
        if not end:
            self._early = data[start:]
            return
        self.ready, self._early = True, b""
        if end < len(data):
            self.hear(memoryview(data)[end:])

    def hear(self, chunk: memoryview) -> None:
        """Check what has come in."""
        if self.order is not None:
            self._hear_alone(bytes(chunk))
            return
        at, data = self.at, self.stream.data
        known, size = len(data) - at, len(chunk)
        if size <= known:
            if not data.startswith(chunk, at):
                self._part(bytes(chunk))
                return
        else:
            if known and not data.startswith(chunk[:known], at):
                self._part(bytes(chunk))
                return
            self.stream.extend(bytes(chunk[known:]))
        self.at = at + size
        if self.arrivals is not None:
            self.arrivals.append((self.at, time.perf_counter_ns()))

    def _part(self, chunk: bytes) -> None:
        """From here on this member hears something else than its channel's stream."""
        self.order = Order(self._faults, self.stream.order.end)
        whole = bisect.bisect_right(self.stream.ends, self.at)
        for speaker, number in self.stream.messages[:whole]:
            self.order.counts[speaker] = number + 1
        self._untold = self.stream.messages[self.taken : whole]
        begun = self.stream.ends[whole - 1] if whole else 0
        self._hear_alone(bytes(self.stream.data[begun : self.at]) + chunk)

    def _hear_alone(self, chunk: bytes) -> None:
        assert self.order is not None
        heard = self.order.feed(chunk)
        now = time.perf_counter_ns()
        self._untold += [(speaker, number) for speaker, number, _ in heard]
        if self.arrivals is not None:
            self.latencies += [(speaker, number, now) for speaker, number, _ in heard]

    def news(self) -> list[tuple[int, int]]:
        """Return the messages (speaker, number) heard since the last call."""
        if self.order is not None:
            told, self._untold = self._untold, []
            return told
        heard = bisect.bisect_right(self.stream.ends, self.at)
        told = self.stream.messages[self.taken : heard]
        self.taken = heard
        return told

    def total(self) -> int:
        """Messages heard."""
        return self.order.total if self.order else bisect.bisect_right(self.stream.ends, self.at)
