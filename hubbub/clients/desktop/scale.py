"""How many device pixels one design pixel takes on this screen."""

import ctypes
import ctypes.util
import os
import sys
import tkinter as tk

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
    dpi = _xft_dpi() if root.tk.call("tk", "windowingsystem") == "x11" else None
    return snap((dpi or root.winfo_fpixels("1i")) / _REFERENCE_DPI)


def snap(exact: float) -> float:
    """Quarter steps between 1 and 4: screens that report 100 dpi mean 96, and hairlines stay sharp."""
    return min(4.0, max(1.0, round(exact * 4) / 4))


def _xft_dpi() -> float | None:
    """``Xft.dpi`` is where desktops keep the user's choice; Tk 8.6 only looks at the monitor's millimetres."""
    library = ctypes.util.find_library("X11")
    if not library or "DISPLAY" not in os.environ:
        return None
    x11 = ctypes.CDLL(library)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XGetDefault.restype = ctypes.c_char_p
    x11.XGetDefault.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    if not display:
        return None
    try:
        value = x11.XGetDefault(display, b"Xft", b"dpi")
        return float(value) if value else None
    except ValueError:
        return None
    finally:
        x11.XCloseDisplay(display)
