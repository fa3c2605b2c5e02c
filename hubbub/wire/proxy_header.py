"""What a proxy says of the client it speaks for, before all else: the PROXY protocol, versions 1 and 2.

Who may say it is not decided here.  Followed: https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
"""

from __future__ import annotations

import ipaddress
import re
import struct
from typing import Literal

import msgspec

from hubbub.model import addresses

V1 = b"PROXY "
V2 = b"\r\n\r\n\0\r\nQUIT\n"

_V1_LONGEST = 107
"""Section 2.1: the longest line, CR LF included."""

V2_LONGEST = 16 + 4096
"""Addresses and a few type-length-values take far less; more than this is no proxy's."""

_PORT = re.compile(rb"0|[1-9][0-9]{0,4}")
_V2_ADDRESSES = {0x0: 0, 0x1: 12, 0x2: 36, 0x3: 216}
"""Section 2.2: address family to the bytes that its addresses take."""

_TYPE_SSL = 0x20
_CLIENT_SSL = 0x01


class Header(msgspec.Struct, frozen=True):
    """``length``: bytes to take off; ``address``: the client's, "" where the connection's own holds (LOCAL, UNKNOWN,
    UNIX sockets); ``secure``: the client came to the proxy by TLS."""

    length: int
    address: str = ""
    secure: bool = False


class Invalid(msgspec.Struct, frozen=True):
    """It began as a header and is none; ``reason`` says what is wrong."""

    reason: str


Answer = Header | Invalid | Literal["none", "maybe", "more"]


def read(data: bytes) -> Answer:
    """The header that a connection's first bytes begin with.  Never raises.

    ``none``: it begins with none; ``maybe``: so far it may still do so; ``more``: it does, and its rest is missing.
    """
    if data.startswith(V1):
        return _v1(data)
    if data.startswith(V2):
        return _v2(data)
    return "maybe" if V1.startswith(data) or V2.startswith(data) else "none"


def _v1(data: bytes) -> Answer:
    line, end, _ = data[:_V1_LONGEST].partition(b"\n")
    if not end:
        return "more" if len(data) < _V1_LONGEST else Invalid("a PROXY line of more than 107 bytes")
    if not line.endswith(b"\r"):
        return Invalid("a PROXY line that does not end with CR LF")
    length = len(line) + 1
    words = line[:-1].split(b" ")
    if words[1] == b"UNKNOWN":
        return Header(length)
    if words[1] not in {b"TCP4", b"TCP6"}:
        return Invalid("a PROXY line for neither TCP4, TCP6 nor UNKNOWN")
    if len(words) != 6:
        return Invalid("a PROXY line without two addresses and two ports")
    version = 4 if words[1] == b"TCP4" else 6
    if any(not _PORT.fullmatch(port) or int(port) > 65535 for port in words[4:]):
        return Invalid("a PROXY line with a port that is none")
    source, destination = (_address(word, version) for word in words[2:4])
    if not source or not destination:
        return Invalid(f"a PROXY line with an address that is none of IPv{version}")
    return Header(length, source)


def _address(word: bytes, version: int) -> str:
    try:
        address = ipaddress.ip_address(word.decode("ascii"))
    except ValueError:  # UnicodeDecodeError is one
        return ""
    return _normal(str(address)) if address.version == version and b"%" not in word else ""


def _v2(data: bytes) -> Answer:
    if len(data) < 16:
        return "more"
    command, family, rest = struct.unpack_from("!BBH", data, 12)
    if command not in {0x20, 0x21}:
        return Invalid("a PROXY header whose version is not 2 or whose command is neither LOCAL nor PROXY")
    length = 16 + rest
    if length > V2_LONGEST:
        return Invalid(f"a PROXY header of more than {V2_LONGEST} bytes")
    if len(data) < length:
        return "more"
    if command == 0x20:
        return Header(length)
    needed = _V2_ADDRESSES.get(family >> 4)
    if needed is None or family & 0xF > 2 or rest < needed:
        return Invalid("a PROXY header with an address family that is none, or without its addresses")
    secure = _came_by_tls(data[16 + needed : length])
    if family == 0x11:
        source = str(ipaddress.IPv4Address(data[16:20]))
    elif family == 0x21:
        source = _normal(str(ipaddress.IPv6Address(data[16:32])))
    else:
        source = ""  # a UNIX socket, or something that is no connection: section 2.2 leaves the connection's own
    return Header(length, source, secure)


def _came_by_tls(fields: bytes) -> bool:
    """Whether PP2_TYPE_SSL says so; what is cut short says nothing."""
    while len(fields) >= 3:
        kind, size = struct.unpack_from("!BH", fields)
        value, fields = fields[3 : 3 + size], fields[3 + size :]
        if kind == _TYPE_SSL and len(value) == size >= 5:
            return bool(value[0] & _CLIENT_SSL)
    return False


def _normal(text: str) -> str:
    """The one spelling of an address; "" for what is none."""
    try:
        return str(addresses.address(text))
    except ValueError:
        return ""
