"""Variants: the few ways in which one event is encoded, so that all who share one share its bytes."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from hubbub.model.capabilities import shaping
from hubbub.model.events import Carrier

Framing = Literal["quiet", "lines", "irc"]
"""``quiet``: a plain client that has sent no newline; ``lines``: one that types lines; ``irc``."""


class Variant(msgspec.Struct, frozen=True):
    """A framing, the negotiated capabilities that shape events, and what carries the lines."""

    framing: Framing
    capabilities: frozenset[str] = frozenset()
    carrier: Carrier = "stream"


def variant(framing: Framing, capabilities: frozenset[str] = frozenset(), carrier: Carrier = "stream") -> Variant:
    """The one `Variant` object for these; capabilities that shape no event make no difference."""
    return _variant(framing, shaping(capabilities), carrier)


def bare(shape: Variant) -> Variant:
    """The variant whose lines are the same, carried by a stream."""
    return shape if shape.carrier == "stream" else _variant(shape.framing, shape.capabilities, "stream")


@cache
def _variant(framing: Framing, capabilities: frozenset[str], carrier: Carrier) -> Variant:
    return Variant(framing, capabilities, carrier)  # one cache key for one value, however it was asked for
