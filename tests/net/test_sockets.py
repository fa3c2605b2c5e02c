"""Listening sockets, on loopback."""

import socket

import pytest

from hubbub.net.sockets import bound_to, listen_on, shown


@pytest.mark.parametrize(("host", "text"), [("127.0.0.1", "127.0.0.1:7500"), ("::1", "[::1]:7500")])
def test_how_an_address_is_shown(host: str, text: str) -> None:
    assert shown(host, 7500) == text


def test_ipv6_is_ipv6_alone() -> None:
    try:
        listening = listen_on("::1", 0)
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")
    with listening:
        assert listening.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY) == 1


def test_port_0_is_some_port_and_one_server_s_alone() -> None:
    with listen_on("127.0.0.1", 0) as listening:
        host, port = bound_to(listening)
        assert host == "127.0.0.1"
        assert port
        with pytest.raises(OSError, match="in use"):
            listen_on("127.0.0.1", port)
