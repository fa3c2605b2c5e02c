"""What a client shows: messages, people, the members of a channel.

The objects belong to the thread that owns the view.  Toolkits read them and never write.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["message", "notice", "action", "event"]
State = Literal["confirmed", "pending", "failed"]
Phase = Literal["idle", "connecting", "registering", "online", "waiting", "stopped"]


class Message(msgspec.Struct, eq=False):
    """One row of a conversation.

    ``key``: unique in this view and never used again; what a toolkit remembers a row by.
    ``time``: seconds since 1970, the server's where it gives one.
    ``id``: the server's msgid, "" where there is none.
    ``event``: for the kind "event", what happened: join, part, quit, kick, nick, mode, topic, invite, away,
    info, error, gap, motd or whois; "" otherwise.  ``text`` is then a whole sentence, ``nick`` whom it is about.
    ``state`` and ``reason``: own messages begin "pending", are "confirmed" by the server, or "failed" because of
    ``reason`` (a sentence).
    """

    key: int
    time: float
    kind: Kind
    nick: str
    text: str
    id: str = ""
    event: str = ""
    own: bool = False
    mention: bool = False
    state: State = "confirmed"
    reason: str = ""
    account: str = ""
    reply_to: str = ""
    cid: str = ""
    sent: bool = False


class User(msgspec.Struct, eq=False):
    """A person as far as the server told.

    ``away``: None when here, otherwise the away text (possibly "").
    ``online``: None where nobody knows.
    """

    nick: str
    username: str = ""
    host: str = ""
    account: str = ""
    realname: str = ""
    away: str | None = None
    online: bool | None = None


class Member(msgspec.Struct, eq=False):
    """A user in a channel.  ``prefix``: their ranks as the server shows them, highest first ("@+", "+", "")."""

    user: User
    prefix: str = ""

    @property
    def nick(self) -> str:
        return self.user.nick

    @property
    def away(self) -> bool:
        return self.user.away is not None


class Connection(msgspec.Struct, frozen=True):
    """How the connection is.

    ``sentence``: for people; "" when online.  ``retry_at``: when the next attempt comes (the same clock as
    Message.time), None where none will come by itself.
    """

    phase: Phase = "idle"
    sentence: str = ""
    retry_at: float | None = None
