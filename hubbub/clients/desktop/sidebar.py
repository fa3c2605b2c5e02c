"""The left pane: channels and direct messages, what is unread in them, and who is there to talk to."""

import tkinter as tk
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from tkinter import ttk
from typing import Literal

from hubbub.clients.desktop import rows
from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.rowlist import Cell, RowList
from hubbub.clients.view import Buffer


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: a heading, or a buffer. ``presence``: "online", "away", "offline" or "" (directs only)."""

    kind: Literal["heading", "server", "channel", "direct"]
    label: str
    buffer: Buffer | None = None
    unread: int = 0
    mentions: int = 0
    joined: bool = True
    presence: str = ""
    open: bool = False


def entries(buffers: Iterable[Buffer], current: Buffer | None, network: str) -> list[Entry]:
    """The rows of the pane, in order."""
    found: list[Entry] = []
    buffers = list(buffers)
    for kind, heading in (("channel", "Channels"), ("direct", "Direct messages"), ("server", "Server")):
        group = [buffer for buffer in buffers if buffer.kind == kind]
        if group:
            found.append(Entry("heading", heading))
        for buffer in group:
            label = {"channel": buffer.name.removeprefix("#"), "server": network or "Messages"}.get(kind, buffer.name)
            found.append(
                Entry(
                    buffer.kind,
                    label,
                    buffer,
                    unread=buffer.unread,
                    mentions=buffer.unread if kind == "direct" else buffer.mentions,
                    joined=buffer.joined or kind != "channel",
                    presence=presence(buffer) if kind == "direct" else "",
                    open=buffer is current,
                )
            )
    return found


def presence(buffer: Buffer) -> str:
    """How the other person of a direct conversation is; unknown counts as offline."""
    user = buffer.user
    if user is None or not user.online:
        return "offline"
    return "online" if user.away is None else "away"


class Sidebar(ttk.Frame):
    """``choose(buffer)``; ``jump()`` opens the switcher; ``menu(x, y)`` opens the menu at screen coordinates."""

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        *,
        choose: Callable[[Buffer], None],
        context: Callable[[Buffer, int, int], None],
        jump: Callable[[], None],
        menu: Callable[[int, int], None],
    ) -> None:
        super().__init__(parent, style="Side.TFrame")
        self.look = look
        self._choose, self._context, self._menu = choose, context, menu
        self.columnconfigure(0, weight=1)
        self._brand = ttk.Label(self, text="hubbub", style="Brand.TLabel")
        self._brand.grid(row=0, column=0, sticky="w")
        self.menu_button = ttk.Button(self, style="Side.Ghost.TButton", command=self._post_menu)
        self.menu_button.grid(row=0, column=1)
        self.jump = tk.Canvas(self, highlightthickness=0, borderwidth=0, cursor="hand2", takefocus=False)
        self.jump.bind("<Button-1>", lambda _event: jump())
        self.jump.bind("<Configure>", lambda _event: self._draw_jump())
        self.jump.bind("<Enter>", lambda _event: self._draw_jump(hovered=True))
        self.jump.bind("<Leave>", lambda _event: self._draw_jump())
        self.jump.grid(row=1, column=0, columnspan=2, sticky="we")
        self.list: RowList[Entry] = RowList(
            self,
            look,
            draw=self._draw,
            height=lambda entry: 40 if entry.kind == "heading" else 32,
            pick=self._picked,
            can_pick=lambda entry: entry.buffer is not None,
        )
        self.list.grid(row=2, column=0, columnspan=2, sticky="nswe")
        self.list.bind("<Button-3>", self._right_click)
        self.list.bind("<Menu>", self._menu_key)
        self.rowconfigure(2, weight=1)
        look.watch(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        px = self.look.px
        self._brand.grid_configure(padx=(px(18), 0), pady=(px(14), px(10)))
        self.menu_button.grid_configure(padx=(0, px(10)), pady=(px(10), px(6)))
        self.menu_button.configure(image=self.look.icon("menu", 18, self.look.palette.muted))
        self.jump.configure(background=self.look.palette.side, height=px(34), width=1)
        self.jump.grid_configure(padx=px(12), pady=(0, px(2)))
        self._draw_jump()

    def show(self, found: Sequence[Entry]) -> None:
        self.list.show(found)

    def _draw_jump(self, hovered: bool = False) -> None:
        """Looks like a field, opens the switcher."""
        look, canvas, p = self.look, self.jump, self.look.palette
        width, height = canvas.winfo_width(), canvas.winfo_height()
        canvas.delete("all")
        if width < look.px(60):
            return
        canvas.create_image(0, 0, image=look.pill(width, height, 8, p.line), anchor="nw")
        inner = look.pill(width - 2 * look.px(1), height - 2 * look.px(1), 7, p.hover if hovered else p.raised)
        canvas.create_image(look.px(1), look.px(1), image=inner, anchor="nw")
        middle = height // 2
        canvas.create_image(look.px(10), middle, image=look.icon("search", 15, p.muted), anchor="w")
        canvas.create_text(look.px(33), middle, text="Jump to…", fill=p.muted, font=look.fonts["body"], anchor="w")
        hint = look.fonts["tiny"]
        canvas.create_text(width - look.px(10), middle, text="Ctrl+K", fill=p.faint, font=hint, anchor="e")

    def _draw(self, entry: Entry, cell: Cell) -> None:
        look, p, rowlist = self.look, self.look.palette, self.list
        if entry.kind == "heading":
            y = cell.y + cell.height - look.px(13)
            rowlist.write(look.px(20), y, entry.label.upper(), p.muted, "tiny-bold")
            return
        if entry.open:
            rowlist.ground(cell, p.selected)
        elif cell.hovered:
            rowlist.ground(cell, p.hover)
        if cell.chosen:
            rowlist.ring(cell)
        right = cell.width - look.px(18)
        if entry.unread and entry.kind != "server":
            loud = entry.mentions > 0
            number = entry.mentions if loud else entry.unread
            ground, ink = (p.alert, p.alert_text) if loud else (p.badge, p.badge_text)
            right = rowlist.badge(right, cell.middle, rows.count(number), ground, ink) - look.px(6)
        fresh = entry.unread > 0 and not entry.open and entry.kind != "server"
        colour = p.selected_text if entry.open else p.text if fresh else p.muted
        if not entry.joined:
            colour = p.faint
        left = look.px(18)
        if entry.kind == "direct":
            image = look.avatar(entry.label, 22, entry.presence)
            left = look.px(17)
        else:
            image = look.icon("hash" if entry.kind == "channel" else "home", 16, colour)
        rowlist.create_image(left, cell.middle, image=image, anchor="w")
        start = look.px(46)
        font = "bold" if fresh or entry.open else "body"
        rowlist.write(start, cell.middle, entry.label, colour, font, max(1, right - start))

    def _picked(self, entry: Entry) -> None:
        if entry.buffer is not None:
            self._choose(entry.buffer)

    def _right_click(self, event: "tk.Event[RowList[Entry]]") -> None:
        entry = self.list.item_at(event.y)
        if entry is not None and entry.buffer is not None:
            self._context(entry.buffer, event.x_root, event.y_root)

    def _menu_key(self, _event: object) -> None:
        if 0 <= self.list.cursor < len(self.list.items):
            entry = self.list.items[self.list.cursor]
            if entry.buffer is not None:
                self._context(entry.buffer, self.list.winfo_rootx() + 40, self.list.winfo_rooty() + 40)

    def _post_menu(self) -> None:
        button = self.menu_button
        self._menu(button.winfo_rootx(), button.winfo_rooty() + button.winfo_height())
