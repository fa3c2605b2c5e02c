"""How many device pixels one design pixel takes on this screen."""

import ctypes
import sys
import tkinter as tk

from hubbub.clients.desktop import xlib

_REFERENCE_DPI = 96.0


def announce_awareness() -> None:
    """Windows scales a window up as a blurred picture unless it is told, before the first window, not to."""
    if sys.platform == "win32":
        try:
            ctypes.windll.shcore.SetProcessDpiAwareness(1)
        except (AttributeError, OSError):
            return


def factor(root: tk.Misc) -> float:
    """The scale of ``root``'s screen in quarter steps, 1.0 at 96 dpi; on macOS Tk's pixels are points already."""
    if root.tk.call("tk", "windowingsystem") == "aqua":
        return 1.0
    dpi = xlib.chosen_dpi() if root.tk.call("tk", "windowingsystem") == "x11" else None
    return snap((dpi or root.winfo_fpixels("1i")) / _REFERENCE_DPI)


def snap(exact: float) -> float:
    """Quarter steps between 1 and 4: screens that report 100 dpi mean 96, and hairlines stay sharp."""
    return min(4.0, max(1.0, round(exact * 4) / 4))
