"""A session: one connection, before and after it belongs to a user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hubbub.model.capabilities import NONE
from hubbub.model.refusals import Refuse

if TYPE_CHECKING:
    from .claims import Claim
    from .exchange import Exchange
    from .flood import Pace
    from .user import User


LOCAL_HOST = "localhost"
"""The host of whoever is on this machine."""


class Session:
    """What the hub knows of a connection.

    What concerns nobody else (the registration under way, the channel a plain client talks in) is set by commands
    directly; all that others can see changes by events.
    """

    __slots__ = (
        "address",
        "away",
        "away_since",
        "cap_version",
        "capabilities",
        "certificate_fingerprint",
        "claim",
        "exchange",
        "failed_logins",
        "host",
        "id",
        "introduced",
        "lines",
        "login",
        "login_name",
        "missed_since",
        "monitoring",
        "negotiating",
        "nick",
        "offered",
        "pace",
        "password",
        "pending_metadata",
        "protocol",
        "resume_token",
        "secure",
        "sheltered",
        "speaks_for_others",
        "subscriptions",
        "talking",
        "user",
        "wanted",
    )

    def __init__(
        self, session_id: int, address: str, host: str, talking: str, *, speaks_for_others: bool = False
    ) -> None:
        self.id = session_id
        self.address = address
        """Where it really comes from: for operators and the log."""
        self.host = host
        """What others see of that."""
        self.pace: Pace | None = None
        """How fast it may join channels and change names; None: as it likes."""
        self.speaks_for_others = speaks_for_others
        """Whether it may be a gateway: what WEBIRC says is believed."""
        self.secure = self.sheltered = False
        """Whether it is encrypted the whole way; or up to a gateway on this machine, where nobody reads along."""
        self.certificate_fingerprint = ""
        """SHA-256, in small hexadecimal digits, of the certificate whose key the client has shown to hold."""
        self.protocol: Literal["plain", "irc"] = "plain"
        self.user: User | None = None
        self.capabilities = NONE
        self.cap_version = 301
        """Of capability negotiation: the highest that the client has told to understand."""
        self.monitoring: dict[str, str] = {}
        """The nicknames it watches: folded, and as it spelled them."""
        self.pending_metadata: dict[str, str] = {}
        """What it tells of itself before it belongs to a user."""
        self.subscriptions: frozenset[str] = NONE
        """The keys of metadata whose changes it is told."""
        self.lines = False
        """Whether a plain client has typed a line, and so wants to be told things."""
        self.negotiating = False
        self.login = ""
        """The id of the account it has proved to own, before it becomes a user; ``login_name``: its name."""
        self.login_name = ""
        self.exchange: Exchange | None = None
        """The SASL exchange under way."""
        self.failed_logins = 0
        self.offered: dict[str, str] = {}
        """What it was last told that it may negotiate: capability to value."""
        self.nick = ""
        self.wanted = ""
        """The nick that it asked for last and could not have."""
        self.introduced: tuple[str, str] | None = None
        self.password = ""
        self.resume_token = ""
        """What it takes an earlier session up with."""
        self.claim: Claim | None = None
        """By what it may be taken up itself."""
        self.away, self.away_since = "", 0
        """What it says of why nobody is there, "" while somebody is; what others see is `hub.presence.shown_away`."""
        self.missed_since = 0
        """When its owner was last here before it, 0 where they never were."""
        self.talking = talking
        """The key of the channel that a plain client talks in, "" for none."""

    @property
    def registered_user(self) -> User:
        """The user.  Raises Refuse("not_registered") before there is one."""
        if self.user is None:
            raise Refuse("not_registered")
        return self.user

    @property
    def local(self) -> bool:
        """Whether it comes from this machine itself."""
        return self.host == LOCAL_HOST

    @property
    def may_tell_secrets(self) -> bool:
        """Whether a password may come this way: encrypted, or from or by this machine itself."""
        return self.secure or self.local or self.sheltered

    @property
    def shown_nick(self) -> str:
        return self.user.nick if self.user else self.nick or "*"

    def has(self, capability: str) -> bool:
        return capability in self.capabilities
