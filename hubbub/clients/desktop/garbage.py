"""Garbage is collected in Tk's thread alone.

Python collects cycles in whichever thread happens to allocate.  A variable or picture of Tk's that the network's
thread collects calls Tk from there, which fails, and an interpreter that it collects ends the process.
"""

import gc
import tkinter as tk

YOUNG_EVERY = 1_000
"""Milliseconds between collections of what is young: some hundred microseconds each."""

ALL_EVERY = 60
"""So many of those until all is collected; what stood at the start is frozen, so that this is short too."""


def collect_here(root: tk.Tk) -> None:
    """From now on cycles are collected by this thread, while it is idle."""
    gc.disable()
    gc.freeze()
    _again(root, ALL_EVERY)


def _again(root: tk.Tk, left: int) -> None:
    def collect() -> None:
        gc.collect(2 if left == 0 else 1)
        _again(root, left - 1 if left else ALL_EVERY)

    root.after(YOUNG_EVERY, lambda: root.after_idle(collect))
