"""What a client may ask: values, whatever the protocol they were read from.

``label`` is the asker's own mark on a request ("" where none): the answer carries it (IRCv3 labeled-response).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from .effects import Point
from .events import BanKind, Carrier, SayKind
from .modes import Change


class Request(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Base of all requests."""

    label: str = ""


class Unreadable(Request, frozen=True, gc=False):
    """What was sent is no request; ``code``, ``about`` and ``text`` are those of the `replies.Refused` it earns."""

    code: str
    about: tuple[str, ...] = ()
    text: str = ""


# --- coming in, and going -------------------------------------------------------------------------------------------


class Listen(Request, frozen=True, gc=False):
    """A connection was accepted and has said nothing: it hears the channels where plain clients begin."""


class ComesFrom(Request, frozen=True, gc=False):
    """A proxy speaks for this client: its ``address``, and whether it may speak for others in its turn."""

    address: str
    speaks_for_others: bool = False


class Secure(Request, frozen=True, gc=False):
    """The connection is encrypted; ``fingerprint``: of the certificate the client showed, "" for none."""

    fingerprint: str = ""


class Webirc(Request, frozen=True, gc=False):
    """A gateway speaks for this client; ``secure``: it says that its own connection to the client is encrypted."""

    address: str
    host: str
    secure: bool = False


class StartIrc(Request, frozen=True, gc=False):
    """The connection turned out to speak IRC: it hears nothing more until it has registered."""

    carrier: Carrier = "stream"


class Greet(Request, frozen=True, gc=False):
    """A plain client has typed its first line: it is told where it is, and from here on hears short notices."""


class Capabilities(Request, frozen=True, gc=False):
    """CAP: ``list`` what is offered (``version`` 302 shows values), ``request`` changes, ``active``, ``end``."""

    way: Literal["list", "request", "active", "end"]
    version: int = 301
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    text: str = ""


class Pass(Request, frozen=True, gc=False):
    """The server's password."""

    password: str


class Nick(Request, frozen=True, gc=False):
    """Take this nickname."""

    nick: str


class Introduce(Request, frozen=True, gc=False):
    """USER: the user and real name to register with."""

    user: str
    real_name: str


class Resume(Request, frozen=True, gc=False):
    """Take over the session that this secret token was given to."""

    token: str


class Ping(Request, frozen=True, gc=False):
    """Answered after everything that was said before."""

    token: str


class Pong(Request, frozen=True, gc=False):
    """The answer to our own ping: the connection lives."""

    token: str = ""


class Quit(Request, frozen=True, gc=False):
    """Leave by one's own wish: the session ends for good."""

    reason: str = ""


class Gone(Request, frozen=True, gc=False):
    """The connection broke or was closed, with the reason others are told."""

    reason: str


class Expel(Request, frozen=True, gc=False):
    """The server ends this session, and says why."""

    reason: str


class Operator(Request, frozen=True, gc=False):
    """OPER: become a server operator."""

    name: str
    password: str


class Ban(Request, frozen=True, gc=False):
    """KLINE, DLINE: nobody whom ``mask`` matches may be here, for so many minutes (0: for good)."""

    kind: BanKind
    mask: str
    minutes: int = 0
    reason: str = ""


class Unban(Request, frozen=True, gc=False):
    """UNKLINE, UNDLINE: lift a ban."""

    kind: BanKind
    mask: str


class Stats(Request, frozen=True, gc=False):
    """STATS: ``k`` the bans on masks, ``d`` those on addresses; others tell nothing."""

    query: str


# --- talk -----------------------------------------------------------------------------------------------------------


class Say(Request, frozen=True, gc=False):
    """Say ``text`` to each of ``targets`` (channels and nicks).  ``quiet``: never answered by an error (NOTICE)."""

    targets: tuple[str, ...]
    text: str
    kind: SayKind = "message"
    tags: tuple[tuple[str, str], ...] = ()
    cid: str = ""


class Utter(Request, frozen=True, gc=False):
    """A plain client's message to the channel it talks in.

    ``first``: the session's first one, which may claim a name in the form ``alice: hello``; ``lines``: it ended with
    a newline.
    """

    text: str
    first: bool = False
    lines: bool = False
    action: bool = False


# --- channels -------------------------------------------------------------------------------------------------------


class Join(Request, frozen=True, gc=False):
    """Join each channel, with the key in the same place where one is needed."""

    channels: tuple[str, ...]
    keys: tuple[str, ...] = ()


class Part(Request, frozen=True, gc=False):
    """Leave each channel; none named: the one a plain client talks in."""

    channels: tuple[str, ...] = ()
    reason: str = ""


class PartAll(Request, frozen=True, gc=False):
    """JOIN 0: leave every channel."""


class Topic(Request, frozen=True, gc=False):
    """Ask for the topic, or set it (``text`` "" removes it).  An empty ``channel``: the one a plain client talks in."""

    channel: str = ""
    text: str | None = None


class ChannelModes(Request, frozen=True, gc=False):
    """Ask for a channel's modes or lists, or change them."""

    channel: str
    changes: tuple[Change, ...] = ()


class UserModes(Request, frozen=True, gc=False):
    """Ask for one's own modes, or change them."""

    nick: str
    changes: tuple[Change, ...] = ()


class Kick(Request, frozen=True, gc=False):
    """Remove members from a channel."""

    channel: str
    nicks: tuple[str, ...]
    reason: str = ""


class Invite(Request, frozen=True, gc=False):
    """Ask someone into a channel; with neither named: list the invitations one holds."""

    nick: str = ""
    channel: str = ""


# --- looking round --------------------------------------------------------------------------------------------------


class Names(Request, frozen=True, gc=False):
    """Who is in these channels; none named: in the one a plain client talks in."""

    channels: tuple[str, ...] = ()


class ListChannels(Request, frozen=True, gc=False):
    """The channels there are: those that match one of ``masks``, and have more than / fewer than so many members."""

    masks: tuple[str, ...] = ()
    more_than: int | None = None
    fewer_than: int | None = None


class Who(Request, frozen=True, gc=False):
    """Members of a channel, or users whose nick, user, host or real name match a mask."""

    mask: str = ""
    operators: bool = False


class Whois(Request, frozen=True, gc=False):
    """What there is to know of these users."""

    nicks: tuple[str, ...]


class UserHosts(Request, frozen=True, gc=False):
    """USERHOST: nick, user and host of up to five users."""

    nicks: tuple[str, ...]


class Away(Request, frozen=True, gc=False):
    """Say that one is away; "" is back."""

    text: str = ""


class ServerInfo(Request, frozen=True, gc=False):
    """Facts about the server itself; ``target``: which server is meant, a mask or a nick, "" for this one."""

    what: Literal["motd", "lusers", "version", "time", "admin", "info"]
    target: str = ""


class Help(Request, frozen=True, gc=False):
    """What one can ask; with a ``topic``: about one command."""

    topic: str = ""


# --- the past -------------------------------------------------------------------------------------------------------


class History(Request, frozen=True, gc=False):
    """A page of a conversation.  ``way`` and points as in `effects.ReadPage`; "" as ``target``: where one talks."""

    target: str
    way: Literal["latest", "before", "after", "around", "between"]
    limit: int
    before: Point | None = None
    after: Point | None = None
    newest_first: bool = False


class HistoryTargets(Request, frozen=True, gc=False):
    """Conversations with messages between two times (nanoseconds), with the time of the latest."""

    one: int
    other: int
    limit: int
