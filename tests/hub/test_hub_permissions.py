"""Who may do what in a channel, whole: every action, flag and rank."""

from __future__ import annotations

from typing import get_args

import pytest

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.permissions import Action
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model.events import Conversation, Source
from hubbub.model.modes import Change
from hubbub.model.refusals import Refuse
from hubbub.model.server import Server
from hubbub.model.state import Snapshot

SERVER = Server(name="hub", network="Hub", description="", version="v", created=0)
HERE = Conversation("#dev", "#dev")


class Room:
    """A channel, and sessions of everybody there may be to it."""

    def __init__(self, flags: str) -> None:
        self.hub = Hub(SERVER, Snapshot())
        self.channel = self.hub.channels["#dev"] = Channel(HERE, 0, flags)
        self.people: dict[str, Session] = {}
        for name in ("operator", "voiced", "member", "stranger", "server", "listener", "visitor"):
            session = self.people[name] = self.hub.connect(len(self.people), "host")
            session.talking = ""
            session.protocol = "plain" if name == "listener" else "irc"
            if name not in {"listener", "visitor"}:
                session.user = User(Source(name, name, "host", f"id-{name}"), name, 0)
        self.people["listener"].talking = HERE.key
        for name, ranks in (("operator", "o"), ("voiced", "v"), ("member", "")):
            user = self.people[name].registered_user
            self.channel.members[user] = frozenset(ranks)
            user.channels[HERE.key] = self.channel
        self.people["server"].registered_user.modes.add("o")

    def may(self, action: Action) -> set[str]:
        allowed = set()
        for name, session in self.people.items():
            try:
                self.hub.require(session, action, self.channel)
            except Refuse:
                continue
            allowed.add(name)
        return allowed


MEMBERS = {"operator", "voiced", "member"}
USERS = MEMBERS | {"stranger", "server"}
ALL = USERS | {"listener", "visitor"}

ALLOWED: list[tuple[Action, str, set[str]]] = [
    ("speak", "", USERS),
    ("speak", "n", MEMBERS),
    ("speak", "m", {"operator", "voiced"}),
    ("speak", "nm", {"operator", "voiced"}),
    ("speak", "s", USERS),
    ("join", "", USERS),
    ("join", "i", {"server"}),
    ("read", "", MEMBERS | {"listener"}),
    ("read", "s", MEMBERS | {"listener"}),
    ("see", "", ALL),
    ("see", "s", MEMBERS | {"listener", "server"}),
    ("topic", "", MEMBERS),
    ("topic", "t", {"operator"}),
    ("moderate", "", {"operator", "server"}),
    ("moderate", "s", {"operator", "server"}),
    ("invite", "", MEMBERS),
    ("invite", "i", {"operator"}),
]


@pytest.mark.parametrize(("action", "flags", "allowed"), ALLOWED)
def test_who_may(action: Action, flags: str, allowed: set[str]) -> None:
    assert Room(flags).may(action) == allowed


def test_every_action_is_in_the_table() -> None:
    assert {action for action, *_ in ALLOWED} == set(get_args(Action))


@pytest.mark.parametrize("action", ["speak", "topic", "moderate"])
def test_what_must_be_stored_nobody_may_while_nothing_can_be(action: Action) -> None:
    room = Room("")
    room.hub.storing = False
    assert room.may(action) == set()
    with pytest.raises(Refuse) as refused:
        room.hub.require(room.people["operator"], action, room.channel)
    assert (refused.value.code, refused.value.about) == ("cannot_store", ("*", "CANNOT_STORE"))


@pytest.mark.parametrize("action", ["join", "read", "see", "invite"])
def test_what_need_not_be_stored_stays(action: Action) -> None:
    room = Room("")
    room.hub.storing = False
    assert room.may(action) == Room("").may(action) != set()


def test_a_ban_silences_and_keeps_out_but_not_who_has_a_rank() -> None:
    room = Room("")
    room.channel.change(Change(True, "b", "*!*@host"), "x", 0)
    assert room.may("speak") == {"operator", "voiced"}
    assert room.may("join") == {"server"}
    room.people["stranger"].registered_user.invitations[HERE.key] = HERE.name
    assert room.may("join") == {"server", "stranger"}


def test_a_full_channel() -> None:
    room = Room("")
    room.channel.limit = 3
    assert room.may("join") == {"server"}
    room.channel.limit = 4
    assert room.may("join") == USERS


def test_outside_a_secret_channel_one_is_told_that_there_is_none() -> None:
    room = Room("s")
    for action in ("topic", "moderate", "invite", "see"):
        with pytest.raises(Refuse) as refused:
            room.hub.require(room.people["stranger"], action, room.channel)
        assert refused.value.code == "no_such_channel"


def test_a_draft_is_a_channel_of_its_own() -> None:
    channel = Room("nt").channel
    channel.change(Change(True, "b", "a!*@*"), "x", 5)
    channel.change(Change(True, "k", "key"), "x", 5)
    before, members = channel.state(), dict(channel.members)
    draft = channel.draft()
    assert (draft.state(), draft.members) == (before, members)
    for change in (Change(True, "b", "b!*@*"), Change(False, "k", "*"), Change(False, "n"), Change(True, "l", "7")):
        draft.change(change, "y", 6)
    draft.promote(next(iter(draft.members)), Change(False, "o"))
    assert (channel.state(), channel.members) == (before, members)
    assert Channel.from_state(draft.state()).state() == draft.state()
