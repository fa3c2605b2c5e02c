"""A door: what one listener lets in, and how long it waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hubbub.model import addresses

from .certificates import Certificate


@dataclass(frozen=True, slots=True)
class Door:
    """``tls``: "auto" beside plaintext, True alone, False never; with a ``certificate`` unless never.

    ``proxies``: who may speak for others; ``needs_proxy``: they must, by a PROXY header.  Times are seconds:
    ``detect`` and ``detect_remote`` of silence, until who is on this machine or elsewhere counts as a listener;
    ``handshake`` in all for a TLS handshake or a PROXY header.
    """

    tls: Literal["auto"] | bool
    certificate: Certificate | None
    needs_proxy: bool
    proxies: tuple[str, ...]
    detect: float
    detect_remote: float
    handshake: float

    def patience(self, address: str) -> float:
        """Seconds of silence after which a client from there is taken for a listener."""
        return self.detect if addresses.is_loopback(address) else self.detect_remote

    def trusts(self, address: str) -> bool:
        """Whether this address may speak for others."""
        return addresses.is_within(address, self.proxies)
