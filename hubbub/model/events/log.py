"""What the log holds."""

from __future__ import annotations

from .accounts import AccountChanged, AccountDropped, AccountRegistered
from .channels import (
    ChannelClosed,
    ChannelOpened,
    ChannelRenamed,
    Joined,
    Kicked,
    Left,
    ModesSet,
    Purged,
    RegistrationSet,
    TopicSet,
    Unpurged,
)
from .metadata import MetadataSet
from .presence import PresenceKept
from .reading import ReadMarked
from .server import Banned, Unbanned
from .talk import Reacted, Redacted, Said, Tagged
from .users import Quit, Renamed

LogEvent = (
    AccountRegistered
    | AccountChanged
    | AccountDropped
    | Banned
    | Unbanned
    | Said
    | Tagged
    | Reacted
    | Redacted
    | ReadMarked
    | MetadataSet
    | PresenceKept
    | ChannelOpened
    | ChannelClosed
    | ChannelRenamed
    | Joined
    | Left
    | Kicked
    | TopicSet
    | ModesSet
    | RegistrationSet
    | Purged
    | Unpurged
    | Renamed
    | Quit
)
"""Every durable event: what the log holds (of each its `Event.kept`), and what `msgspec` decodes it to."""
