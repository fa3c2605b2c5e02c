"""Between the client and the window: what the view says is shown, what the person does is told to the client."""

import time
import tkinter as tk
import webbrowser
from collections.abc import Callable, Iterable, Sequence

from hubbub.clients.chat import CommandError
from hubbub.clients.client import Client
from hubbub.clients.completion import Completion
from hubbub.clients.desktop import sidebar, switcher
from hubbub.clients.desktop.layout import Layout
from hubbub.clients.desktop.painter import Action
from hubbub.clients.desktop.popup import Choice
from hubbub.clients.desktop.rendering import Rendering
from hubbub.clients.desktop.wake import Waker
from hubbub.clients.desktop.window import Window
from hubbub.clients.link.settings import Settings
from hubbub.clients.view import Buffer, Change, Message

_TOGETHER = 0.03  # seconds; in a flood, changes are shown this often, so that typing comes between
_TICK_MS = 1000


class Controller:
    """One connection and its window. ``ask_again(sentence)``: the opening question, when settings must change."""

    def __init__(self, window: Window, settings: Settings, ask_again: Callable[[str], None]) -> None:
        self.window = window
        self.root = window.root
        self.settings = settings
        self._ask_again = ask_again
        self.current: Buffer | None = None
        self._wanted = {channel.casefold() for channel in settings.channels[:1]}
        self._last_shown = 0.0
        self._showing_waits = ""
        self._closed = False
        self._waker = Waker(self.root, self._woken)
        self.client = Client(settings, self._waker.wake)
        self.view = self.client.view
        self.layout = Layout(window, self)
        self._rendering = Rendering(self)
        painter = self.layout.conversation.painter
        painter.nicks = self._rendering.nicks
        painter.own = lambda: self.view.nick
        painter.fold = self._fold
        window.bind_shortcuts(lambda name: getattr(self, name))
        self.root.protocol("WM_DELETE_WINDOW", self.quit)
        self.root.bind("<FocusIn>", self._focus_changed, add="+")
        self.root.bind("<FocusOut>", self._focus_changed, add="+")
        field = self.layout.composer.field
        field.bind("<Prior>", lambda _event: self.layout.conversation.scroll(-1, "pages"))
        field.bind("<Next>", lambda _event: self.layout.conversation.scroll(1, "pages"))
        field.bind("<End>", self._end_key)
        self.layout.conversation.text.bind("<End>", lambda _event: self.latest())
        self.layout.conversation.text.bind("<Key>", self._type_through)
        self._rendering.refresh_all()
        self._begin("")
        self.client.start()
        self.root.after(_TICK_MS, self._tick)

    def _fold(self, name: str) -> str:
        return self.view.fold(name)

    def _begin(self, draft: str) -> None:
        """Where one wants to be, before there is a connection: who types at once types into the right place."""
        self.client.open_wanted()
        buffer = self._first_buffer()
        self._wanted.discard(buffer.name.casefold())
        buffer.draft = draft
        self.open_buffer(buffer)

    def _first_buffer(self) -> Buffer:
        for buffer in self.view.buffers:
            if buffer.name.casefold() in self._wanted:
                return buffer
        channels = [buffer for buffer in self.view.buffers if buffer.kind == "channel"]
        return channels[0] if channels else self.view.server

    # From the network.

    def _woken(self) -> None:
        if self._showing_waits or self._closed:
            return
        wait = self._last_shown + _TOGETHER - time.monotonic()
        if wait > 0:
            self._showing_waits = self.root.after(max(1, round(wait * 1000)), self._poll)
        else:
            self._poll()

    def _poll(self) -> None:
        self._showing_waits = ""
        if not self._closed:
            self.apply(self.client.poll())
            self._last_shown = time.monotonic()

    def _tick(self) -> None:
        """Typing notices expire, the countdown goes on, midnight makes "Today" another day."""
        if not self._closed:
            self.apply(self.client.poll())
            self._rendering.connection()
            self.root.after(_TICK_MS, self._tick)

    def apply(self, changes: Iterable[Change]) -> None:
        """Shows what changed."""
        self._rendering.apply(changes)

    # Where one is.

    def open_buffer(self, buffer: Buffer) -> None:
        composer = self.layout.composer
        if self.current is not None:
            self.current.draft = composer.draft
            self.current.held = False
        if buffer is not self.current:
            self.current = buffer
            self.layout.finder.clear()
            self.layout.conversation.open(lambda: buffer.messages, buffer.first_unread)
            composer.load(buffer.draft, self._placeholder(buffer))
            self._rendering.refresh_all()
        self.focus_composer()
        self.moved()

    @staticmethod
    def _placeholder(buffer: Buffer) -> str:
        return "A command: /help lists them" if buffer.kind == "server" else f"Message {buffer.name}"

    def buffer_added(self, buffer: Buffer) -> None:
        """Goes to a place that the person asked for, and away from the server's messages at the start."""
        name = buffer.name.casefold()
        if name in self._wanted or (self.current is self.view.server and buffer.kind == "channel"):
            self._wanted.discard(name)
            self.open_buffer(buffer)

    def buffer_removed(self, buffer: Buffer) -> None:
        if buffer is self.current:
            self.open_buffer(self._first_buffer())

    def go(self, place: object) -> None:
        """A Buffer, the name of a channel, or a nick."""
        if isinstance(place, Buffer):
            self.open_buffer(place)
        elif isinstance(place, str) and place.startswith("#"):
            known = self.view.find(place)
            if known is not None and known.joined:
                self.open_buffer(known)
            else:
                self._wanted.add(place.casefold())
                self._try(lambda: self.client.join(place))
                if known is not None:
                    self.open_buffer(known)
        elif isinstance(place, str):
            self.open_direct(place)

    def open_direct(self, nick: str) -> None:
        self._try(lambda: self.client.open_direct(nick))
        buffer = self.view.find(nick)
        if buffer is not None:
            self.open_buffer(buffer)

    def places(self) -> list[Choice]:
        here = self.view.fold(self.view.nick)
        return switcher.places(
            self.view.buffers,
            sorted(
                (user.nick for user in self.view.users.values() if self.view.fold(user.nick) != here), key=str.casefold
            ),
        )

    def messages(self) -> Sequence[Message]:
        return self.current.messages if self.current else ()

    # Being read.

    def moved(self) -> None:
        """What is in sight may have changed."""
        if self.current is None:
            return
        following = self.layout.conversation.following
        self.current.held = not following
        if following:
            self.layout.latest.hide()
        else:
            self.layout.latest.show(self.current.unread)
        before_eyes = following and self.root.focus_displayof() is not None
        self.apply(self.client.look_at(self.current if before_eyes else None))

    def want_older(self) -> None:
        buffer = self.current
        if buffer is not None and buffer.older and not buffer.loading:
            self.root.after_idle(lambda: self.apply(self.client.load_older(buffer)))

    def _focus_changed(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.root:
            self.root.after_idle(self.moved)
            if event.type is tk.EventType.FocusIn:
                self.window.ask_system()

    # Writing.

    def send(self, text: str) -> bool:
        if self.current is None:
            return False
        words = text.split()
        if words and words[0].casefold() in {"/join", "/j"}:
            self._wanted.update(name.casefold() for name in words[1:2])
        if words and words[0].casefold() in {"/query", "/q"} and words[1:]:
            self._wanted.add(words[1].casefold())
        buffer = self.current
        if not self._try(lambda: self.client.enter(buffer, text)):
            return False
        self.layout.conversation.set_first_unread(None)
        self.latest()
        return True

    def _try(self, do: Callable[[], list[Change]]) -> bool:
        """Does something of the client's; what cannot be is said in the window."""
        try:
            changes = do()
        except CommandError as error:
            self.layout.banner.tell(str(error), (("Close", self.close_banner),), seconds=12)
            return False
        self.apply(changes)
        return True

    def close_banner(self) -> None:
        self.layout.banner.close()
        self._rendering.connection()

    def complete(self, text: str, cursor: int) -> Completion:
        return self.client.complete(self.current or self.view.server, text, cursor)

    def edited(self, text: str) -> None:
        if self.current is not None:
            self.current.draft = text
            self.apply(self.client.type_in(self.current, text))

    def focus_composer(self) -> None:
        self.layout.composer.field.focus_set()

    def act(self, action: Action) -> None:
        """A click in the conversation."""
        if action.kind == "url":
            webbrowser.open(action.value)
        elif action.kind == "channel":
            self.go(action.value)
        elif action.kind == "nick":
            if self.view.fold(action.value) != self.view.fold(self.view.nick):
                self.open_direct(action.value)
        elif self.current is not None:
            message = next((m for m in self.current.messages if m.key == action.key), None)
            if message is not None:
                do = self.client.retry if action.kind == "retry" else self.client.discard
                self.apply(do(self.current, message))

    def _end_key(self, _event: object) -> str | None:
        """End belongs to the text while there is some."""
        if self.layout.composer.draft:
            return None
        self.latest()
        return "break"

    def _type_through(self, event: "tk.Event[tk.Misc]") -> None:
        """Typing while the conversation has the focus means the composer."""
        if event.char and event.char.isprintable() and not int(event.state) & 0xC:
            self.layout.composer.insert(event.char)

    # The shortcuts, by the names in ``keys``.

    def jump(self) -> None:
        self.layout.switcher.open()

    def search(self) -> None:
        self.layout.finder.open()

    def latest(self) -> None:
        self.layout.conversation.to_latest()

    def next_pane(self) -> None:
        self.layout.next_pane()

    def _step(self, step: int) -> None:
        order = [entry.buffer for entry in sidebar.entries(self.view.buffers, None, "") if entry.buffer is not None]
        place = next((i for i, buffer in enumerate(order) if buffer is self.current), 0)
        self.open_buffer(order[(place + step) % len(order)])

    def previous(self) -> None:
        self._step(-1)

    def following(self) -> None:
        self._step(1)

    def next_unread(self) -> None:
        """Mentions first."""
        waiting = [b for b in self.view.buffers if b.unread and b is not self.current and b.kind != "server"]
        if waiting:
            self.open_buffer(max(waiting, key=lambda b: (b.mentions > 0, b.kind == "direct")))

    def escape(self) -> None:
        """Closes what is open; when nothing is, marks as read and goes to the latest."""
        layout = self.layout
        if layout.composer.close_popup():
            return
        if layout.menu.close():
            return
        if layout.switcher.is_open or layout.help.is_open:
            layout.switcher.close()
            layout.help.close()
            return
        if self.root.focus_get() is layout.finder.field:
            layout.finder.close()
            return
        if layout.banner.is_open and self.view.connection.phase == "online":
            layout.banner.close()
            return
        if self.current is not None:
            layout.conversation.set_first_unread(None)
            self.apply(self.client.mark_read(self.current))
            self.latest()
        self.focus_composer()

    def leave(self) -> None:
        buffer = self.current
        if buffer is not None and buffer.kind != "server":
            self.apply(self.client.part(buffer) if buffer.joined else self.client.close_buffer(buffer))

    def toggle_members(self) -> None:
        self.window.toggle_members()

    def larger(self) -> None:
        self.window.zoom(1)

    def smaller(self) -> None:
        self.window.zoom(-1)

    def actual_size(self) -> None:
        self.window.zoom(0)

    def post_menu(self) -> None:
        self.layout.sidebar.menu_button.invoke()

    def show_shortcuts(self) -> None:
        self._rendering.show_shortcuts()

    def buffer_menu(self, buffer: Buffer, x: int, y: int) -> None:
        entries: list[tuple[str, Callable[[], None]]] = [
            ("Mark as read", lambda: self.apply(self.client.mark_read(buffer)))
        ]
        if buffer.kind == "channel" and buffer.joined:
            entries.append((f"Leave {buffer.name}", lambda: self.apply(self.client.part(buffer))))
        if buffer.kind != "server":
            entries.append(("Close", lambda: self.apply(self.client.close_buffer(buffer))))
        self.window.context_menu(entries, x, y)

    def reconnect(self) -> None:
        self.client.reconnect()

    def replace(self, settings: Settings) -> None:
        """Another name or another server, after the person was asked again."""
        self.client.close()
        self.settings = settings
        self.client = Client(settings, self._waker.wake)
        self.view = self.client.view
        self.current = None
        self.layout.banner.close()
        self._rendering = Rendering(self)
        self._begin(self.layout.composer.draft)
        self.client.start()

    def change_settings(self) -> None:
        self._ask_again(self.view.connection.sentence)

    def quit(self, text: str = "") -> None:
        """The window goes at once; the farewell, ``text``, is said behind it."""
        if self._closed:
            return
        self.window.remember()
        self.root.withdraw()
        self.hang_up(text)
        self._waker.close()
        self.window.destroy()

    def hang_up(self, text: str = "") -> None:
        """Says farewell and ends the network's thread, once."""
        if not self._closed:
            self._closed = True
            self.client.close(text)
