"""The conversation: a Text that shows a window onto a buffer's messages, and follows its changes.

Each message is a range of the Text under the tag ``m<key>``, beginning with the newline that parts it from the
one above (so the last line needs none), day separator and "New messages" line included. The window has at most
``WINDOW`` messages: it is trimmed in blocks, and filled again from the buffer when the person scrolls.
"""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Literal

from hubbub.clients.desktop import rows
from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.painter import Painter
from hubbub.clients.view import Message

WINDOW = 600
_BLOCK = 100  # trimmed at once beyond WINDOW
_FIRST = 80  # shown at once when a buffer is opened: some screens; scrolling adds the rest
_PAGE = 60

Source = Callable[[], Sequence[Message]]


class Conversation(ttk.Frame):
    """Shows ``source()``, a list that grows at either end; the caller tells what changed.

    ``following``: the newest message is in sight and stays so. ``moved()`` is called when that, or what is in
    sight, may have changed; ``want_older()`` when the top of all that is known was reached.
    """

    def __init__(
        self, parent: tk.Misc, look: Look, *, moved: Callable[[], None], want_older: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._moved, self._want_older = moved, want_older
        self._source: Source = tuple
        self._shown: list[Message] = []
        self._shapes: dict[int, rows.Shape] = {}
        self._first_unread: int | None = None
        self.following = True
        self._settling = ""
        self.text = tk.Text(
            self,
            wrap="word",
            borderwidth=0,
            highlightthickness=0,
            relief="flat",
            cursor="",
            undo=False,
            height=1,
            width=1,
            insertwidth=0,
            exportselection=True,
        )
        # Read-only and yet selectable: the class's bindings for the mouse, none for keys that edit.
        self.text.bindtags((str(self.winfo_toplevel()), str(self.text), "hubbub-read", "all"))
        self._scrollbar = ttk.Scrollbar(
            self, orient="vertical", style="Slim.Vertical.TScrollbar", command=self._dragged, takefocus=False
        )
        self.text.configure(yscrollcommand=self._scrollbar.set)
        self.text.grid(row=0, column=0, sticky="nswe")
        self._scrollbar.grid(row=0, column=1, sticky="ns")
        self.rowconfigure(0, weight=1)
        self.columnconfigure(0, weight=1)
        self.painter = Painter(self.text, look)
        self.text.bind("<Configure>", self._resized)
        look.watch(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        p = self.look.palette
        self.text.configure(
            background=p.ground,
            foreground=p.text,
            font=self.look.fonts["body"],
            padx=0,
            pady=self.look.px(10),
            selectbackground=p.selection,
            selectforeground=p.text,
            inactiveselectbackground=p.selection,
        )
        self.painter.restyle()
        if self._shown:
            self._repaint(self._shown)

    # What to show.

    def open(self, source: Source, first_unread: int | None) -> None:
        """Shows another buffer's newest messages."""
        self._source = source
        self._first_unread = first_unread
        self.following = True
        self._repaint(list(source()[-_FIRST:]))
        self._fill_upwards()

    def _repaint(self, messages: Sequence[Message]) -> None:
        self.text.delete("1.0", "end")
        self.painter.forget(self._shown)
        self._shown, self._shapes = [], {}
        self._insert(0, messages)
        if self.following:
            self._to_end()

    @property
    def messages(self) -> Sequence[Message]:
        """Those in the Text now."""
        return self._shown

    @property
    def shows_newest(self) -> bool:
        known = self._source()
        return not known or (bool(self._shown) and self._shown[-1] is known[-1])

    # What changed.

    def added(self, messages: Sequence[Message], before: int | None) -> None:
        """Messages appeared in the source, before the one with the key ``before`` (None: at the end)."""
        if before is None:
            at_end = not self._shown or self.following or self._borders_on(messages[0])
            if not at_end or (not self.following and len(self._shown) >= WINDOW + _BLOCK):
                return  # out of sight: scrolling down will bring them
            if len(messages) > _FIRST:  # more than anybody sees pass: begin anew near the end
                if self.following:
                    self._repaint(list(self._source()[-_FIRST:]))
                return
            self._insert(len(self._shown), messages)
        else:
            place = self._place(before)
            if place is None:
                return
            if place == 0:  # history: above all that is shown
                if self._at_top():
                    self._keeping_place(lambda: self._insert(0, list(messages)[-_PAGE:]))
                return
            self._keeping_place(lambda: self._insert(place, messages))
        if self.following:
            self._trim_top()
            self._to_end()

    def changed(self, message: Message) -> None:
        place = self._place(message.key)
        if place is not None:
            self._shown[place] = message
            self._keeping_place(lambda: self._paint_again(place))

    def removed(self, keys: Sequence[int]) -> None:
        def take_out() -> None:
            for key in keys:
                place = self._place(key)
                if place is not None:
                    self._erase(place)

        self._keeping_place(take_out)

    def set_first_unread(self, key: int | None) -> None:
        """Moves the "New messages" line."""
        if key == self._first_unread:
            return
        old, self._first_unread = self._first_unread, key

        def move_line() -> None:
            for touched in (old, key):
                place = None if touched is None else self._place(touched)
                if place is not None:
                    self._reshape(place)

        self._keeping_place(move_line)

    # Painting ranges of messages.

    def _borders_on(self, message: Message) -> bool:
        known = self._source()
        return len(known) > 1 and bool(self._shown) and (message is known[-1]) and self._shown[-1] is known[-2]

    def _place(self, key: int) -> int | None:
        return next((i for i in range(len(self._shown) - 1, -1, -1) if self._shown[i].key == key), None)

    def _start(self, place: int) -> str:
        if place >= len(self._shown):
            return "end-1c"
        ranges = self.text.tag_ranges(f"m{self._shown[place].key}")
        return str(ranges[0]) if ranges else "end-1c"

    def _insert(self, place: int, messages: Sequence[Message]) -> None:
        if not messages:
            return
        start = self._start(place)
        above = self._shown[place - 1] if place else None
        shapes = rows.shapes(above, messages, self._first_unread)
        self._shown[place:place] = messages
        self._shapes.update((m.key, s) for m, s in zip(messages, shapes, strict=True))
        self.painter.paint(start, list(zip(messages, shapes, strict=True)))
        self._reshape(place + len(messages))

    def _erase(self, place: int, count: int = 1) -> None:
        gone = self._shown[place : place + count]
        self.text.delete(self._start(place), self._start(place + count))
        self.painter.forget(gone)
        del self._shown[place : place + count]
        for message in gone:
            self._shapes.pop(message.key, None)
        self._reshape(place)

    def _paint_again(self, place: int) -> None:
        message = self._shown[place]
        start = self._start(place)
        self.text.delete(start, self._start(place + 1))
        above = self._shown[place - 1] if place else None
        shape = rows.shape(above, message, self._first_unread)
        self._shapes[message.key] = shape
        self.painter.paint(start, [(message, shape)])
        self._reshape(place + 1)

    def _reshape(self, place: int) -> None:
        """The message at ``place`` has another one above it now: paint it again if that changes its looks."""
        if place < len(self._shown):
            message = self._shown[place]
            above = self._shown[place - 1] if place else None
            if rows.shape(above, message, self._first_unread) != self._shapes[message.key]:
                self._paint_again(place)

    def _trim_top(self) -> None:
        if len(self._shown) > WINDOW + _BLOCK:
            self._erase(0, len(self._shown) - WINDOW)

    # Scrolling.

    def to_latest(self) -> None:
        """The newest messages, and following them from now on."""
        self.following = True
        if not self.shows_newest:
            self._repaint(list(self._source()[-_FIRST:]))
        self._to_end()
        self._moved()

    def reveal(self, message: Message) -> None:
        """Scrolls to a message of the source, wherever it is."""
        known = self._source()
        place = self._place(message.key)
        if place is None:
            index = next(i for i, m in enumerate(known) if m.key == message.key)
            self.following = False
            self._repaint(list(known[max(0, index - _PAGE) : index + _PAGE]))
            place = self._place(message.key)
        if place is not None:
            self.text.see(f"m{message.key}.first")
            self.text.see(f"m{message.key}.last-1c")
            self._after_scroll()

    def scroll(self, number: int, unit: Literal["units", "pages", "pixels"]) -> str:
        self.text.yview_scroll(number, unit)
        self._after_scroll()
        return "break"

    def to_top(self) -> str:
        self.text.yview_moveto(0)
        self._after_scroll()
        return "break"

    def _to_end(self) -> None:
        self.text.yview_moveto(1.0)
        self.text.see("end-1c")

    def _at_top(self) -> bool:
        return self.text.yview()[0] <= 0.0 or self._shown == []

    def _dragged(self, *arguments: str) -> None:
        self.text.yview(*arguments)
        self._after_scroll()

    def _after_scroll(self) -> None:
        """The person scrolled: are they at the bottom, or near an end of what the Text holds?"""
        self.text.update_idletasks()
        at_bottom = self.text.yview()[1] >= 0.9999
        self.following = at_bottom and self.shows_newest
        self._fill_upwards()
        if at_bottom and not self.shows_newest:
            self._fill_downwards()
        self._moved()

    def _fill_upwards(self) -> None:
        """Near the top: more from the buffer, and when that has no more, from history."""
        if not self._shown or self._pixels_above() > self.text.winfo_height():
            return
        known = self._source()
        index = next((i for i, m in enumerate(known) if m is self._shown[0]), 0)
        if index == 0:
            self._want_older()
            return
        block = list(known[max(0, index - _PAGE) : index])
        self._keeping_place(lambda: self._insert(0, block))
        if not self.following and len(self._shown) > WINDOW + _BLOCK:
            self._erase(WINDOW, len(self._shown) - WINDOW)

    def _pixels_above(self) -> int:
        first_line = self.text.index("@0,0")
        if self.text.compare(first_line, ">", "60.0"):
            return 1 << 20
        counted = self.text.count("1.0", first_line, "ypixels")
        return counted[0] if isinstance(counted, tuple) else int(counted or 0)

    def _fill_downwards(self) -> None:
        known = self._source()
        last = self._shown[-1] if self._shown else None
        index = next((i for i, m in enumerate(known) if m is last), len(known) - 1)
        block = list(known[index + 1 : index + 1 + _PAGE])
        self._keeping_place(lambda: self._insert(len(self._shown), block))
        if len(self._shown) > WINDOW + _BLOCK:
            self._keeping_place(self._trim_top)

    def _keeping_place(self, change: Callable[[], None]) -> None:
        """What is in sight stays where it is while ``change`` edits the Text around it; the end stays the end."""
        if self.following:
            change()
            self._to_end()
            return
        anchor = self._anchor()
        held = None if anchor is None else self.text.dlineinfo(anchor)
        change()
        if anchor is None or held is None or not self.text.tag_ranges(anchor.partition(".")[0]):
            return
        self.text.yview(anchor)
        self.text.update_idletasks()
        now = self.text.dlineinfo(anchor)
        if now is not None and now[1] != held[1]:
            self.text.yview_scroll(now[1] - held[1], "pixels")

    def _anchor(self) -> str | None:
        """The end of the first message that ends in sight: what is above it may change its height."""
        top = self._message_at("@0,0")
        place = None if top is None else self._place(top.key)
        for message in self._shown[place or 0 :]:
            end = f"m{message.key}.last-1c"
            if self.text.dlineinfo(end) is not None:
                return end
            if self.text.compare(end, ">", f"@0,{self.text.winfo_height()}"):
                break
        return None

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        self.painter.resize(event.width)
        if self.following and not self._settling:
            self._settling = self.after_idle(self._settle)

    def _settle(self) -> None:
        self._settling = ""
        if self.following:
            self._to_end()
            self._fill_upwards()

    # What is where.

    def _message_at(self, index: str) -> Message | None:
        for name in self.text.tag_names(index):
            if name[0] == "m" and name[1:].isdecimal():
                place = self._place(int(name[1:]))
                return None if place is None else self._shown[place]
        return None

    def message_at(self, x: int, y: int) -> Message | None:
        return self._message_at(f"@{x},{y}")
