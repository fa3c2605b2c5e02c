"""Which socket a listener gets.  On loopback; all addresses are for test_node_lan_network."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from hubbub.net.sockets import bound_to, listen_on, shown
from hubbub.node.config import from_values
from hubbub.node.errors import CannotStart
from hubbub.node.listening import open_sockets


@pytest.fixture
def passed() -> Iterator[list[socket.socket]]:
    sockets = [listen_on("127.0.0.1", 0), listen_on("127.0.0.1", 0)]
    yield sockets
    for one in sockets:
        one.close()


def opened(listen: Sequence[Mapping[str, Any]], given: list[socket.socket], *, all_needed: bool = False) -> list[int]:
    """The descriptors of the sockets in use; each is closed."""
    found = open_sockets(from_values({"listen": listen}), given, all_needed=all_needed)
    descriptors = [one.fileno() for _, one in found]
    for _, one in found:
        one.close()
    return descriptors


def test_a_passed_socket_is_used(passed: list[socket.socket]) -> None:
    first, second = passed
    numbers = [first.fileno(), second.fileno()]
    listen = [{"port": bound_to(second)[1]}, {"port": bound_to(first)[1]}]
    assert opened(listen, passed, all_needed=True) == numbers[::-1]


def test_a_name_finds_its_address(passed: list[socket.socket]) -> None:
    number, port = passed[0].fileno(), bound_to(passed[0])[1]
    host = socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM)[0][4][0]
    if host != "127.0.0.1":
        pytest.skip("localhost is something else here")
    assert opened([{"host": "localhost", "port": port}], passed[:1]) == [number]


def test_port_0_takes_what_nobody_names(passed: list[socket.socket]) -> None:
    first, second = passed
    numbers = [first.fileno(), second.fileno()]
    assert opened([{"port": 0}, {"port": bound_to(first)[1]}], passed) == numbers[::-1]


def test_what_fits_nowhere_is_closed_or_refused(passed: list[socket.socket]) -> None:
    where = shown(*bound_to(passed[0]))
    with pytest.raises(CannotStart, match=f"a socket on {where} was passed to the server, and no "):
        open_sockets(from_values({"listen": [{"host": "127.0.0.2", "port": 0}]}), passed, all_needed=True)
    assert [one.fileno() for one in passed] == [-1, -1]


def test_after_a_restart_what_fits_nowhere_is_closed(passed: list[socket.socket]) -> None:
    opened([{"host": "127.0.0.2", "port": 0}], passed)
    assert [one.fileno() for one in passed] == [-1, -1]


def test_a_port_in_use_closes_what_was_opened(passed: list[socket.socket]) -> None:
    held = passed.pop()
    port = bound_to(held)[1]
    with held, pytest.raises(CannotStart, match=f"cannot listen on 127.0.0.1:{port}: address already in use"):
        open_sockets(from_values({"listen": [{"port": 0}, {"port": port}]}), passed)
    assert passed[0].fileno() == -1
