"""Cloaks: what others see of a client's address, which is theirs alone to know.

The same address has the same cloak while the server keeps its secret, so that a ban holds; the parts of a cloak
follow those of the address, so that a ban on a cloak's end holds for a network.
"""

from __future__ import annotations

from base64 import b32encode
from hashlib import blake2s

from hubbub.model import addresses

from .session import LOCAL_HOST

_LENGTH = 5
"""Bytes of a part: eight characters of base 32."""


def cloak(address: str, secret: bytes) -> str:
    """``4f7q….k2mx….ip`` from the whole address to its network; ``localhost`` on this machine."""
    if addresses.is_loopback(address):
        return LOCAL_HOST
    try:
        parsed = addresses.address(address)
    except ValueError:
        return f"{_part(address.encode(), secret)}.ip"
    widths = (4, 3, 2) if parsed.version == 4 else (16, 8, 6, 4)
    return ".".join([*(_part(parsed.packed[:width], secret) for width in widths), "ip"])


def _part(data: bytes, secret: bytes) -> str:
    digest = blake2s(data, key=secret[:32], digest_size=_LENGTH, person=b"hubbub").digest()
    return b32encode(digest).decode().lower()
