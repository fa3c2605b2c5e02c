"""The link: one connection after another, as a state machine without I/O.

The driver calls `opened`, `receive`, `closed` and `tick` with its monotonic clock, and afterwards does what
`take_actions`, `take_data` and `deadline` say.  The owner gets `take_events` and gives lines to `send`.

Phases: idle -> connecting -> registering -> online, and from each of them -> waiting (-> connecting) or stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from hubbub.clients.link.backoff import Backoff
from hubbub.clients.link.events import (
    Action,
    CapsChanged,
    Connect,
    Disconnect,
    Event,
    Line,
    Lost,
    Ready,
    Status,
    Welcomed,
)
from hubbub.clients.link.framing import Lines
from hubbub.clients.link.pace import Pace
from hubbub.clients.link.reasons import Reason, reason
from hubbub.clients.link.registration import RESUME, Registration
from hubbub.clients.link.settings import Settings
from hubbub.clients.view.values import Phase
from hubbub.wire.irc import message as irc

BARRIER = "hubbub-ready"
PROVEN = 10.0
"""Seconds after which a connection counts as a good one, so that the next wait begins small again."""
CURIOUS = 5.0
"""Seconds without an answer to something sent, after which a PING asks whether anybody is there."""


class Link:
    """A session with the server of ``settings``.  ``random``: 0.0 up to 1.0, for the jitter of waits."""

    def __init__(self, settings: Settings, random: Callable[[], float]) -> None:
        self.settings = settings
        self.phase: Phase = "idle"
        self.connection = 0
        self.token = ""
        self._backoff = Backoff(random)
        self._registration = Registration(settings, settings.nick, "")
        self._lines = Lines()
        self._pace = Pace()
        self._wanted = settings.nick
        self._asked = ""
        self._nick = ""
        self._ready = False
        self._ever_online = False
        self._since = 0.0
        self._limit: float | None = None
        self._ping_at: float | None = None
        self._dead_at: float | None = None
        self._farewell = ""
        self._data = bytearray()
        self._events: list[Event] = []
        self._actions: list[Action] = []

    # From the owner ---------------------------------------------------------------------------------------------

    def start(self, now: float, nick: str = "") -> None:
        """Connect now, at the beginning or when a person does not want to wait; with another ``nick`` if given.

        Raises ValueError where that cannot be a nick.
        """
        if nick:
            settings = msgspec.structs.replace(self.settings, nick=nick)
            settings.check()
            self.settings, self._wanted = settings, nick
        if self.phase in {"idle", "waiting", "stopped"}:
            self._connect(now)

    def send(self, lines: Iterable[irc.Message], connection: int, now: float) -> None:
        """Lines for the connection with this number; those for an earlier one are dropped.

        Raises ValueError where a line cannot be written.
        """
        if self.phase != "online" or connection != self.connection:
            return
        for line in lines:
            if line.command == "NICK":
                self._asked = line.param(0)
            self._pace.put(irc.show(line))
        self._leave(now)

    def quit(self, text: str) -> None:
        """Say QUIT and end; no event and no attempt follows."""
        if self.phase in {"registering", "online"}:
            text = " ".join(text.split())
            self._write(irc.Message("QUIT", (text,) if text else ()))
        self._actions.append(Disconnect())
        self._become("stopped")

    def woke(self, now: float) -> None:
        """The machine slept: ask at once whether the connection survived."""
        if self.phase == "online":
            self._ping_at = now
            self.tick(now)
        elif self.phase == "waiting":
            self._connect(now)

    # From the driver --------------------------------------------------------------------------------------------

    def opened(self, now: float) -> None:
        """The connection is there, TLS included."""
        if self.phase != "connecting":
            return
        self.connection += 1
        self._lines, self._ready, self._farewell = Lines(), False, ""
        self._pace.reset(now)
        self._registration = Registration(self.settings, self._wanted, self.token)
        self._become("registering", "Joining the server")
        self._limit = now + self.settings.register_within
        self._registration.begin()
        self._flush_registration()

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the server."""
        if self.phase not in {"registering", "online"}:
            return
        self._heard_at(now)
        for text in self._lines.receive(data):
            self._receive_line(irc.parse(text), now)

    def closed(self, error: BaseException | None, now: float) -> None:
        """The connection ended, or could not be opened; ``error`` None where the server closed it."""
        if self.phase not in {"connecting", "registering", "online"}:
            return
        why = reason(error or ConnectionResetError(), self.settings)
        if self._farewell and self.phase != "connecting":
            why = Reason(f"The server closed the connection: {self._farewell}")
        elif why.lasting and self._ever_online:
            why = Reason(why.sentence)
        self._lose(why, now)

    def tick(self, now: float) -> None:
        """The deadline came."""
        if self._limit is not None and now >= self._limit:
            if self.phase == "waiting":
                self._connect(now)
            elif self.phase == "connecting":
                self._give_up(Reason(f"{self.settings.address} does not answer"), now)
            elif self.phase == "registering":
                sentence = f"{self.settings.address} answers, but not as a chat server does"
                self._give_up(Reason(sentence, lasting=not self._ever_online), now)
        if self.phase != "online":
            return
        if self._dead_at is not None and now >= self._dead_at:
            self._give_up(Reason("The server does not answer any more"), now)
            return
        if self._ping_at is not None and now >= self._ping_at:
            self._ping_at = None
            self._dead_at = now + self.settings.pong_within
            self._write(irc.Message("PING", ("hubbub-alive",)))
        self._leave(now)

    def deadline(self) -> float | None:
        """When `tick` wants to be called next."""
        times = [self._limit]
        if self.phase == "online":
            times += [self._ping_at, self._dead_at, self._pace.due()]
        return min((time for time in times if time is not None), default=None)

    def take_data(self) -> bytes:
        """Bytes for the server."""
        taken, self._data = bytes(self._data), bytearray()
        return taken

    def take_events(self) -> list[Event]:
        taken, self._events = self._events, []
        return taken

    def take_actions(self) -> list[Action]:
        taken, self._actions = self._actions, []
        return taken

    # Lines ------------------------------------------------------------------------------------------------------

    def _receive_line(self, line: irc.Message, now: float) -> None:
        if self.phase not in {"registering", "online"}:
            return
        if line.command == "PING":
            self._write(irc.Message("PONG", line.params[-1:]))
            return
        if line.command == "ERROR":
            self._farewell = line.params[-1] if line.params else ""
        if line.command == "RESUME" and line.param(0).upper() == "TOKEN":
            self.token = line.param(1)
            return
        if self.phase == "registering":
            self._register(line, now)
        else:
            self._online(line)

    def _register(self, line: irc.Message, now: float) -> None:
        registration = self._registration
        if line.command == "001":
            self._nick = line.param(0, registration.nick)
            self._ever_online = True
            self._since = now
            self._pace.free = RESUME in registration.caps
            self.phase = "online"
            self._limit = None
            self._heard_at(now)
            if registration.taken is not None:
                self._events.append(registration.taken)
            self._events.append(Welcomed(frozenset(registration.caps), self.connection, registration.resumed))
            self._events.append(Line(line))
            self._write(irc.Message("PING", (BARRIER,)))
            return
        registration.receive(line)
        self._flush_registration()
        if registration.failure is not None:
            self._give_up(registration.failure, now)
        elif line.command in {"NOTICE", "ERROR"}:
            self._events.append(Line(line))

    def _online(self, line: irc.Message) -> None:
        if line.command == "PONG" and not self._ready and line.params and line.params[-1] == BARRIER:
            self._ready = True
            self._become("online")
            self._events.append(Ready())
            return
        if line.command == "CAP":
            if self._registration.change_caps(line):
                self._events.append(CapsChanged(frozenset(self._registration.caps)))
            self._flush_registration()
            return
        name, bang, address = line.source.partition("!")
        if line.command == "NICK" and name == line.param(0) == self._asked:
            # Nobody becomes who they are: InspIRCd 3 tells a labelled NICK with the new name on both sides.
            name = self._nick
            line = msgspec.structs.replace(line, source=f"{name}{bang}{address}")
        if line.command == "NICK" and name == self._nick:
            self._nick = self._wanted = line.param(0, self._nick)
        self._events.append(Line(line))

    def _flush_registration(self) -> None:
        for line in self._registration.outgoing:
            self._write(line)
        self._registration.outgoing.clear()

    # Steps ------------------------------------------------------------------------------------------------------

    def _connect(self, now: float) -> None:
        self._become("connecting", f"Connecting to {self.settings.address}")
        self._limit = now + self.settings.connect_within
        self._actions.append(Connect())

    def _give_up(self, why: Reason, now: float) -> None:
        self._actions.append(Disconnect())
        self._lose(why, now)

    def _lose(self, why: Reason, now: float) -> None:
        if self.phase == "online":
            self._events.append(Lost())
            if now - self._since >= PROVEN:
                self._backoff.reset()
        self._ping_at = self._dead_at = None
        if why.lasting:
            self._become("stopped", why.sentence)
            return
        wait = self._backoff.next()
        self._become("waiting", why.sentence, wait)
        self._limit = now + wait

    def _become(self, phase: Phase, sentence: str = "", retry_in: float | None = None) -> None:
        self.phase = phase
        self._limit = None
        self._events.append(Status(phase, sentence, retry_in))

    def _leave(self, now: float) -> None:
        for text in self._pace.take(now):
            self._data += text.encode(errors="replace") + b"\r\n"
            if self._dead_at is None:
                self._ping_at = min(self._ping_at or now + CURIOUS, now + CURIOUS)

    def _write(self, line: irc.Message) -> None:
        self._data += irc.show(line).encode(errors="replace") + b"\r\n"

    def _heard_at(self, now: float) -> None:
        if self.phase == "online":
            self._dead_at = None
            self._ping_at = now + self.settings.ping_after
