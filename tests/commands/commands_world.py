"""A hub and whoever is on it, without a server: requests are carried out as the pipeline would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, TypeVar

import msgspec
from scramp import ScramException, ScramMechanism

from hubbub.commands import channels, going, presence, table
from hubbub.commands.outcome import Outcome, Steps, Then, Told, refused
from hubbub.hub.hub import Hub
from hubbub.hub.presence import is_always_on, shown_away, standing
from hubbub.hub.user import User
from hubbub.model import events, requests
from hubbub.model.account import Account, Credentials, ScramKeys
from hubbub.model.effects import CheckPassword, DeriveCredentials, Effect, FindTargets, Page, ReadPage, Targets
from hubbub.model.events import Event
from hubbub.model.modes import ORDER_OF, Change, read_changes
from hubbub.model.moment import Moment
from hubbub.model.names import is_direct, parties
from hubbub.model.presence import Presence
from hubbub.model.refusals import Refuse
from hubbub.model.registration import ROLES
from hubbub.model.replies import Refused
from hubbub.model.requests import Request
from hubbub.model.server import OperatorLogin, Server
from hubbub.model.state import ChannelState, ListEntry, Snapshot, Topic

SECOND = 10**9
START = 1_800_000_000 * SECOND
SERVER = Server(
    name="hub",
    network="Hub",
    description="a place",
    version="hubbub 1",
    created=START,
    motd=("welcome",),
    operators=(OperatorLogin("root", "secret", "10.*"),),
)

A = TypeVar("A")


class World:
    """``answers``: what effects are answered, one after the other; ``meanwhile``: done before an answer is given."""

    def __init__(self, snapshot: Snapshot | None = None, **server: Any) -> None:
        self.server = msgspec.structs.replace(SERVER, **server)
        self.snapshot = snapshot or Snapshot()
        self.hub = Hub(self.server, self.snapshot)
        self.time = START
        self.ids = count(1)
        self.secrets = count(1)
        self.sessions = count(1)
        self.log: list[Event] = []
        self._then: Request | None = None
        self.effects: list[Effect] = []
        self.answers: list[Any] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.own(channels.at_start(self.hub, self.now()))

    def now(self) -> Moment:
        self.time += SECOND // 1000
        return self._moment()

    def _moment(self) -> Moment:
        return Moment(self.time, lambda: f"id-{next(self.ids)}", lambda: f"secret-{next(self.secrets)}")

    def own(self, steps: Outcome) -> list[Told]:
        """The server itself does something."""
        told = self._take(steps)
        self.log += presence.kept(self.hub, self._moment())
        return told

    def passes(self, seconds: float) -> list[Told]:
        """Time goes by, and the server sweeps."""
        self.time += int(seconds * SECOND)
        return self.own(going.expire(self.hub, self.now()))

    def restarts(self) -> None:
        """The server ends, connections and all, and starts again from what was kept."""
        kept = [event.presence for event in self.log if isinstance(event, events.PresenceKept)]
        presences = {one.account: one for one in (*self.snapshot.presences, *kept)}
        states = replayed(self.log, self.snapshot)
        self.snapshot = Snapshot(
            tuple(states[key] for key in sorted(states)),
            accounts=tuple(self.hub.accounts),
            presences=tuple(presences.values()),
        )
        self.log.clear()
        self.hub = Hub(self.server, self.snapshot, started=self.now().time)
        self.own(channels.at_start(self.hub, self.now()))

    def ask(self, session: int, request: Request) -> list[Told]:
        """All that comes of the request, in order; nothing for a session that is gone."""
        who = self.hub.sessions.get(session)
        self._then = None
        if who is None:
            return []
        try:
            outcome = table.carry_out(self.hub, who, request, self.now())
        except Refuse as refusal:
            return [refused(refusal)]
        told = self._take(outcome)
        if self._then is not None:
            told += self.ask(session, self._then)
        self.log += presence.kept(self.hub, self._moment())
        self.check()
        return told

    def _take(self, outcome: Outcome) -> list[Told]:
        told: list[Told] = []
        try:
            if isinstance(outcome, list):
                for one in outcome:
                    self._tell(one, told)
            else:
                self._run(outcome, told)
        except Refuse as refusal:
            told.append(refused(refusal))
        return told

    def _run(self, steps: Steps, told: list[Told]) -> None:
        answer: Any = None
        while True:
            try:
                one = steps.send(answer)
            except StopIteration:
                return
            answer = None
            if isinstance(one, Then):
                assert self._then is None, "one thing may be asked next"
                self._then = one.request
            elif isinstance(one, Effect):
                assert not told, "a command waits before it does anything"
                self.effects.append(one)
                self.meanwhile()
                answer = self.answers.pop(0) if self.answers else answered(one, self.log)
            else:
                self._tell(one, told)

    def _tell(self, one: Told, told: list[Told]) -> None:
        told.append(one)
        if isinstance(one, Event):
            self.hub.apply(one)
            if one.durable and self.hub.storing:
                self.log.append(one)

    # --- people -----------------------------------------------------------------------------------

    def plain(self, address: str = "127.0.0.1", *, secure: bool = True) -> Person:
        """Somebody who only connected, from elsewhere by TLS unless told otherwise."""
        person = Person(self, next(self.sessions))
        session = self.hub.connect(person.session, address)
        session.secure = secure and not session.local
        person.does(requests.Listen())
        return person

    def raw_irc(self, address: str = "127.0.0.1", *, secure: bool = True) -> Person:
        """An IRC client that has not registered."""
        person = self.plain(address, secure=secure)
        person.does(requests.StartIrc())
        return person

    def irc(
        self,
        nick: str,
        *channels: str,
        caps: tuple[str, ...] = (),
        address: str = "127.0.0.1",
        secure: bool = True,
    ) -> Person:
        """A registered IRC client."""
        person = self.raw_irc(address, secure=secure)
        if caps:
            person.does(requests.Capabilities(way="request", add=caps))
        person.does(requests.Nick(nick))
        person.does(requests.Introduce(user=nick, real_name=f"the {nick}"))
        if caps:
            person.does(requests.Capabilities(way="end"))
        if channels:
            person.does(requests.Join(channels))
        return person

    # --- what must always be so -------------------------------------------------------------------

    def check(self) -> None:
        """Raises AssertionError where the hub contradicts itself, or the log."""
        hub = self.hub
        users, tally = hub.users.values(), hub.tally
        assert tally.with_mode == {letter: sum(letter in user.modes for user in users) for letter in "io"}
        assert tally.settled == sum(session.user is not None for session in hub.sessions.values())
        assert tally.hidden_channels == sum(channel.is_hidden for channel in hub.channels.values())
        assert all(user in other.accepted_by for user in users for other in user.accepts)
        assert all(hub.users[other.identity] is other for user in users for other in (*user.accepts, *user.accepted_by))
        assert {user.identity: user for user in hub.users.values()} == hub.users
        assert {hub.fold(user.nick): user for user in hub.users.values()} == hub.nicks
        for session in hub.sessions.values():
            if session.user is not None:
                assert hub.users[session.user.identity] is session.user
                assert session.user.sessions[session.id] is session
            if session.talking and session.user is not None:
                assert session.talking in hub.kept or session.talking in session.user.channels
        for user in hub.users.values():
            assert all(hub.sessions[number] is session for number, session in user.sessions.items())
            assert user.sessions or user.lost or is_always_on(hub, hub.accounts.get(user.identity)), user.nick
            assert (user in hub.absent) == (not user.sessions)
            assert user.away == shown_away(user)
            assert all(hub.claims.find(token) is claim for token, claim in user.claims.items())
            assert all(claim.user is user and claim.session.claim is claim for claim in user.claims.values())
            for key, channel in user.channels.items():
                assert hub.channels[key] is channel
                assert user in channel.members
            assert all(user.identity in hub.channels[key].invited for key in user.invitations)
        for key, channel in hub.channels.items():
            assert channel.conversation.key == key == hub.fold(channel.name)
            assert all(member.channels[key] is channel for member in channel.members)
            assert all(key in hub.users[identity].invitations for identity in channel.invited)
            assert channel.members or hub.is_kept(channel) or not hub.storing, f"{key} is empty"
            if channel.registration is not None:
                holders = [channel.registration.founder, *(account for account, _ in channel.registration.roles)]
                assert all(hub.accounts.get(holder) is not None for holder in holders)
                assert all(channel.standing(user) in {"", "q", *ROLES} for user in channel.members)
            assert all(ranks <= ORDER_OF.keys() for ranks in channel.members.values())
        assert len(hub.claims) == sum(len(user.claims) for user in hub.users.values())
        for user in hub.users.values():
            account = hub.accounts.get(user.identity)
            assert user.source.account == (account.name if account is not None else "")
        assert self.kept() == {account.id: standing(hub, account) for account in hub.accounts}
        assert list(hub.accounts) == registered(self.log, self.snapshot)
        assert replayed(self.log, self.snapshot) == {key: channel.state() for key, channel in hub.channels.items()}

    def kept(self) -> dict[str, Presence]:
        """What the state rows would have of each account; nothing is kept of one that was never used."""
        found = {account.id: Presence(account.id, 0) for account in self.hub.accounts}
        found |= {one.account: one for one in self.snapshot.presences if one.account in found}
        for event in self.log:
            if isinstance(event, events.PresenceKept) and event.presence.account in found:
                found[event.presence.account] = event.presence
        return found


def answered(effect: Effect, log: list[Event]) -> Any:
    """What a server answers; of passwords, quickly, and of the past, what replays ask."""
    said = [event for event in log if isinstance(event, events.Said) and not event.rank]
    if isinstance(effect, FindTargets):
        return found_targets(effect, said)
    if isinstance(effect, ReadPage):
        return read_page(effect, [event for event in said if event.conversation.key == effect.conversation])
    if isinstance(effect, DeriveCredentials):
        return credentials(effect.password)
    if isinstance(effect, CheckPassword):
        return effect.verifier == f"made of {effect.password}"
    return None


def found_targets(ask: FindTargets, said: list[events.Said]) -> Targets:
    latest: dict[str, int] = {}
    for event in said:
        key = event.conversation.key
        own = key in ask.channels or (is_direct(key) and ask.identity in parties(key))
        if own and ask.after < event.time < ask.before:
            latest[key] = event.time
    ordered = sorted(latest.items(), key=lambda target: (target[1], target[0]))
    return Targets(tuple(ordered[-ask.limit :] if ask.newest_first else ordered[: ask.limit]))


def read_page(ask: ReadPage, said: list[events.Said]) -> Page:
    if ask.way != "between":
        return Page(())
    assert ask.before is not None
    assert ask.before.time is not None
    assert ask.after is not None
    start = next((place for place, event in enumerate(said) if ask.after and event.id == ask.after.id), -1)
    found = [event for event in said[start + 1 :] if event.time < ask.before.time]
    if ask.after.time is not None:
        found = [event for event in found if event.time > (ask.after.time or 0)]
    return Page(tuple(found[-ask.limit :] if ask.newest_first else found[: ask.limit]))


def credentials(password: str) -> Credentials:
    try:
        made = ScramMechanism("SCRAM-SHA-256").make_auth_info(password, salt=b"a salt of some bytes")
    except ScramException:  # as the server has it: a password that SASLprep knows nothing of has no such keys
        return Credentials(f"made of {password}")
    return Credentials(f"made of {password}", str(ScramKeys(*made)))


class Person:
    """One session, as a dialogue writes about it."""

    def __init__(self, world: World, session: int) -> None:
        self.world = world
        self.session = session

    def does(self, request: Request) -> list[Told]:
        return self.world.ask(self.session, request)

    def says(self, text: str, *targets: str, **more: Any) -> list[Told]:
        if targets:
            return self.does(requests.Say(targets=targets, text=text, **more))
        return self.does(requests.Utter(text=text, **more))

    def modes(self, channel: str, *words: str) -> list[Told]:
        return self.does(requests.ChannelModes(channel, read_changes(words)))

    @property
    def user(self) -> User:
        user = self.world.hub.sessions[self.session].user
        assert user is not None
        return user

    @property
    def nick(self) -> str:
        return self.user.nick

    @property
    def channels(self) -> set[str]:
        return {channel.name for channel in self.user.channels.values()}

    @property
    def token(self) -> str:
        """By which its session may be resumed, "" for none."""
        claim = self.world.hub.sessions[self.session].claim
        return claim.token if claim is not None else ""

    @property
    def is_here(self) -> bool:
        return self.session in self.world.hub.sessions


def only(kind: type[A], told: Sequence[object]) -> A:
    """The one thing of this kind among what was told."""
    (found,) = [one for one in told if isinstance(one, kind)]
    return found


def all_of(kind: type[A], told: Sequence[object]) -> list[A]:
    return [one for one in told if isinstance(one, kind)]


def codes(told: Sequence[object]) -> list[str]:
    """The codes of all that was refused."""
    return [one.code for one in told if isinstance(one, Refused)]


def shape(told: Sequence[object]) -> list[str]:
    """The kinds of what was told, in order."""
    return [type(one).__name__ for one in told]


def happened(told: Sequence[object]) -> list[Event]:
    return [one for one in told if isinstance(one, Event)]


def registered(log: list[Event], snapshot: Snapshot) -> list[Account]:
    """The accounts that are there, by name."""
    accounts = {account.id: account for account in snapshot.accounts}
    for event in log:
        if isinstance(event, events.AccountDropped):
            del accounts[event.account]
        elif isinstance(event, events.AccountRegistered | events.AccountChanged):
            accounts[event.account.id] = event.account
    return sorted(accounts.values(), key=lambda account: account.name.lower())


def replayed(log: list[Event], snapshot: Snapshot) -> dict[str, ChannelState]:
    """The channels that durable events make, by the plainest reading of each."""
    states = {state.conversation.key: state for state in snapshot.channels}
    for event in log:
        if isinstance(event, events.ChannelOpened):
            states[event.channel.key] = ChannelState(event.channel, event.time, "".join(sorted(set(event.flags))))
        elif isinstance(event, events.ChannelClosed):
            del states[event.channel.key]
        elif isinstance(event, events.ChannelRenamed):
            state = states.pop(event.channel.key)
            states[event.after.key] = msgspec.structs.replace(state, conversation=event.after)
        elif isinstance(event, events.TopicSet):
            topic = Topic(event.text, event.source.mask, event.time) if event.text else None
            states[event.channel.key] = msgspec.structs.replace(states[event.channel.key], topic=topic)
        elif isinstance(event, events.RegistrationSet):
            owned = event.registration
            states[event.channel.key] = msgspec.structs.replace(states[event.channel.key], registration=owned)
        elif isinstance(event, events.ModesSet):
            for change in event.changes:
                states[event.channel.key] = _changed(states[event.channel.key], change, event)
    return states


def _changed(state: ChannelState, change: Change, event: events.ModesSet) -> ChannelState:
    letter, add = change.letter, change.add
    if letter in ORDER_OF:
        return state
    if letter == "k":
        return msgspec.structs.replace(state, key=change.argument if add else "")
    if letter == "l":
        return msgspec.structs.replace(state, limit=int(change.argument) if add else 0)
    if letter == "f":
        return msgspec.structs.replace(state, forward=change.argument if add else "")
    if letter in "beI":
        lists = [entry for entry in state.lists if (entry.letter, entry.mask) != (letter, change.argument)]
        if add:
            lists.append(ListEntry(letter, change.argument, event.source.mask, event.time))
        # the hub keeps them list by list
        return msgspec.structs.replace(state, lists=tuple(sorted(lists, key=lambda entry: entry.letter)))
    flags = set(state.flags) | {letter} if add else set(state.flags) - {letter}
    return msgspec.structs.replace(state, flags="".join(sorted(flags)))
