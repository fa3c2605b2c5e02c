"""The floating button that leads back to the newest messages."""

import tkinter as tk
from collections.abc import Callable

from hubbub.clients.desktop import rows
from hubbub.clients.desktop.look import Look


class Latest(tk.Canvas):
    """``show(unread)`` while the person is scrolled up, ``hide()`` otherwise."""

    def __init__(self, parent: tk.Misc, look: Look, press: Callable[[], None]) -> None:
        super().__init__(parent, highlightthickness=0, borderwidth=0, cursor="hand2", takefocus=False)
        self.look = look
        self._unread = 0
        self._hovered = False
        self.bind("<Button-1>", lambda _event: press())
        self.bind("<Enter>", lambda _event: self._hover(True))
        self.bind("<Leave>", lambda _event: self._hover(False))
        look.watch(self._draw)

    @property
    def is_open(self) -> bool:
        return bool(self.winfo_manager())

    def show(self, unread: int) -> None:
        if not self.is_open or unread != self._unread:
            self._unread = unread
            self._draw()
            self.place(relx=1.0, rely=1.0, x=-self.look.px(26), y=-self.look.px(10), anchor="se")
            tk.Misc.lift(self)

    def hide(self) -> None:
        self.place_forget()

    def _hover(self, hovered: bool) -> None:
        self._hovered = hovered
        self._draw()

    def _draw(self) -> None:
        look, p = self.look, self.look.palette
        font = look.fonts["small-bold"]
        noun = "message" if self._unread == 1 else "messages"
        label = f"{rows.count(self._unread)} new {noun}" if self._unread else "Jump to latest"
        height = look.px(34)
        width = font.measure(label) + look.px(46)
        self.configure(width=width, height=height, background=p.ground)
        self.delete("all")
        ground = p.accent_hover if self._hovered else p.accent
        self.create_image(0, 0, image=look.pill(width, height, 17, ground), anchor="nw")
        icon = look.icon("down", 15, p.accent_text)
        self.create_image(look.px(14), height // 2, image=icon, anchor="w")
        self.create_text(look.px(34), height // 2, text=label, anchor="w", fill=p.accent_text, font=font)
