"""Own messages on their way: which the server has not confirmed, and how its confirmation is recognised.

With labels, the label says it.  Without, an echo (echo-message) is matched by target and text in the order of
sending; and a PING sent after the messages is a barrier: when its PONG is back, whatever was before it was heard.
"""

from __future__ import annotations

import msgspec

from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.values import Message


class Parcel(msgspec.Struct, eq=False):
    """A message on its way.

    ``under_way``: it left on the connection there is now, with the ``label``, or before the ``barrier``.  A message
    that is ``sent`` but not under way left on an earlier connection: it may have arrived.
    """

    buffer: Buffer
    message: Message
    under_way: bool = False
    label: str = ""
    barrier: str = ""


class Outbox:
    """Parcels in the order of saying."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []

    def add(self, buffer: Buffer, message: Message) -> Parcel:
        parcel = Parcel(buffer, message)
        self.parcels.append(parcel)
        return parcel

    def remove(self, parcel: Parcel) -> None:
        self.parcels.remove(parcel)

    def forget(self, buffer: Buffer) -> None:
        """The conversation was closed."""
        self.parcels = [parcel for parcel in self.parcels if parcel.buffer is not buffer]

    def labelled(self, label: str) -> Parcel | None:
        """The parcel that a response with this label is about."""
        if not label:
            return None
        return next((parcel for parcel in self.parcels if parcel.label == label), None)

    def echoed(self, buffer: Buffer, message: Message) -> Parcel | None:
        """The first unlabelled parcel that this echo can be of; servers may cut the end off or strip codes."""
        for parcel in self.parcels:
            own = parcel.message
            if parcel.buffer is not buffer or not parcel.under_way or parcel.label or own.kind != message.kind:
                continue
            if own.text == message.text or (message.text and own.text.startswith(message.text)):
                return parcel
        return None

    def refused(self, buffer: Buffer) -> Parcel | None:
        """The parcel that an unlabelled error about ``buffer`` is about: the first that is under way there."""
        return next((p for p in self.parcels if p.buffer is buffer and p.under_way and not p.label), None)

    def passed(self, barrier: str) -> list[Parcel]:
        """The parcels that were sent before this barrier, which has come back."""
        places = [place for place, parcel in enumerate(self.parcels) if parcel.barrier == barrier]
        if not barrier or not places:
            return []
        return [parcel for parcel in self.parcels[: places[-1] + 1] if parcel.under_way and not parcel.label]

    def uncertain(self, buffer: Buffer) -> list[Parcel]:
        """The parcels that left on an earlier connection, and may have arrived."""
        return [p for p in self.parcels if p.buffer is buffer and p.message.sent and not p.under_way]

    def disconnected(self) -> None:
        """The connection that parcels left on has ended."""
        for parcel in self.parcels:
            parcel.under_way, parcel.label, parcel.barrier = False, "", ""
