"""Above the conversation: where one is, what it is about, search, and who else is here."""

import tkinter as tk
import webbrowser
from collections.abc import Callable
from tkinter import ttk

from hubbub.clients.desktop import emoji
from hubbub.clients.desktop.look import Look
from hubbub.clients.markup import spans


class Header(ttk.Frame):
    """The finder is put in by the window, in column 2. ``toggle_members()`` is the people button's."""

    def __init__(self, parent: tk.Misc, look: Look, toggle_members: Callable[[], None]) -> None:
        super().__init__(parent)
        self.look = look
        self._shown = ("", "", "")
        self._links: dict[str, str] = {}
        self.columnconfigure(0, weight=1)
        # A Text of one line: it cuts what is too long, and shows emoji as pictures.
        self.text = tk.Text(
            self, height=1, width=1, wrap="none", borderwidth=0, highlightthickness=0, takefocus=False, insertwidth=0
        )
        self.text.bindtags((str(self.text), str(self.winfo_toplevel()), "all"))
        self.text.grid(row=0, column=0, sticky="we")
        self.people = ttk.Button(self, style="Ghost.TButton", command=toggle_members)
        self.people.grid(row=0, column=2, sticky="e")
        look.watch(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        p, px, fonts = self.look.palette, self.look.px, self.look.fonts
        self.text.configure(
            background=p.ground, foreground=p.text, font=fonts["title"], cursor="arrow", selectbackground=p.ground
        )
        self.text.grid_configure(padx=(px(16), px(12)), pady=px(15))
        self.text.tag_configure("topic", font=fonts["body"], foreground=p.muted)
        self.text.tag_configure("link", foreground=p.link)
        self.people.configure(image=self.look.icon("people", 19, p.muted))
        self.people.grid_configure(padx=(0, px(12)))
        kind, name, topic = self._shown
        self._shown = ("", "", "")
        self.show(kind, name, topic)

    def show(self, kind: str, name: str, topic: str) -> None:
        """``kind``: "channel", "direct" or "server"."""
        if (kind, name, topic) == self._shown:
            return
        self._shown = (kind, name, topic)
        text, px = self.text, self.look.px
        text.delete("1.0", "end")
        for tag in self._links:
            text.tag_delete(tag)
        self._links.clear()
        if kind == "channel":
            icon = self.look.icon("hash", 20, self.look.palette.muted)
            text.image_create("end", image=icon, align="center", padx=0)
            text.insert("end", f"\u00a0{emoji.spelled(name.removeprefix('#'))}")
        elif kind == "direct":
            text.image_create("end", image=self.look.avatar(name, 20), align="center")
            text.insert("end", f"\u00a0\u00a0{emoji.spelled(name)}")
        else:
            text.insert("end", emoji.spelled(name))
        text.insert("end", "\u2003" if topic else "")
        for span in spans(" ".join(topic.split())):
            tags = ["topic"]
            if span.kind == "link":
                tag = f"url{len(self._links)}"
                self._links[tag] = span.url
                tags += ["link", tag]
                text.tag_bind(tag, "<Button-1>", lambda _event, url=span.url: webbrowser.open(url))  # type: ignore[misc]
                text.tag_bind(tag, "<Enter>", lambda _event: text.configure(cursor="hand2"))
                text.tag_bind(tag, "<Leave>", lambda _event: text.configure(cursor="arrow"))
            for piece, is_emoji in emoji.split(span.text):
                picture = self.look.emoji(piece, px(16)) if is_emoji else None
                if picture is not None:
                    text.image_create("end", image=picture, align="center")
                else:
                    text.insert("end", emoji.plain(piece) if is_emoji else piece, tuple(tags))
