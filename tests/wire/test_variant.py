"""Variants: one object for one way of showing events, however it was asked for."""

from __future__ import annotations

from hubbub.model.capabilities import OFFERED, SHAPING
from hubbub.wire.variant import bare, variant


def test_there_is_one_object_for_one_way() -> None:
    assert variant("irc") is variant("irc", frozenset()) is variant("irc", frozenset(), "stream")
    assert (
        variant("irc", frozenset(OFFERED))
        is variant("irc", SHAPING | {"batch"})
        is variant("irc", carrier="stream", capabilities=SHAPING | {"batch"})
    )


def test_only_what_shapes_events_makes_a_difference() -> None:
    for name in OFFERED:
        assert (variant("irc", frozenset({name, "batch"})) is variant("irc")) is (name not in SHAPING)
    ways = {variant("irc"), variant("lines"), variant("quiet"), variant("irc", carrier="websocket-text")}
    assert len(ways) == 4


def test_lines_in_batches_need_both() -> None:
    assert variant("irc", frozenset({"draft/multiline"})) is variant("irc")


def test_the_same_lines_on_another_way() -> None:
    having = frozenset({"draft/multiline", "batch", "server-time"})
    assert bare(variant("irc", having, "websocket-text")) is variant("irc", having)
    assert bare(variant("lines")) is variant("lines")
