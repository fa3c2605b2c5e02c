"""What only the asker is told: values that every protocol shows in its own words."""

from __future__ import annotations

from .base import Acknowledged, Closing, Note, Pong, Refused, Reply
from .channels import ChannelsAre, InvitationsAre, Inviting, ListedChannel, ListIs, Member, ModesAre, NamesAre, TopicIs
from .entry import (
    CapabilitiesActive,
    CapabilitiesAnswered,
    CapabilitiesOffered,
    Greeting,
    Rejoined,
    Resumed,
    ResumeToken,
    Talking,
    Welcome,
)
from .past import HistoryIs, HistoryTargetsAre
from .people import (
    Profile,
    TheyAreAway,
    UserHost,
    UserHostsAre,
    UserModesAre,
    WhoIs,
    WhoisEnds,
    WhoRow,
    YouAre,
    YouAreOperator,
)
from .server import AdminIs, BansAre, CountsAre, HelpIs, InfoIs, MotdIs, TimeIs, VersionIs

__all__ = [
    "Acknowledged",
    "AdminIs",
    "BansAre",
    "CapabilitiesActive",
    "CapabilitiesAnswered",
    "CapabilitiesOffered",
    "ChannelsAre",
    "Closing",
    "CountsAre",
    "Greeting",
    "HelpIs",
    "HistoryIs",
    "HistoryTargetsAre",
    "InfoIs",
    "InvitationsAre",
    "Inviting",
    "ListIs",
    "ListedChannel",
    "Member",
    "ModesAre",
    "MotdIs",
    "NamesAre",
    "Note",
    "Pong",
    "Profile",
    "Refused",
    "Rejoined",
    "Reply",
    "ResumeToken",
    "Resumed",
    "Talking",
    "TheyAreAway",
    "TimeIs",
    "TopicIs",
    "UserHost",
    "UserHostsAre",
    "UserModesAre",
    "VersionIs",
    "Welcome",
    "WhoIs",
    "WhoRow",
    "WhoisEnds",
    "YouAre",
    "YouAreOperator",
]
