"""Which socket each `[[listen]]` gets: one that was passed to this process, or a new one."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence
from contextlib import suppress

import structlog

from hubbub.net.sockets import bound_to, listen_on, shown

from .config.definition import Config, Listen
from .errors import CannotStart

logger = structlog.get_logger()

TRIES = 20
"""How often a port is looked for that is free in IPv4 and IPv6."""

_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - only compared
_NO_SUCH_FAMILY = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT})


def open_sockets(
    config: Config, passed: Sequence[socket.socket] = (), *, all_needed: bool = False
) -> list[tuple[Listen, socket.socket]]:
    """A listening socket for each `[[listen]]`, in order; with `lan`, without the kind of address the machine lacks.

    ``passed``: sockets to use where they fit; the others are closed, or, where ``all_needed``, refused: who made them
    expects them to be served.  Raises CannotStart, and closes all of them then.
    """
    opening = _Opening(config, passed)
    try:
        opening.use_passed()
        if opening.left and all_needed:
            raise CannotStart(
                f"a socket on {shown(*bound_to(opening.left[0]))} was passed to the server, and no [[listen]] is "
                "there; write one with that host and port, or change ListenStream="
            )
        opening.open_pair()
        opening.open_rest()
    except BaseException:
        opening.close()
        raise
    for listening in opening.left:
        listening.close()
    return [(config.listen[index], listening) for index, listening in sorted(opening.opened.items())]


class _Opening:
    """``opened``: by the place of their `[[listen]]`; ``left``: what belongs to none."""

    def __init__(self, config: Config, passed: Sequence[socket.socket]) -> None:
        self.opened: dict[int, socket.socket] = {}
        self.left = list(passed)
        self._listen = config.listen
        self._lan = config.lan
        self._lacking: set[int] = set()

    def use_passed(self) -> None:
        """Who names a port is asked first: port 0 takes any."""
        for index in sorted(range(len(self._listen)), key=lambda index: self._listen[index].port == 0):
            fitting = _fitting(self._listen[index], self.left)
            if fitting is not None:
                self.left.remove(fitting)
                self.opened[index] = fitting

    def open_pair(self) -> None:
        """All of IPv4 and all of IPv6, where both leave the port open, get one port: people type one address."""
        wanted = [(listen.host, listen.port) for listen in self._listen]
        if any((host, 0) not in wanted for host in _WILDCARDS):
            return
        pair = [wanted.index((host, 0)) for host in _WILDCARDS]
        known = next((bound_to(self.opened[index])[1] for index in pair if index in self.opened), 0)
        missing = [index for index in pair if index not in self.opened]
        for left in reversed(range(TRIES)):
            port = known
            try:
                for index in missing:
                    self._open(index, port)
                    if index in self.opened:
                        port = bound_to(self.opened[index])[1]
            except CannotStart:
                if known or not left:
                    raise
                # Held until the end, or the system would offer the same port again.
                self.left += [self.opened.pop(index) for index in missing if index in self.opened]
            else:
                return

    def open_rest(self) -> None:
        for index, listen in enumerate(self._listen):
            if index not in self.opened and index not in self._lacking:
                self._open(index, listen.port)
        if not self.opened:
            raise CannotStart("this machine has no addresses to listen on")

    def _open(self, index: int, port: int) -> None:
        host = self._listen[index].host
        try:
            self.opened[index] = listen_on(host, port)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            if not (self._lan and host in _WILDCARDS and error.errno in _NO_SUCH_FAMILY):
                advice = "; stop what uses it, or choose another with --port" if error.errno == errno.EADDRINUSE else ""
                raise CannotStart(f"cannot listen on {shown(host, port)}: {reason}{advice}") from None
            self._lacking.add(index)
            logger.info("this machine lacks a kind of address", host=host, reason=reason)

    def close(self) -> None:
        for listening in (*self.opened.values(), *self.left):
            listening.close()


def _fitting(listen: Listen, sockets: Sequence[socket.socket]) -> socket.socket | None:
    hosts: set[object] = {listen.host}
    with suppress(OSError):
        hosts.add(socket.getaddrinfo(listen.host, listen.port, type=socket.SOCK_STREAM)[0][4][0])
    for one in sockets:
        host, port = bound_to(one)
        if host in hosts and listen.port in {0, port}:
            return one
    return None
