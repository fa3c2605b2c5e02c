"""Says on the local network that there is a server here: DNS-SD over multicast DNS (RFC 6762, RFC 6763).

It helps people to find the server and is needed for nothing: whatever fails is a warning.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
from collections.abc import Sequence

import structlog
from zeroconf import IPVersion, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

logger = structlog.get_logger()

HTTP = "_http._tcp.local."
IRC = "_irc._tcp.local."

WITHDRAW_SECONDS = 2.0
"""For the goodbye when the server stops."""

_LABEL_BYTES = 63


def host_name(machine: str) -> str:
    """The name of ours, in `.local`, that stands for a machine's addresses.

    Not the machine's own: another responder may have that, and two that disagree make it rename the machine.
    """
    short = re.sub(r"[^a-z0-9-]+", "-", machine.partition(".")[0].lower()).strip("-")
    return f"{f'hubbub-{short}'[:_LABEL_BYTES].strip('-')}.local"


def service_name(network: str, machine: str) -> str:
    """How people see the server in a list of what is near: ``hubbub on laptop``."""
    short = machine.partition(".")[0]
    readable = "".join(c for c in f"{network} on {short}" if c.isprintable()).replace(".", "-")
    return readable.encode()[:_LABEL_BYTES].decode(errors="ignore").strip()


def announced_host() -> str:
    """`host_name` of this machine."""
    return host_name(socket.gethostname())


class Announcement:
    """``addresses``: those of this machine, as text."""

    def __init__(self, network: str, port: int, addresses: Sequence[str]) -> None:
        self._network = network
        self._port = port
        self._addresses = list(addresses)
        self._responder: AsyncZeroconf | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to announce; it takes about a second to find out that the names are free."""
        self._task = asyncio.get_running_loop().create_task(self._announce())

    async def _announce(self) -> None:
        try:
            services = self._services()
            self._responder = _responder(self._addresses)
            for service in services:
                sent = await self._responder.async_register_service(service, allow_name_change=True)
                await sent
        except Exception as error:
            logger.warning(
                "the server is not announced on the local network: people must type its address", reason=_said(error)
            )
        else:
            logger.info("announced on the local network", names=[service.name for service in services])

    def _services(self) -> list[ServiceInfo]:
        name = service_name(self._network, socket.gethostname())
        return [
            ServiceInfo(
                kind,
                f"{name}.{kind}",
                port=self._port,
                properties=properties,
                server=f"{announced_host()}.",
                parsed_addresses=self._addresses,
            )
            for kind, properties in ((HTTP, {"path": "/"}), (IRC, {}))
        ]

    async def stop(self) -> None:
        """Withdraw what was announced."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        responder, self._responder = self._responder, None
        if responder is None:
            return
        try:
            async with asyncio.timeout(WITHDRAW_SECONDS):
                await responder.async_unregister_all_services()
        except Exception as error:
            logger.warning("the announcement was not withdrawn; it ends by itself", reason=_said(error))
        try:
            await responder.async_close()
        except Exception as error:
            logger.warning("the announcement's sockets were not closed", reason=_said(error))


def _responder(addresses: Sequence[str]) -> AsyncZeroconf:
    logging.getLogger("zeroconf").setLevel(logging.ERROR)  # a network that comes and goes is no news
    try:
        return AsyncZeroconf(addresses, ip_version=IPVersion.All)
    except OSError:  # no IPv6 here, or none that works
        return AsyncZeroconf([one for one in addresses if ":" not in one], ip_version=IPVersion.V4Only)


def _said(error: BaseException) -> str:
    return str(error) or type(error).__name__
