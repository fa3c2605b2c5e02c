"""The rest of the server, as a connection knows it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from hubbub.model.requests import Request
from hubbub.model.server import Server

from .counts import Counts

if TYPE_CHECKING:
    from .connection import Connection


class Node(Protocol):
    """What a connection needs of the rest of the server."""

    server: Server
    counts: Counts
    registration_timeout: float
    ping_interval: float

    def accepts(self, session: int) -> bool: ...
    def submit(self, session: int, request: Request) -> None: ...
    def gone(self, session: int, reason: str, silent: float = 0.0) -> None: ...
    def is_registered(self, session: int) -> bool: ...
    def comes_from(self, connection: Connection, address: str, *, by_tls: bool) -> None: ...
    def barred(self, session: int) -> str: ...
    def http(self, connection: Connection) -> asyncio.Protocol: ...
    def forget(self, connection: Connection) -> None: ...
