"""The other side of the servers: a crowd of clients in one process, cheap enough to keep a fast server busy."""

import bisect
import gc
import select
import socket
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hearing import GO, TRY, Faults, Member, Stream, mark

BUFFER = 1 << 20  # bytes one read may return
SETUP_SECONDS = 60.0
DRAIN_SECONDS = 30.0
SAMPLED = 32  # members whose latencies are taken when messages are many


HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: text.ircv3.net\r\n\r\n"
)


def frame(line: bytes) -> bytes:
    """A client's text frame, under a mask of zeros."""
    size = len(line)
    head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + bytes(4) + line


@dataclass(frozen=True)
class Protocol:
    """How the clients speak: `raw` lines, `irc`, or `websocket`; the last two with the capabilities named."""

    name: str
    capabilities: tuple[str, ...] = ()
    named_channels: bool = True
    """False: whoever connects is in the one channel there is."""
    accounts: bool = False
    """Whether those who speak have an account, which account-tag then names on each message."""

    def opening(self, member: int, channel: int, *, speaks: bool = False) -> bytes:
        """What a client sends first."""
        if self.name == "raw":
            return b"/join #bench-%d\n" % channel if self.named_channels else b""
        asked = " ".join(self.capabilities).encode()
        request = b"CAP LS 302\r\nCAP REQ :%s\r\n" % asked if asked else b""
        end = b"CAP END\r\n" if asked else b""
        account = b"REGISTER * * a-bench-password\r\n" if self.accounts and speaks else b""
        who = b"NICK b%d\r\nUSER b 0 * :b\r\n" % member
        lines = request + who + end + account + b"JOIN #bench-%d\r\n" % channel
        if self.name == "irc":
            return lines
        return HANDSHAKE + b"".join(map(frame, lines.split(b"\r\n")[:-1]))

    @property
    def end(self) -> bytes:
        """The last byte of what is heard of a message; frames have no line ends, so a body brings its own."""
        return b"}" if self.name == "websocket" else b"\n"

    def message(self, channel: int, body: bytes) -> bytes:
        if self.name == "raw":
            return body + b"\n"
        if self.name == "websocket":
            return frame(b"PRIVMSG #bench-%d :%s}" % (channel, body))
        return b"PRIVMSG #bench-%d :%s\r\n" % (channel, body)


class Speaker:
    """A member who speaks: what it has said, and how much of that its channel's witness has not heard yet."""

    def __init__(self, number: int, channel: int, member: Member) -> None:
        self.number, self.channel, self.member = number, channel, member
        self.said = 0
        self.in_flight = 0
        self.times = array("q")  # ns, by message number


class Crowd:
    """All members of all channels, in one thread.

    The first `speakers` members of each channel speak. The last one is the *witness*: a message is in flight until
    it has heard it. Latency is taken of silent members, all of them or some evenly spread over the crowd, and of
    all they hear: a server writes to its members in some order, and the last ones belong into the sample.
    """

    def __init__(self, protocol: Protocol, *, members: int, channels: int, speakers: int, body: int) -> None:
        self.protocol, self.channels, self.body = protocol, channels, body
        self._each, self._speaking = members // channels, speakers
        self.faults = Faults()
        self.members: list[Member] = []
        self.speakers: list[Speaker] = []
        self._by_fd: dict[int, Member] = {}
        self._channel_members: list[list[Member]] = []
        self._poll = select.epoll()
        self._buffer = bytearray(BUFFER)
        self.last_heard_ns = 0

    def close(self) -> None:
        for member in self.members:
            member.socket.close()
        self._poll.close()

    def gather(self, addresses: list[tuple[str, int]]) -> None:
        """Connect everybody, channel by channel, and wait until all hear each other. Raises TimeoutError."""
        deadline = time.monotonic() + SETUP_SECONDS
        streams = [Stream(self.faults, self.protocol.end) for _ in range(self.channels)]
        for channel in range(self.channels):
            for position in range(self._each):
                connection = socket.create_connection(addresses[channel])
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.setblocking(False)
                member = Member(connection, streams[channel], self.faults, speaks=position < self._speaking)
                self.members.append(member)
                self._by_fd[connection.fileno()] = member
                self._poll.register(connection, select.EPOLLIN)
                if position < self._speaking:
                    self.speakers.append(Speaker(len(self.speakers), channel, member))
                speaks = position < self._speaking
                if opening := self.protocol.opening(len(self.members), channel, speaks=speaks):
                    connection.send(opening)
                if position % 16 == 0:
                    self._turn_of_preparing(0)
        self._channel_members = [
            self.members[channel * self._each : (channel + 1) * self._each] for channel in range(self.channels)
        ]
        if self.protocol.name != "raw":
            self._await(lambda: all(member.joined for member in self.members), deadline, "joined")
        callers = [speaker for speaker in self.speakers if speaker.number % self._speaking == 0]
        others = [member for each in self._channel_members for member in each[1:]]
        while not all(member.heard_try for member in others):
            self._call(callers, TRY)
            again = time.monotonic() + 0.5
            while time.monotonic() < min(again, deadline) and not all(member.heard_try for member in others):
                self._turn_of_preparing(0.05)
            if time.monotonic() >= deadline:
                raise TimeoutError(f"{sum(not member.heard_try for member in others)} members heard nothing")
        self._call(callers, GO)
        self._await(lambda: all(member.ready for member in others), deadline, "ready")

    def _call(self, callers: list[Speaker], word: bytes) -> None:
        for caller in callers:
            caller.member.socket.send(self.protocol.message(caller.channel, word))

    def _await(self, done: Callable[[], bool], deadline: float, what: str) -> None:
        while not done():
            if time.monotonic() > deadline:
                raise TimeoutError(f"not everybody was {what} in time")
            self._turn_of_preparing(0.05)

    def _turn_of_preparing(self, timeout: float) -> None:
        for fd, _ in self._poll.poll(timeout):
            size = self._by_fd[fd].socket.recv_into(self._buffer)
            if not size:
                raise ConnectionError("the server closed a connection before the run")
            self._by_fd[fd].prepare(bytes(memoryview(self._buffer)[:size]))

    def run(self, *, seconds: float, messages: int, in_flight: int, rate: float) -> float:
        """Speak and listen until everybody has heard everything; return the seconds from first word to last delivery.

        `messages` bounds what each speaker says, `seconds` how long they speak, 0: unbounded.
        `in_flight` bounds what each has said and its witness not heard. `rate`: messages a second, all speakers
        together, in turn; 0: as fast as `in_flight` allows.
        """
        silent = [member for member in self.members if member.order is None]
        for member in silent[:: 1 if rate else max(1, len(silent) // SAMPLED)]:
            member.arrivals = []
        witnesses = [each[-1] for each in self._channel_members]
        for member in (*(speaker.member for speaker in self.speakers), *witnesses):
            member.news()
        gc.collect()
        gc.disable()
        try:
            start = time.perf_counter_ns()
            self.last_heard_ns = start
            until = start + int(seconds * 1e9)
            self._speak(until, messages, in_flight, rate, witnesses)
            self._drain()
            return (self.last_heard_ns - start) / 1e9
        finally:
            gc.enable()

    def _speak(self, until: int, messages: int, in_flight: int, rate: float, witnesses: list[Member]) -> None:
        speakers, limit = self.speakers, messages or 99_999_999
        start = time.perf_counter_ns()
        turn = 0
        while (now := time.perf_counter_ns()) < until and any(speaker.said < limit for speaker in speakers):
            timeout = 0.05
            if rate:
                while start + turn / rate * 1e9 <= now:
                    speaker = speakers[turn % len(speakers)]
                    if speaker.in_flight < in_flight and speaker.said < limit:
                        self._say(speaker, 1)
                    turn += 1
                timeout = max(0.0, (start + turn / rate * 1e9 - time.perf_counter_ns()) / 1e9)
            else:
                for speaker in speakers:
                    if room := min(in_flight - speaker.in_flight, limit - speaker.said):
                        self._say(speaker, room)
            self._listen(min(timeout, max(0.0, (until - now) / 1e9)))
            for witness in witnesses:
                for number, _ in witness.news():
                    speakers[number].in_flight -= 1

    def _say(self, speaker: Speaker, count: int) -> None:
        """Say the next `count` messages in one write."""
        first = speaker.said
        said = b"".join(
            self.protocol.message(speaker.channel, mark(speaker.number, number, self.body))
            for number in range(first, first + count)
        )
        speaker.said += count
        speaker.in_flight += count
        now = time.perf_counter_ns()
        speaker.times.extend([now] * count)
        try:
            sent = speaker.member.socket.send(said)
        except OSError as error:
            sent = 0
            print(f"speaker {speaker.number} could not send: {error}")
        while sent < len(said):  # a server that reads too slowly; what is in flight is too little to block for long
            select.select([], [speaker.member.socket], [], 1.0)
            sent += speaker.member.socket.send(said[sent:])

    def _listen(self, timeout: float) -> bool:
        """Take in what has arrived; whether there was anything."""
        ready = self._poll.poll(timeout)
        buffer, view, members = self._buffer, memoryview(self._buffer), self._by_fd
        for fd, _ in ready:
            member = members[fd]
            try:
                size = member.socket.recv_into(buffer)
            except ConnectionError:
                size = 0
            if size:
                member.hear(view[:size])
            else:
                self.faults.closed += 1
                self._poll.unregister(fd)
        if ready:
            self.last_heard_ns = time.perf_counter_ns()
        return bool(ready)

    def _drain(self) -> None:
        """Listen until everybody has heard everything, or nothing has come for a while."""
        deadline = time.monotonic() + DRAIN_SECONDS
        while self.lost() and time.monotonic() < deadline:
            for _ in range(16):
                if not self._listen(0.05):
                    break

    def _owed(self) -> Iterator[tuple[Member, int]]:
        """Each member, and how many messages it is to hear: its channel's without its own."""
        said = [0] * self.channels
        own: dict[int, int] = {}
        for speaker in self.speakers:
            said[speaker.channel] += speaker.said
            own[id(speaker.member)] = speaker.said
        for channel, members in enumerate(self._channel_members):
            for member in members:
                yield member, said[channel] - own.get(id(member), 0)

    def lost(self) -> int:
        """Deliveries that have not come."""
        return sum(max(0, owed - member.total()) for member, owed in self._owed())

    def deliveries(self) -> int:
        return sum(member.total() for member in self.members)

    def latencies(self) -> list[int]:
        """Nanoseconds from a message's send to its arrival, sorted, for the sampled members."""
        times = [speaker.times for speaker in self.speakers]
        taken = [now - times[speaker][number] for member in self.members for speaker, number, now in member.latencies]
        for member in self.members:
            position = 0
            for at, now in member.arrivals or ():
                after = bisect.bisect_right(member.stream.ends, at)
                taken += [now - times[speaker][number] for speaker, number in member.stream.messages[position:after]]
                position = after
        return sorted(taken)
