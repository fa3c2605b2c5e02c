"""The two servers that keep the contract; each is started once and serves all tests of its kind."""

from collections.abc import Iterator

import pytest
from contract_peers import Server, running


@pytest.fixture(scope="session", params=["tutorial", "hubbub"])
def running_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(request.param, tmp_path_factory.mktemp(request.param)) as started:
        yield started


@pytest.fixture
def server(running_server: Server) -> Iterator[Server]:
    yield running_server
    running_server.part_from_all()


@pytest.fixture
def hubbub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A hubbub of the test's own, with nobody in it and nothing said."""
    with running("hubbub", tmp_path_factory.mktemp("hubbub")) as started:
        yield started
