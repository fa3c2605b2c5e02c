"""A Text to type in, in which emoji are pictures: the composer, the search field, every field there is.

What was typed is asked for with ``value``. Undo is the field's own: Text's does not know embedded pictures.
"""

import tkinter as tk
from collections.abc import Callable
from typing import NamedTuple

from hubbub.clients.desktop import emoji
from hubbub.clients.desktop.look import Look

_CONTROL = 0x4
_ALT = 0x8 | 0x20000  # Mod1 on X11, and Windows' own bit


class _Snapshot(NamedTuple):
    value: str
    cursor: int


class Field(tk.Text):
    """``changed()`` is called after each change by the person or by ``set``. ``lines``: 1 for a single line."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        *,
        changed: Callable[[], None] = lambda: None,
        multiline: bool = False,
        placeholder: str = "",
        font: str = "body",
    ) -> None:
        super().__init__(
            parent,
            height=1,
            width=1,
            wrap="word" if multiline else "none",
            undo=False,
            borderwidth=0,
            highlightthickness=0,
            relief="flat",
            padx=0,
            pady=0,
        )
        self.look = look
        self.multiline = multiline
        self.placeholder = placeholder
        self._font = font
        self._changed = changed
        self._undo: list[_Snapshot] = []
        self._redo: list[_Snapshot] = []
        self._last = _Snapshot("", 0)
        self._hint = tk.Label(self, borderwidth=0, padx=0, pady=0, cursor="xterm", anchor="w")
        self._hint.bind("<Button-1>", lambda _event: self.focus_set())
        self.bind("<Key>", self._key)
        self.bind("<<Paste>>", self._paste)
        self.bind("<<PasteSelection>>", self._paste_selection)
        self.bind("<<Copy>>", self._copy)
        self.bind("<<Cut>>", self._cut)
        self.bind("<<Undo>>", lambda _event: self._travel(self._undo, self._redo))
        self.bind("<<Redo>>", lambda _event: self._travel(self._redo, self._undo))
        self.bind("<Control-a>", self._select_all)
        self.bind("<<Modified>>", self._modified)
        # The window's shortcuts come before Text's own: Control-k deletes to the end of the line there.
        self.bindtags((str(self.winfo_toplevel()), str(self), "Text", "all"))
        for sequence in ("<Control-d>", "<Control-o>", "<Control-t>", "<Control-h>", "<Control-i>"):
            self.bind(sequence, lambda _event: "break")
        look.watch(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        p = self.look.palette
        self.configure(
            background=p.raised,
            foreground=p.text,
            insertbackground=p.text,
            insertwidth=self.look.px(2),
            selectbackground=p.selection,
            selectforeground=p.text,
            inactiveselectbackground=p.selection,
            font=self.look.fonts[self._font],
        )
        self._hint.configure(background=p.raised, foreground=p.faint, font=self.look.fonts[self._font])
        if self.value:
            cursor = self.cursor
            self._write(self.value)
            self.cursor = cursor
        self._show_hint()

    # The text, with emoji as characters. Positions count characters of that text.

    @property
    def value(self) -> str:
        return self._between("1.0", "end-1c")

    def set(self, text: str, cursor: int | None = None) -> None:
        """Replaces everything; what was there can be undone."""
        self._write(text)
        self.cursor = len(text) if cursor is None else cursor
        self._note_change()

    @property
    def cursor(self) -> int:
        return len(self._between("1.0", "insert"))

    @cursor.setter
    def cursor(self, position: int) -> None:
        self.mark_set("insert", self._index(position))
        self.see("insert")

    def replace_span(self, start: int, end: int, text: str) -> None:
        """Puts ``text`` where ``value[start:end]`` is, and the cursor after it."""
        value = self.value
        self.set(value[:start] + text + value[end:], start + len(text))

    def insert_text(self, text: str) -> None:
        """As if typed: over the selection, at the cursor."""
        if self.tag_ranges("sel"):
            self.delete("sel.first", "sel.last")
        if not self.multiline:
            text = " ".join(text.splitlines())
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        # A sequence may be typed one character at a time: what stands just before the cursor is cut anew.
        start = self._sequence_start(text[:1])
        before = self._between(start, "insert")
        if before and (_continues(text[:1]) or _continues(before[-1])):
            self.delete(start, "insert")
            text = before + text
        self._put("insert", text)
        self.see("insert")

    def set_placeholder(self, text: str) -> None:
        self.placeholder = text
        self._show_hint()

    def settle(self) -> None:
        """Notes what was typed a moment ago: Tk tells of changes only after the keys that wait."""
        self._note_change()

    def clear_history(self) -> None:
        """Forgets what could be undone: after sending, and when another conversation's draft is put in."""
        self._undo.clear()
        self._redo.clear()
        self._last = _Snapshot(self.value, self.cursor)

    # Inside: Text indices.

    def _between(self, first: str, last: str) -> str:
        parts = []
        for kind, value, _index in self.dump(first, last, text=True, image=True):
            parts.append(value if kind == "text" else self.look.emoji_text(value))
        return "".join(parts)

    def _index(self, position: int) -> str:
        """The Text index of a position in ``value``: a picture counts one there and its whole sequence here."""
        passed = 0
        for kind, value, index in self.dump("1.0", "end-1c", text=True, image=True):
            length = len(value if kind == "text" else self.look.emoji_text(value))
            if passed + length >= position:
                if kind == "text":
                    return f"{index}+{position - passed}c"
                return index if position == passed else f"{index}+1c"
            passed += length
        return "end-1c"

    def _write(self, text: str) -> None:
        self.delete("1.0", "end")
        self._put("insert", text)

    def _put(self, index: str, text: str) -> None:
        height = self.look.fonts[self._font].metrics("linespace")
        for piece, is_emoji in emoji.split(text):
            picture = self.look.emoji(piece, height - self.look.px(1)) if is_emoji else None
            if picture is not None:
                self.image_create(index, image=picture, align="center", padx=1)
            else:
                self.insert(index, emoji.plain(piece) if is_emoji else piece)

    def _sequence_start(self, following: str) -> str:
        """Where the pictures and parts of emoji begin that end at the cursor."""
        start = self.index("insert")
        while self.compare(start, ">", "1.0"):
            before = self.index(f"{start}-1c")
            part = self.get(before, start)
            if part and not _continues(part) and not _continues(following):
                break
            start, following = before, part or following
        return start

    # Events.

    def _key(self, event: "tk.Event[tk.Misc]") -> str | None:
        state = int(event.state)
        if not event.char or state & _CONTROL or (state & _ALT and event.char.isascii()):
            return None
        if event.char.isascii():
            return None
        if all(c.isprintable() or c in "\u200d\ufe0f" or _continues(c) for c in event.char):
            self.insert_text(event.char)
            return "break"
        return None

    def _paste(self, _event: object) -> str:
        try:
            self.insert_text(self.clipboard_get())
        except tk.TclError:
            return "break"  # nothing there, or no text
        return "break"

    def _paste_selection(self, event: "tk.Event[tk.Misc]") -> str:
        """The middle button of X11."""
        try:
            text = str(self.tk.call("selection", "get", "-selection", "PRIMARY", "-type", "UTF8_STRING"))
        except tk.TclError:
            return "break"
        self.tag_remove("sel", "1.0", "end")
        self.mark_set("insert", f"@{event.x},{event.y}")
        self.insert_text(text)
        self.focus_set()
        return "break"

    def _copy(self, _event: object) -> str:
        if self.tag_ranges("sel"):
            self.clipboard_clear()
            self.clipboard_append(self._between("sel.first", "sel.last"))
        return "break"

    def _cut(self, event: object) -> str:
        self._copy(event)
        if self.tag_ranges("sel"):
            self.delete("sel.first", "sel.last")
        return "break"

    def _select_all(self, _event: object) -> str:
        self.tag_add("sel", "1.0", "end-1c")
        return "break"

    def _modified(self, _event: object) -> None:
        if self.edit_modified():
            self.edit_modified(False)
            self._note_change()

    def _note_change(self) -> None:
        self._show_hint()
        now = _Snapshot(self.value, self.cursor)
        if now.value == self._last.value:
            self._last = now
            return
        # Typing within a word is undone as one step.
        typed = now.value[: now.cursor]
        if not self._undo or len(now.value) != len(self._last.value) + 1 or typed[-1:].isspace():
            self._undo.append(self._last)
            del self._undo[:-200]
        self._redo.clear()
        self._last = now
        self._changed()

    def _travel(self, back: list[_Snapshot], forth: list[_Snapshot]) -> str:
        if back:
            forth.append(self._last)
            self._last = back.pop()
            self._write(self._last.value)
            self.cursor = self._last.cursor
            self._show_hint()
            self._changed()
        return "break"

    def _show_hint(self) -> None:
        if self.placeholder and self.index("end-1c") == "1.0":
            self._hint.configure(text=self.placeholder)
            self._hint.place(x=self.look.px(2) + 1, y=0)
        else:
            self._hint.place_forget()


def _continues(character: str) -> bool:
    return bool(emoji.CONTINUES.match(character))
