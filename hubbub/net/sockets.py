"""Sockets that listen: made here, or made by whoever started this process."""

from __future__ import annotations

import socket

BACKLOG = 4096
"""Connections the kernel may keep waiting; it uses less where its own limit is lower."""


def listen_on(host: str, port: int) -> socket.socket:
    """A listening socket on the first address that ``host`` means.  Raises OSError.

    ``::`` is IPv6 alone, so that ``0.0.0.0`` may have the same port and no IPv4 address comes dressed as IPv6.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: there, reuse would let two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def bound_to(listening: socket.socket) -> tuple[str, int]:
    """Host and port, the real one where port 0 was asked for."""
    host, port, *_ = listening.getsockname()
    return host, port


def shown(host: str, port: int) -> str:
    """``127.0.0.1:7500`` or ``[::1]:7500``."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
