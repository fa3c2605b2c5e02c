"""The client's changes, applied to the parts of the window: each part at most once per batch."""

import time
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from hubbub.clients.desktop import emoji, keys, notify, rows, sidebar
from hubbub.clients.desktop.members import people
from hubbub.clients.view import (
    Alerted,
    Buffer,
    BufferAdded,
    BufferChanged,
    BufferRemoved,
    Change,
    ConnectionChanged,
    MembersChanged,
    Message,
    MessageAdded,
    MessageChanged,
    MessageRemoved,
    MessagesAdded,
    MessagesTrimmed,
    NickChanged,
    QuitAsked,
    Told,
    TypingChanged,
)

if TYPE_CHECKING:
    from hubbub.clients.desktop.controller import Controller

_PATIENCE = 0.6  # seconds before connecting is worth a sentence


class Rendering:
    """``apply(changes)`` shows them; the ``refresh`` methods draw a part from the view as it is."""

    def __init__(self, controller: "Controller") -> None:
        self._c = controller
        self._layout = controller.layout
        self._window = controller.window
        self._arriving: list[Message] = []
        self._stale: set[str] = set()
        self._busy_since: float | None = time.monotonic()
        self._told_connection = False

    @property
    def _current(self) -> Buffer | None:
        return self._c.current

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            self._one(change)
        self._show_arrived()
        stale, self._stale = self._stale, set()
        for part in ("sidebar", "header", "members", "typing", "title"):
            if part in stale:
                getattr(self, part)()

    def refresh_all(self) -> None:
        for part in (self.sidebar, self.header, self.members, self.typing, self.title):
            part()

    def _one(self, change: Change) -> None:
        match change:
            case MessageAdded() | MessagesAdded() | MessageChanged() | MessageRemoved() | MessagesTrimmed():
                if change.buffer is self._current:
                    self._message(change)
            case BufferChanged() | BufferAdded() | BufferRemoved() | MembersChanged():
                self._buffer(change)
            case TypingChanged():
                self._stale.add("typing")
            case NickChanged():
                self._stale.add("title")
            case ConnectionChanged():
                self.connection()
            case Alerted():
                self._alert(change)
            case Told():
                self._layout.banner.tell(change.sentence, (("Close", self._c.close_banner),), seconds=15)
            case QuitAsked(text=text):
                self._c.root.after_idle(lambda: self._c.quit(text))

    def _buffer(self, change: BufferChanged | BufferAdded | BufferRemoved | MembersChanged) -> None:
        shown = change.buffer is self._current
        self._stale |= {"sidebar", "title"}
        match change:
            case BufferChanged(buffer=buffer):
                if shown:
                    self._stale.add("header")
                    if buffer.first_unread is not None:
                        self._show_arrived()
                        self._layout.conversation.set_first_unread(buffer.first_unread)
            case BufferAdded(buffer=buffer):
                self._c.buffer_added(buffer)
            case BufferRemoved(buffer=buffer):
                self._c.buffer_removed(buffer)
            case MembersChanged():
                if shown:
                    self._stale |= {"members", "header"}

    def _message(
        self, change: MessageAdded | MessagesAdded | MessageChanged | MessageRemoved | MessagesTrimmed
    ) -> None:
        conversation = self._layout.conversation
        if isinstance(change, MessageAdded) and change.before is None:
            self._arriving.append(change.message)  # the many at the end are inserted in one go
            return
        self._show_arrived()
        match change:
            case MessageAdded(message=message, before=before):
                conversation.added([message], before)
            case MessagesAdded(messages=messages, before=before):
                conversation.added(messages, before)
            case MessageChanged(message=message):
                conversation.changed(message)
            case MessageRemoved(key=key):
                conversation.removed([key])
            case MessagesTrimmed(keys=gone):
                conversation.removed(gone)

    def _show_arrived(self) -> None:
        if self._arriving:
            arrived, self._arriving = self._arriving, []
            self._layout.conversation.added(arrived, None)
            if not self._layout.conversation.following and self._current is not None:
                self._layout.latest.show(self._current.unread)

    def _alert(self, change: Alerted) -> None:
        seen = change.buffer is self._current and self._c.root.focus_displayof() is not None
        if self._window.remembered.notifications and not seen:
            place = "" if change.buffer.kind == "direct" else f" in {change.buffer.name}"
            notify.notify(f"{change.message.nick}{place}", change.message.text[:300])

    # The parts.

    def sidebar(self) -> None:
        self._layout.sidebar.show(sidebar.entries(self._c.view.buffers, self._current, self._c.view.network))

    def header(self) -> None:
        buffer = self._current
        if buffer is None:
            return
        topic = buffer.topic
        if buffer.kind == "direct" and buffer.user is not None:
            topic = (
                buffer.user.away or {"online": "", "away": "away", "offline": "not here now"}[sidebar.presence(buffer)]
            )
        name = buffer.name or self._c.view.network or self._c.settings.address
        self._layout.header.show(buffer.kind, name, topic)

    def members(self) -> None:
        buffer = self._current
        self._window.has_members(buffer is not None and buffer.kind == "channel")
        if buffer is not None and buffer.kind == "channel":
            self._layout.members.show(people(buffer.members()))

    def nicks(self) -> Collection[str]:
        """Whose names, folded, are mentions in what is shown."""
        buffer = self._current
        if buffer is None:
            return ()
        if buffer.kind == "channel":
            return buffer.roster
        fold = self._c.view.fold
        return {fold(self._c.view.nick), fold(buffer.name)}

    def typing(self) -> None:
        nicks = self._current.typing if self._current else ()
        self._layout.typing.configure(text=emoji.spelled(typing_notice(nicks)))

    def title(self) -> None:
        """``(3) #lobby — hubbub``: the count is of what speaks to us."""
        buffer = self._current
        waiting = sum(b.unread if b.kind == "direct" else b.mentions for b in self._c.view.buffers)
        name = buffer.name if buffer is not None and buffer.name else self._c.settings.address
        self._c.root.title((f"({rows.count(waiting)}) " if waiting else "") + f"{name} — hubbub")

    def connection(self) -> None:
        """A sentence while there is no connection; brief moments of connecting are not worth one."""
        connection = self._c.view.connection
        banner = self._layout.banner
        now = time.monotonic()
        if connection.phase == "online":
            self._busy_since = None
            if self._told_connection:
                self._told_connection = False
                banner.close()
            return
        if self._busy_since is None:
            self._busy_since = now
        if connection.phase in {"idle", "connecting", "registering"}:
            if now - self._busy_since >= _PATIENCE and not banner.is_open:
                self._tell(connection.sentence or f"Connecting to {self._c.settings.address}…", ())
            return
        sentence = connection.sentence or "There is no connection"
        if connection.retry_at is not None:
            seconds = max(0, round(connection.retry_at - time.time()))
            end = "" if sentence.endswith((".", "?", "!")) else "."
            when = f"in {seconds}\u00a0s" if seconds else "now"
            sentence = f"{sentence}{end} Trying again {when}."
            self._tell(sentence, (("Try now", self._c.reconnect),))
        else:
            self._tell(sentence, (("Change…", self._c.change_settings), ("Try again", self._c.reconnect)))

    def _tell(self, sentence: str, actions: tuple[tuple[str, object], ...]) -> None:
        self._told_connection = True
        self._layout.banner.tell(sentence, actions)  # type: ignore[arg-type]

    def show_shortcuts(self) -> None:
        """All of them, as a message that nobody sent."""
        lines = [(s.label.rstrip("…"), keys.shown(s.keys)) for s in keys.SHORTCUTS] + list(keys.HABITS)
        self._layout.help.show(lines)


def typing_notice(nicks: tuple[str, ...]) -> str:
    """``ada and ken are typing…``; "" for nobody."""
    match nicks:
        case ():
            return ""
        case (one,):
            return f"{one} is typing…"
        case (one, two):
            return f"{one} and {two} are typing…"
        case _:
            return "Several people are typing…"
