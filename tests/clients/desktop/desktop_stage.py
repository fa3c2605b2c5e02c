"""A screen of our own, a window on it, and hands to type with."""

import ctypes
import logging
import os
import shutil
import subprocess
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

import pytest

from hubbub.clients.desktop import options
from hubbub.clients.desktop.app import App
from hubbub.clients.desktop.controller import Controller
from hubbub.clients.view import Message

LETTERS = "üßéçà—你好京都👍🏽🙂🍕"  # what tests type beyond ASCII
PATIENCE = 30.0  # seconds; only ever waited in full by a test that fails
ARTEFACTS = Path(os.environ.get("HUBBUB_ARTEFACTS", "artefacts"))


_NEVER_FREED: list[tk.Tk] = []
"""Freeing an interpreter of Tk's in another thread ends the process; a failed test's traceback may keep one long."""


def need(*programs: str) -> None:
    """Skips where a program is missing; in CI that is an error."""
    missing = [program for program in programs if not shutil.which(program)]
    if missing and os.environ.get("CI"):
        pytest.fail(f"CI must have {', '.join(missing)}")
    if missing:
        pytest.skip(f"no {', '.join(missing)} on this machine")


class Screen:
    """An Xvfb that ends by itself when this process does.

    Tk never lets go of its connection, and Xlib ends a process whose screen goes away: so the screen must go last.
    ``-terminate`` does that, as long as somebody is connected until then: this object is.
    """

    def __init__(self, size: str, dpi: int) -> None:
        reading, writing = os.pipe()
        os.set_inheritable(writing, True)
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{size}x24", "-dpi", str(dpi)]
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.posix_spawnp(
            "Xvfb",
            [*command, "-nolisten", "tcp", "-terminate"],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 2)],
        )
        os.close(writing)
        os.close(quiet)
        with os.fdopen(reading) as answer:
            self.name = f":{answer.readline().strip()}"
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
        self._held = x11.XOpenDisplay(self.name.encode())
        assert self._held
        self._engrave(x11)

    def _engrave(self, x11: ctypes.CDLL) -> None:
        """Gives every letter that is typed a key of its own.

        For letters on no key xdotool changes the keyboard while it types: a busy window reads the wrong ones.
        """
        x11.XGetKeyboardMapping.restype = ctypes.POINTER(ctypes.c_ulong)
        x11.XGetKeyboardMapping.argtypes = [ctypes.c_void_p, ctypes.c_ubyte, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]
        x11.XChangeKeyboardMapping.argtypes = [
            *(ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.c_ulong), ctypes.c_int)
        ]
        x11.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        width = ctypes.c_int()
        first, count = 8, 248
        table = x11.XGetKeyboardMapping(self._held, first, count, ctypes.byref(width))
        free = [first + n for n in range(count) if not any(table[n * width.value : (n + 1) * width.value])]
        for letter, key in zip(sorted(set(LETTERS)), free, strict=False):
            symbol = ord(letter) if ord(letter) < 0x100 else 0x0100_0000 + ord(letter)
            x11.XChangeKeyboardMapping(self._held, key, 1, ctypes.byref(ctypes.c_ulong(symbol)), 1)
        assert len(free) >= len(set(LETTERS))
        x11.XSync(self._held, 0)


class Desk:
    """An App in this process. ``until`` keeps its window alive while the test waits."""

    def __init__(self, screen: Screen, argv: list[str], dark: bool = False) -> None:
        os.environ["DISPLAY"] = screen.name
        self._screen = screen
        self.errors: list[str] = []
        self.root = tk.Tk(className="hubbub")
        _NEVER_FREED.append(self.root)
        self.root.report_callback_exception = self._report
        self.app = App(self.root, options.parse(argv, "client.py"), dark)
        self.app.window.set_theme("dark" if dark else "light")  # whatever the system around the tests likes
        self.root.update()

    def _report(self, _kind: type[BaseException], error: BaseException, _trace: object) -> None:
        logging.getLogger("hubbub.desktop").error("in a callback", exc_info=error)
        self.errors.append(repr(error))

    @property
    def controller(self) -> Controller:
        assert self.app.controller is not None
        return self.app.controller

    def until(self, true: Callable[[], object], what: str) -> None:
        """Pumps the window until ``true()``."""
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, f"in vain waited for {what}"
            assert not self.errors, self.errors
            self.root.update()
            time.sleep(0.002)

    def come_in(self) -> None:
        """Until it is in its channel, and has the keyboard."""
        self.until(lambda: self.controller.current and self.controller.current.joined, "joining")
        self.focus()

    def focus(self) -> None:
        """The keyboard is this window's: there is no window manager that would see to it."""
        self.root.lift()
        (self.root.focus_lastfor() or self.root).focus_force()
        self.until(lambda: self.root.focus_displayof() is not None, "the focus")

    def xdotool(self, *command: str) -> None:
        """As a person's hands; the window is kept alive meanwhile."""
        environment = {**os.environ, "DISPLAY": self._screen.name}
        with subprocess.Popen(["xdotool", *command], env=environment) as hands:
            self.until(lambda: hands.poll() is not None, "xdotool")
        assert hands.returncode == 0

    def type(self, text: str) -> None:
        self.xdotool("type", "--delay", "12", text)
        self.until(lambda: self.controller.layout.composer.draft.endswith(text), f"{text!r} in the composer")

    def press(self, *keys: str) -> None:
        self.xdotool("key", "--clearmodifiers", *keys)
        self.root.update()

    def click(self, widget: tk.Misc) -> None:
        x, y = widget.winfo_rootx() + widget.winfo_width() // 2, widget.winfo_rooty() + widget.winfo_height() // 2
        self.xdotool("mousemove", str(x), str(y), "click", "1")

    @property
    def messages(self) -> list[Message]:
        """Those in the Text, in order."""
        return list(self.controller.layout.conversation.messages)

    def shows(self, text: str) -> bool:
        """Is ``text`` among what the Text has, emoji read back from their pictures?"""
        return text in shown_text(self.controller)

    def picture(self, name: str) -> Path:
        """The whole screen as an artefact to look at."""
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        path = ARTEFACTS / name
        for _ in range(20):  # what is drawn when idle, is drawn
            self.root.update()
            time.sleep(0.01)
        environment = {**os.environ, "DISPLAY": self._screen.name}
        subprocess.run(["import", "-window", "root", str(path)], env=environment, check=True)
        return path

    def close(self) -> None:
        self.app.close()
        assert not self.errors, self.errors


def shown_text(controller: Controller) -> str:
    """What the conversation's Text shows, without the padding of chips."""
    text = controller.layout.conversation.text
    parts = []
    for kind, value, _index in text.dump("1.0", "end-1c", text=True, image=True):
        parts.append(value if kind == "text" else controller.window.look.emoji_text(value))
    return "".join(parts).replace("\u00a0", "")
