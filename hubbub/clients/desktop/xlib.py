"""The X11 library beneath Tk, for what Tk does not say or survive. Elsewhere nothing happens here."""

import ctypes
import logging
import os
from collections.abc import Callable

_log = logging.getLogger("hubbub.desktop")
_OnError = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_OnLoss = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)
_kept: list[object] = []  # Xlib holds on to the callbacks, Python would not


def _library() -> ctypes.CDLL | None:
    if "DISPLAY" not in os.environ:
        return None
    try:
        return ctypes.CDLL("libX11.so.6")
    except OSError:
        return None


def chosen_dpi() -> float | None:
    """``Xft.dpi``, where desktops keep the user's choice; Tk 8.6 only looks at the monitor's millimetres."""
    x11 = _library()
    if x11 is None:
        return None
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


def outlive(farewell: Callable[[], None]) -> None:
    """Lets the program say farewell when its window or its screen is taken away.

    To be called before Tk starts. Xlib ends a process after the first error, such as asking something of a window
    that another program destroyed: errors are noted instead. When the screen itself is gone the process must end,
    but ``farewell`` comes first.
    """
    x11 = _library()
    if x11 is None:
        return

    def on_error(_display: int, _event: int) -> int:
        _log.info("the X server refused a request")
        return 0

    def on_loss(_display: int) -> int:
        farewell()
        return 0

    handlers = _OnError(on_error), _OnLoss(on_loss)
    _kept.extend(handlers)
    x11.XSetErrorHandler(handlers[0])
    x11.XSetIOErrorHandler(handlers[1])
