"""One clear sentence above the conversation, and what can be done about it."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from hubbub.clients.desktop import emoji
from hubbub.clients.desktop.look import Look


class Banner(ttk.Frame):
    """Shown by ``tell``; a button stands for each action. ``dismissed()`` is called when the person closes it."""

    def __init__(self, parent: tk.Misc, look: Look) -> None:
        super().__init__(parent, style="Banner.TFrame")
        self.look = look
        self.columnconfigure(0, weight=1)
        self._sentence = tk.Label(self, borderwidth=0, anchor="w", justify="left")
        self._sentence.grid(row=0, column=0, sticky="we")
        self._buttons: list[ttk.Button] = []
        self._actions: tuple[tuple[str, Callable[[], None]], ...] = ()
        self._waits = ""
        self.bind(
            "<Configure>", lambda event: self._sentence.configure(wraplength=max(100, event.width - look.px(200)))
        )
        look.watch(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        p, px = self.look.palette, self.look.px
        self._sentence.configure(background=p.banner, foreground=p.banner_text, font=self.look.fonts["body"])
        self._sentence.grid_configure(padx=(px(14), px(8)), pady=px(9))

    @property
    def is_open(self) -> bool:
        return bool(self.winfo_manager())

    @property
    def sentence(self) -> str:
        return str(self._sentence.cget("text")) if self.is_open else ""

    def tell(
        self, sentence: str, actions: tuple[tuple[str, Callable[[], None]], ...] = (), *, seconds: float | None = None
    ) -> None:
        """Shows a sentence until ``close``, or for ``seconds``. The same again changes nothing."""
        self._stop_waiting()
        self._sentence.configure(text=emoji.spelled(sentence))
        if [label for label, _call in actions] != [label for label, _call in self._actions]:
            for button in self._buttons:
                button.destroy()
            self._buttons = []
            for column, (label, call) in enumerate(actions, 1):
                button = ttk.Button(self, text=label, style="Banner.Ghost.TButton", command=call)
                button.grid(row=0, column=column, padx=(0, self.look.px(6)))
                self._buttons.append(button)
        self._actions = actions
        self.grid()
        if seconds is not None:
            self._waits = self.after(round(seconds * 1000), self.close)

    def close(self) -> bool:
        """Returns whether there was one."""
        was_open = self.is_open
        self._stop_waiting()
        self.grid_remove()
        return was_open

    def _stop_waiting(self) -> None:
        if self._waits:
            self.after_cancel(self._waits)
            self._waits = ""
