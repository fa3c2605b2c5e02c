"""The window itself: three panes, what lies over them, its menu, and what it remembers."""

import contextlib
import re
import threading
import tkinter as tk
from collections.abc import Callable
from tkinter import ttk

from hubbub.clients.desktop import keys, preferences, system
from hubbub.clients.desktop.look import Look
from hubbub.clients.desktop.menu import MenuItem
from hubbub.clients.desktop.palette import DARK, LIGHT
from hubbub.clients.desktop.preferences import Preferences, Theme
from hubbub.clients.desktop.style import Style

_SIDE = 232
_MEMBERS = 212
_ZOOMS = (0.75, 0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5)
_GEOMETRY = re.compile(r"(\d+)x(\d+)([+-]-?\d+)([+-]-?\d+)")


class Window:
    """``panes``: the frames that others fill: ``side``, ``main`` (a column), ``right``."""

    def __init__(self, root: tk.Tk, remembered: Preferences, dark: bool | None) -> None:
        self.root = root
        self.remembered = remembered
        self._system_dark = dark
        self.look = Look(root, DARK if self._wants_dark() else LIGHT, remembered.zoom)
        self._style = Style(self.look)
        self.side = ttk.Frame(root, style="Side.TFrame")
        self.main = ttk.Frame(root)
        self.right = ttk.Frame(root, style="Side.TFrame")
        self._lines = [ttk.Frame(root, style="Line.TFrame") for _ in range(2)]
        root.rowconfigure(0, weight=1)
        root.columnconfigure(2, weight=1)
        for frame in (self.side, self.right):
            frame.grid_propagate(False)
            frame.rowconfigure(0, weight=1)
            frame.columnconfigure(0, weight=1)
        self.main.columnconfigure(0, weight=1)
        self.side.grid(row=0, column=0, sticky="ns")
        self._lines[0].grid(row=0, column=1, sticky="ns")
        self.main.grid(row=0, column=2, sticky="nswe")
        self._members_wanted = remembered.members
        self._members_fit = True
        self._has_members = False
        self._asking = False
        self._answers: list[bool | None] = []
        self.look.watch(self._restyle)
        self._restyle()
        self._place()
        root.bind("<Configure>", self._resized, add="+")

    # Where it stands, and how large.

    def _place(self) -> None:
        px, root = self.look.px, self.root
        width, height = root.winfo_screenwidth(), root.winfo_screenheight()
        root.minsize(min(px(560), width), min(px(360), height))
        match = _GEOMETRY.fullmatch(self.remembered.geometry)
        if match:
            wide, high = min(int(match[1]), width), min(int(match[2]), height)
            x, y = (int(match[n].removeprefix("+")) for n in (3, 4))
            # A screen may have been unplugged since.
            x, y = max(0, min(x, width - wide)), max(0, min(y, height - high))
            root.geometry(f"{wide}x{high}+{x}+{y}")
        else:
            root.geometry(f"{min(px(1180), width)}x{min(px(760), height)}")
        if self.remembered.maximised:
            with contextlib.suppress(tk.TclError):
                root.attributes("-zoomed", True)

    def remember(self) -> None:
        """Notes in the preferences how the window stands."""
        maximised = False
        with contextlib.suppress(tk.TclError):
            maximised = bool(self.root.attributes("-zoomed"))
        self.remembered.maximised = maximised
        if not maximised:
            self.remembered.geometry = self.root.geometry()
        self.remembered.zoom = self.look.zoom
        self.remembered.members = self._members_wanted
        preferences.save(preferences.default_path(), self.remembered)

    def destroy(self) -> None:
        """Ends it, and whatever was to happen later in it."""
        for waiting in self.root.tk.splitlist(self.root.tk.call("after", "info")):
            self.root.tk.call("after", "cancel", waiting)
        self.root.destroy()

    def _resized(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self.root:
            fit = event.width >= self.look.px(_SIDE + _MEMBERS + 380)
            if fit != self._members_fit:
                self._members_fit = fit
                self._show_members()

    def has_members(self, has: bool) -> None:
        """Does what is shown have members?"""
        if has != self._has_members:
            self._has_members = has
            self._show_members()

    def toggle_members(self) -> None:
        self._members_wanted = not self._members_wanted
        self._show_members()

    def _show_members(self) -> None:
        if self._has_members and self._members_wanted and self._members_fit:
            self._lines[1].grid(row=0, column=3, sticky="ns")
            self.right.grid(row=0, column=4, sticky="ns")
        else:
            self._lines[1].grid_remove()
            self.right.grid_remove()

    def _restyle(self) -> None:
        p, px = self.look.palette, self.look.px
        self.root.configure(background=p.ground)
        self.side.configure(width=px(_SIDE))
        self.right.configure(width=px(_MEMBERS))
        for line in self._lines:
            line.configure(width=px(1))

    # Light and dark.

    def _wants_dark(self) -> bool:
        return self.remembered.theme == "dark" or (self.remembered.theme == "system" and bool(self._system_dark))

    def set_theme(self, theme: Theme) -> None:
        self.remembered.theme = theme
        self.look.change(dark=self._wants_dark())

    def ask_system(self) -> None:
        """Follows the system: asked when the window gets the focus, in a thread, for it may take some 10 ms."""
        if self.remembered.theme == "system" and not self._asking:
            self._asking = True
            threading.Thread(target=lambda: self._answers.append(system.prefers_dark()), daemon=True).start()
            self.root.after(100, self._hear_system)

    def _hear_system(self) -> None:
        if not self._answers:
            self.root.after(200, self._hear_system)
            return
        self._asking = False
        answer = self._answers.pop()
        if answer is not None:
            self._system_dark = answer
        self.look.change(dark=self._wants_dark())

    def zoom(self, step: int) -> None:
        """One step larger or smaller; 0 for actual size."""
        near = min(range(len(_ZOOMS)), key=lambda i: abs(_ZOOMS[i] - self.look.zoom))
        chosen = _ZOOMS[max(0, min(len(_ZOOMS) - 1, near + step))] if step else 1.0
        self.look.change(zoom=chosen)

    # The menu.

    def bind_shortcuts(self, actions: Callable[[str], Callable[[], object]]) -> None:
        """``actions(name)`` is the method behind a shortcut's ``action``."""
        self._actions = actions
        for shortcut in keys.SHORTCUTS:
            action = actions(shortcut.action)
            for sequence in shortcut.sequences:
                self.root.bind(keys.bound(sequence), lambda _event, action=action: self._run(action))  # type: ignore[misc]

    @staticmethod
    def _run(action: Callable[[], object]) -> str:
        action()
        return "break"

    def menu_items(self) -> list[MenuItem]:
        """Everything there is to do, under headings."""
        found: list[MenuItem] = []
        for heading in dict.fromkeys(shortcut.menu for shortcut in keys.SHORTCUTS if shortcut.menu):
            found.append(MenuItem(heading))
            found += [
                MenuItem(shortcut.label, keys.shown(shortcut.keys), self._actions(shortcut.action))
                for shortcut in keys.SHORTCUTS
                if shortcut.menu == heading
            ]
            if heading == "View":
                found += self._theme_items()
        return found

    def _theme_items(self) -> list[MenuItem]:
        choices: tuple[tuple[Theme, str], ...] = (
            ("system", "Colours of the system"),
            ("light", "Light"),
            ("dark", "Dark"),
        )
        themes = [
            MenuItem(label, "", lambda theme=theme: self.set_theme(theme), self.remembered.theme == theme)  # type: ignore[misc]
            for theme, label in choices
        ]
        return [*themes, MenuItem("Notifications", "", self._toggle_notifications, self.remembered.notifications)]

    def _toggle_notifications(self) -> None:
        self.remembered.notifications = not self.remembered.notifications

    def context_menu(self, entries: list[tuple[str, Callable[[], None]]], x: int, y: int) -> None:
        """At screen coordinates."""
        menu = tk.Menu(self.root, tearoff=False)
        dress(menu, self.look)
        for label, call in entries:
            menu.add_command(label=label, command=call)
        menu.tk_popup(x, y)


def dress(menu: tk.Menu, look: Look) -> None:
    """Gives one of Tk's own menus our colours."""
    p = look.palette
    menu.configure(
        font=look.fonts["body"],
        background=p.raised,
        foreground=p.text,
        activebackground=p.selected,
        activeforeground=p.selected_text,
        disabledforeground=p.faint,
        borderwidth=1,
        activeborderwidth=0,
        relief="solid",
    )
