"""Sockets and states as systemd passes and takes them."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from node_stage import PATIENCE, ROOT, Irc, environment, serving
from structlog.testing import capture_logs

from hubbub.node.errors import CannotStart
from hubbub.node.systemd import Notifier, passed_sockets

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="systemd is Linux's; its protocol needs POSIX")

LAUNCHER = [sys.executable, str(Path(__file__).with_name("pass_sockets.py"))]
UNITS = ROOT / "docs" / "operating" / "systemd"


def test_a_passed_socket_is_served_and_lives_through_a_restart(tmp_path: Path) -> None:
    async def scene(port: int) -> None:
        client = await Irc.connect(port, "alice")
        client.close()

    with serving(tmp_path, "--port", "0", before=[*LAUNCHER, "127.0.0.1:0"]) as server:
        port = server.listening()
        assert server.said.startswith(f"{port}\n")
        asyncio.run(scene(port))
        assert server.run("restart").returncode == 0, server.log
        assert server.listening(2) == port
        asyncio.run(scene(port))


def refusal(tmp_path: Path, *places: str, options: tuple[str, ...] = ()) -> tuple[list[str], str]:
    """The ports, and what a server says that is passed sockets it cannot serve."""
    serve = [sys.executable, "-m", "hubbub", "serve", "--data", str(tmp_path / "data"), *options]
    done = subprocess.run(
        [*LAUNCHER, ",".join(places), *serve],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    return done.stdout.split(), done.stderr.rstrip("\n")


def test_a_socket_that_no_listener_wants_is_refused(tmp_path: Path) -> None:
    (port,), said = refusal(tmp_path, "127.0.0.1:0", options=("--port", "1"))
    assert said == (
        f"a socket on 127.0.0.1:{port} was passed to the server, and no [[listen]] is there; write one with that host "
        "and port, or change ListenStream="
    )


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("datagram:0", "is not TCP; write ListenStream= with a port"),
        ("deaf:0", "does not listen; write ListenStream= and Accept=no"),
    ],
)
def test_sockets_that_nobody_can_serve(place: str, said: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, place)[1] == f"descriptor 3 (test0.socket), passed as a socket, {said}"


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"LISTEN_FDS": "1"},
        {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid() + 1)},
        {"LISTEN_FDS": "0", "LISTEN_PID": str(os.getpid())},
        {"LISTEN_FDS": "", "LISTEN_PID": str(os.getpid()), "LISTEN_FDNAMES": "a:b"},
    ],
)
def test_nothing_is_passed(environ: dict[str, str]) -> None:
    assert passed_sockets(environ) == []
    assert environ == {}


@pytest.mark.parametrize("count", ["x", "-1", "1.5", "99999", "9999"])
def test_a_count_that_cannot_be(count: str) -> None:
    with pytest.raises(CannotStart):
        passed_sockets({"LISTEN_FDS": count, "LISTEN_PID": str(os.getpid())})


class Manager:
    """A service manager's end of the socket."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.settimeout(PATIENCE)

    def next(self) -> dict[str, str]:
        lines = self._socket.recv(4096).decode().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def close(self) -> None:
        self._socket.close()


def test_a_manager_hears_of_every_change(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with contextlib.closing(Manager(address)) as manager:
        with serving(tmp_path, "--port", "0", env={"NOTIFY_SOCKET": address}) as server:
            port = server.listening()
            ready = {"READY": "1", "STATUS": f"listening on 127.0.0.1:{port}"}
            assert manager.next() == ready
            server.process.send_signal(signal.SIGUSR2)
            assert manager.next().keys() == {"RELOADING", "MONOTONIC_USEC", "STATUS"}
            assert manager.next() == ready
        assert manager.next() == {"STOPPING": "1", "STATUS": "shutting down"}


@pytest.mark.skipif(sys.platform != "linux", reason="abstract addresses are Linux's")
def test_an_abstract_address() -> None:
    name = f"hubbub-test-{os.getpid()}"
    with contextlib.closing(Manager(f"\0{name}")) as manager:
        Notifier({"NOTIFY_SOCKET": f"@{name}"}).ready("here")
        assert manager.next() == {"READY": "1", "STATUS": "listening on here"}


def test_nobody_to_tell(tmp_path: Path) -> None:
    with capture_logs() as logs:
        Notifier({}).ready("here")
        Notifier({"NOTIFY_SOCKET": "vsock:2:1"}).ready("here")
        assert logs == []
        Notifier({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).ready("here")
    assert [log["log_level"] for log in logs] == ["warning"]


def test_the_units_are_units() -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze")
    units = [str(UNITS / name) for name in ("hubbub.socket", "hubbub.service")]
    done = subprocess.run(
        [analyze, "verify", "--man=no", "--recursive-errors=no", *units],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "/opt/hubbub/bin/hubbub is not executable" not in line]
    assert complaints == []
