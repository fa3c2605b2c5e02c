"""Fixtures for the window's tests: screens, windows, a server, and people without a window."""

import contextlib
import gc
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clients_world import HubbubServer
from desktop_stage import Desk, Screen, need


@pytest.fixture(scope="session")
def screen() -> Screen:
    """A screen of 96 dpi for all tests."""
    need("Xvfb", "xdotool", "import")
    return Screen("1280x800", 96)


@pytest.fixture(scope="session")
def fine_screen() -> Screen:
    """One of 192 dpi."""
    need("Xvfb", "xdotool", "import")
    return Screen("2480x1600", 192)


@pytest.fixture(autouse=True)
def preferences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nobody's own preferences are read or written."""
    path = tmp_path / "desktop.json"
    monkeypatch.setenv("HUBBUB_DESKTOP_PREFERENCES", str(path))
    return path


@pytest.fixture(autouse=True)
def no_logged_error(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An error in the log is a failure, whoever swallowed it."""
    yield
    errors = [record.getMessage() for record in caplog.records if record.levelname in {"ERROR", "CRITICAL"}]
    assert not errors


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """What a test leaves of Tk is collected here, before another test's thread comes upon it."""
    yield
    gc.collect()
    gc.unfreeze()
    gc.collect()
    gc.enable()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HubbubServer]:
    """A real one, on a port of its own."""
    running = HubbubServer(tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def desk(screen: Screen) -> Iterator[Callable[..., Desk]]:
    """Opens windows: ``desk("127.0.0.1:7500", "--nick", "ada")``."""
    opened: list[Desk] = []

    def open_desk(*argv: str, dark: bool = False, on: Screen = screen) -> Desk:
        opened.append(Desk(on, list(argv), dark))
        return opened[-1]

    yield open_desk
    for each in opened:
        each.close()
    opened.clear()


@pytest.fixture
def raw() -> Iterator[Callable[[int], socket.socket]]:
    """Connects plain sockets, as ``nc`` does."""
    with contextlib.ExitStack() as stack:
        yield lambda port: stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
