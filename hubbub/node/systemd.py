"""What systemd and its like tell a service, and want to hear from it.

Sockets: sd_listen_fds(3).  States: sd_notify(3).
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import MutableMapping

import structlog

from .errors import CannotStart

logger = structlog.get_logger()

FIRST_DESCRIPTOR = 3
"""SD_LISTEN_FDS_START."""


def passed_sockets(environ: MutableMapping[str, str]) -> list[socket.socket]:
    """The listening sockets that were made for this process; [] where there are none.

    Takes its variables out of ``environ``, so that no child believes they are meant for it.  Raises CannotStart.
    """
    process = environ.pop("LISTEN_PID", "")
    count = environ.pop("LISTEN_FDS", "")
    names = environ.pop("LISTEN_FDNAMES", "").split(":")
    if not count or process != str(os.getpid()):
        return []
    if not (count.isascii() and count.isdigit() and len(count) < 5):
        raise CannotStart(f"LISTEN_FDS = {count[:20]!r}: must be the number of sockets passed from descriptor 3 on")
    sockets = []
    for index in range(int(count)):
        name = names[index] if index < len(names) else ""
        sockets.append(adopted(FIRST_DESCRIPTOR + index, f" ({name})" if name.isprintable() and name else ""))
    return sockets


def adopted(descriptor: int, name: str = "") -> socket.socket:
    """An inherited descriptor as a listening TCP socket, which children do not inherit.  Raises CannotStart."""
    what = f"descriptor {descriptor}{name}, passed as a socket,"
    try:
        os.set_inheritable(descriptor, False)
        listening = socket.socket(fileno=descriptor)
    except OSError as error:
        raise CannotStart(f"{what} is none: {(error.strerror or str(error)).lower()}") from None
    if listening.family not in {socket.AF_INET, socket.AF_INET6} or listening.type != socket.SOCK_STREAM:
        raise CannotStart(f"{what} is not TCP; write ListenStream= with a port")
    if hasattr(socket, "SO_ACCEPTCONN") and not listening.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
        raise CannotStart(f"{what} does not listen; write ListenStream= and Accept=no")
    both = listening.family == socket.AF_INET6 and not listening.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)
    if both and listening.getsockname()[0] == "::":
        raise CannotStart(
            f"{what} takes IPv4 connections for IPv6 ones; write ListenStream=0.0.0.0:PORT, "
            "ListenStream=[::]:PORT and BindIPv6Only=ipv6-only"
        )
    return listening


class Notifier:
    """Tells the service manager, where there is one, how the service is doing."""

    def __init__(self, environ: MutableMapping[str, str]) -> None:
        """The variable stays where it is: the program that a restart puts in this one's place needs it too."""
        self._address = environ.get("NOTIFY_SOCKET", "")

    def ready(self, where: str) -> None:
        """Connections are accepted; ``where`` is shown by `systemctl status`."""
        self._send(f"READY=1\nSTATUS=listening on {where}\n")

    def restarting(self) -> None:
        """A new program takes this one's place; it will be ready in its turn."""
        microseconds = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._send(f"RELOADING=1\nMONOTONIC_USEC={microseconds}\nSTATUS=restarting\n")

    def stopping(self) -> None:
        """Everybody is told, and what was said is stored; that takes a moment."""
        self._send("STOPPING=1\nSTATUS=shutting down\n")

    def _send(self, state: str) -> None:
        if not self._address.startswith(("/", "@")):
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
                manager.setblocking(False)
                manager.sendto(state.encode(), address)
        except OSError as error:
            logger.warning("the service manager cannot be told", reason=str(error))
