"""A list drawn on a canvas: only the rows in sight exist, so ten thousand members cost what twenty do."""

import tkinter as tk
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from hubbub.clients.desktop import emoji
from hubbub.clients.desktop.look import Look

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row is drawn, and how it stands. Pixels of the canvas."""

    x: int
    y: int
    width: int
    height: int
    hovered: bool
    chosen: bool  # under the keyboard's cursor

    @property
    def middle(self) -> int:
        return self.y + self.height // 2


class RowList(tk.Canvas, Generic[Item]):
    """``draw(item, cell)`` puts one row on this canvas; ``height(item)`` is in design pixels, 0 for no row.

    ``pick(item)`` is called for a click or Return. Arrow keys move the cursor when the list has the focus.
    """

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        *,
        draw: Callable[[Item, Cell], None],
        height: Callable[[Item], float],
        pick: Callable[[Item], None],
        can_pick: Callable[[Item], bool] = lambda _item: True,
        ground: str = "side",
    ) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, takefocus=True)
        self.look = look
        self._draw, self._row_height, self._pick, self._can_pick = draw, height, pick, can_pick
        self._ground = ground
        self.items: Sequence[Item] = ()
        self._tops: list[int] = [0]
        self._offset = 0
        self._hovered = -1
        self.cursor = -1
        self._redraw_waits = ""
        self.bindtags((str(self.winfo_toplevel()), str(self), "all"))  # the window's shortcuts come first
        self.bind("<Configure>", lambda _event: self._settle())
        self.bind("<Motion>", lambda event: self._hover(self.row_at(event.y)))
        self.bind("<Leave>", lambda _event: self._hover(-1))
        self.bind("<Button-1>", self._clicked)
        self.bind("<Button-4>", lambda _event: self._scroll(-3))
        self.bind("<Button-5>", lambda _event: self._scroll(3))
        self.bind("<MouseWheel>", lambda event: self._scroll(-3 if event.delta > 0 else 3))
        self.bind("<Up>", lambda _event: self.step(-1))
        self.bind("<Down>", lambda _event: self.step(1))
        self.bind("<Home>", lambda _event: self.step(-len(self.items)))
        self.bind("<End>", lambda _event: self.step(len(self.items)))
        self.bind("<Return>", lambda _event: self.pick_cursor())
        self.bind("<space>", lambda _event: self.pick_cursor())
        self.bind("<FocusIn>", lambda _event: self._focused())
        self.bind("<FocusOut>", lambda _event: self.redraw())
        look.watch(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        self.configure(background=getattr(self.look.palette, self._ground))
        self.show(self.items)

    def show(self, items: Sequence[Item]) -> None:
        """Replaces the rows, keeping the scroll position."""
        self.items = items
        tops = [0]
        for item in items:
            tops.append(tops[-1] + self.look.px(self._row_height(item)))
        self._tops = tops
        self.cursor = min(self.cursor, len(items) - 1)
        self._settle()

    @property
    def total_height(self) -> int:
        return self._tops[-1]

    def redraw(self) -> None:
        """Soon, once, however often it is asked for."""
        if not self._redraw_waits:
            self._redraw_waits = self.after_idle(self._redraw)

    def _settle(self) -> None:
        self._offset = max(0, min(self._offset, self._tops[-1] - self.winfo_height()))
        self.redraw()

    def _redraw(self) -> None:
        self._redraw_waits = ""
        self.delete("all")
        width, bottom = self.winfo_width(), self._offset + self.winfo_height()
        focused = self.focus_get() is self or self._cursor_always_shows
        for index in range(max(0, bisect_right(self._tops, self._offset) - 1), len(self.items)):
            item, top, end = self.items[index], self._tops[index], self._tops[index + 1]
            if top >= bottom:
                break
            hovered = index == self._hovered and self._can_pick(item)
            chosen = focused and index == self.cursor
            self._draw(item, Cell(0, top - self._offset, width, end - top, hovered, chosen))

    _cursor_always_shows = False

    def always_show_cursor(self) -> None:
        """For lists that are steered from a field which keeps the focus."""
        self._cursor_always_shows = True
        self.configure(takefocus=False)

    def row_at(self, y: int) -> int:
        """The row at a canvas height, -1 for none."""
        index = bisect_right(self._tops, y + self._offset) - 1
        return index if 0 <= index < len(self.items) else -1

    def item_at(self, y: int) -> Item | None:
        index = self.row_at(y)
        return self.items[index] if index >= 0 else None

    def see(self, index: int) -> None:
        if 0 <= index < len(self.items):
            top, end = self._tops[index], self._tops[index + 1]
            self._offset = min(self._offset, top)
            self._offset = max(self._offset, end - self.winfo_height())
            self._settle()

    def step(self, rows: int) -> str:
        """Moves the cursor by ``rows`` rows that can be picked, as far as there are some."""
        places = [i for i, item in enumerate(self.items) if self._can_pick(item)]
        if places:
            now = next((n for n, i in enumerate(places) if i >= self.cursor), 0) if self.cursor >= 0 else -1
            self.cursor = places[max(0, min(len(places) - 1, now + rows if now >= 0 or rows > 0 else 0))]
            self.see(self.cursor)
        return "break"

    def pick_cursor(self) -> str:
        if 0 <= self.cursor < len(self.items) and self._can_pick(self.items[self.cursor]):
            self._pick(self.items[self.cursor])
        return "break"

    def _focused(self) -> None:
        if self.cursor < 0:
            self.step(1)
        self.redraw()

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            item = self.items[index] if 0 <= index < len(self.items) else None
            self.configure(cursor="hand2" if item is not None and self._can_pick(item) else "")
            self.redraw()

    def _clicked(self, event: "tk.Event[RowList[Item]]") -> None:
        index = self.row_at(event.y)
        if index >= 0 and self._can_pick(self.items[index]):
            self.cursor = index
            self._pick(self.items[index])

    def _scroll(self, steps: int) -> str:
        self._offset += steps * self.look.px(16)
        self._settle()
        return "break"

    # What rows are made of.

    def ground(self, cell: Cell, colour: str, inset: float = 8) -> None:
        """A rounded bar behind a row."""
        side = self.look.px(inset)
        width, height = cell.width - 2 * side, cell.height - 2
        if width > 2 * self.look.px(8):
            image = self.look.pill(width, height, 7, colour)
            self.create_image(cell.x + side, cell.y + 1, image=image, anchor="nw")

    def ring(self, cell: Cell, inset: float = 8) -> None:
        """The keyboard's cursor."""
        side = self.look.px(inset)
        self.create_rectangle(
            cell.x + side,
            cell.y + 1,
            cell.x + cell.width - side - 1,
            cell.y + cell.height - 2,
            outline=self.look.palette.accent,
            width=self.look.px(2),
        )

    def write(self, x: int, y: int, text: str, colour: str, font: str = "body", width: int = 0) -> int:
        """One line of text from ``x``, centred on ``y``, cut with an ellipsis at ``width``; returns where it ends."""
        face = self.look.fonts[font]
        if width and face.measure(text) > width:
            fits = bisect_right(range(len(text)), width, key=lambda n: face.measure(text[:n] + "…")) - 1
            text = text[: max(0, fits)].rstrip() + "…"
        for piece, is_emoji in emoji.split(text):
            image = self.look.emoji(piece, face.metrics("ascent")) if is_emoji else None
            if image is not None:
                self.create_image(x, y, image=image, anchor="w")
                x += image.width()
            else:
                shown = emoji.plain(piece) if is_emoji else piece
                self.create_text(x, y, text=shown, anchor="w", fill=colour, font=face)
                x += face.measure(shown)
        return x

    def badge(self, right: int, y: int, text: str, ground: str, colour: str) -> int:
        """A count in a pill that ends at ``right``; returns where it begins."""
        face = self.look.fonts["tiny-bold"]
        height = self.look.px(18)
        width = max(height + self.look.px(4), face.measure(text) + self.look.px(12))
        self.create_image(right, y, image=self.look.pill(width, height, 9, ground), anchor="e")
        self.create_text(right - width // 2, y, text=text, fill=colour, font=face)
        return right - width
