"""`hubbub serve`: a node from its start to its end, and what the world around it is told."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from pathlib import Path

import structlog

from hubbub import __version__
from hubbub.model import addresses
from hubbub.model.effects import Rehashed
from hubbub.net.sockets import shown

from . import handover, lan
from .announce import Announcement, announced_host
from .app import Node
from .config import Config
from .errors import CannotStart
from .logs import set_up_logs
from .rehash import Reread
from .system import new_event_loop, on_signals, raise_file_limit
from .systemd import Notifier, passed_sockets

__all__ = ["CannotStart", "serve"]

logger = structlog.get_logger()

SWITCH_INTERVAL = 0.0005
"""Seconds: with the interpreter's default of 5 ms, the writer waits that long for each turn beside a busy loop."""

RESTARTS = "the server restarts; connect again"


def serve(config: Config, reread: Reread | None = None) -> int:
    """Run until SIGTERM or Ctrl-C; 0 then, or 1 where not everything could be stored.  Raises CannotStart.

    After SIGUSR2 it does not return: a new program goes on in its place.  ``reread``: the configuration, for SIGHUP and
    REHASH.
    """
    set_up_logs(config.log)
    inherited, trial = handover.received(os.environ)
    if trial:
        handover.try_out(config, inherited)
        return 0
    passed = passed_sockets(os.environ)
    raise_file_limit()
    sys.setswitchinterval(SWITCH_INTERVAL)
    handover.hold_signals(handover.REQUESTS)
    if inherited:
        handover.wait_for_folder(Path(config.server.data_dir))
    node = Node(config, inherited or passed, all_needed=bool(passed), reread=reread)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        successor = runner.run(_Run(node, config).until_it_ends())
    if successor and node.stored_all:
        handover.replace_program(successor)
    return 0 if node.stored_all else 1


def _close(sockets: list[socket.socket]) -> None:
    for listening in sockets:
        listening.close()


class _Run:
    """One run of a node."""

    def __init__(self, node: Node, config: Config) -> None:
        self._node = node
        self._config = config
        self._notifier = Notifier(os.environ)
        self._announcement: Announcement | None = None
        self._rehashing: set[asyncio.Task[Rehashed]] = set()
        """Those under way: a task that nobody holds may vanish."""

    async def until_it_ends(self) -> list[socket.socket]:
        """The listening sockets, where a new program takes over; else []."""
        stop, restart = asyncio.Event(), asyncio.Event()
        on_signals(asyncio.get_running_loop(), stop.set, self._reload)
        handover.on_request(restart.set)
        handover.release_signals()
        await self._node.start()
        sockets = self._node.duplicate_sockets()
        follows = False
        try:
            self._tell()
            follows = await handover.wanted(sockets, Path(self._config.server.data_dir), stop, restart)
        finally:
            if not follows:
                # Who comes back at once must be refused: these would let them in, to be reset at the end.
                _close(sockets)
            await self._stop(RESTARTS if follows else "the server is shutting down", follows)
        if follows and not stop.is_set():
            handover.hold_signals()
            return sockets
        _close(sockets)
        return []

    def _reload(self) -> None:
        task = asyncio.get_running_loop().create_task(self._node.rehash())
        self._rehashing.add(task)
        task.add_done_callback(self._rehashing.discard)

    async def _stop(self, reason: str, follows: bool) -> None:
        if follows:
            self._notifier.restarting()
        else:
            self._notifier.stopping()
        ends = [self._node.stop(reason)]
        if self._announcement is not None:
            ends.append(self._announcement.stop())
        await asyncio.gather(*ends)

    def _tell(self) -> None:
        """The people at the terminal, the network, and the service manager."""
        places = self._node.places
        for place in places:
            print(f"hubbub {__version__} listening on {shown(place.host, place.port)}", flush=True)
        typed = lan.reachable(places, lan.local_addresses())
        plaintext = self._config.exposure.plaintext_guests
        for line in lan.invitation(typed, plaintext):
            print(line, flush=True)
        if self._config.lan:
            print(f"  by name, where that is known: {announced_host()} port {typed[0].port}")
        if fingerprint := self._node.doors.own_fingerprint:
            print(f"  TLS on the same port, with a certificate of its own: SHA-256 {fingerprint}", flush=True)
        on_terminal = sys.stdout.isatty()
        if self._config.qr or (self._config.qr is None and self._config.lan and on_terminal):
            scheme = "http" if lan.takes_plaintext(typed[0], plaintext) else "https"
            url = f"{scheme}://{shown(typed[0].host, typed[0].port)}"
            if drawn := lan.qr_code(url, sys.stdout.encoding, colours=on_terminal):
                print(drawn, flush=True)
        near = [place.host for place in typed if not addresses.is_loopback(place.host)]
        if self._config.lan and near:
            self._announcement = Announcement(self._config.server.network, typed[0].port, near)
            self._announcement.start()
        self._notifier.ready(", ".join(shown(place.host, place.port) for place in places))
