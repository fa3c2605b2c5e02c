"""The hub: everything true at this moment, changed by events alone.

It runs ahead of the log: an event is applied when it is produced, and shown to others when it is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hubbub.model import events as happened
from hubbub.model.events import Conversation, Event, Source
from hubbub.model.modes import RANKS
from hubbub.model.names import GUEST_PREFIX, fold
from hubbub.model.refusals import Refuse
from hubbub.model.server import Server
from hubbub.model.state import Ban, RecentMessage, Snapshot, Topic

from . import permissions
from .bans import Bans
from .channel import Channel
from .cloak import cloak
from .retries import Retries
from .session import Session
from .user import User

_RANK_LETTERS = frozenset(rank.letter for rank in RANKS)


class Hub:
    """``storing``: False while the log refuses to write, and nothing new may be said.

    ``cloak_secret``: what makes hosts of addresses; ``admit``: asked about a session whose proxy has said where it
    really comes from; raises Refuse.
    """

    def __init__(
        self,
        server: Server,
        snapshot: Snapshot,
        *,
        cloak_secret: bytes = b"",
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
        self.nicks: dict[str, User] = {}
        """By folded nick."""
        self.channels: dict[str, Channel] = {
            state.conversation.key: Channel.from_state(state) for state in snapshot.channels
        }
        self.retries = Retries(snapshot.recent)
        self.bans = Bans(snapshot.bans, server.casemapping)
        self.tokens: dict[str, User] = {}
        self.most_users = 0
        self.kept = {self.fold(name) for name in server.kept_channels}
        self._guests = 0

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
        return permissions.sees(who, channel)

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
        return tuple(channel.conversation for channel in user.channels.values())

    def is_kept(self, channel: Channel) -> bool:
        """Whether the channel goes on without members."""
        return channel.conversation.key in self.kept

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
        apply = _APPLY.get(type(event))
        if apply is not None:
            apply(self, event)

    def _said(self, event: happened.Said) -> None:
        source = event.source
        user = self.users.get(source.identity)
        if user is not None:
            user.active = event.time
        if event.cid:
            self.retries.add(RecentMessage(event.conversation.key, event.cid, event.id, event.time))

    def _opened(self, event: happened.ChannelOpened) -> None:
        self.channels[event.channel.key] = Channel(event.channel, event.time, event.flags)

    def _closed(self, event: happened.ChannelClosed) -> None:
        channel = self.channels.pop(event.channel.key)
        for identity in channel.invited:
            if identity in self.users:
                self.users[identity].invitations.pop(event.channel.key, None)

    def _joined(self, event: happened.Joined) -> None:
        user = self.users[event.source.identity]
        channel = self.channels[event.channel.key]
        channel.members[user] = frozenset(event.ranks)
        user.channels[event.channel.key] = channel
        self._forget_invitation(user, event.channel.key)

    def _left(self, event: happened.Left) -> None:
        self._remove(self.users[event.source.identity], event.channel.key)

    def _kicked(self, event: happened.Kicked) -> None:
        self._remove(self.users[event.target.identity], event.channel.key)

    def _remove(self, user: User, key: str) -> None:
        channel = user.channels.pop(key)
        del channel.members[user]

    def _topic_set(self, event: happened.TopicSet) -> None:
        topic = Topic(event.text, event.source.mask, event.time) if event.text else None
        self.channels[event.channel.key].topic = topic

    def _modes_set(self, event: happened.ModesSet) -> None:
        channel = self.channels[event.channel.key]
        named = iter(event.identities)
        for change in event.changes:
            if change.letter in _RANK_LETTERS:
                user = self.users.get(next(named))
                if user is not None:
                    channel.promote(user, change)
            else:
                channel.change(change, event.source.mask, event.time)

    def _renamed(self, event: happened.Renamed) -> None:
        user = self.users[event.source.identity]
        del self.nicks[self.fold(user.nick)]
        was = user.source
        user.source = Source(event.nick, was.user, was.host, was.identity, was.account)
        self.nicks[self.fold(event.nick)] = user

    def _quit(self, event: happened.Quit) -> None:
        user = self.users.pop(event.source.identity)
        del self.nicks[self.fold(user.nick)]
        self.tokens.pop(user.token, None)
        for key in tuple(user.channels):
            self._remove(user, key)
        for key in tuple(user.invitations):
            self._forget_invitation(user, key)

    def _forget_invitation(self, user: User, key: str) -> None:
        if user.invitations.pop(key, None):
            self.channels[key].invited.discard(user.identity)

    def _banned(self, event: happened.Banned) -> None:
        self.bans.add(Ban(event.kind, event.mask, event.reason, event.by, event.time, event.expires))

    def _unbanned(self, event: happened.Unbanned) -> None:
        self.bans.remove(event.kind, event.mask)

    def _away_changed(self, event: happened.AwayChanged) -> None:
        self.users[event.source.identity].away = event.text

    def _invited(self, event: happened.Invited) -> None:
        self.users[event.to].invitations[event.channel.key] = event.channel.name
        self.channels[event.channel.key].invited.add(event.to)

    def _user_modes_set(self, event: happened.UserModesSet) -> None:
        modes = self.users[event.source.identity].modes
        for change in event.changes:
            (modes.add if change.add else modes.discard)(change.letter)

    def _framing_changed(self, event: happened.FramingChanged) -> None:
        session = self.sessions[event.session]
        if event.framing == "irc":
            session.protocol = "irc"
            session.talking = ""
        else:
            session.lines = True

    def _entered(self, event: happened.Entered) -> None:
        user = self.users.get(event.source.identity)
        if user is None:
            user = User(event.source, event.real_name, event.time)
            self.users[event.source.identity] = user
            self.nicks[self.fold(event.source.nick)] = user
            self.most_users = max(self.most_users, len(self.users))
        session = self.sessions[event.session]
        session.user = user
        user.sessions[session.id] = session
        user.lingering_since = None

    def _session_ended(self, event: happened.SessionEnded) -> None:
        session = self.sessions.pop(event.session)
        if session.user is not None:
            del session.user.sessions[session.id]
            if not session.user.sessions:
                session.user.lingering_since = event.time

    def _capabilities_changed(self, event: happened.CapabilitiesChanged) -> None:
        self.sessions[event.session].capabilities = event.capabilities


_APPLY: dict[type[Event], Callable[[Hub, Any], None]] = {
    happened.Said: Hub._said,
    happened.ChannelOpened: Hub._opened,
    happened.ChannelClosed: Hub._closed,
    happened.Joined: Hub._joined,
    happened.Left: Hub._left,
    happened.Kicked: Hub._kicked,
    happened.TopicSet: Hub._topic_set,
    happened.ModesSet: Hub._modes_set,
    happened.Renamed: Hub._renamed,
    happened.Quit: Hub._quit,
    happened.AwayChanged: Hub._away_changed,
    happened.Invited: Hub._invited,
    happened.UserModesSet: Hub._user_modes_set,
    happened.FramingChanged: Hub._framing_changed,
    happened.Entered: Hub._entered,
    happened.SessionEnded: Hub._session_ended,
    happened.CapabilitiesChanged: Hub._capabilities_changed,
    happened.Banned: Hub._banned,
    happened.Unbanned: Hub._unbanned,
}
"""What each event changes; those not here change nothing (`Typing`, `Listening`)."""
