"""What only the asker is told: values that every protocol shows in its own words."""

from __future__ import annotations

import msgspec

from .events import Event, Source
from .modes import Change
from .state import Ban, ListEntry, Topic


class Reply(msgspec.Struct, frozen=True, gc=False):
    """Base of all replies."""


class Refused(Reply, frozen=True, gc=False):
    """The request was not carried out.

    ``code``: a key of the table of refusals (`hubbub.model.refusals`); ``about``: what it concerns (a nick, a
    channel, a command); ``text``: said instead of the table's sentence.
    """

    code: str
    about: tuple[str, ...] = ()
    text: str = ""


class Note(Reply, frozen=True, gc=False):
    """A sentence for a person: help, an answer without a form of its own."""

    text: str


class Acknowledged(Reply, frozen=True, gc=False):
    """A retry of a message that was said before, as its sender was first told: ``id``, ``time``, where and what."""

    source: Source
    target: str
    kind: str
    text: str
    id: str
    time: int
    tags: tuple[tuple[str, str], ...] = ()


class Closing(Reply, frozen=True, gc=False):
    """The last thing told: the connection is closed after it."""

    reason: str


class Pong(Reply, frozen=True, gc=False):
    """The answer to a ping."""

    token: str


# --- capabilities and registration ----------------------------------------------------------------------------------


class CapabilitiesOffered(Reply, frozen=True, gc=False):
    """All that can be negotiated; ``values``: also their values (CAP LS 302)."""

    names: tuple[str, ...]
    values: bool


class CapabilitiesActive(Reply, frozen=True, gc=False):
    """Those negotiated."""

    names: tuple[str, ...]


class CapabilitiesAnswered(Reply, frozen=True, gc=False):
    """A request for changes, accepted or refused whole; ``text``: the request, as it was sent."""

    accepted: bool
    text: str


class Welcome(Reply, frozen=True, gc=False):
    """A user is registered; ``created``: nanoseconds when the server started."""

    nick: str
    mask: str
    network: str
    created: int


class ResumeToken(Reply, frozen=True, gc=False):
    """The secret by which this session can be resumed."""

    token: str


class Resumed(Reply, frozen=True, gc=False):
    """The session is the old one again, under this nick."""

    nick: str


class Rejoined(Reply, frozen=True, gc=False):
    """A channel the resumed session is still in, shown to it as its own join."""

    source: Source
    channel: str
    real_name: str


class Greeting(Reply, frozen=True, gc=False):
    """What a plain client that types is told first; ``nick`` "" while it has only listened."""

    nick: str
    channel: str
    others: tuple[str, ...]


class Talking(Reply, frozen=True, gc=False):
    """A plain client now talks in this channel."""

    channel: str


# --- channels -------------------------------------------------------------------------------------------------------


class TopicIs(Reply, frozen=True, gc=False):
    """A channel's topic, None where there is none.  ``joining``: shown on joining, where none is no news."""

    channel: str
    topic: Topic | None
    joining: bool = False


class Member(msgspec.Struct, frozen=True, gc=False):
    """One member as listed; ``ranks``: mode letters."""

    nick: str
    ranks: frozenset[str] = frozenset()


class NamesAre(Reply, frozen=True, gc=False):
    """The members of a channel that the asker may see; ``secret``: the channel is."""

    channel: str
    members: tuple[Member, ...]
    secret: bool = False


class ModesAre(Reply, frozen=True, gc=False):
    """A channel's modes as changes from none, and its creation time (nanoseconds)."""

    channel: str
    changes: tuple[Change, ...]
    created: int


class ListIs(Reply, frozen=True, gc=False):
    """One of a channel's lists."""

    channel: str
    letter: str
    entries: tuple[ListEntry, ...]


class UserModesAre(Reply, frozen=True, gc=False):
    """The asker's own modes."""

    letters: str


class Inviting(Reply, frozen=True, gc=False):
    """The invitation was passed on; ``away``: what the invited says of being away."""

    nick: str
    channel: str


class InvitationsAre(Reply, frozen=True, gc=False):
    """The channels the asker is invited to."""

    channels: tuple[str, ...]


class TheyAreAway(Reply, frozen=True, gc=False):
    """The one spoken to is away."""

    nick: str
    text: str


class YouAre(Reply, frozen=True, gc=False):
    """The asker's own away state changed."""

    away: bool


class YouAreOperator(Reply, frozen=True, gc=False):
    """OPER was accepted."""


# --- looking round --------------------------------------------------------------------------------------------------


class ListedChannel(msgspec.Struct, frozen=True, gc=False):
    """One row of the list of channels."""

    name: str
    members: int
    topic: str


class ChannelsAre(Reply, frozen=True, gc=False):
    """The channels the asker may know of."""

    channels: tuple[ListedChannel, ...]


class WhoRow(msgspec.Struct, frozen=True, gc=False):
    """One user as WHO shows them; ``channel`` "*" where none is shared."""

    channel: str
    source: Source
    real_name: str
    away: bool
    operator: bool
    ranks: frozenset[str] = frozenset()


class WhoIs(Reply, frozen=True, gc=False):
    """The answer to WHO for ``mask``."""

    mask: str
    rows: tuple[WhoRow, ...]


class Profile(Reply, frozen=True, gc=False):
    """The answer to WHOIS for one user.

    ``channels``: (name, ranks) as the asker may see them; ``idle``: seconds; ``signon``: seconds since 1970;
    ``secure``: all their connections are.
    ``addresses``: where they really come from, for server operators and themselves.
    """

    source: Source
    real_name: str
    channels: tuple[tuple[str, frozenset[str]], ...]
    operator: bool
    away: str
    idle: int
    signon: int
    protocol: str
    secure: bool = False
    addresses: tuple[str, ...] = ()


class WhoisEnds(Reply, frozen=True, gc=False):
    """After the last profile of one request."""

    nicks: str


class UserHost(msgspec.Struct, frozen=True, gc=False):
    """One user in the answer to USERHOST."""

    source: Source
    away: bool
    operator: bool


class UserHostsAre(Reply, frozen=True, gc=False):
    """The answer to USERHOST."""

    users: tuple[UserHost, ...]


class MotdIs(Reply, frozen=True, gc=False):
    """The message of the day, () for none."""

    lines: tuple[str, ...]


class CountsAre(Reply, frozen=True, gc=False):
    """LUSERS."""

    users: int
    invisible: int
    operators: int
    unregistered: int
    channels: int
    most_users: int


class VersionIs(Reply, frozen=True, gc=False):
    """The program's version."""

    version: str


class TimeIs(Reply, frozen=True, gc=False):
    """The server's time, nanoseconds since 1970."""

    time: int


class AdminIs(Reply, frozen=True, gc=False):
    """Who runs the server, in up to three lines."""

    lines: tuple[str, ...]


class BansAre(Reply, frozen=True, gc=False):
    """The answer to STATS ``query``: the server's bans of one kind."""

    query: str
    bans: tuple[Ban, ...]


class InfoIs(Reply, frozen=True, gc=False):
    """What this program is."""

    lines: tuple[str, ...]


class HelpIs(Reply, frozen=True, gc=False):
    """Help on ``topic`` ("" for all): (command as typed by IRC apps, as typed by plain clients, what it does)."""

    topic: str
    rows: tuple[tuple[str, str, str], ...]


# --- the past -------------------------------------------------------------------------------------------------------


class HistoryIs(Reply, frozen=True, gc=False):
    """A page of a conversation, oldest first; ``target``: as the asker named it."""

    target: str
    events: tuple[Event, ...]


class HistoryTargetsAre(Reply, frozen=True, gc=False):
    """(target, time of its latest message in nanoseconds)."""

    targets: tuple[tuple[str, int], ...]
