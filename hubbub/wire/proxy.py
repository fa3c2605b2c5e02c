"""Whose address a connection has, where proxies speak for others."""

from __future__ import annotations

from collections.abc import Collection

from hubbub.model import addresses


def trusted_address(peer: str, forwarded: str, allow_from: Collection[str]) -> str:
    """The client's address, for a request from ``peer`` whose X-Forwarded-For field says ``forwarded``.

    Each proxy adds whom it was asked by at the end, so the field is read backwards, as far as those who added are in
    ``allow_from``; what stands before was written by anybody.
    """
    address = peer
    for entry in reversed(forwarded.split(",")):
        if not addresses.is_within(address, allow_from):
            break
        host = entry.strip()
        if host.startswith("["):
            host = host[1:].partition("]")[0]
        elif host.count(":") == 1:
            host = host.partition(":")[0]
        try:
            address = str(addresses.address(host))
        except ValueError:
            break
    return address
