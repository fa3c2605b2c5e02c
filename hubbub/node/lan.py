"""How to join: the addresses to type, for whatever people have, and one of them as a QR code."""

from __future__ import annotations

import io
import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import ifaddr
import msgspec
import segno
import structlog

from hubbub.model import addresses
from hubbub.net.sockets import shown

logger = structlog.get_logger()

_INNER = ("br-", "cni", "docker", "flannel", "lxc", "podman", "vboxnet", "veth", "vethernet", "virbr", "vmnet")
_TUNNELS = ("ppp", "tailscale", "tap", "tun", "utun", "wg", "zt")
_APART = (*_INNER, *_TUNNELS)
"""Interfaces, by the beginnings of their names, that lead to containers or far away, not to the people around."""

_WILDCARDS = {"0.0.0.0": 4, "::": 6}  # noqa: S104 - only compared
_BLOCKS = "█▀▄"


class Place(NamedTuple):
    """Where a listener is, or what to type to reach it; ``tls``: see `Listen`."""

    host: str
    port: int
    tls: Literal["auto"] | bool


class LocalAddress(msgspec.Struct, frozen=True):
    """An address of this machine, and the name of its interface."""

    address: str
    interface: str


def local_addresses() -> list[LocalAddress]:
    """All by which other machines may reach this one, the most likely first; none that needs an interface's name."""
    try:
        adapters = list(ifaddr.get_adapters())
    except OSError as error:
        logger.warning("this machine's addresses cannot be listed", reason=str(error))
        return []
    return ranked(
        LocalAddress(ip.ip if isinstance(ip.ip, str) else ip.ip[0], adapter.nice_name)
        for adapter in adapters
        for ip in adapter.ips
    )


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


def reachable(listening: Sequence[Place], local: Sequence[LocalAddress]) -> list[Place]:
    """What people may type to reach listeners in these places, the most likely first.

    On a machine without a network that is its own loopback.
    """
    found: dict[Place, None] = {}
    for one in local:
        version = ipaddress.ip_address(one.address).version
        for place in listening:
            if _WILDCARDS.get(place.host) == version or place.host == one.address:
                found[place._replace(host=one.address)] = None
    for place in listening:
        if place.host not in _WILDCARDS:
            found[place] = None
    if not found:
        found = {place._replace(host="127.0.0.1" if place.host == "0.0.0.0" else "::1"): None for place in listening}  # noqa: S104
    return list(found)


def takes_plaintext(place: Place, plaintext: Sequence[str]) -> bool:
    """Whether people around this address may come without TLS.  ``plaintext``: the networks that may."""
    near = addresses.is_loopback(place.host) or addresses.is_within(place.host, plaintext)
    return place.tls is not True and near


def invitation(typed: Sequence[Place], plaintext: Sequence[str]) -> Iterator[str]:
    """A line for each address at which anybody may join; ``plaintext``: as `takes_plaintext`."""
    for place in typed:
        where = shown(place.host, place.port)
        if takes_plaintext(place, plaintext):
            yield (
                f"  join with: python client.py {where}  |  nc {place.host} {place.port}  |  any IRC app  |  "
                f"http://{where}"
            )
        elif place.tls is not False:
            yield f"  join with TLS: python client.py --tls {where}  |  any IRC app  |  https://{where}"


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
