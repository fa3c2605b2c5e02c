"""F1: every shortcut on one panel."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk

from hubbub.clients.desktop.look import Look


class Help(ttk.Frame):
    """``show(lines)`` opens it over the window, Esc or a click closes it."""

    def __init__(self, root: tk.Misc, look: Look, closed: Callable[[], None]) -> None:
        super().__init__(root, style="Panel.TFrame", takefocus=True)
        self.look = look
        self._closed = closed
        self._lines: Sequence[tuple[str, str]] = ()
        self.bind("<Button-1>", lambda _event: self.close())
        self.bind("<FocusOut>", lambda _event: self.close())
        look.watch(self._restyle)

    @property
    def is_open(self) -> bool:
        return bool(self.winfo_manager())

    def show(self, lines: Sequence[tuple[str, str]]) -> None:
        self._lines = lines
        self._restyle()
        self.place(relx=0.5, rely=0.5, anchor="center")
        self.lift()
        self.focus_set()

    def close(self) -> None:
        if self.is_open:
            self.place_forget()
            self._closed()

    def _restyle(self) -> None:
        px = self.look.px
        for child in self.winfo_children():
            child.destroy()
        title = ttk.Label(self, text="Keyboard shortcuts", style="PanelTitle.TLabel")
        title.grid(row=0, column=0, columnspan=2, sticky="w", padx=px(24), pady=(px(20), px(10)))
        for row, (label, shown) in enumerate(self._lines, 1):
            ttk.Label(self, text=label, style="Panel.TLabel").grid(row=row, column=0, sticky="w", padx=(px(24), px(30)))
            name = ttk.Label(self, text=shown, style="PanelMuted.TLabel")
            name.grid(row=row, column=1, sticky="e", padx=(0, px(24)), pady=px(3))
        ttk.Frame(self, height=px(16), style="Bare.TFrame").grid(row=len(self._lines) + 1)
        for child in self.winfo_children():
            child.bind("<Button-1>", lambda _event: self.close())
