"""Ctrl+F: search in what is loaded of the conversation."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from hubbub.clients.desktop.conversation import Conversation
from hubbub.clients.desktop.field import Field
from hubbub.clients.desktop.look import Look
from hubbub.clients.view import Message


def matches(messages: Sequence[Message], query: str) -> list[Message]:
    """Those whose text or author has ``query``, newest first, upper and lower case alike. Pure."""
    wanted = query.strip().casefold()
    if not wanted:
        return []
    return [m for m in reversed(messages) if wanted in m.text.casefold() or wanted == m.nick.casefold()]


class Finder(ttk.Frame):
    """A field in the header. Return and Shift+Return walk through what was found, Esc leaves."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        conversation: Conversation,
        source: Callable[[], Sequence[Message]],
        left: Callable[[], None],
    ) -> None:
        super().__init__(parent, style="Field.TFrame")
        self.look, self._conversation, self._source, self._left = look, conversation, source, left
        self._found: list[Message] = []
        self._place = 0
        self._sign = tk.Label(self, borderwidth=0)
        self._sign.pack(side="left")
        self.field = Field(self, look, changed=self._search, placeholder="Search", font="body")
        self.field.pack(side="left", fill="x", expand=True)
        self._count = tk.Label(self, borderwidth=0)
        self._count.pack(side="right")
        bind = self.field.bind
        bind("<Return>", lambda _event: self._step(1))
        bind("<Up>", lambda _event: self._step(1))
        bind("<Shift-Return>", lambda _event: self._step(-1))
        bind("<Down>", lambda _event: self._step(-1))
        bind("<Escape>", lambda _event: self.close())
        bind("<Tab>", self._tab)
        bind("<FocusIn>", lambda _event: self.state(["focus"]))
        bind("<FocusOut>", lambda _event: self.state(["!focus"]))
        self._sign.bind("<Button-1>", lambda _event: self.field.focus_set())
        look.watch(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        px, p = self.look.px, self.look.palette
        self._sign.configure(background=p.raised, image=self.look.icon("search", 15, p.muted))
        self._sign.pack_configure(padx=(px(10), px(7)))
        self.field.pack_configure(pady=px(7))
        self._count.configure(background=p.raised, foreground=p.muted, font=self.look.fonts["small"])
        self._count.pack_configure(padx=px(9))

    def open(self) -> None:
        self.field.focus_set()
        self.field.tag_add("sel", "1.0", "end-1c")
        self._search()

    def close(self) -> str:
        self.field.set("")
        self._left()
        return "break"

    def clear(self) -> None:
        """Another conversation is shown."""
        if self.field.value:
            self.field.set("")

    def _tab(self, _event: object) -> str:
        target = self.field.tk_focusNext()
        if target is not None:
            target.focus_set()
        return "break"

    def _search(self) -> None:
        self._found = matches(self._source(), self.field.value)
        self._place = 0
        self._show()

    def _step(self, step: int) -> str:
        if self._found:
            self._place = (self._place + step) % len(self._found)
            self._show()
        return "break"

    def _show(self) -> None:
        text, query = self._conversation.text, self.field.value.strip()
        for tag in ("found", "foundnow"):
            text.tag_remove(tag, "1.0", "end")
        if not query:
            self._count.configure(text="")
            return
        if not self._found:
            self._count.configure(text="none")
            return
        self._count.configure(text=f"{self._place + 1} of {len(self._found)}")
        current = self._found[self._place]
        self._conversation.reveal(current)
        self._mark(query, "1.0", "end", "found")
        self._mark(query, f"m{current.key}.first", f"m{current.key}.last", "foundnow")

    def _mark(self, query: str, first: str, last: str, tag: str) -> None:
        text = self._conversation.text
        length = tk.IntVar(self)
        at = text.search(query, first, last, nocase=True, count=length)
        while at:
            end = f"{at}+{length.get()}c"
            text.tag_add(tag, at, end)
            at = text.search(query, end, last, nocase=True, count=length)
