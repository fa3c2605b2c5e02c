"""Where messages are written: a field that grows, its Send button, completion, and what was sent before."""

import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from hubbub.clients.completion import Completion
from hubbub.clients.desktop.field import Field
from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.popup import Choice, Popup

_MOST_LINES = 8
_SENT_KEPT = 100
# What opens the list by itself while one types.
_TRIGGERS = "@#/:"


class Composer(ttk.Frame):
    """``send(text)`` returns whether it was taken: otherwise the text stays, to be mended.

    ``complete(text, cursor)``; ``edited(text)`` after every change; ``overlay``: the frame the list is placed over.
    """

    def __init__(
        self,
        parent: tk.Misc,
        look: Look,
        *,
        send: Callable[[str], bool],
        complete: Callable[[str, int], Completion],
        edited: Callable[[str], None],
        overlay: tk.Misc,
    ) -> None:
        super().__init__(parent, style="Field.TFrame")
        self.look = look
        self._send, self._complete, self._edited = send, complete, edited
        self._sent: list[str] = []
        self._recalled: int | None = None
        self._completion: Completion | None = None
        self._cycle: tuple[str, int, Completion, int] | None = None
        self._setting = False
        self.columnconfigure(0, weight=1)
        self._well = tk.Frame(self, borderwidth=0, highlightthickness=0)
        self._well.pack_propagate(False)
        self._well.grid(row=0, column=0, sticky="we")
        self.field = Field(self._well, look, changed=self._changed, multiline=True, placeholder="Message")
        self.field.pack(fill="both", expand=True)
        self.button = ttk.Button(self, text="Send", style="Accent.TButton", command=self.submit)
        self.button.grid(row=0, column=1, sticky="se")
        self.popup = Popup(overlay, look, self._picked)
        bind = self.field.bind
        bind("<Return>", self._return)
        bind("<KP_Enter>", self._return)
        bind("<Shift-Return>", self._new_line)
        bind("<Shift-KP_Enter>", self._new_line)
        bind("<Tab>", lambda _event: self._tab(1))
        for sequence in ("<Shift-Tab>", "<ISO_Left_Tab>"):
            try:
                bind(sequence, lambda _event: self._tab(-1))
            except tk.TclError:
                continue  # X11 alone has the second
        bind("<Up>", lambda _event: self._arrow(-1))
        bind("<Down>", lambda _event: self._arrow(1))
        bind("<FocusIn>", lambda _event: self.state(["focus"]))
        bind("<FocusOut>", self._left)
        bind("<Configure>", lambda _event: self._grow())
        look.watch(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        px = self.look.px
        self._well.configure(background=self.look.palette.raised)
        self._well.grid_configure(padx=(px(14), px(8)), pady=px(12))
        self.button.grid_configure(padx=(0, px(7)), pady=px(7))
        self._grow()

    # What is written.

    def load(self, draft: str, placeholder: str) -> None:
        """Another conversation's draft."""
        self.close_popup()
        self._setting = True
        self.field.set(draft)
        self.field.clear_history()
        self._setting = False
        self.field.set_placeholder(placeholder)
        self._recalled = None
        self._cycle = None
        self._grow()

    @property
    def draft(self) -> str:
        return self.field.value

    def insert(self, text: str) -> None:
        """At the cursor, with the focus."""
        self.field.insert_text(text)
        self.field.focus_set()

    def submit(self) -> None:
        """What Return and the Send button do."""
        self.field.settle()
        text = self.field.value
        if text.strip() and self._send(text):
            self._sent.append(text)
            del self._sent[:-_SENT_KEPT]
            self._recalled = None
            self.field.set("")
            self.field.clear_history()
        self.close_popup()
        self.field.focus_set()

    def _changed(self) -> None:
        self._grow()
        if not self._setting:
            self._edited(self.field.value)
            self._cycle = None
            self._suggest()

    def _grow(self) -> None:
        """As high as its text, up to ``_MOST_LINES``."""
        line = self.look.fonts["body"].metrics("linespace")
        counted = self.field.count("1.0", "end", "ypixels") if self.field.winfo_width() > 1 else None
        pixels = counted[0] if isinstance(counted, tuple) else int(counted or line)
        height = max(line, min(pixels, _MOST_LINES * line))
        if int(str(self._well.cget("height"))) != height:
            self._well.configure(height=height)

    # Keys.

    def _return(self, _event: object) -> str:
        self.field.settle()
        if self.popup.is_open and self._completion is not None and not self._is_complete():
            self.popup.list.pick_cursor()
        else:
            self.submit()
        return "break"

    def _is_complete(self) -> bool:
        """What is typed is a candidate already: Return means send."""
        completion = self._completion
        if completion is None:
            return True
        typed = self.field.value[completion.start : completion.end]
        return any(candidate.insert.strip() == typed for candidate in completion.candidates)

    def _new_line(self, _event: object) -> str:
        self.field.insert_text("\n")
        return "break"

    def _left(self, _event: object) -> None:
        self.state(["!focus"])
        self.after(150, self._close_popup_if_left)  # a click on the list takes the focus first

    def _close_popup_if_left(self) -> None:
        if self.focus_get() is not self.field:
            self.close_popup()

    def _arrow(self, step: int) -> str | None:
        if self.popup.is_open:
            return self.popup.list.step(step)
        if not self.field.value or self._recalled is not None:
            return self._recall(step)
        return None

    def _recall(self, step: int) -> str | None:
        """Up and Down walk through what was sent; Down past the last one empties the field."""
        place = len(self._sent) if self._recalled is None else self._recalled
        if self._recalled is not None and self.field.value != self._sent[place]:
            self._recalled = None  # it was changed: arrows move the cursor again
            return None
        place += step
        if not 0 <= place <= len(self._sent) or not self._sent:
            return "break"
        self._recalled = None if place == len(self._sent) else place
        self._setting = True
        self.field.set("" if place == len(self._sent) else self._sent[place])
        self._setting = False
        self._edited(self.field.value)
        return "break"

    # Completion.

    def _tab(self, step: int) -> str | None:
        self.field.settle()
        if self.popup.is_open:
            if step > 0:
                self.popup.list.pick_cursor()
            else:
                self.popup.list.step(-1)
            return "break"
        if self._cycle is not None:
            return self._next_candidate(step)
        text, cursor = self.field.value, self.field.cursor
        completion = self._complete(text, cursor)
        if completion.candidates:
            self._cycle = (text, cursor, completion, -1 if step > 0 else 0)
            return self._next_candidate(step)
        # Nothing to complete at an empty place: Tab walks on, as everywhere.
        return None if self._walk(step, text[:cursor]) else "break"

    def _walk(self, step: int, before: str) -> bool:
        if before and not before[-1].isspace():
            return False
        target = self.field.tk_focusNext() if step > 0 else self.field.tk_focusPrev()
        if target is not None:
            target.focus_set()
        return False

    def _next_candidate(self, step: int) -> str:
        if self._cycle is not None:
            text, cursor, completion, place = self._cycle
            place = (place + step) % len(completion.candidates)
            insert = completion.candidates[place].insert
            self._setting = True
            value = text[: completion.start] + insert + text[completion.end :]
            self.field.set(value, completion.start + len(insert))
            self._setting = False
            self._edited(value)
            self._cycle = (text, cursor, completion, place)
        return "break"

    def _suggest(self) -> None:
        """Opens, refreshes or closes the list, by what stands before the cursor."""
        text, cursor = self.field.value, self.field.cursor
        word = text[:cursor].rpartition(" ")[2].rpartition("\n")[2]
        if (
            not word
            or word[0] not in _TRIGGERS
            or (word[0] == ":" and len(word) < 3)
            or self.focus_get() is not self.field
        ):
            self.close_popup()
            return
        if word[0] == "/" and len(word) != len(text[:cursor]):
            self.close_popup()
            return
        completion = self._complete(text, cursor)
        if not completion.candidates:
            self.close_popup()
            return
        self._completion = completion
        sign = {"@": "nick", "#": "channel"}.get(word[0], "")
        choices = [
            Choice(candidate.label, candidate.detail, sign, candidate)
            if word[0] != ":"
            else Choice(candidate.label.partition(" ")[2], candidate.detail, candidate.insert.strip(), candidate)
            for candidate in completion.candidates
        ]
        self.popup.open_above(self, choices, 340 if word[0] != "/" else 520)

    def _picked(self, choice: Choice) -> None:
        completion, self._completion = self._completion, None
        candidate = choice.value
        self.popup.close()
        if completion is not None:
            self._setting = True
            self.field.replace_span(completion.start, completion.end, str(getattr(candidate, "insert", "")))
            self._setting = False
            self._edited(self.field.value)
        self.field.focus_set()

    def close_popup(self) -> bool:
        """Returns whether there was one."""
        was_open = self.popup.is_open
        self.popup.close()
        self._completion = None
        return was_open
