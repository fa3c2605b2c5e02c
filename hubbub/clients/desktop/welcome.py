"""The opening question: your name, and where. Asked once, in the window itself."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from hubbub.clients.desktop.field import Field
from hubbub.clients.desktop.look import Look


class Welcome(ttk.Frame):
    """``answer(nick, address)`` returns "" when all is well, else the sentence to show."""

    def __init__(
        self, root: tk.Misc, look: Look, nick: str, address: str, answer: Callable[[str, str], str], sentence: str = ""
    ) -> None:
        super().__init__(root)
        self.look = look
        self._answer = answer
        px, p = look.px, look.palette
        panel = ttk.Frame(self, style="Panel.TFrame")
        panel.place(relx=0.5, rely=0.45, anchor="center", width=px(400))
        panel.columnconfigure(0, weight=1)
        side = px(32)
        ttk.Label(panel, text="Welcome to hubbub", style="PanelTitle.TLabel").grid(
            row=0, column=0, sticky="w", padx=side, pady=(px(28), px(4))
        )
        ttk.Label(panel, text="What should the others call you?", style="PanelMuted.TLabel").grid(
            row=1, column=0, sticky="w", padx=side, pady=(0, px(16))
        )
        self.nick = self._field(panel, 2, "Your name", nick)
        self.address = self._field(panel, 4, "Server", address)
        self._error = tk.Label(
            panel,
            background=p.raised,
            foreground=p.alert,
            font=look.fonts["small"],
            anchor="w",
            justify="left",
            wraplength=px(336),
            text=sentence,
        )
        self._error.grid(row=6, column=0, sticky="we", padx=side, pady=(px(2), px(8)))
        self.button = ttk.Button(panel, text="Join the chat", style="Accent.TButton", command=self._submit)
        self.button.grid(row=7, column=0, sticky="we", padx=side, pady=(0, px(30)), ipady=px(3))
        self.button.bind("<Return>", lambda _event: self._submit())
        self.place(relwidth=1, relheight=1)
        self.nick.focus_set()
        self.nick.tag_add("sel", "1.0", "end-1c")

    def _field(self, panel: ttk.Frame, row: int, label: str, value: str) -> Field:
        px = self.look.px
        ttk.Label(panel, text=label, style="PanelMuted.TLabel").grid(
            row=row, column=0, sticky="w", padx=px(34), pady=(0, px(4))
        )
        box = ttk.Frame(panel, style="PanelField.TFrame")
        box.grid(row=row + 1, column=0, sticky="we", padx=px(32), pady=(0, px(12)))
        field = Field(box, self.look)
        field.set(value)
        field.clear_history()
        field.pack(fill="x", padx=px(12), pady=px(9))
        field.bind("<Return>", lambda _event: self._submit())
        field.bind("<FocusIn>", lambda _event: box.state(["focus"]))
        field.bind("<FocusOut>", lambda _event: box.state(["!focus"]))
        for sequence, target in (("<Tab>", field.tk_focusNext), ("<Shift-Tab>", field.tk_focusPrev)):
            field.bind(sequence, lambda _event, target=target: self._walk(target()))  # type: ignore[misc]
        return field

    @staticmethod
    def _walk(target: tk.Misc | None) -> str:
        if target is not None:
            target.focus_set()
        return "break"

    def _submit(self) -> str:
        sentence = self._answer(self.nick.value.strip(), self.address.value.strip())
        if sentence:  # otherwise this question is gone already
            self._error.configure(text=sentence)
        return "break"
