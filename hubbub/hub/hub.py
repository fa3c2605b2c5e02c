"""The hub: everything true at this moment, changed by events alone.

It runs ahead of the log: an event is applied when it is produced, and shown to others when it is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2s

from hubbub.model.account import Account, ScramKeys
from hubbub.model.events import Conversation, Event
from hubbub.model.names import GUEST_PREFIX, fold
from hubbub.model.refusals import Refuse
from hubbub.model.server import Server
from hubbub.model.state import Snapshot

from . import permissions, visibility
from .accounts import Accounts
from .bans import Bans
from .changes import APPLY
from .channel import Channel
from .claims import Claims
from .cloak import cloak
from .guesses import Guesses
from .markers import Markers
from .metadata import Metadata
from .nicks import Nicks
from .presence import Presences, recall
from .retries import Retries
from .session import Session
from .tally import Tally
from .user import User
from .whowas import Whowas


class Hub:
    """``storing``: False while the log refuses to write, and nothing new may be said.

    ``cloak_secret``: what makes hosts of addresses; ``started``: when this hub is made of the snapshot, in nanoseconds,
    if later than the server's start; ``admit``: asked about a session whose proxy has said where it
    really comes from; raises Refuse.
    """

    def __init__(
        self,
        server: Server,
        snapshot: Snapshot,
        *,
        cloak_secret: bytes = b"",
        started: int = 0,
        admit: Callable[[Session], None] = lambda _: None,
    ) -> None:
        self.admit = admit
        self._cloak_secret = cloak_secret
        self.server = server
        self.limits = server.limits
        self.storing = True
        self.sessions: dict[int, Session] = {}
        self.users: dict[str, User] = {}
        """By identity."""
        self.nicks = Nicks()
        """By folded nick."""
        self.channels: dict[str, Channel] = {
            state.conversation.key: Channel.from_state(state) for state in snapshot.channels
        }
        self.retries = Retries(snapshot.recent)
        self.bans = Bans(snapshot.bans, server.casemapping)
        self.accounts = Accounts(snapshot.accounts, server.casemapping)
        self.metadata = Metadata(snapshot.metadata)
        self.markers = Markers(snapshot.read_markers)
        self.purges = {purge.channel.key: purge for purge in snapshot.purges}
        """The channels in which nobody may be, by key."""
        self.guesses = Guesses()
        self.claims = Claims()
        self.presences = Presences(snapshot.presences)
        self.absent: set[User] = set()
        """Who is here without a session."""
        self.whowas = Whowas(server.limits.whowas_entries)
        self.tally = Tally(sum(channel.is_hidden for channel in self.channels.values()))
        self.kept = {self.fold(name) for name in server.kept_channels}
        self._guests = 0
        recall(self, snapshot.presences, started or server.created)

    # --- asking ---------------------------------------------------------------------------------

    def fold(self, name: str) -> str:
        """The form of a nick or channel name under this server's casemapping."""
        return fold(name, self.server.casemapping)

    def conversation(self, name: str) -> Conversation:
        """The channel conversation of this name, whether the channel exists or not."""
        key = self.fold(name)
        channel = self.channels.get(key)
        return channel.conversation if channel else Conversation(key, name)

    def channel(self, name: str) -> Channel:
        """The channel called ``name``.  Raises Refuse("no_such_channel")."""
        channel = self.channels.get(self.fold(name))
        if channel is None:
            raise Refuse("no_such_channel", name)
        return channel

    def user(self, nick: str) -> User:
        """The user called ``nick``.  Raises Refuse("no_such_nick")."""
        user = self.nicks.get(self.fold(nick))
        if user is None:
            raise Refuse("no_such_nick", nick)
        return user

    def account_of(self, who: Session) -> Account | None:
        """The account that this session has logged in to, as it is now."""
        user = who.user
        if user is None:
            return self.accounts.get(who.login) if who.login else None
        return self.accounts.get(user.identity) if user.source.account else None

    def code(self, *about: str) -> str:
        """What confirms something that cannot be undone: nobody can know it who was not told, and it stays the same."""
        text = "\0".join(about).encode("utf-8", "replace")
        return blake2s(text, key=self._cloak_secret[:32], person=b"code", digest_size=4).hexdigest()

    def no_account(self, name: str) -> ScramKeys:
        """Keys for a name without an account, always the same ones, that no password fits."""
        digest = blake2s(self.fold(name).encode(), key=self._cloak_secret[:32], person=b"scram").digest()
        return ScramKeys(digest[:16], digest, digest, self.server.accounts.iterations)

    def talking_in(self, who: Session) -> str:
        """The name of the channel a plain client talks in.  Raises Refuse("no_such_channel") where it is in none."""
        channel = self.channels.get(who.talking)
        if channel is None:
            raise Refuse("no_such_channel", who.talking or "here", text="you are in no channel: join one")
        return channel.name

    def require(self, who: Session, action: permissions.Action, channel: Channel) -> None:
        """Raises Refuse where ``who`` may not do this in the channel: the one rule for all protocols."""
        permissions.require(self, who, action, channel)

    def sees(self, who: Session, channel: Channel) -> bool:
        """Whether ``who`` may know that this channel exists."""
        return visibility.sees(who, channel)

    def free_guest_nick(self) -> str:
        """The next free nickname for somebody without one."""
        while True:
            self._guests += 1
            nick = f"{GUEST_PREFIX}{self._guests}"
            if nick not in self.nicks:
                return nick

    def host_of(self, address: str) -> str:
        """What others see of a client that comes from there."""
        return cloak(address, self._cloak_secret)

    def shared_channels(self, user: User) -> tuple[Conversation, ...]:
        """Where others hear of what this user does."""
        return tuple(channel.about(user) for channel in user.channels.values())

    def is_kept(self, channel: Channel) -> bool:
        """Whether the channel goes on without members."""
        return channel.registration is not None or channel.conversation.key in self.kept

    # --- changing -------------------------------------------------------------------------------

    def connect(self, session_id: int, address: str, *, speaks_for_others: bool = False) -> Session:
        """A connection was accepted."""
        session = self.sessions[session_id] = Session(
            session_id,
            address,
            self.host_of(address),
            self.fold(self.server.lobby),
            speaks_for_others=speaks_for_others,
        )
        return session

    def apply(self, event: Event) -> None:
        """Make ``event`` true."""
        apply = APPLY.get(type(event))
        if apply is not None:
            apply(self, event)
