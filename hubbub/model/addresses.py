"""Addresses and networks: who is on this machine, who is near, and which addresses count as one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

LOOPBACK = ("127.0.0.0/8", "::1/128")
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")
"""What ``private`` means in the configuration: RFC 1918, RFC 3927, RFC 4193, RFC 4291 section 2.5.6."""

_WORDS = {"loopback": LOOPBACK, "private": PRIVATE}

IPV6_HOUSEHOLD = 64
"""Bits: one customer of a provider has at least such a network, so its addresses count as one (RFC 6177)."""


def address(text: str) -> IPv4Address | IPv6Address:
    """The address, an IPv4 one also where it comes mapped into IPv6.  Raises ValueError."""
    parsed = ip_address(text.partition("%")[0])
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def plain(text: str) -> str:
    """The address in its one form; what is no address as it is."""
    try:
        return str(address(text))
    except ValueError:
        return text


def is_loopback(text: str) -> bool:
    """Whether the address is this machine itself; what is no address is not."""
    try:
        return address(text).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=64)
def networks(names: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses, networks and the words ``private`` and ``loopback`` to networks.  Raises ValueError."""
    written: list[str] = []
    for name in names:
        written += _WORDS.get(name, (name,))
    return tuple(ip_network(one, strict=False) for one in written)


def is_within(text: str, names: Iterable[str]) -> bool:
    """Whether the address is in one of the networks; what is no address is in none."""
    try:
        parsed = address(text)
    except ValueError:
        return False
    return any(parsed in network for network in networks(tuple(names)) if network.version == parsed.version)


def household(text: str) -> str:
    """What limits count by: the address, or for IPv6 its /64; what is no address stands for itself."""
    try:
        parsed = address(text)
    except ValueError:
        return text
    if parsed.version == 4:
        return str(parsed)
    return str(ip_network((parsed, IPV6_HOUSEHOLD), strict=False))
