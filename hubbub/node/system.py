"""What differs between operating systems."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable


def new_event_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where it exists; on Windows the selector loop, since the other cannot watch a socket for reading."""
    if sys.platform == "win32":
        return asyncio.SelectorEventLoop()
    try:
        import uvloop  # noqa: PLC0415 - only where it exists
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def raise_file_limit() -> None:
    """Each connection is an open file: use as many as the system allows this process."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def machine_names() -> tuple[str, ...]:
    """By which names others on the network reach this machine: its own, and that in mDNS."""
    name = socket.gethostname()
    short = name.partition(".")[0]
    return (name, short, f"{short}.local") if short else ()


def on_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None], reload: Callable[[], None]) -> None:
    """SIGTERM and SIGINT stop; SIGHUP reloads, except where it says that the terminal was closed."""

    def stop_once() -> None:
        # Who presses Ctrl-C again must not break off the end of the program, after the loop's own end.
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop_once)
        except (NotImplementedError, RuntimeError):  # Windows has none on its loops
            if threading.current_thread() is threading.main_thread():
                signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    if sys.platform != "win32":
        had_terminal = _has_terminal()
        loop.add_signal_handler(signal.SIGHUP, lambda: stop() if had_terminal and not _has_terminal() else reload())


def _has_terminal() -> bool:
    """Whether there is a terminal that this process belongs to."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
