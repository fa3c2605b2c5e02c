"""A chat and its link without sockets: what a server says goes in, what the client says and shows comes out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import TypeVar

from hubbub.clients import commands
from hubbub.clients.chat import Chat
from hubbub.clients.link.core import Link
from hubbub.clients.link.events import Action, Event
from hubbub.clients.link.settings import Settings
from hubbub.clients.view import Buffer, Change, Message, View

T = TypeVar("T")

HUBBUB = (
    "away-notify batch draft/chathistory draft/read-marker echo-message extended-join hubbub/resume "
    "labeled-response message-tags multi-prefix server-time"
)


class Stage:
    """A link and a chat played by hand; ``now`` is both clocks."""

    def __init__(self, nick: str = "alice", channels: tuple[str, ...] = ("#lobby",), keep: int = 2000) -> None:
        self.now = 1_700_000_000.0
        ids = itertools.count(1)
        self.link = Link(Settings(nick=nick, channels=channels), lambda: 0.5)
        self.chat = Chat(nick, channels, lambda: f"{next(ids):032x}", keep)
        self.changes: list[Change] = []
        self.events: list[Event] = []
        self.actions: list[Action] = []
        self.sent: list[str] = []

    @property
    def view(self) -> View:
        return self.chat.view

    def settle(self) -> None:
        """Let link and chat exchange what they have."""
        while True:
            events = self.link.take_events()
            for event in events:
                self.events.append(event)
                self.chat.apply(event, self.now)
            lines = self.view.take_outgoing()
            self.link.send(lines, self.chat.connection, self.now)
            self.changes += self.view.take_changes()
            self.actions += self.link.take_actions()
            self.sent += self.link.take_data().decode().split("\r\n")[:-1]
            if not events and not lines:
                return

    def start(self) -> None:
        self.link.start(self.now)
        self.settle()
        self.link.opened(self.now)
        self.settle()

    def hear(self, *lines: str) -> list[Change]:
        """The server says these lines; what changed."""
        self.changes.clear()
        for line in lines:
            self.link.receive(line.encode() + b"\r\n", self.now)
            self.settle()
        return list(self.changes)

    def do(self, step: Callable[[], object]) -> list[Change]:
        """The person does something; what changed."""
        self.changes.clear()
        self.view.now = self.now
        step()
        self.settle()
        return list(self.changes)

    def enter(self, text: str, buffer: Buffer | None = None) -> list[Change]:
        return self.do(lambda: commands.enter(self.chat, buffer or self.lobby, text))

    def wait(self, seconds: float) -> list[Change]:
        """Time passes, second by second."""
        self.changes.clear()
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + 1.0)
            self.link.tick(self.now)
            self.chat.tick(self.now)
            self.settle()
        return list(self.changes)

    def said(self) -> list[str]:
        """What the client sent since the last call."""
        taken, self.sent = self.sent, []
        return taken

    def register(
        self, caps: str = HUBBUB, nick: str = "alice", isupport: str = "CASEMAPPING=ascii PREFIX=(ov)@+"
    ) -> None:
        """Answer a registration."""
        if caps:
            self.hear(f":hub CAP * LS :{caps}", f":hub CAP {nick} ACK :{caps}")
        self.hear(
            f":hub 001 {nick} :Welcome",
            f":hub 005 {nick} {isupport} :are supported",
            f":hub 422 {nick} :No message of the day",
            ":hub PONG hub hubbub-ready",
        )

    def enter_lobby(self, *others: str, nick: str = "alice") -> None:
        """Answer the JOIN of #lobby, its names and an empty history."""
        names = " ".join([nick, *others])
        self.hear(
            f":{nick}!a@h JOIN #lobby * :Alice" if "extended-join" in self.view.caps else f":{nick}!a@h JOIN #lobby",
            f":hub 353 {nick} = #lobby :{names}",
            f":hub 366 {nick} #lobby :End",
        )
        if "draft/chathistory" in self.view.caps:
            self.page("#lobby")
        self.hear(f":hub 315 {nick} #lobby :End of WHO")

    def page(self, target: str, *lines: str) -> list[Change]:
        """A whole chathistory batch."""
        tagged = [f"@batch=1;{line[1:]}" if line.startswith("@") else f"@batch=1 {line}" for line in lines]
        return self.hear(f":hub BATCH +1 chathistory {target}", *tagged, ":hub BATCH -1")

    @property
    def lobby(self) -> Buffer:
        return self.buffer("#lobby")

    def buffer(self, name: str) -> Buffer:
        found = self.view.find(name)
        assert found is not None
        return found

    def texts(self, buffer: Buffer | None = None) -> list[str]:
        """What was said, without events."""
        return [row.text for row in (buffer or self.lobby).messages if row.kind != "event"]

    def rows(self, kind: str = "event", buffer: Buffer | None = None) -> list[Message]:
        return [row for row in (buffer or self.lobby).messages if row.kind == kind]


def of(kind: type[T], changes: Sequence[object]) -> list[T]:
    """The changes of one kind."""
    return [change for change in changes if isinstance(change, kind)]
