"""Variants: one object for one way of showing events, however it was asked for."""

from __future__ import annotations

from hubbub.model.capabilities import OFFERED, SHAPING
from hubbub.wire.variant import variant


def test_there_is_one_object_for_one_way() -> None:
    assert variant("irc") is variant("irc", frozenset()) is variant("irc", frozenset(), "stream")
    assert (
        variant("irc", frozenset(OFFERED))
        is variant("irc", SHAPING)
        is variant("irc", carrier="stream", capabilities=SHAPING)
    )


def test_only_what_shapes_events_makes_a_difference() -> None:
    for name in OFFERED:
        assert (variant("irc", frozenset({name})) is variant("irc")) is (name not in SHAPING)
    ways = {variant("irc"), variant("lines"), variant("quiet"), variant("irc", carrier="websocket-text")}
    assert len(ways) == 4
