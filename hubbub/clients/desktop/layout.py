"""The parts of the chat, put into the window's panes. What they do is decided in ``chat``."""

import tkinter as tk
from collections.abc import Callable, Sequence
from tkinter import ttk
from typing import Protocol

from hubbub.clients.completion import Completion
from hubbub.clients.desktop.banner import Banner
from hubbub.clients.desktop.composer import Composer
from hubbub.clients.desktop.conversation import Conversation
from hubbub.clients.desktop.finder import Finder
from hubbub.clients.desktop.header import Header
from hubbub.clients.desktop.help import Help
from hubbub.clients.desktop.latest import Latest
from hubbub.clients.desktop.members import Members
from hubbub.clients.desktop.menu import Menu
from hubbub.clients.desktop.painter import Action
from hubbub.clients.desktop.pointing import Pointing
from hubbub.clients.desktop.popup import Choice
from hubbub.clients.desktop.sidebar import Sidebar
from hubbub.clients.desktop.switcher import Switcher
from hubbub.clients.desktop.window import Window
from hubbub.clients.view import Buffer, Message


class Decisions(Protocol):
    """What the parts ask of the chat."""

    def open_buffer(self, buffer: Buffer) -> None: ...
    def buffer_menu(self, buffer: Buffer, x: int, y: int) -> None: ...
    def open_direct(self, nick: str) -> None: ...
    def go(self, place: object) -> None: ...
    def places(self) -> list[Choice]: ...
    def act(self, action: Action) -> None: ...
    def send(self, text: str) -> bool: ...
    def complete(self, text: str, cursor: int) -> Completion: ...
    def edited(self, text: str) -> None: ...
    def moved(self) -> None: ...
    def want_older(self) -> None: ...
    def messages(self) -> Sequence[Message]: ...
    def jump(self) -> None: ...
    def latest(self) -> None: ...
    def focus_composer(self) -> None: ...


class Layout:
    """Every part, by name."""

    def __init__(self, window: Window, chat: Decisions) -> None:
        look, main = window.look, window.main
        self._window = window
        self.sidebar = Sidebar(
            window.side,
            look,
            choose=chat.open_buffer,
            context=chat.buffer_menu,
            jump=chat.jump,
            menu=self._open_menu,
        )
        self.sidebar.grid(row=0, column=0, sticky="nswe")
        self.header = Header(main, look, window.toggle_members)
        self.header.grid(row=0, column=0, sticky="we")
        self._line = ttk.Frame(main, style="Line.TFrame")
        self._line.grid(row=1, column=0, sticky="we")
        self.banner = Banner(main, look)
        self.banner.grid(row=2, column=0, sticky="we")
        self.banner.grid_remove()
        self.conversation = Conversation(main, look, moved=chat.moved, want_older=chat.want_older)
        self.conversation.grid(row=3, column=0, sticky="nswe")
        main.rowconfigure(3, weight=1)
        self.pointing = Pointing(self.conversation, chat.act)
        self.latest = Latest(self.conversation, look, chat.latest)
        self._finder_well = tk.Frame(self.header, borderwidth=0)
        self._finder_well.pack_propagate(False)
        self.finder = Finder(self._finder_well, look, self.conversation, chat.messages, chat.focus_composer)
        self.finder.pack(fill="both", expand=True)
        self._finder_well.grid(row=0, column=1, sticky="e")
        self.typing = tk.Label(main, borderwidth=0, padx=0, pady=0, anchor="w")
        self.typing.grid(row=4, column=0, sticky="we")
        self.composer = Composer(
            main, look, send=chat.send, complete=chat.complete, edited=chat.edited, overlay=window.root
        )
        self.composer.grid(row=5, column=0, sticky="we")
        self.members = Members(window.right, look, chat.open_direct)
        self.members.grid(row=0, column=0, sticky="nswe")
        self.switcher = Switcher(window.root, look, places=chat.places, go=chat.go, closed=chat.focus_composer)
        self.menu = Menu(window.root, look, window.menu_items, chat.focus_composer)
        self.help = Help(window.root, look, chat.focus_composer)
        look.watch(self.restyle)
        self.restyle()
        self._order_of_focus()

    def restyle(self) -> None:
        look, p, px = self._window.look, self._window.look.palette, self._window.look.px
        self._line.configure(height=px(1))
        self.banner.grid_configure(padx=px(12), pady=(px(10), 0))
        if not self.banner.sentence:
            self.banner.grid_remove()
        self._finder_well.configure(width=px(216), height=px(36), background=p.ground)
        self._finder_well.grid_configure(padx=(0, px(8)))
        self.typing.configure(background=p.ground, foreground=p.muted, font=look.fonts["small"])
        self.typing.grid_configure(padx=px(18), pady=(px(2), px(3)))
        self.composer.grid_configure(padx=px(14), pady=(0, px(14)))

    def _open_menu(self, x: int, y: int) -> None:
        root = self._window.root
        self.menu.open(x - root.winfo_rootx(), y - root.winfo_rooty())

    def _order_of_focus(self) -> None:
        """What F6 walks through."""
        self.panes: list[Callable[[], tk.Misc]] = [
            lambda: self.composer.field,
            lambda: self.conversation.text,
            lambda: self.members,
            lambda: self.sidebar.list,
            lambda: self.finder.field,
        ]

    def next_pane(self) -> None:
        focused = self._window.root.focus_get()
        panes = [pane() for pane in self.panes if pane().winfo_ismapped()]
        place = next((i for i, pane in enumerate(panes) if pane is focused), -1)
        panes[(place + 1) % len(panes)].focus_set()
