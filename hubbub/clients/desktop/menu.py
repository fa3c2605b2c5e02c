"""The menu: one panel that names everything there is to do, each with its shortcut."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tkinter import ttk

from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.rowlist import Cell, RowList

_ROW, _HEADING, _WIDTH = 30, 34, 320


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A heading (no ``call``), or something to do. ``ticked`` None: nothing that can be on or off."""

    label: str
    keys: str = ""
    call: Callable[[], object] | None = None
    ticked: bool | None = None


class Menu(ttk.Frame):
    """``items()`` is asked each time it opens. Arrows, Return and the mouse choose; Esc and a click beside close."""

    def __init__(
        self, root: tk.Misc, look: Look, items: Callable[[], Sequence[MenuItem]], closed: Callable[[], None]
    ) -> None:
        super().__init__(root, style="Panel.TFrame")
        self.look = look
        self._items, self._closed = items, closed
        self.list: RowList[MenuItem] = RowList(
            self,
            look,
            draw=self._draw,
            height=lambda item: _ROW if item.call else _HEADING,
            pick=self._pick,
            can_pick=lambda item: item.call is not None,
            ground="raised",
        )
        self.list.pack(fill="both", expand=True, padx=look.px(4), pady=look.px(6))
        self.list.bind("<FocusOut>", lambda _event: self.close(), add="+")

    @property
    def is_open(self) -> bool:
        return bool(self.winfo_manager())

    def open(self, x: int, y: int) -> None:
        """At window coordinates, device pixels."""
        self.list.cursor = -1
        self.list.show(list(self._items()))
        room = self.master.winfo_height() - y - self.look.px(12)
        height = min(room, self.list.total_height + 2 * self.look.px(6))
        self.place(x=x, y=y, width=self.look.px(_WIDTH), height=height)
        self.lift()
        self.list.focus_set()

    def close(self) -> bool:
        """Returns whether it was open."""
        was_open = self.is_open
        if was_open:
            self.place_forget()
            if self.focus_get() is self.list:
                self._closed()
        return was_open

    def _pick(self, item: MenuItem) -> None:
        self.close()
        if item.call is not None:
            item.call()

    def _draw(self, item: MenuItem, cell: Cell) -> None:
        look, p, rowlist = self.look, self.look.palette, self.list
        if item.call is None:
            rowlist.write(look.px(14), cell.y + cell.height - look.px(11), item.label.upper(), p.muted, "tiny-bold")
            return
        if cell.chosen or cell.hovered:
            rowlist.ground(cell, p.selected if cell.chosen else p.hover, inset=3)
        left = look.px(14)
        if item.ticked is not None:
            if item.ticked:
                rowlist.create_image(left, cell.middle, image=look.icon("tick", 15, p.accent), anchor="w")
            left += look.px(22)
        right = cell.width - look.px(14)
        if item.keys:
            font = look.fonts["small"]
            rowlist.create_text(right, cell.middle, text=item.keys, fill=p.muted, font=font, anchor="e")
            right -= font.measure(item.keys) + look.px(8)
        rowlist.write(left, cell.middle, item.label, p.text, "body", max(1, right - left))
