"""What users and channels tell about themselves."""

from __future__ import annotations

from .base import Refused, Reply


class KeyValue(Reply, frozen=True, gc=False):
    """A key of ``target`` (a nick, a channel, ``*`` before registration) and its value; "": it is not set."""

    target: str
    key: str
    value: str = ""


class MetadataIs(Reply, frozen=True, gc=False):
    """Several of them, about ``target``, as asked for; ``news``: told as changes are."""

    target: str
    items: tuple[KeyValue | Refused, ...]
    news: bool = False

    @property
    def size(self) -> int:
        return len(self.items)


class MetadataChanged(Reply, frozen=True, gc=False):
    """A key has another value, or none, "", any more; told who subscribed to it."""

    target: str
    key: str
    value: str


class MetadataLater(Reply, frozen=True, gc=False):
    """What ``target`` tells of itself is to be asked for (METADATA SYNC); ``*ALL``: of all there are to see."""

    target: str


class Subscribed(Reply, frozen=True, gc=False):
    """Changes of these keys are told from here on; ``off``: no longer."""

    keys: tuple[str, ...]
    off: bool = False


class SubscriptionsAre(Reply, frozen=True, gc=False):
    """The keys whose changes the asker is told."""

    keys: tuple[str, ...]
