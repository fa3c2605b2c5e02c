"""What of 005 is told anew when the server changes while it runs."""

from __future__ import annotations

from msgspec.structs import replace

from hubbub.model.limits import Limits
from hubbub.model.server import Server
from hubbub.wire.irc import isupport

SERVER = Server("hub.test", "Test", "", "", 0, icon="https://hub.test/icon.png")


def test_only_what_changed_is_told_and_what_is_gone() -> None:
    after = replace(SERVER, limits=replace(SERVER.limits, topic_length=9), icon="")
    assert isupport.changes(SERVER, SERVER) == ()
    assert isupport.changes(SERVER, after) == ("TOPICLEN=9", "-draft/ICON")
    assert isupport.changes(after, SERVER) == (f"TOPICLEN={Limits().topic_length}", *_icon())


def _icon() -> list[str]:
    return [token for token in isupport.tokens(SERVER) if token.startswith("draft/ICON=")]
