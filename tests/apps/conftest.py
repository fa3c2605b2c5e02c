"""A server, an app in a terminal, and the others who talk with it."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apps_stage import Hub, Peer, Terminal


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    started = Hub(tmp_path)
    started.start()
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture
def peer(hub: Hub) -> Iterator[Callable[[], Peer]]:
    """Connect one more peer; all are closed afterwards."""
    with contextlib.ExitStack() as stack:

        def connect() -> Peer:
            one = Peer(hub.port)
            stack.callback(one.close)
            return one

        yield connect


@pytest.fixture
def terminal() -> Iterator[Callable[[list[str]], Terminal]]:
    """Open one more terminal, with a command in it."""
    with contextlib.ExitStack() as stack:

        def start(command: list[str]) -> Terminal:
            # Not below tmp_path: the path of a socket may have no more than about a hundred characters.
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hubbub-")))
            opened = Terminal(folder, command)
            stack.callback(opened.close)
            return opened

        yield start
