"""Users, and what one is oneself."""

from __future__ import annotations

import msgspec

from ..events import Source
from .base import Reply


class UserModesAre(Reply, frozen=True, gc=False):
    """The asker's own modes."""

    letters: str


class AcceptedAre(Reply, frozen=True, gc=False):
    """Who may write to the asker, though the asker hears only from accounts."""

    nicks: tuple[str, ...]


class TheyAreAway(Reply, frozen=True, gc=False):
    """The one spoken to is away."""

    nick: str
    text: str


class YouAre(Reply, frozen=True, gc=False):
    """The asker's own away state changed."""

    away: bool


class YouAreOperator(Reply, frozen=True, gc=False):
    """OPER was accepted."""


class WhoRow(msgspec.Struct, frozen=True, gc=False):
    """One user as WHO shows them; ``channel`` "*" where none is shared.

    ``idle``: seconds; ``address``: where they really come from, "" where the asker may not know.
    """

    channel: str
    source: Source
    real_name: str
    away: bool
    operator: bool
    ranks: frozenset[str] = frozenset()
    idle: int = 0
    address: str = ""


class WhoIs(Reply, frozen=True, gc=False):
    """The answer to WHO for ``mask``; ``fields`` and ``token`` as asked; ``more``: there were more than are shown;
    ``of``: how many it was looked for among."""

    mask: str
    rows: tuple[WhoRow, ...]
    fields: str = ""
    token: str = ""
    more: bool = False
    of: int = 0

    @property
    def size(self) -> int:
        return max(len(self.rows), self.of)


class Profile(Reply, frozen=True, gc=False):
    """The answer to WHOIS for one user.

    ``channels``: (name, ranks) as the asker may see them; ``idle``: seconds; ``signon``: seconds since 1970;
    ``secure``: all their connections are; ``metadata``: keys and values that they tell of themselves.
    For server operators and themselves: ``addresses``, where they really
    come from; ``fingerprints`` of the certificates they showed; ``modes``, their letters.
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
    fingerprints: tuple[str, ...] = ()
    modes: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


class WhoisEnds(Reply, frozen=True, gc=False):
    """After the last profile of one request."""

    nicks: str


class Departed(msgspec.Struct, frozen=True, gc=False):
    """Who was once called so; ``time``: until when, in nanoseconds; ``address``: for server operators alone."""

    source: Source
    real_name: str
    time: int
    address: str = ""


class TheyWere(Reply, frozen=True, gc=False):
    """The answer to WHOWAS for one ``nick``, the latest first; none where nobody is remembered."""

    nick: str
    found: tuple[Departed, ...]


class TheseAreOn(Reply, frozen=True, gc=False):
    """The answer to ISON."""

    nicks: tuple[str, ...]


class UserHost(msgspec.Struct, frozen=True, gc=False):
    """One user in the answer to USERHOST."""

    source: Source
    away: bool
    operator: bool


class UserHostsAre(Reply, frozen=True, gc=False):
    """The answer to USERHOST."""

    users: tuple[UserHost, ...]


class Watched(Reply, frozen=True, gc=False):
    """How nicknames that are watched stand: those who are here, as ``nick!user@host``, and those who are not."""

    online: tuple[str, ...] = ()
    offline: tuple[str, ...] = ()


class WatchListIs(Reply, frozen=True, gc=False):
    """The nicknames the asker watches."""

    nicks: tuple[str, ...]
