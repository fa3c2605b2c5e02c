"""Delivery by groups against the plainest way to do it: for every event, ask of every session whether it hears it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubbub.model import events, names, replies
from hubbub.model.capabilities import LABELS, NONE
from hubbub.model.events import Conversation, Event, Source
from hubbub.model.modes import ORDER_OF, Change
from hubbub.model.replies import Reply
from hubbub.model.server import Server
from hubbub.model.turn import Turn
from hubbub.net.counts import Counts
from hubbub.net.delivery import Delivery
from hubbub.net.outbox import Outbox
from hubbub.wire.irc import show as irc
from hubbub.wire.plain import show as plain
from hubbub.wire.variant import Framing, variant

SERVER = Server(name="hub", network="Hub", description="", version="v", created=0)
CHANNELS = ("#lobby", "#a", "#b", "#c")
CAPS = (
    NONE,
    frozenset({"echo-message"}),
    frozenset({"server-time"}),
    frozenset({"message-tags", "server-time", "away-notify"}),
    frozenset({"labeled-response"}),
    frozenset({"labeled-response", "batch"}),
    frozenset({"labeled-response", "batch", "echo-message", "message-tags", "extended-join"}),
)
TAGS = (("+typing", "active"),)


class Box:
    """An outbox that only remembers."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        assert not self.closed
        self.writes.append(data)

    def close(self, _ending: bytes = b"") -> None:
        self.closed = True

    def discard(self) -> None:
        """Nothing is held."""


class Person:
    """A user, and where they are, with which ranks."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.channels: dict[str, str] = {}


class Heard:
    """A session of the plain model, and what it is to be told in this batch."""

    def __init__(self, number: int, framing: Framing) -> None:
        self.number = number
        self.framing = framing
        self.capabilities = NONE
        self.person: Person | None = None
        self.listens = ""
        self.lines: list[bytes] = []
        self.ended = False

    def hears(self, channel: str) -> bool:
        return channel in self.person.channels if self.person else self.listens == channel

    def has_rank(self, channel: str, least: str = "v") -> bool:
        ranks = self.person.channels.get(channel, "") if self.person else ""
        return any(ORDER_OF[letter] <= ORDER_OF[least] for letter in ranks)

    def line(self, event: Event) -> bytes:
        show = irc.show_event if self.framing == "irc" else plain.show_event
        return show(event, variant(self.framing, self.capabilities), SERVER)


class Town:
    """What happens, turned into turns for `Delivery`, and at once told to everybody one by one."""

    def __init__(self) -> None:
        self.delivery = Delivery(SERVER, Counts())
        self.sessions: dict[int, Heard] = {}
        self.boxes: dict[int, Box] = {}
        self.people: list[Person] = []
        self.turns: list[Turn] = []
        self.ids = count(1)
        self.numbers = count(1)
        self.persons = count(1)
        self.veiling: set[str] = set()
        """Channels that are auditoriums now."""
        self.actor: Heard | None = None
        self.batches = count(1)
        self.turn = Turn(0)
        self.answer: list[bytes] = []

    # --- what happens -----------------------------------------------------------------------------

    def begin(self, session: Heard | None, label: str = "") -> None:
        self.turn = Turn(session.number if session else 0, label)
        self.actor = session
        self.answer = []

    def end(self) -> None:
        self.turns.append(self.turn)
        actor = self.actor
        if actor is not None:
            if self.turn.label and actor.capabilities >= LABELS and actor.framing == "irc":
                actor.lines += irc.label(self.answer, self.turn.label, SERVER, self.batch)
            else:
                actor.lines += self.answer

    def batch(self) -> str:
        return f"b{next(self.batches)}"

    def stamp(self) -> tuple[str, int]:
        number = next(self.ids)
        return f"m{number}", number * 10**9

    def tell(self, event: Event, hearers: Iterable[Heard]) -> None:
        self.turn.told.append(event)
        for session in hearers:
            line = session.line(event)
            if line and not session.ended:
                (self.answer if session is self.actor else session.lines).append(line)

    def reply(self, reply: Reply) -> None:
        self.turn.told.append(reply)
        actor = self.actor
        assert actor is not None
        if actor.framing == "irc":
            nick = actor.person.source.nick if actor.person else "*"
            self.answer += irc.show_reply(reply, nick, actor.capabilities, SERVER, self.batch)
        elif shown := plain.show_reply(reply, "", SERVER):
            self.answer.append(shown)

    def connect(self, framing: Framing, person: Person | None = None) -> Heard:
        session = Heard(next(self.numbers), "quiet")
        self.sessions[session.number] = session
        box = self.boxes[session.number] = Box()
        self.delivery.attach(session.number, cast("Outbox", box))
        self.begin(session)
        lobby = (Conversation("#lobby", "#lobby"),)
        self.tell(events.Listening(*self.stamp(), session.number, lobby), ())
        session.listens = "#lobby"
        if framing != "quiet":
            self.turn.told.append(events.FramingChanged(*self.stamp(), session.number, framing))
            session.framing = framing
            session.listens = "" if framing == "irc" else "#lobby"
        if person is not None:
            self.enter(session, person)
        self.end()
        return session

    def enter(self, session: Heard, person: Person) -> None:
        there = tuple(Conversation(key, key) for key in person.channels)
        self.turn.told.append(events.Entered(*self.stamp(), session.number, person.source, channels=there))
        session.person = person
        session.listens = ""

    def new_person(self) -> Person:
        number = next(self.persons)
        person = Person(Source(f"p{number}", "u", "h", f"i{number}"))
        self.people.append(person)
        return person

    def within(self, channel: str) -> list[Heard]:
        return [session for session in self.sessions.values() if session.hears(channel)]

    def where(self, person: Person, key: str) -> Conversation:
        """Where something happens that is about this person."""
        return Conversation(key, key, veiled=key in self.veiling and not person.channels.get(key))

    def everywhere(self, person: Person) -> tuple[Conversation, ...]:
        return tuple(self.where(person, key) for key in person.channels)

    def seeing(self, person: Person, key: str) -> list[Heard]:
        """Who in the channel is told of what is about this person."""
        veiled = self.where(person, key).veiled
        return [one for one in self.within(key) if not veiled or one.person is person or one.has_rank(key)]

    def around(self, person: Person) -> list[Heard]:
        seeing = {one.number: one for key in person.channels for one in self.seeing(person, key)}
        return [one for number, one in sorted(seeing.items()) if one.person is not person]

    def of(self, person: Person) -> list[Heard]:
        return [session for session in self.sessions.values() if session.person is person]

    def say(self, session: Heard, person: Person, key: str) -> None:
        told = [one for one in self.within(key) if one is not session or "echo-message" in session.capabilities]
        stamp = self.stamp()
        self.tell(events.Said(*stamp, person.source, Conversation(key, key), "message", f"{key} {stamp[0]}"), told)

    def whisper(self, session: Heard, person: Person, other: Person) -> None:
        where = Conversation(names.direct(person.source.identity, other.source.identity), other.source.nick)
        event = events.Said(*self.stamp(), person.source, where, "message", "psst", other.source.identity)
        told = [one for one in {*self.of(person), *self.of(other)} if one is not session]
        if person is other:  # it reaches the sender as it reaches anyone, without a label, before any echo
            labelled = self.turn.label and session.capabilities >= LABELS
            (session.lines if labelled else self.answer).append(session.line(event))
        self.tell(event, [*told, session] if "echo-message" in session.capabilities else told)

    def say_up(self, session: Heard, person: Person, key: str, rank: str) -> None:
        """To those who have at least this rank."""
        told = [one for one in self.within(key) if one.person is person or one.has_rank(key, rank)]
        told = [one for one in told if one is not session or "echo-message" in session.capabilities]
        where = Conversation(key, f"@{key}")
        self.tell(events.Said(*self.stamp(), person.source, where, "message", "up", rank=rank), told)

    def rank(self, by: Person, person: Person, key: str, letter: str) -> None:
        """Give a rank, or take it."""
        had = person.channels[key]
        change = Change(letter not in had, letter, person.source.nick)
        event = events.ModesSet(
            *self.stamp(), by.source, Conversation(key, key), (Change(True, "m"), change), (person.source.identity,)
        )
        self.tell(event, self.within(key))
        person.channels[key] = had.replace(letter, "") if letter in had else had + letter

    def log_in(self, person: Person) -> None:
        """Be somebody else from here on, and keep what one has."""
        account = f"account-{next(self.persons)}"
        event = events.LoggedIn(*self.stamp(), person.source, account, "name", self.everywhere(person))
        self.tell(event, [*self.around(person), *self.of(person)])
        person.source = event.after

    def join(self, person: Person, key: str, ranks: str = "") -> None:
        person.channels[key] = ranks
        where = self.where(person, key)
        self.tell(events.Joined(*self.stamp(), person.source, where, "real", ranks), self.seeing(person, key))

    def leave(self, person: Person, key: str, by: Person | None) -> None:
        where = self.where(person, key)
        if by is not None:
            self.tell(events.Kicked(*self.stamp(), by.source, where, person.source, "out"), self.seeing(person, key))
        else:
            self.tell(events.Left(*self.stamp(), person.source, where), self.seeing(person, key))
        del person.channels[key]

    def rename(self, person: Person, nick: str) -> None:
        event = events.Renamed(*self.stamp(), person.source, nick, self.everywhere(person))
        self.tell(event, [*self.around(person), *self.of(person)])
        was = person.source
        person.source = Source(nick, was.user, was.host, was.identity, was.account)

    def quit(self, person: Person) -> None:
        for session in self.of(person):
            self.turn.told.append(events.SessionEnded(*self.stamp(), session.number))
            session.ended = True
        self.tell(events.Quit(*self.stamp(), person.source, self.everywhere(person), "bye"), self.around(person))
        self.people.remove(person)
        for session in self.of(person):
            session.person = None

    # --- what is delivered ------------------------------------------------------------------------

    def deliver(self) -> None:
        """Deliver the batch, and compare: each session gets exactly its own lines, in at most one write."""
        turns, self.turns = self.turns, []
        self.delivery.deliver(turns)
        for number, session in tuple(self.sessions.items()):
            box = self.boxes[number]
            assert box.writes == ([b"".join(session.lines)] if session.lines else []), number
            assert box.closed == session.ended
            box.writes.clear()
            session.lines = []
            if session.ended:
                del self.sessions[number]
        index = self.delivery._index
        assert {key for key in CHANNELS if self.within(key)} == index.channels.keys()
        for key, shapes in index.channels.items():
            hearing = {receiver.session for receivers in shapes.values() for receiver in receivers}
            assert hearing == {session.number for session in self.within(key)}
            assert all(receiver.variant is shape for shape, receivers in shapes.items() for receiver in receivers)
            assert all(shapes.values())
        for key in CHANNELS:
            ranked = {person.source.identity for person in self.people if person.channels.get(key)}
            assert set(index.ranks.holders(key)) == ranked


def step(town: Town, kind: str, who: int, number: int, label: bool) -> None:  # noqa: PLR0912 - a table of happenings
    """One thing that happens, if it can."""
    sessions = [session for session in town.sessions.values() if not session.ended]
    key = CHANNELS[number % len(CHANNELS)]
    if kind == "come" or not sessions:
        if number % 3 == 0 and town.people:
            town.connect("irc", town.people[who % len(town.people)])
        elif number % 3 == 1:
            town.connect("irc" if who % 2 else "lines", town.new_person())
        else:
            town.connect(("quiet", "lines")[who % 2])
        return
    session = sessions[who % len(sessions)]
    person = session.person
    if person is None:
        town.begin(session)
        town.enter(session, person := town.new_person())
        town.join(person, "#lobby")
        town.say(session, person, "#lobby")
        town.end()
        return
    other = town.people[number % len(town.people)]
    town.begin(session, f"L{number}" if label and session.framing == "irc" else "")
    before = len(town.turn.told)
    event: Event
    match kind:
        case "say" if key in person.channels:
            town.say(session, person, key)
        case "whisper":
            town.whisper(session, person, other)
        case "join" if key not in person.channels:
            town.join(person, key, ("", "", "v", "ov")[number % 4])
            town.reply(replies.NamesAre(key, (replies.Member("x"),), ends=key))
        case "part" if key in person.channels:
            town.leave(person, key, None)
        case "kick" if key in other.channels:
            town.leave(other, key, person)
        case "say up" if key in person.channels:
            town.say_up(session, person, key, "qaohv"[number % 5])
        case "rank" if key in other.channels:
            town.rank(person, other, key, "qaohv"[number % 5])
        case "veil":
            town.veiling ^= {key}
        case "log in":
            town.log_in(person)
        case "rename":
            town.rename(person, f"n{next(town.ids)}")
        case "caps" if session.framing == "irc":
            town.reply(replies.CapabilitiesAnswered(True, ""))
            session_caps = CAPS[number % len(CAPS)]
            if not town.turn.label:
                event = events.CapabilitiesChanged(*town.stamp(), session.number, session_caps)
                town.turn.told.append(event)
                session.capabilities = session_caps
        case "away":
            there = town.everywhere(person)
            own = [one for one in town.of(person) if one is not session]
            town.tell(events.AwayChanged(*town.stamp(), person.source, "tea", there), [*town.around(person), *own])
        case "invite":
            where = Conversation(key, key)
            event = events.Invited(*town.stamp(), person.source, where, other.source.nick, other.source.identity)
            town.tell(event, town.of(other))
            town.reply(replies.Inviting(other.source.nick, key))
        case "topic" if key in person.channels:
            event = events.TopicSet(*town.stamp(), person.source, Conversation(key, key), "t")
            town.tell(event, town.within(key))
        case "modes":
            event = events.UserModesSet(*town.stamp(), person.source, (Change(True, "i"),))
            town.tell(event, town.of(person))
        case "typing" if key in person.channels:
            event = events.Typing(*town.stamp(), person.source, Conversation(key, key), TAGS)
            told = [one for one in town.within(key) if one is not session or "echo-message" in session.capabilities]
            town.tell(event, told)
        case "ping":
            town.reply(replies.Pong("x"))
        case "quit":
            if number % 2:
                town.actor, town.turn.session, town.turn.label = None, 0, ""
            town.quit(person)
    if len(town.turn.told) > before or town.turn.label:
        town.end()


KINDS = ["come", "say", "say", "say", "whisper", "join", "join", "part", "kick", "rename", "caps", "away", "invite"]
KINDS += ["topic", "modes", "typing", "ping", "quit", "deliver"]
KINDS += ["say up", "say up", "rank", "rank", "veil", "log in"]
STEP = st.tuples(st.sampled_from(KINDS), st.integers(0, 11), st.integers(0, 11), st.booleans())


@settings(max_examples=300, deadline=None)
@given(st.lists(STEP, max_size=60))
def test_groups_are_told_what_each_would_be_told_alone(steps: list[tuple[str, int, int, bool]]) -> None:
    town = Town()
    for number, key in enumerate(CHANNELS):
        person = town.new_person()
        session = town.connect("irc", person)
        session.capabilities = CAPS[number % len(CAPS)]
        town.begin(session)
        town.turn.told.append(events.CapabilitiesChanged(*town.stamp(), session.number, session.capabilities))
        town.join(person, key, "o")
        town.join(person, CHANNELS[(number + 1) % len(CHANNELS)])
        town.end()
    town.deliver()
    town.veiling.add("#a")
    for kind, who, number, label in steps:
        if kind == "deliver":
            town.deliver()
        else:
            step(town, kind, who, number, label)
    town.deliver()


@pytest.mark.parametrize("sessions", [1, 2, 5])
def test_a_group_shares_its_bytes(sessions: int) -> None:
    town = Town()
    crowd = [town.connect("irc", town.new_person()) for _ in range(sessions + 1)]
    for session in crowd:
        assert session.person
        town.begin(session)
        for key in ("#a", "#b"):
            town.join(session.person, key)
        town.end()
    town.deliver()
    speaker = crowd[0]
    assert speaker.person
    for key in ("#a", "#b", "#a"):
        town.begin(speaker)
        town.say(speaker, speaker.person, key)
        town.end()
    turns, town.turns = town.turns, []
    town.delivery.deliver(turns)
    written = [town.boxes[session.number].writes for session in crowd[1:]]
    assert all(len(writes) == 1 for writes in written)
    assert len({id(writes[0]) for writes in written}) == 1
    assert written[0][0].count(b"\r\n") == 3


def test_ones_other_sessions_hear_that_one_is_away() -> None:
    town = Town()
    alice, bob = town.new_person(), town.new_person()
    sessions = [town.connect("irc", person) for person in (alice, alice, bob)]
    for session in sessions:
        town.begin(session)
        session.capabilities = frozenset({"away-notify"})
        town.turn.told.append(events.CapabilitiesChanged(*town.stamp(), session.number, session.capabilities))
        town.end()
    for session in sessions[1:]:
        assert session.person
        town.begin(session)
        town.join(session.person, "#a")
        town.end()
    town.deliver()
    step(town, "away", 0, 0, False)
    assert sessions[2].lines
    assert sessions[1].lines
    assert not sessions[0].lines
    town.deliver()


def test_nobody_hears_what_was_said_before_they_came_or_after_they_went() -> None:
    town = Town()
    alice, bob = (town.connect("irc", town.new_person()) for _ in range(2))
    assert alice.person
    assert bob.person
    town.begin(alice)
    town.join(alice.person, "#a")
    town.say(alice, alice.person, "#a")
    town.end()
    town.begin(bob)
    town.join(bob.person, "#a")
    town.end()
    town.begin(alice)
    town.say(alice, alice.person, "#a")
    town.leave(bob.person, "#a", alice.person)
    town.say(alice, alice.person, "#a")
    town.end()
    assert [line.split()[1] for line in bob.lines] == [b"JOIN", b"PRIVMSG", b"KICK"]
    town.deliver()
