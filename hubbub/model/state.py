"""What the log's state rows hold: enough to start up without replaying the log."""

from __future__ import annotations

import msgspec

from .account import Account
from .events import BanKind, Conversation
from .presence import Presence
from .registration import Registration


class Topic(msgspec.Struct, frozen=True):
    """``by``: the mask of who set it; ``time``: nanoseconds since 1970."""

    text: str
    by: str
    time: int


class ListEntry(msgspec.Struct, frozen=True):
    """One mask of a channel's list (``letter``: b, e or I), who set it, and when."""

    letter: str
    mask: str
    by: str
    time: int


class ChannelState(msgspec.Struct, frozen=True):
    """A channel without its members.  ``flags``: letters of set flags, sorted; ``limit``: 0 for none.

    ``forward``: the channel where those go who may not join, "" for none; ``registration``: None where it belongs to
    nobody.
    """

    conversation: Conversation
    created: int
    flags: str = ""
    key: str = ""
    limit: int = 0
    topic: Topic | None = None
    lists: tuple[ListEntry, ...] = ()
    forward: str = ""
    registration: Registration | None = None


class RecentMessage(msgspec.Struct, frozen=True):
    """A message that its sender gave an id of its own, as a retry is answered: by its first acknowledgement.

    Not the sender: a guest who comes back after a crash has another identity, and the id is secret and unguessable.
    """

    conversation: str
    cid: str
    id: str
    time: int


class Ban(msgspec.Struct, frozen=True):
    """Who may not be on this server, as `events.Banned` has it; ``time``: of the ban, in nanoseconds since 1970."""

    kind: BanKind
    mask: str
    reason: str
    by: str
    time: int
    expires: int = 0


class Purge(msgspec.Struct, frozen=True):
    """A channel in which nobody may be, as `events.Purged` has it."""

    channel: Conversation
    reason: str
    by: str
    time: int


class ReadMarker(msgspec.Struct, frozen=True):
    """Up to when (nanoseconds) an account's owner has read the conversation of this key."""

    identity: str
    conversation: str
    time: int


class MetadataValue(msgspec.Struct, frozen=True):
    """What an account's owner (``target``: its id) or a channel (its key) tells under a key."""

    target: str
    key: str
    value: str


class Snapshot(msgspec.Struct, frozen=True):
    """All state: channels by key, the recent messages with a ``cid``, oldest first, bans by kind and mask, accounts by
    id, read markers by identity and conversation, metadata by target and key, purged channels by key, and how
    accounts' users stand, by account."""

    channels: tuple[ChannelState, ...] = ()
    recent: tuple[RecentMessage, ...] = ()
    bans: tuple[Ban, ...] = ()
    accounts: tuple[Account, ...] = ()
    read_markers: tuple[ReadMarker, ...] = ()
    metadata: tuple[MetadataValue, ...] = ()
    purges: tuple[Purge, ...] = ()
    presences: tuple[Presence, ...] = ()
