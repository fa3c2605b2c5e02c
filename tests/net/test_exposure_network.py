"""Another machine, as far as the kernel is concerned: a network namespace with a wire of its own to here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE, THERE = "203.0.113.245", "203.0.113.246"
"""TEST-NET-3 (RFC 5737): on no real network."""

REGISTER = "NICK alice\r\nUSER a 0 * :a\r\n"
ASK = (
    "import socket, sys; peer = socket.create_connection((sys.argv[1], int(sys.argv[2])), 10);"
    "peer.sendall(sys.argv[3].encode()); out = b''\n"
    "while data := peer.recv(65536): out += data\n"
    "sys.stdout.write(out.decode())"
)


def ip(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["ip", *words], capture_output=True, text=True, check=False, timeout=20)


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The name of a namespace whose address is `THERE`."""
    if sys.platform == "win32" or shutil.which("ip") is None or os.geteuid() != 0:
        if os.environ.get("CI"):
            pytest.fail("CI needs root, and ip of iproute2, for the tests with another machine")
        pytest.skip("needs root, and ip of iproute2, for a network namespace")
    name = f"hub-{os.getpid()}"
    if (made := ip("netns", "add", name)).returncode:
        if os.environ.get("CI"):
            pytest.fail(f"CI cannot make a network namespace: {made.stderr}")
        pytest.skip(f"cannot make a network namespace: {made.stderr}")
    try:
        for words in (
            f"link add {name} type veth peer name far netns {name}",
            f"addr add {HERE}/30 dev {name}",
            f"link set {name} up",
            f"-n {name} addr add {THERE}/30 dev far",
            f"-n {name} link set far up",
        ):
            done = ip(*words.split())
            assert done.returncode == 0, f"ip {words}: {done.stderr}"
        yield name
    finally:
        ip("netns", "delete", name)


@pytest.mark.parametrize(
    ("exposure", "says", "heard", "unheard"),
    [
        ("plaintext-guests = []", REGISTER, "ERROR :this server takes no plaintext from your address", " 001 "),
        ("plaintext-guests = []", "", "ERROR :this server takes no plaintext from your address", "!"),
        (
            "plaintext-guests = ['203.0.113.246']",
            REGISTER + "QUIT\r\n",
            "Welcome to the hubbub Network, alice!a@",
            THERE,
        ),
    ],
)
def test_from_another_machine(
    elsewhere: str, tmp_path: Path, exposure: str, says: str, heard: str, unheard: str
) -> None:
    config = tmp_path / "hub.toml"
    config.write_text(f"[server]\ndata-dir = 'data'\n[[listen]]\nhost = '{HERE}'\nport = 0\n[exposure]\n{exposure}\n")
    command = [sys.executable, "-m", "hubbub"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "serve", "--config", str(config)], cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True
        )
    assert server.stdout
    try:
        address = re.search(r"listening on 203\.0\.113\.245:(\d+)", server.stdout.readline())
        assert address, (tmp_path / "log").read_text()
        asked = subprocess.run(
            ["ip", "netns", "exec", elsewhere, sys.executable, "-c", ASK, HERE, address[1], says],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        assert heard in asked.stdout
        assert unheard not in asked.stdout
        listed = subprocess.run(
            [*command, "ban", "list", "--config", str(config)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert (listed.returncode, listed.stdout) == (0, "nobody is banned\n"), listed.stderr
    finally:
        server.terminate()
        server.stdout.close()
        assert server.wait(20) == 0
