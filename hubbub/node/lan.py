"""How to join: the addresses to type, for whatever people have, and one of them as a QR code."""

from __future__ import annotations

import io
import ipaddress
from collections.abc import Iterable, Iterator, Sequence

import ifaddr
import msgspec
import segno

from hubbub.model import addresses
from hubbub.net.sockets import shown

_INNER = ("br-", "cni", "docker", "flannel", "lxc", "podman", "vboxnet", "veth", "vethernet", "virbr", "vmnet")
_TUNNELS = ("ppp", "tailscale", "tap", "tun", "utun", "wg", "zt")
_APART = (*_INNER, *_TUNNELS)
"""Interfaces, by the beginnings of their names, that lead to containers or far away, not to the people around."""

_WILDCARDS = {"0.0.0.0": 4, "::": 6}  # noqa: S104 - only compared
_BLOCKS = "█▀▄"


class LocalAddress(msgspec.Struct, frozen=True):
    """An address of this machine, and the name of its interface."""

    address: str
    interface: str


def local_addresses() -> list[LocalAddress]:
    """All by which other machines may reach this one, the most likely first; none that needs an interface's name."""
    found = [
        LocalAddress(ip.ip if isinstance(ip.ip, str) else ip.ip[0], adapter.nice_name)
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    ]
    return ranked(found)


def ranked(found: Iterable[LocalAddress]) -> list[LocalAddress]:
    """Private IPv4 before the rest of IPv4, that before IPv6; what leads away from the people around comes last."""

    def rank(one: LocalAddress) -> tuple[bool, bool, int, bool]:
        parsed = ipaddress.ip_address(one.address)
        apart = one.interface.lower().startswith(_APART)
        private = addresses.is_within(one.address, ("private",))
        return apart, parsed.is_link_local, parsed.version, not private

    def can_be_typed(one: LocalAddress) -> bool:
        parsed = ipaddress.ip_address(one.address)
        return not (parsed.is_loopback or (parsed.version == 6 and parsed.is_link_local) or parsed.is_unspecified)

    return sorted(filter(can_be_typed, dict.fromkeys(found)), key=rank)


def reachable(bound: Sequence[tuple[str, int]], local: Sequence[LocalAddress]) -> list[tuple[str, int]]:
    """What people may type to reach listeners that are ``bound`` to these hosts and ports, the most likely first.

    On a machine without a network that is its own loopback.
    """
    found: dict[tuple[str, int], None] = {}
    for one in local:
        version = ipaddress.ip_address(one.address).version
        for host, port in bound:
            if _WILDCARDS.get(host) == version or host == one.address:
                found[one.address, port] = None
    for host, port in bound:
        if host not in _WILDCARDS:
            found[host, port] = None
    for host, port in bound:
        if not found and host in _WILDCARDS:
            found["127.0.0.1" if _WILDCARDS[host] == 4 else "::1", port] = None
    return list(found)


def invitation(typed: Sequence[tuple[str, int]], plaintext: Sequence[str]) -> Iterator[str]:
    """A line for each address; from networks that are not in ``plaintext`` and beyond loopback people need TLS."""
    for host, port in typed:
        where = shown(host, port)
        if addresses.is_loopback(host) or addresses.is_within(host, plaintext):
            yield (
                f"  join with: python client.py {where}  |  nc {host} {port}  |  any IRC app: {host} port {port}  |  "
                f"http://{where}"
            )
        else:
            yield (
                f"  join with TLS: python client.py --tls {where}  |  any IRC app: {host} port {port}, TLS  |  "
                f"https://{where}"
            )


def qr_code(text: str, encoding: str | None, *, colours: bool) -> str:
    """``text`` as a QR code of half blocks; "" where ``encoding`` cannot say them.

    ``colours``: dark on light in any terminal; without them, readers must know a code on a dark ground, as most do.
    """
    try:
        _BLOCKS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ""
    drawn = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(drawn, border=2, compact=True)
    lines = drawn.getvalue().splitlines()
    if colours:
        lines = [f"\x1b[97;40m{line}\x1b[0m" for line in lines]
    return "\n".join(lines)
