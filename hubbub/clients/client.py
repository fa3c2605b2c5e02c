"""A whole client without a face: a chat, and the thread that connects it.  Windows, terminals and bots hold one.

All methods belong to one thread, the toolkit's, and return at once.  The network's thread only fills a queue and
calls ``wake``; `poll` then takes in what waits.
"""

from __future__ import annotations

import queue
import secrets
import time
from collections.abc import Callable

from hubbub.clients import commands, completion
from hubbub.clients.chat import Chat, CommandError
from hubbub.clients.link.driver import Driver
from hubbub.clients.link.events import Event
from hubbub.clients.link.settings import Settings
from hubbub.clients.view import Buffer, Change, Message, View

__all__ = ["Client", "CommandError"]

AT_ONCE = 500
"""Events that one `poll` takes in, so that a window stays alive in a flood."""


class Client:
    """See the module.  ``wake`` is called in the network's thread; it must only wake the toolkit's.

    Every method that returns changes returns all that happened since the last one did, in order.
    """

    def __init__(self, settings: Settings, wake: Callable[[], None]) -> None:
        """Raises ValueError with a sentence where ``settings`` cannot be right."""
        settings.check()
        self._chat = Chat(settings.nick, settings.channels, lambda: secrets.token_hex(16))
        self._wake = wake
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._driver = Driver(settings, self._notified)
        self._settings = settings

    @property
    def view(self) -> View:
        """What the client knows; read only."""
        return self._chat.view

    @property
    def settings(self) -> Settings:
        return self._settings

    def start(self) -> None:
        """Connect, in the background."""
        self._driver.start()

    def close(self, text: str = "") -> None:
        """Say QUIT and end the connection, waiting a moment for it; nothing happens afterwards."""
        self._driver.close(text)

    def reconnect(self, nick: str = "") -> None:
        """Try again now, with another nick if one is given.  Raises ValueError where that cannot be one."""
        if nick:
            Settings(nick=nick).check()
        self._driver.reconnect(nick)

    def poll(self) -> list[Change]:
        """Take in what came.  To be called when woken, and about once a second."""
        now = time.time()
        taken = 0
        while taken < AT_ONCE:
            try:
                event = self._events.get_nowait()
            except queue.Empty:
                break
            self._chat.apply(event, now)
            taken += 1
        self._chat.tick(now)
        if taken:
            self._driver.drained(taken)
        if taken == AT_ONCE:
            self._wake()
        return self._done()

    def enter(self, buffer: Buffer, text: str) -> list[Change]:
        """What Return does: say it, or run the command.  Raises CommandError: nothing was done, keep the text."""
        return self._do(lambda: commands.enter(self._chat, buffer, text))

    def say(self, buffer: Buffer, text: str) -> list[Change]:
        """Say it as it is.  Raises CommandError."""
        return self._do(lambda: self._chat.say(buffer, text))

    def retry(self, buffer: Buffer, message: Message) -> list[Change]:
        """Say a failed message again."""
        return self._do(lambda: self._chat.retry(buffer, message))

    def discard(self, buffer: Buffer, message: Message) -> list[Change]:
        """Give a failed message up."""
        return self._do(lambda: self._chat.discard(buffer, message))

    def load_older(self, buffer: Buffer) -> list[Change]:
        """Ask for a page of history before the first row."""
        return self._do(lambda: self._chat.load_older(buffer))

    def look_at(self, buffer: Buffer | None) -> list[Change]:
        """This conversation is before the person's eyes up to its end; None: none is."""
        return self._do(lambda: self.view.look_at(buffer))

    def mark_read(self, buffer: Buffer) -> list[Change]:
        """All of it was seen."""
        return self._do(lambda: self.view.mark_read(buffer))

    def type_in(self, buffer: Buffer, text: str) -> list[Change]:
        """The composer's text changed."""
        return self._do(lambda: self._chat.type_in(buffer, text))

    def open_wanted(self) -> list[Change]:
        """The conversations of the settings' channels, before there is a connection: what is said there waits."""
        return self._do(self._chat.open_wanted)

    def join(self, name: str, key: str = "") -> list[Change]:
        """Join a channel.  Raises CommandError."""
        return self._do(lambda: self._chat.join(name, key))

    def part(self, buffer: Buffer, text: str = "") -> list[Change]:
        """Leave a channel."""
        return self._do(lambda: self._chat.part(buffer, text))

    def open_direct(self, nick: str) -> list[Change]:
        """Open the conversation with a person; ``view.find(nick)`` is it then.  Raises CommandError."""
        return self._do(lambda: self._chat.open_direct(nick))

    def close_buffer(self, buffer: Buffer) -> list[Change]:
        """Leave and forget a conversation."""
        return self._do(lambda: self._chat.close_buffer(buffer))

    def complete(self, buffer: Buffer, text: str, cursor: int) -> completion.Completion:
        """What Tab may put in."""
        return completion.complete(self.view, buffer, text, cursor)

    def _do(self, step: Callable[[], object]) -> list[Change]:
        self.view.now = time.time()
        step()
        return self._done()

    def _done(self) -> list[Change]:
        lines = self.view.take_outgoing()
        if lines:
            self._driver.send(lines, self._chat.connection)
        return self.view.take_changes()

    def _notified(self, events: list[Event]) -> None:
        for event in events:
            self._events.put(event)
        self._wake()
