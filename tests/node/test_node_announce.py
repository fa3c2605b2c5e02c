"""The names that are announced, and what happens where announcing fails.  On a network: test_node_lan_network."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs
from zeroconf._utils.name import service_type_name

from hubbub.node import announce
from hubbub.node.announce import HTTP, IRC, Announcement, host_name, service_name


@pytest.mark.parametrize(
    ("machine", "name"),
    [
        ("laptop", "hubbub-laptop.local"),
        ("Laptop.example.org", "hubbub-laptop.local"),
        ("Anna's Mac", "hubbub-anna-s-mac.local"),
        ("büro", "hubbub-b-ro.local"),
        ("", "hubbub.local"),
        ("x" * 70, f"hubbub-{'x' * 56}.local"),
    ],
)
def test_the_host_s_name(machine: str, name: str) -> None:
    assert host_name(machine) == name


@given(st.text(), st.text())
def test_any_network_and_machine_have_a_name_that_can_be_announced(network: str, machine: str) -> None:
    label = host_name(machine).removesuffix(".local")
    assert 0 < len(label) <= 63
    for kind in (HTTP, IRC):
        assert service_type_name(f"{service_name(network, machine)}.{kind}") == kind


def test_a_network_that_refuses_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_addresses: object) -> None:
        raise OSError(19, "No such device")

    async def scene() -> None:
        announcement = Announcement("hubbub", 7500, ["192.0.2.1"])
        announcement.start()
        await asyncio.sleep(0)
        await announcement.stop()

    monkeypatch.setattr(announce, "_responder", refuse)
    with capture_logs() as logs:
        asyncio.run(scene())
    (log,) = logs
    assert (log["log_level"], log["reason"]) == ("warning", "[Errno 19] No such device")


def test_what_was_never_started_stops() -> None:
    asyncio.run(Announcement("hubbub", 7500, ["192.0.2.1"]).stop())
