"""What happened: values that the hub applies, the log keeps and delivery shows.

Everyone who may know of an event learns of it from the event alone: delivery and the log never look into the hub.
A *durable* event is in the log before anyone hears of it; an ephemeral one only keeps its place in the order.
"""

from __future__ import annotations

from .accounts import AccountChanged, AccountDropped, AccountPart, AccountRegistered, LoggedIn, LoggedOut
from .base import OPERATORS, BanKind, Carrier, ChannelEvent, Conversation, Event, SayKind, Source
from .channels import (
    ChannelClosed,
    ChannelOpened,
    ChannelRenamed,
    Invited,
    Joined,
    Kicked,
    Left,
    ModesSet,
    Present,
    Privacy,
    Purged,
    RegistrationSet,
    TopicSet,
    Unpurged,
)
from .log import LogEvent
from .metadata import GuestMetadataSet, MetadataEvent, MetadataSet, MetadataShown
from .presence import PresenceKept, Recalled
from .reading import ReadMarked
from .server import Banned, Killed, Unbanned, Wallops
from .sessions import (
    CapabilitiesChanged,
    Entered,
    FramingChanged,
    Listening,
    LoginFailed,
    Monitoring,
    SessionEnded,
    SessionEvent,
    SubscriptionsSet,
)
from .talk import Reacted, Redacted, Said, Tagged, TagsAlone, Typing
from .users import AwayChanged, HostChanged, Quit, RealNameSet, Reappeared, Renamed, UserModesSet

__all__ = [
    "OPERATORS",
    "AccountChanged",
    "AccountDropped",
    "AccountPart",
    "AccountRegistered",
    "AwayChanged",
    "BanKind",
    "Banned",
    "CapabilitiesChanged",
    "Carrier",
    "ChannelClosed",
    "ChannelEvent",
    "ChannelOpened",
    "ChannelRenamed",
    "Conversation",
    "Entered",
    "Event",
    "FramingChanged",
    "GuestMetadataSet",
    "HostChanged",
    "Invited",
    "Joined",
    "Kicked",
    "Killed",
    "Left",
    "Listening",
    "LogEvent",
    "LoggedIn",
    "LoggedOut",
    "LoginFailed",
    "MetadataEvent",
    "MetadataSet",
    "MetadataShown",
    "ModesSet",
    "Monitoring",
    "PresenceKept",
    "Present",
    "Privacy",
    "Purged",
    "Quit",
    "Reacted",
    "ReadMarked",
    "RealNameSet",
    "Reappeared",
    "Recalled",
    "Redacted",
    "RegistrationSet",
    "Renamed",
    "Said",
    "SayKind",
    "SessionEnded",
    "SessionEvent",
    "Source",
    "SubscriptionsSet",
    "Tagged",
    "TagsAlone",
    "TopicSet",
    "Typing",
    "Unbanned",
    "Unpurged",
    "UserModesSet",
    "Wallops",
]
