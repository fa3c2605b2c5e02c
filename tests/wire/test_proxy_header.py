"""PROXY headers: whole, byte by byte, with a tail, and whatever bytes."""

from __future__ import annotations

import struct
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.wire.proxy_header import V1, V2, V2_LONGEST, Header, Invalid, read

PROXY, LOCAL = 0x21, 0x20
TCP4, TCP6, UNIX, UNSPECIFIED = 0x11, 0x21, 0x31, 0x00


def v2(command: int, family: int, body: bytes, length: int | None = None) -> bytes:
    return V2 + struct.pack("!BBH", command, family, len(body) if length is None else length) + body


def ends(*addresses: str) -> bytes:
    return b"".join(ip_address(one).packed for one in addresses) + struct.pack("!HH", 40000, 7500)


def tls(client: int) -> bytes:
    return struct.pack("!BHBI", 0x20, 5, client, 0)


FOUR = ends("192.0.2.1", "198.51.100.2")
SIX = ends("2001:db8::1", "2001:db8::2")

GOOD = [
    (b"PROXY TCP4 192.0.2.1 198.51.100.2 40000 7500\r\n", "192.0.2.1", False),
    (b"PROXY TCP4 127.0.0.1 127.0.0.1 0 65535\r\n", "127.0.0.1", False),
    (b"PROXY TCP6 2001:DB8::1 ::1 40000 7500\r\n", "2001:db8::1", False),
    (b"PROXY TCP6 ::ffff:192.0.2.1 ::1 40000 7500\r\n", "192.0.2.1", False),
    (b"PROXY UNKNOWN\r\n", "", False),
    (b"PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", "", False),
    (v2(PROXY, TCP4, FOUR), "192.0.2.1", False),
    (v2(PROXY, TCP6, SIX), "2001:db8::1", False),
    (v2(PROXY, TCP4, FOUR + tls(1)), "192.0.2.1", True),
    (v2(PROXY, TCP4, FOUR + tls(2)), "192.0.2.1", False),
    (v2(PROXY, TCP4, FOUR + b"\x01\0\x02h2" + tls(7)), "192.0.2.1", True),
    (v2(PROXY, TCP4, FOUR + tls(1)[:-1]), "192.0.2.1", False),
    (v2(PROXY, UNIX, bytes(216)), "", False),
    (v2(PROXY, UNSPECIFIED, b""), "", False),
    (v2(LOCAL, UNSPECIFIED, b""), "", False),
    (v2(LOCAL, TCP4, FOUR), "", False),
]

BAD = [
    b"PROXY \r\n",
    b"PROXY TCP5 192.0.2.1 198.51.100.2 40000 7500\r\n",
    b"PROXY TCP4 192.0.2.1 198.51.100.2 40000 7500\n",
    b"PROXY TCP4 192.0.2.1 198.51.100.2 40000\r\n",
    b"PROXY TCP4 192.0.2.1 198.51.100.2 40000 7500 1\r\n",
    b"PROXY TCP4  192.0.2.1 198.51.100.2 40000 7500\r\n",
    b"PROXY TCP4 192.0.2.1 198.51.100.2 40000 65536\r\n",
    b"PROXY TCP4 192.0.2.1 198.51.100.2 040000 7500\r\n",
    b"PROXY TCP4 192.0.2.256 198.51.100.2 40000 7500\r\n",
    b"PROXY TCP4 192.0.2.1 example.org 40000 7500\r\n",
    b"PROXY TCP4 2001:db8::1 2001:db8::2 40000 7500\r\n",
    b"PROXY TCP6 192.0.2.1 198.51.100.2 40000 7500\r\n",
    b"PROXY TCP6 fe80::1%eth0 fe80::2 40000 7500\r\n",
    b"PROXY TCP4 \xff 198.51.100.2 40000 7500\r\n",
    b"PROXY UNKNOWN " + b"x" * 107,
    v2(0x11, TCP4, FOUR),
    v2(0x22, TCP4, FOUR),
    v2(PROXY, TCP4, FOUR[:-1]),
    v2(PROXY, TCP6, FOUR),
    v2(PROXY, 0x41, FOUR),
    v2(PROXY, 0x13, FOUR),
    v2(LOCAL, UNSPECIFIED, b"", V2_LONGEST),
]


@pytest.mark.parametrize(("data", "address", "secure"), GOOD)
def test_a_header_is_read_whole_with_a_tail_and_byte_by_byte(data: bytes, address: str, secure: bool) -> None:
    wanted = Header(len(data), address, secure)
    assert read(data) == wanted
    assert read(data + b"\x16NICK alice\r\n") == wanted
    magic = len(V1 if data.startswith(V1) else V2)
    for end in range(1, len(data)):
        assert read(data[:end]) == ("more" if end >= magic else "maybe")


@pytest.mark.parametrize("data", BAD)
def test_what_begins_as_one_and_is_none_is_invalid(data: bytes) -> None:
    assert isinstance(read(data), Invalid)
    assert isinstance(read(data + b"hello"), Invalid)
    for end in range(1, len(data)):
        assert not isinstance(read(data[:end]), Header)


@pytest.mark.parametrize(
    "data", [b"hello", b"PRO hello", b"proxy ", b"\r\nhello", b"\x16\x03\x01", b"NICK a\r\n", b"\n"]
)
def test_anything_else_is_none(data: bytes) -> None:
    assert read(data) == "none"


@given(st.sampled_from([b"", V1, V2, V2 + b"\x21\x11", b"PROXY TCP4 "]), st.binary(max_size=300))
def test_whatever_comes_is_answered(start: bytes, rest: bytes) -> None:
    answer = read(start + rest)
    if isinstance(answer, Header):
        assert 8 <= answer.length <= len(start + rest)
        assert read((start + rest)[: answer.length]) == answer
