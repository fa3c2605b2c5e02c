"""What a client knows from the lines of one IRCv3 connection.  Pure: lines and time in, changes out."""

from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.changes import (
    Alerted,
    BufferAdded,
    BufferChanged,
    BufferRemoved,
    Change,
    ConnectionChanged,
    MembersChanged,
    MessageAdded,
    MessageChanged,
    MessageRemoved,
    MessagesAdded,
    MessagesTrimmed,
    NickChanged,
    QuitAsked,
    Told,
    TypingChanged,
)
from hubbub.clients.view.values import Connection, Member, Message, User
from hubbub.clients.view.view import View

__all__ = [
    "Alerted",
    "Buffer",
    "BufferAdded",
    "BufferChanged",
    "BufferRemoved",
    "Change",
    "Connection",
    "ConnectionChanged",
    "Member",
    "MembersChanged",
    "Message",
    "MessageAdded",
    "MessageChanged",
    "MessageRemoved",
    "MessagesAdded",
    "MessagesTrimmed",
    "NickChanged",
    "QuitAsked",
    "Told",
    "TypingChanged",
    "User",
    "View",
]
