"""An outbox: what one connection has still to be sent.

It holds references to bytes that all recipients of a batch share.  Once the transport says that it is full, nothing
more is given to it until it has drained, because what a transport buffers it may copy.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

WRITE_TOGETHER = 256 * 1024
"""Bytes joined into one write when a queue drains."""

TRANSPORT_BUFFER = 64 * 1024
"""Bytes a transport may hold before it counts as full."""

STALLED_SECONDS = 10.0
"""Over the limit, and not one byte taken for so long: not a reader any more."""

SLOW_SECONDS = 60.0
"""Over the limit for so long without once catching up: reading, but slower than the talk, for ever."""

LAST_WRITE_SECONDS = 5.0
"""A connection that is being closed has so long to take what it was still sent."""

GOODBYE_SECONDS = 2.0
"""A connection with a goodbye of its own has so long for the other side's; what it still sends is not read.

Closing at once, with bytes unread, would tell it that the connection broke, and might take the goodbye from it.
"""

BURST_FACTOR = 64
"""So many times the limit is no burst that a healthy reader would ever meet: memory comes first."""


class Outbox:
    """Counts its own bytes and the transport's; `drop` is called with a reason when the reader is given up."""

    __slots__ = (
        "_behind_since",
        "_closing",
        "_drop",
        "_held",
        "_paused",
        "_queue",
        "_queued",
        "_seen",
        "_seen_at",
        "_transport",
        "ending",
        "limit",
        "lingers",
        "wrote",
    )

    def __init__(self, limit: int, drop: Callable[[str], None]) -> None:
        self.limit = limit
        self.wrote = False
        """Whether anything has ever been sent: then the client knows that it has connected to a chat."""
        self.ending = b""
        """What is sent last when the connection closes: its protocol's goodbye, if it has one."""
        self.lingers = False
        """Whether the connection stays open for the other side's goodbye."""
        self._drop = drop
        self._transport: asyncio.WriteTransport | None = None
        self._held: list[bytes] | None = []
        self._queue: deque[bytes] = deque()
        self._queued = 0
        self._paused = False
        self._closing = False
        self._behind_since = 0.0
        self._seen = 0
        self._seen_at = 0.0

    def attach(self, transport: asyncio.WriteTransport) -> None:
        """From here on there is a transport; what is held stays held."""
        self._transport = transport
        transport.set_write_buffer_limits(high=TRANSPORT_BUFFER)
        if self._closing:
            transport.close()

    def hold(self, transport: asyncio.WriteTransport) -> None:
        """From here on ``transport`` is the way, and nothing is sent until `release`.  Nothing has been sent yet."""
        self.attach(transport)
        if self._held is None:
            self._held = []

    def release(self) -> None:
        """Send what was held back, and hold nothing more."""
        held, self._held = self._held, None
        if held:
            self.write(b"".join(held))

    def discard(self) -> None:
        """Forget what was held back, and hold nothing more: it was not meant for this client."""
        self._held = None

    def write(self, data: bytes) -> None:
        """Send ``data``, now or when there is room."""
        if self._held is not None:
            self._held.append(data)
            return
        if self._closing or self._transport is None:
            return
        self.wrote = True
        if self._paused:
            self._queue.append(data)
            self._queued += len(data)
            if self._queued > self.limit * BURST_FACTOR:
                self._give_up("its backlog outgrew every bound")
        else:
            self._transport.write(data)

    def pause(self) -> None:
        """The transport is full."""
        self._paused = True
        self._seen_at = 0.0

    def resume(self) -> None:
        """The transport has drained."""
        self._paused = False
        transport = self._transport
        if transport is None:
            return
        while self._queue and not self._paused:
            together: list[bytes] = []
            size = 0
            while self._queue and size < WRITE_TOGETHER:
                together.append(self._queue.popleft())
                size += len(together[-1])
            self._queued -= size
            transport.write(together[0] if len(together) == 1 else b"".join(together))
        if not self._paused:
            self._behind_since = 0.0
        self._close_if_sent()

    def close(self, ending: bytes = b"") -> None:
        """Close the connection once all has been sent, and ``ending``, or else the ending it has."""
        if self._held is not None:
            self.release()
        if ending or self.ending:
            self.write(ending or self.ending)
        if self._transport is not None and not self._closing and self.backlog:
            asyncio.get_running_loop().call_later(LAST_WRITE_SECONDS, self._transport.abort)
        self._closing = True
        self._close_if_sent()

    def part(self) -> None:
        """The other side said goodbye, or never will: where only that is waited for, it is over."""
        self.lingers = False
        self._close_if_sent()

    def _close_if_sent(self) -> None:
        if not self._closing or self._queue or self._transport is None or self._transport.is_closing():
            return
        if self.lingers and self._transport.can_write_eof():
            try:
                self._transport.write_eof()
            except OSError:  # asyncio's, where the other side has reset it and nobody has read that yet
                self._transport.abort()
                return
            asyncio.get_running_loop().call_later(GOODBYE_SECONDS, self._transport.close)
        else:
            self._transport.close()

    @property
    def backlog(self) -> int:
        """Bytes not yet taken by the kernel."""
        return self._queued + (self._transport.get_write_buffer_size() if self._transport else 0)

    @property
    def is_behind(self) -> bool:
        return self._paused

    def check(self, now: float) -> None:
        """Called every second or so while behind: gives up a reader that is over the limit and does not read."""
        backlog = self.backlog
        buffered = backlog - self._queued
        if not self._seen_at or buffered < self._seen:
            self._seen_at = now  # it reads
        self._seen = buffered
        if backlog <= self.limit:
            self._behind_since = 0.0
            return
        self._behind_since = self._behind_since or now
        if now - self._seen_at >= STALLED_SECONDS:
            self._give_up("it has read nothing for a while")
        elif now - self._behind_since >= SLOW_SECONDS:
            self._give_up("it reads too slowly")

    def _give_up(self, reason: str) -> None:
        self._queue.clear()
        self._queued = 0
        self._closing = True
        self._drop(reason)
