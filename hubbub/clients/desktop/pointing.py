"""What mouse and keyboard do in the conversation: open, select, copy, walk from message to message."""

import tkinter as tk
from collections.abc import Callable

from hubbub.clients.desktop import copying, rows
from hubbub.clients.desktop.conversation import Conversation
from hubbub.clients.desktop.painter import Action
from hubbub.clients.desktop.window import dress
from hubbub.clients.view import Message


class Pointing:
    """``act(action)`` is called for links, names, Retry and Discard, clicked or chosen by keyboard."""

    def __init__(self, conversation: Conversation, act: Callable[[Action], None]) -> None:
        self._conversation = conversation
        self._text = conversation.text
        self._look = conversation.look
        self._act = act
        self._pressed: str | None = None
        self._chosen: int | None = None
        self._time = tk.Label(self._text, borderwidth=0, padx=0, pady=0)
        self._share_class_bindings()
        bind = self._text.bind
        bind("<Motion>", self._moved)
        bind("<Leave>", lambda _event: self._time.place_forget())
        bind("<ButtonPress-1>", self._press)
        bind("<ButtonRelease-1>", self._release)
        bind("<Button-3>", lambda event: self._menu(event, self._conversation.message_at(event.x, event.y)))
        bind("<<Copy>>", lambda _event: self.copy())
        bind("<<SelectAll>>", self._select_all)
        bind("<Control-a>", self._select_all)
        bind("<Up>", lambda _event: self._walk(-1))
        bind("<Down>", lambda _event: self._walk(1))
        bind("<Return>", self._choose)
        for sequence in ("<Menu>", "<Shift-F10>"):
            bind(sequence, lambda event: self._menu(event, self.chosen))
        bind("<FocusOut>", lambda _event: self._unchoose())
        scroll = conversation.scroll
        bind("<Prior>", lambda _event: scroll(-1, "pages"))
        bind("<Next>", lambda _event: scroll(1, "pages"))
        bind("<Home>", lambda _event: conversation.to_top())
        bind("<Button-4>", lambda _event: scroll(-self._step, "pixels"))
        bind("<Button-5>", lambda _event: scroll(self._step, "pixels"))
        bind("<MouseWheel>", lambda event: scroll(-self._step if event.delta > 0 else self._step, "pixels"))
        self._look.watch(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        p = self._look.palette
        self._time.configure(background=p.ground, foreground=p.faint, font=self._look.fonts["tiny"])

    @property
    def _step(self) -> int:
        return self._look.px(60)

    def _share_class_bindings(self) -> None:
        """Text's own bindings for selecting, under a tag of ours: those that edit are left out."""
        for sequence in (
            *("<Button-1>", "<B1-Motion>", "<Double-Button-1>", "<Triple-Button-1>", "<Shift-Button-1>"),
            *("<B1-Leave>", "<B1-Enter>", "<ButtonRelease-1>", "<Control-Button-1>"),
        ):
            script = self._text.tk.call("bind", "Text", sequence)
            self._text.tk.call("bind", "hubbub-read", sequence, script)

    # The mouse.

    def _moved(self, event: "tk.Event[tk.Misc]") -> None:
        index = f"@{event.x},{event.y}"
        found = self._text.dlineinfo(index) and self._conversation.painter.action_at(index)
        box = self._text.bbox(index)
        # The end of a line counts as its last character: only what is really under the pointer is a link.
        if found and box and not box[0] <= event.x <= box[0] + box[2]:
            found = None
        self._text.tag_remove("pointed", "1.0", "end")
        if found:
            ranges = self._text.tag_ranges(found[0])
            for first, last in zip(ranges[::2], ranges[1::2], strict=True):
                self._text.tag_add("pointed", first, last)
        self._text.configure(cursor="hand2" if found else "xterm" if box else "arrow")
        self._show_time(event)

    def _show_time(self, event: "tk.Event[tk.Misc]") -> None:
        """The time of a message that follows another without a head, in the empty place of its avatar."""
        message = self._conversation.message_at(event.x, event.y)
        if message is None or "more" not in self._text.tag_names(f"@{event.x},{event.y}"):
            self._time.place_forget()
            return
        line = self._text.dlineinfo(f"m{message.key}.first+1c")
        if line is None:
            self._time.place_forget()
            return
        self._time.configure(text=rows.clock(message.time))
        self._time.place(x=self._look.px(16 + 36), y=line[1] + line[3] // 2, anchor="e")

    def _press(self, event: "tk.Event[tk.Misc]") -> None:
        found = self._conversation.painter.action_at(f"@{event.x},{event.y}")
        self._pressed = found[0] if found else None

    def _release(self, event: "tk.Event[tk.Misc]") -> None:
        found = self._conversation.painter.action_at(f"@{event.x},{event.y}")
        pressed, self._pressed = self._pressed, None
        if found and found[0] == pressed and not self._text.tag_ranges("sel"):
            self._act(found[1])

    def _menu(self, event: "tk.Event[tk.Misc]", message: Message | None) -> str:
        menu = tk.Menu(self._text, tearoff=False)
        dress(menu, self._look)
        selected = bool(self._text.tag_ranges("sel"))
        if selected:
            menu.add_command(label="Copy", accelerator="Ctrl+C", command=self.copy)
        if message is not None:
            menu.add_command(label="Copy message", command=lambda: self._put(message.text))
            for action in self._conversation.painter.actions(message.key):
                label = {
                    "url": f"Open {action.value[:60]}",
                    "nick": f"Message {action.value}",
                    "channel": f"Go to {action.value}",
                    "retry": "Retry sending",
                    "discard": "Discard",
                }[action.kind]
                menu.add_command(label=label, command=lambda action=action: self._act(action))  # type: ignore[misc]
                if action.kind == "url":
                    menu.add_command(label="Copy link", command=lambda url=action.value: self._put(url))  # type: ignore[misc]
            menu.add_separator()
            menu.add_command(label=rows.long_clock(message.time), state="disabled")
        if menu.index("end") is not None:
            keyboard = event.type is tk.EventType.KeyPress
            line = self._text.dlineinfo(f"m{message.key}.first+1c") if keyboard and message else None
            x = self._text.winfo_rootx() + self._look.px(64) if keyboard else event.x_root
            y = self._text.winfo_rooty() + (line[1] + line[3] if line else 0) if keyboard else event.y_root
            menu.tk_popup(x, y)
        return "break"

    # The clipboard.

    def copy(self) -> str:
        """The selection; without one, the message under the keyboard's cursor."""
        if self._text.tag_ranges("sel"):
            first, last = self._text.index("sel.first"), self._text.index("sel.last")
            messages = {message.key: message for message in self._conversation.messages}
            dump = self._text.dump(first, last, text=True, tag=True, image=True)
            self._put(copying.copied(dump, self._text.tag_names(first), messages, self._look.emoji_text))
        elif self.chosen is not None:
            self._put(copying.whole(self.chosen))
        return "break"

    def _put(self, text: str) -> None:
        self._text.clipboard_clear()
        self._text.clipboard_append(text)

    def _select_all(self, _event: object) -> str:
        self._text.tag_add("sel", "1.0", "end-1c")
        return "break"

    # The keyboard: one message is chosen.

    @property
    def chosen(self) -> Message | None:
        return next((m for m in self._conversation.messages if m.key == self._chosen), None)

    def _walk(self, step: int) -> str:
        messages = self._conversation.messages
        if messages:
            now = next((i for i, m in enumerate(messages) if m.key == self._chosen), len(messages))
            message = messages[max(0, min(len(messages) - 1, now + step))]
            self._conversation.reveal(message)
            self._unchoose()
            self._chosen = message.key
            self._text.tag_add("chosen", f"m{message.key}.first+1c", f"m{message.key}.last+1c")
        return "break"

    def _unchoose(self) -> None:
        self._chosen = None
        self._text.tag_remove("chosen", "1.0", "end")

    def _choose(self, event: "tk.Event[tk.Misc]") -> str:
        message = self.chosen
        if message is not None:
            actions = [a for a in self._conversation.painter.actions(message.key) if a.kind != "nick"]
            if len(actions) == 1:
                self._act(actions[0])
            else:
                self._menu(event, message)
        return "break"
