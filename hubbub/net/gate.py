"""Which web requests are answered at all: by the host they name, and by the page they come from.

A browser sends what any page tells it to send, to loopback and the LAN too.  So a request must name a host that is
this server (a name of somebody else's that resolves to us is DNS rebinding), and come from a page of ours.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?", re.ASCII)
_OF_BROWSERS = frozenset({"origin", "referer", "cookie", "accept-language", "access-control-request-method"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def split_host(field: str) -> tuple[str, int | None] | None:
    """A `Host` field to host (lower case, without brackets and final dot) and port; None where it is malformed."""
    if not field:
        return "", None
    match = _HOST.fullmatch(field)
    if match is None:
        return None
    port = int(match["port"]) if match["port"] else None
    if port is not None and port > 65535:
        return None
    return match["host"].strip("[]").removesuffix(".").lower(), port


class Gate:
    """``hosts``: names of this server besides loopback's; ``origins``: other pages that may connect."""

    def __init__(self, hosts: Iterable[str] = (), origins: Iterable[str] = ()) -> None:
        self._hosts = {"localhost", *(host.removesuffix(".").lower() for host in hosts)}
        self._origins = {origin.lower() for origin in origins}

    def is_host(self, host: str) -> bool:
        """Whether a request that names ``host`` is meant for this server.

        Addresses always are: no page has an address for its name unless it came from there.
        """
        return host in self._hosts or host.endswith(".localhost") or _is_address(host)

    def is_origin(self, origin: str, host: str) -> bool:
        """Whether a page of ``origin`` may connect to what it calls ``host``, both as the fields have them.

        ``null``, the origin of a file and of a sandboxed frame, is nobody's.
        """
        if origin.lower() in self._origins:
            return True
        try:
            page = urlsplit(origin)
            port = page.port
        except ValueError:
            return False
        named = split_host(host)
        default = _DEFAULT_PORTS.get(page.scheme)
        if named is None or default is None or not page.hostname:
            return False
        return (page.hostname.removesuffix("."), port or default) == (named[0], named[1] or default)

    def is_foreign(self, fields: Mapping[str, str], method: str) -> bool:
        """Whether a request comes from a page of somebody else's, other than by following a link.

        https://www.w3.org/TR/fetch-metadata/ ; what says nothing about itself is no browser, or an old one.
        """
        origin = fields.get("Origin")
        if origin is not None and not self.is_origin(origin, fields.get("Host", "")):
            return True
        if fields.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}:
            return False
        follows_link = fields.get("Sec-Fetch-Mode") == "navigate" and fields.get("Sec-Fetch-Dest") == "document"
        return not (follows_link and method in {"GET", "HEAD"})


def is_browser(fields: Mapping[str, str]) -> bool:
    """Whether a browser sends this, as far as it says: programs of ours say none of it."""
    return any(name.lower().startswith("sec-") or name.lower() in _OF_BROWSERS for name in fields)


def is_forwarded(fields: Mapping[str, str]) -> bool:
    """Whether somebody passes this on."""
    return any(name.lower().startswith("x-forwarded-") or name.lower() in {"forwarded", "via"} for name in fields)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
