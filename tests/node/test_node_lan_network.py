"""`serve --lan` on a network of two machines: namespaces of this one, joined by a virtual cable."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from node_stage import PATIENCE, ROOT, environment, serving

SERVER, CLIENT = "192.168.77.1", "192.168.77.2"
SERVER6, CLIENT6 = "fd77::1", "fd77::2"
HERE = Path(__file__).parent


class Network(NamedTuple):
    """How to run a command on either machine."""

    server: list[str]
    client: list[str]


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, timeout=PATIENCE)


def why_not() -> str:
    if sys.platform != "linux" or shutil.which("ip") is None:
        return "needs Linux and iproute2"
    if os.geteuid() != 0:
        return "needs root, for a network of its own"
    return ""


@pytest.fixture
def network() -> Iterator[Network]:
    if reason := why_not():
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    names = [f"hubbub-{os.getpid()}-{end}" for end in ("a", "b")]
    try:
        for name in names:
            ip("netns", "add", name)
        ip("link", "add", "lan0", "netns", names[0], "type", "veth", "peer", "name", "lan0", "netns", names[1])
        for name, four, six in zip(names, (SERVER, CLIENT), (SERVER6, CLIENT6), strict=True):
            ip("-n", name, "addr", "add", f"{four}/24", "dev", "lan0")
            ip("-n", name, "addr", "add", f"{six}/64", "dev", "lan0", "nodad")
            ip("-n", name, "link", "set", "lo", "up")
            ip("-n", name, "link", "set", "lan0", "up")
        server, client = (["ip", "netns", "exec", name] for name in names)
        yield Network(server, client)
    finally:
        for name in names:
            with contextlib.suppress(subprocess.CalledProcessError):
                ip("netns", "del", name)


def visit(network: Network, *arguments: str) -> str:
    """What `lan_visitor.py` says on the other machine."""
    command = [*network.client, sys.executable, str(HERE / "lan_visitor.py"), *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_people_on_the_network_find_the_server_and_talk(network: Network, tmp_path: Path) -> None:
    with serving(tmp_path, "--lan", "--port", "0", before=network.server) as server:
        port = server.listening(2)
        server.read_until(lambda: "SHA-256" in server.said)
        lines = server.said.splitlines()
        assert lines[0].endswith(f"listening on 0.0.0.0:{port}")
        assert lines[1].endswith(f"listening on [::]:{port}")
        assert f"nc {SERVER} {port}  |" in lines[2]
        assert f"http://[{SERVER6}]:{port}" in lines[3]
        assert "█" not in server.said
        server.logged("announced on the local network")
        seen = visit(network, "browse", CLIENT).splitlines()
        assert seen == [f"_http._tcp.local. {SERVER} {port}", f"_irc._tcp.local. {SERVER} {port}"]
        for address in (SERVER, SERVER6):
            assert visit(network, "talk", address, str(port)) == "heard\n"
        assert server.run("restart").returncode == 0, server.log
        assert server.listening(4) == port
    assert visit(network, "browse", CLIENT) == ""


def test_the_code_is_drawn_where_it_is_asked_for(network: Network, tmp_path: Path) -> None:
    env = {"PYTHONIOENCODING": "utf-8", "HUBBUB_QR": "true", "HUBBUB_LAN": "yes"}
    with serving(tmp_path, "--port", "0", before=network.server, env=env) as server:
        server.read_until(lambda: "█\n" in server.said)


def test_a_machine_without_ipv6(network: Network, tmp_path: Path) -> None:
    off = ["sh", "-c", 'echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6; exec "$@"', "sh"]
    with serving(tmp_path, "--lan", "--port", "0", before=[*network.server, *off]) as server:
        port = server.listening()
        server.read_until(lambda: "SHA-256" in server.said)
        assert SERVER6 not in server.said
        assert visit(network, "talk", SERVER, str(port)) == "heard\n"
        server.logged("announced on the local network")


def test_a_socket_that_dresses_ipv4_as_ipv6_is_refused(network: Network, tmp_path: Path) -> None:
    launcher = [*network.server, sys.executable, str(HERE / "pass_sockets.py"), "both:7500"]
    serve = [sys.executable, "-m", "hubbub", "serve", "--lan", "--data", str(tmp_path / "data")]
    done = subprocess.run(
        [*launcher, *serve],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.endswith("and BindIPv6Only=ipv6-only\n")


def test_both_sockets_may_be_passed(network: Network, tmp_path: Path) -> None:
    launcher = [*network.server, sys.executable, str(HERE / "pass_sockets.py"), "0.0.0.0:7500,:::7500"]
    with serving(tmp_path, "--lan", before=launcher) as server:
        assert server.listening(2) == 7500
        assert visit(network, "talk", SERVER6, "7500") == "heard\n"


def test_a_free_port_is_free_in_both_families(network: Network, tmp_path: Path) -> None:
    """Few ports are left, and most of them are taken in IPv6: the common one is found."""
    script = (
        "import socket\n"
        "open('/proc/sys/net/ipv4/ip_local_port_range', 'w').write('40000 40003')\n"
        "taken = [socket.create_server(('::1', 40000 + n), family=socket.AF_INET6) for n in (0, 1, 2)]\n"
        "from hubbub.node.config import load\n"
        "from hubbub.node.listening import open_sockets\n"
        "found = open_sockets(load(options={'lan': 'true', 'port': '0'}))\n"
        "print([one.getsockname()[1] for _, one in found])\n"
    )
    done = subprocess.run(
        [*network.server, sys.executable, "-c", script],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.stdout == "[40003, 40003]\n", done.stderr


def test_the_address_cannot_be_taken_twice(network: Network, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with serving(first, "--lan", before=network.server) as server:
        server.listening(2)
        command = [*network.server, sys.executable, "-m", "hubbub", "serve", "--lan", "--data", str(second / "data")]
        done = subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("cannot listen on 0.0.0.0:7500: address already in use; ")
