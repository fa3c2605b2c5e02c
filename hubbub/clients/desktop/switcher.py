"""Ctrl+K: type some letters of where you want to be."""

import tkinter as tk
from collections.abc import Callable, Iterable
from tkinter import ttk

from hubbub.clients.desktop.field import Field
from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.popup import Choice, Popup
from hubbub.clients.view import Buffer


def ranked(query: str, choices: Iterable[Choice]) -> list[Choice]:
    """The choices whose label has the query's letters in order; those that begin with it first. Pure."""
    wanted = query.strip().casefold()
    scored = []
    for order, choice in enumerate(choices):
        score = _score(wanted.lstrip("#@"), choice.label.casefold())
        if score is not None:
            scored.append((score, order, choice))
    return [choice for _score, _order, choice in sorted(scored, key=lambda entry: entry[:2])]


def _score(wanted: str, label: str) -> int | None:
    """0 begins with it, 1 a word of it does, 2 contains it, 3 has its letters in order; None does not fit."""
    if label.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in label.replace("_", "-").split("-")):
        return 1
    if wanted in label:
        return 2
    letters = iter(label)
    return 3 if all(letter in letters for letter in wanted) else None


class Switcher:
    """``places()``: everything one can go to. ``go(value)``: a Buffer, or the name of a channel to join."""

    def __init__(
        self,
        root: tk.Misc,
        look: Look,
        *,
        places: Callable[[], list[Choice]],
        go: Callable[[object], None],
        closed: Callable[[], None],
    ) -> None:
        self._root, self._look = root, look
        self._places, self._go, self._closed = places, go, closed
        self._panel = ttk.Frame(root, style="Panel.TFrame")
        self.field = Field(
            self._panel, look, changed=self._filter, placeholder="Where to? Type a name, or #channel to join it"
        )
        self._line = tk.Frame(self._panel, borderwidth=0)
        self._popup = Popup(self._panel, look, self._picked)
        bind = self.field.bind
        bind("<Return>", lambda _event: self._popup.list.pick_cursor())
        bind("<Escape>", lambda _event: self.close())
        for sequence, step in (("<Up>", -1), ("<Down>", 1), ("<Control-p>", -1), ("<Control-n>", 1)):
            bind(sequence, lambda _event, step=step: self._popup.list.step(step))  # type: ignore[misc]
        bind("<Tab>", lambda _event: self._popup.list.step(1))
        bind("<FocusOut>", lambda _event: self._panel.after(150, self._left))
        look.watch(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        px = self._look.px
        self._popup.configure(style="Bare.TFrame")
        self.field.pack(fill="x", padx=px(18), pady=(px(15), px(13)))
        self._line.configure(background=self._look.palette.line, height=px(1))
        self._line.pack(fill="x", padx=px(1))
        self._popup.pack(fill="both", expand=True, padx=px(3), pady=px(3))

    @property
    def is_open(self) -> bool:
        return bool(self._panel.winfo_manager())

    def open(self) -> None:
        self.field.set("")
        self._filter()
        self._panel.lift()
        self.field.focus_set()

    def close(self) -> str:
        if self.is_open:
            self._panel.place_forget()
            self._closed()
        return "break"

    def _left(self) -> None:
        if self.is_open and self._root.focus_get() is not self.field:
            self._panel.place_forget()

    def _filter(self) -> None:
        query = self.field.value.strip()
        choices = ranked(query, self._places())
        name = query if query.startswith("#") else ""
        if name and not any(choice.label == name.removeprefix("#") and choice.sign == "channel" for choice in choices):
            choices.append(Choice(f"Join {name}", "a new place", "channel", name))
        self._popup.show(choices)
        height = self._popup.height_for(max(1, len(choices)), most=9) + self._look.px(58)
        width = min(self._look.px(560), self._root.winfo_width() - self._look.px(40))
        self._panel.place(relx=0.5, y=self._look.px(80), anchor="n", width=width, height=height)

    def _picked(self, choice: Choice) -> None:
        self.close()
        if choice.value is not None:
            self._go(choice.value)


def places(buffers: Iterable[Buffer], nicks: Iterable[str]) -> list[Choice]:
    """Unread mentions first, then what is unread, then the rest; people last."""
    buffers = list(buffers)
    ordered = sorted(buffers, key=lambda b: (not b.mentions, not b.unread, b.kind == "server"))
    found = [
        Choice(
            buffer.name.removeprefix("#") if buffer.kind == "channel" else buffer.name or "Server",
            f"{buffer.unread} unread" if buffer.unread else buffer.topic,
            {"direct": "nick", "channel": "channel", "server": "server"}[buffer.kind],
            buffer,
        )
        for buffer in ordered
    ]
    known = {buffer.name.casefold() for buffer in buffers}
    found += [Choice(nick, "direct message", "nick", nick) for nick in nicks if nick.casefold() not in known]
    return found
