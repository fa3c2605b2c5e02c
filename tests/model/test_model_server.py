"""What everyone may know of a server."""

from __future__ import annotations

import msgspec
import pytest

from hubbub.model.server import Server

SERVER = Server(name="hub", network="Hub", description="", version="v", created=0)


@pytest.mark.parametrize(("kept", "lobby"), [(("#a", "#b"), "#a"), ((), "")])
def test_plain_clients_begin_in_the_first_kept_channel(kept: tuple[str, ...], lobby: str) -> None:
    assert msgspec.structs.replace(SERVER, kept_channels=kept).lobby == lobby
