"""What a client may ask: values, whatever the protocol they were read from.

``label`` is the asker's own mark on a request ("" where none): the answer carries it (IRCv3 labeled-response).
"""

from __future__ import annotations

from .accounts import Authenticate, Login, Logout, Register, Reoffer, Verify
from .base import Request, Unreadable
from .channels import ChannelModes, Invite, Join, Kick, ListChannels, Names, Part, PartAll, Topic, UserModes
from .entry import (
    Capabilities,
    ComesFrom,
    Expel,
    Gone,
    Greet,
    Introduce,
    Listen,
    Nick,
    Pass,
    Ping,
    Pong,
    Quit,
    Resume,
    Secure,
    StartIrc,
    Webirc,
)
from .past import History, HistoryTargets, ReadMarker
from .people import Away, ChangeHost, Monitor, SetRealName, UserHosts, Who, Whois
from .server import Ban, Help, Operator, ServerInfo, Stats, Supported, Unban
from .talk import Say, Utter

__all__ = [
    "Authenticate",
    "Away",
    "Ban",
    "Capabilities",
    "ChangeHost",
    "ChannelModes",
    "ComesFrom",
    "Expel",
    "Gone",
    "Greet",
    "Help",
    "History",
    "HistoryTargets",
    "Introduce",
    "Invite",
    "Join",
    "Kick",
    "ListChannels",
    "Listen",
    "Login",
    "Logout",
    "Monitor",
    "Names",
    "Nick",
    "Operator",
    "Part",
    "PartAll",
    "Pass",
    "Ping",
    "Pong",
    "Quit",
    "ReadMarker",
    "Register",
    "Reoffer",
    "Request",
    "Resume",
    "Say",
    "Secure",
    "ServerInfo",
    "SetRealName",
    "StartIrc",
    "Stats",
    "Supported",
    "Topic",
    "Unban",
    "Unreadable",
    "UserHosts",
    "UserModes",
    "Utter",
    "Verify",
    "Webirc",
    "Who",
    "Whois",
]
