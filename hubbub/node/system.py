"""What differs between operating systems."""

from __future__ import annotations

import asyncio
import socket
import sys


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
