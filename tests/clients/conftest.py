"""Fixtures for the clients' tests."""

from __future__ import annotations

import pytest
from clients_stage import Stage


@pytest.fixture
def stage() -> Stage:
    """Not yet connected."""
    return Stage()


@pytest.fixture
def lobby_stage() -> Stage:
    """alice in #lobby of a hubbub server, with bob and the operator carol."""
    stage = Stage()
    stage.start()
    stage.register()
    stage.enter_lobby("bob", "@carol")
    stage.said()
    return stage
