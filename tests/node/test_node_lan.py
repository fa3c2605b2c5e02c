"""What people are told to type."""

from itertools import permutations

import pytest
import segno

from hubbub.net.sockets import shown
from hubbub.node.lan import (
    LocalAddress,
    Place,
    invitation,
    local_addresses,
    qr_code,
    ranked,
    reachable,
    takes_plaintext,
)

LIKELY = [
    LocalAddress("192.168.1.20", "wlan0"),
    LocalAddress("203.0.113.9", "eth1"),
    LocalAddress("fd00::9", "wlan0"),
    LocalAddress("2001:db8::9", "wlan0"),
    LocalAddress("169.254.7.7", "eth2"),
    LocalAddress("10.8.0.3", "tun0"),
    LocalAddress("172.17.0.1", "docker0"),
]
UNUSABLE = [LocalAddress("127.0.0.1", "lo"), LocalAddress("::1", "lo"), LocalAddress("fe80::1", "wlan0")]

WIFI, ULA = LIKELY[0], LIKELY[2]
PRIVATE = ("private",)


@pytest.mark.parametrize("found", list(permutations(LIKELY[:4])))
def test_the_likeliest_address_comes_first(found: tuple[LocalAddress, ...]) -> None:
    assert ranked([*UNUSABLE, *LIKELY[4:], *found])[:5] == LIKELY[:5]


def test_what_leads_elsewhere_comes_last() -> None:
    assert set(ranked(LIKELY)[5:]) == set(LIKELY[5:])
    assert ranked(UNUSABLE) == []


def test_this_machine_s_addresses_can_be_read() -> None:
    for one in local_addresses():
        assert one.address not in {"127.0.0.1", "::1"}
        assert "%" not in one.address


def place(host: str, port: int = 7500) -> Place:
    return Place(host, port, "auto")


@pytest.mark.parametrize(
    ("bound", "local", "typed"),
    [
        ([place("127.0.0.1")], [WIFI], [place("127.0.0.1")]),
        ([place("0.0.0.0")], [WIFI, ULA], [place(WIFI.address)]),
        ([place("::")], [WIFI, ULA], [place(ULA.address)]),
        ([place("0.0.0.0"), place("::")], [WIFI, ULA], [place(WIFI.address), place(ULA.address)]),
        ([place("0.0.0.0"), place(WIFI.address, 1)], [WIFI], [place(WIFI.address), place(WIFI.address, 1)]),
        ([place("127.0.0.1"), place("0.0.0.0", 1)], [WIFI], [place(WIFI.address, 1), place("127.0.0.1")]),
        ([place("0.0.0.0"), place("::")], [], [place("127.0.0.1"), place("::1")]),
        ([place("hub.example")], [], [place("hub.example")]),
    ],
)
def test_what_reaches_a_listener(bound: list[Place], local: list[LocalAddress], typed: list[Place]) -> None:
    assert reachable(bound, local) == typed


@pytest.mark.parametrize(
    ("place", "plaintext", "beginning"),
    [
        (Place("192.168.1.20", 7500, "auto"), PRIVATE, "  join with: python client.py 192.168.1.20:7500  |  nc "),
        (Place("fd00::9", 7500, False), PRIVATE, "  join with: python client.py [fd00::9]:7500  |  nc fd00::9 7500  |"),
        (Place("192.168.1.20", 7500, True), PRIVATE, "  join with TLS: python client.py --tls 192.168.1.20:7500  |"),
        (Place("203.0.113.9", 7500, "auto"), PRIVATE, "  join with TLS: python client.py --tls 203.0.113.9:7500  |"),
        (Place("203.0.113.9", 7500, False), PRIVATE, ""),
        (Place("192.168.1.20", 7500, "auto"), (), "  join with TLS: "),
        (Place("127.0.0.1", 7500, "auto"), (), "  join with: "),
    ],
)
def test_an_invitation_is_one_that_is_kept(place: Place, plaintext: tuple[str, ...], beginning: str) -> None:
    lines = list(invitation([place], plaintext))
    if not beginning:
        assert lines == []
        return
    (line,) = lines
    assert line.startswith(beginning)
    scheme = "http" if takes_plaintext(place, plaintext) else "https"
    assert line.endswith(f"  {scheme}://{shown(place.host, place.port)}")


def test_the_code_is_that_of_the_text() -> None:
    text = "http://192.168.1.20:7500"
    drawn = qr_code(text, "utf-8", colours=False).splitlines()
    halves = {" ": (1, 1), "▀": (0, 1), "▄": (1, 0), "█": (0, 0)}
    rows = [row for line in drawn for row in zip(*(halves[block] for block in line), strict=True)]
    wanted = [tuple(row) for row in segno.make(text, error="l", micro=False).matrix]
    inner = [row[2:-2] for row in rows[2 : 2 + len(wanted)]]
    assert inner == wanted
    coloured = qr_code(text, "utf-8", colours=True).splitlines()
    assert coloured == [f"\x1b[97;40m{line}\x1b[0m" for line in drawn]


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", None, "no such encoding"])
def test_where_the_blocks_cannot_be_said_there_is_no_code(encoding: str | None) -> None:
    assert qr_code("http://192.168.1.20:7500", encoding, colours=False) == ""
