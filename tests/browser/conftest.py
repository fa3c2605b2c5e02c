"""A server, those in its lobby, and the web servers of somebody else's."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser_stage import Foreign, Hub, Peer, Rebound, chromium
from client_stage import Layout, Person, launched
from playwright.sync_api import Browser


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Callable[[str], Hub]]:
    """Start the server with a configuration; a browser must be there."""
    chromium()
    with contextlib.ExitStack() as stack:

        def start(configuration: str) -> Hub:
            started = Hub(tmp_path, configuration)
            stack.callback(started.stop)
            return started

        yield start


@pytest.fixture
def peer() -> Iterator[Callable[[int], Peer]]:
    with contextlib.ExitStack() as stack:

        def connect(port: int) -> Peer:
            return stack.enter_context(contextlib.closing(Peer(port)))

        yield connect


@pytest.fixture
def foreign() -> Iterator[Foreign]:
    with contextlib.closing(Foreign()) as started:
        yield started


@pytest.fixture
def rebind() -> Iterator[Callable[[int], None]]:
    """Let the rebound name lead to the server at this port."""
    with contextlib.ExitStack() as stack:

        def begin(port: int) -> None:
            stack.enter_context(contextlib.closing(Rebound(port)))

        yield begin


# Not for the whole session: while Playwright runs, no other test of this process can run a loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture
def lobby(hub: Callable[[str], Hub]) -> Hub:
    """A server as it is without a configuration."""
    return hub("")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """One such server for a whole file, whose ``lobby`` it is then; a name is good for one test."""
    chromium()
    started = Hub(tmp_path_factory.mktemp("house"), "")
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture
def person(browser: Browser, lobby: Hub) -> Iterator[Callable[..., Person]]:
    """Somebody with the page; at the end nothing may have gone wrong in it."""
    people: list[Person] = []

    def come(layout: Layout = "light") -> Person:
        people.append(Person(browser, f"http://127.0.0.1:{lobby.port}/", layout))
        return people[-1]

    yield come
    for each in people:
        each.closes()
