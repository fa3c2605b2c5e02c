"""Waking Tk from the network's thread: a byte in a pipe that Tk watches, so that idling costs nothing.

Windows' Tk cannot watch a pipe; there it looks every 25 ms.
"""

import contextlib
import os
import tkinter as tk
from collections.abc import Callable

_LOOK_EVERY_MS = 25


class Waker:
    """``wake()`` may be called from any thread, at any time; ``woken`` then runs once in Tk's."""

    def __init__(self, root: tk.Tk, woken: Callable[[], None]) -> None:
        self._root = root
        self._woken = woken
        self._pending = False
        self._closed = False
        self._pipe: tuple[int, int] | None = None
        if hasattr(root, "createfilehandler"):
            reading, writing = os.pipe()
            os.set_blocking(reading, False)
            os.set_blocking(writing, False)
            self._pipe = reading, writing
            root.createfilehandler(reading, tk.READABLE, self._readable)
        else:
            root.after(_LOOK_EVERY_MS, self._look)

    def wake(self) -> None:
        self._pending = True
        if self._pipe is not None and not self._closed:
            # A full pipe has woken Tk already; a closed one belongs to a window that is gone.
            with contextlib.suppress(BlockingIOError, OSError):
                os.write(self._pipe[1], b"\0")

    def close(self) -> None:
        """After the threads that wake have ended."""
        self._closed = True
        if self._pipe is not None:
            self._root.deletefilehandler(self._pipe[0])
            os.close(self._pipe[0])
            os.close(self._pipe[1])
            self._pipe = None

    def _readable(self, file: object, _mask: int) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(file if isinstance(file, int) else -1, 4096)
        self._deliver()

    def _look(self) -> None:
        if not self._closed:
            self._deliver()
            self._root.after(_LOOK_EVERY_MS, self._look)

    def _deliver(self) -> None:
        if self._pending and not self._closed:
            self._pending = False
            self._woken()
