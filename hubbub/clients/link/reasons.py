"""Why a connection failed, in one sentence for people, and whether trying again makes sense."""

from __future__ import annotations

import errno
import socket
import ssl

import msgspec

from hubbub.clients.link.settings import Settings


class Reason(msgspec.Struct, frozen=True):
    """``lasting``: a person must change something; trying again would not help."""

    sentence: str
    lasting: bool = False


_UNREACHABLE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})
_UNKNOWN_NAME = frozenset(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_FAIL") if hasattr(socket, name)
)


def reason(error: BaseException, settings: Settings) -> Reason:
    """What ``error``, raised while connecting or talking to ``settings.address``, means."""
    address, host = settings.address, settings.host
    if isinstance(error, ExceptionGroup):
        return reason(error.exceptions[0], settings)
    if isinstance(error, socket.gaierror):
        if error.errno in _UNKNOWN_NAME:
            return Reason(f"There is no server called {host}; check the address", lasting=True)
        return Reason(f"The name {host} cannot be looked up just now; is there a network?")
    if isinstance(error, UnicodeError | OverflowError):
        return Reason(f"{address} is not an address; write host:port, as in 127.0.0.1:7500", lasting=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        why = getattr(error, "verify_message", "") or "it cannot be verified"
        return Reason(f"The certificate of {host} is not trusted: {why}", lasting=True)
    if isinstance(error, ssl.SSLError):
        return Reason(f"{address} does not answer with TLS; try it without, or another port", lasting=True)
    if isinstance(error, TimeoutError):
        return Reason(f"{address} does not answer")
    if isinstance(error, ConnectionRefusedError):
        return Reason(f"Nothing answers at {address}; is the server running?")
    if isinstance(error, ConnectionError):
        return Reason(f"The server at {address} closed the connection")
    if isinstance(error, OSError) and error.errno in _UNREACHABLE:
        return Reason(f"No network leads to {host} just now")
    if isinstance(error, OSError) and len(error.args) == 1 and "Multiple exceptions" in str(error):
        return Reason(f"Nothing answers at {address}; is the server running?")
    return Reason(f"The connection to {address} failed: {error}")
