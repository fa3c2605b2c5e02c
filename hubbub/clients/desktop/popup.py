"""A short list of things to choose from, steered from a field that keeps the focus."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk

from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.rowlist import Cell, RowList

ROW = 32


@dataclass(frozen=True, slots=True)
class Choice:
    """``sign``: "nick" (an avatar), "channel" or "server" (an icon), an emoji, or "" for nothing."""

    label: str
    detail: str = ""
    sign: str = ""
    value: object = None


class Popup(ttk.Frame):
    """A panel placed over its window. ``picked(choice)`` for a click, or ``pick()`` by the field's Return."""

    def __init__(self, parent: tk.Misc, look: Look, picked: Callable[[Choice], None]) -> None:
        super().__init__(parent, style="Panel.TFrame")
        self.look = look
        self.list: RowList[Choice] = RowList(
            self, look, draw=self._draw, height=lambda _choice: ROW, pick=picked, ground="raised"
        )
        self.list.always_show_cursor()
        self.list.pack(fill="both", expand=True, padx=look.px(5), pady=look.px(6))

    @property
    def is_open(self) -> bool:
        return bool(self.winfo_manager())

    def show(self, choices: Sequence[Choice], cursor: int = 0) -> None:
        self.list.cursor = cursor
        self.list.show(list(choices))
        self.list.see(cursor)

    def height_for(self, count: int, most: int = 8) -> int:
        """Device pixels for ``count`` rows, at the most ``most``."""
        return self.look.px(ROW) * min(count, most) + 2 * self.look.px(6)

    def open_above(self, widget: tk.Misc, choices: Sequence[Choice], width: float) -> None:
        """Shows ``choices`` over the upper edge of ``widget``, aligned with its left."""
        self.show(choices)
        root = self.master
        x = widget.winfo_rootx() - root.winfo_rootx()
        y = widget.winfo_rooty() - root.winfo_rooty() - self.look.px(6)
        self.place(x=x, y=y, anchor="sw", width=self.look.px(width), height=self.height_for(len(choices)))
        self.lift()

    def close(self) -> None:
        self.place_forget()

    def _draw(self, choice: Choice, cell: Cell) -> None:
        look, p, rowlist = self.look, self.look.palette, self.list
        if cell.chosen:
            rowlist.ground(cell, p.selected, inset=2)
        elif cell.hovered:
            rowlist.ground(cell, p.hover, inset=2)
        start = look.px(12)
        if choice.sign == "nick":
            rowlist.create_image(start, cell.middle, image=look.avatar(choice.label.removeprefix("@"), 20), anchor="w")
            start = look.px(42)
        elif choice.sign in {"channel", "server"}:
            icon = look.icon("hash" if choice.sign == "channel" else "home", 15, p.muted)
            rowlist.create_image(start + look.px(2), cell.middle, image=icon, anchor="w")
            start = look.px(42)
        elif choice.sign:
            rowlist.write(start, cell.middle, choice.sign, p.text)
            start = look.px(42)
        right = cell.width - look.px(12)
        end = rowlist.write(start, cell.middle, choice.label, p.text, "bold" if cell.chosen else "body", right - start)
        if choice.detail and right - end > look.px(60):
            rowlist.write(end + look.px(10), cell.middle, choice.detail, p.muted, "small", right - end - look.px(10))
