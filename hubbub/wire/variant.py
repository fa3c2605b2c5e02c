"""Variants: the few ways in which one event is encoded, so that all who share one share its bytes."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from hubbub.model.capabilities import SHAPING

Framing = Literal["quiet", "lines", "irc"]
"""``quiet``: a plain client that has sent no newline; ``lines``: one that types lines; ``irc``."""


class Variant(msgspec.Struct, frozen=True):
    """A framing, and the negotiated capabilities that shape events."""

    framing: Framing
    capabilities: frozenset[str] = frozenset()


@cache
def variant(framing: Framing, capabilities: frozenset[str] = frozenset()) -> Variant:
    """The one `Variant` object for these; capabilities that shape no event make no difference."""
    shaping = capabilities & SHAPING
    if shaping != capabilities:
        return variant(framing, shaping)
    return Variant(framing, shaping)
