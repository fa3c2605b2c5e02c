"""A receiver: one connection as delivery knows it, always as of the batch that is being shown."""

from __future__ import annotations

from hubbub.model.capabilities import NONE
from hubbub.model.events import Carrier
from hubbub.wire.variant import Framing, Variant, variant

from .outbox import Outbox


class Receiver:
    """``channels``: keys; ``lines``: what it is told in this batch, None while it is told what its group is told."""

    __slots__ = (
        "capabilities",
        "carrier",
        "channels",
        "closing",
        "framing",
        "identity",
        "lines",
        "nick",
        "outbox",
        "session",
        "variant",
    )

    def __init__(self, session: int, outbox: Outbox) -> None:
        self.session = session
        self.outbox = outbox
        self.identity = ""
        self.nick = "*"
        self.framing: Framing = "quiet"
        self.carrier: Carrier = "stream"
        self.capabilities = NONE
        self.variant: Variant = variant("quiet")
        self.channels: set[str] = set()
        self.lines: list[bytes] | None = None
        self.closing = False
