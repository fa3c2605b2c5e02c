"""The tokens of 005: any value can be read back, and what is told anew when the server changes while it runs."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hubbub.model.limits import Limits
from hubbub.model.replies import SupportedIs
from hubbub.model.server import Server
from hubbub.wire.irc import isupport
from hubbub.wire.irc.message import parse
from hubbub.wire.irc.show import show_reply

SERVER = Server("hub.test", "Test", "", "", 0, icon="https://hub.test/icon.png")


def test_only_what_changed_is_told_and_what_is_gone() -> None:
    after = replace(SERVER, limits=replace(SERVER.limits, topic_length=9), icon="")
    assert isupport.changes(SERVER, SERVER) == ()
    assert isupport.changes(SERVER, after) == ("TOPICLEN=9", "-draft/ICON")
    assert isupport.changes(after, SERVER) == (f"TOPICLEN={Limits().topic_length}", *_icon())


def _icon() -> list[str]:
    return [token for token in isupport.tokens(SERVER) if token.startswith("draft/ICON=")]


@given(st.text(min_size=1, max_size=40), st.text(max_size=40), st.sampled_from(["alice", "n" * 64]))
def test_any_value_is_read_back_as_it_was(network: str, icon: str, nick: str) -> None:
    server = replace(SERVER, network=network, icon=icon)
    assert dict(map(_read, isupport.tokens(server)))["NETWORK"] == network
    shown = show_reply(SupportedIs(), nick, frozenset(), server, lambda: "b1")
    lines = [parse(line[:-2].decode("utf-8", "replace")) for line in shown]
    assert all(len(line) <= server.limits.line_bytes for line in shown)
    assert all(line.params[0] == nick and len(line.params) <= 15 for line in lines)
    assert sum(len(line.params) - 2 for line in lines) == len(isupport.tokens(server))


def _read(token: str) -> tuple[str, str]:
    """As https://modern.ircdocs.horse/#rplisupport-005 has clients read it."""
    name, _, value = token.partition("=")
    assert not set(value) & set(" =")
    return name, re.sub(r"\\x([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), value)
