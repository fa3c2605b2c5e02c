"""What users and channels tell about themselves."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from .base import Conversation, Event


class MetadataEvent(Event, frozen=True, gc=False):
    """A key has a value, or with "" none.

    ``target``: the identity of a user, or the key of a channel; ``name``: the nick or the channel's name; ``channels``:
    where those who subscribed to the key hear of it.
    """

    target: str
    name: str
    key: str
    value: str
    channels: tuple[Conversation, ...]


class MetadataSet(MetadataEvent, frozen=True, gc=False):
    """An account or a channel has another value.  The log keeps none: they are in state rows, and can be erased."""

    @property
    def kept(self) -> MetadataSet:
        return replace(self, value="")


class GuestMetadataSet(MetadataEvent, frozen=True, gc=False):
    """The same of a guest, whose identity ends with the guest."""

    durable: ClassVar[bool] = False


class MetadataShown(MetadataEvent, frozen=True, gc=False):
    """Nothing new: a user who has such a value came to a channel, or to where somebody watches them."""

    durable: ClassVar[bool] = False
