"""Who may do what in a channel, whole: every action, flag and rank."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.permissions import Action, require_bearable, require_open, rules_over
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model.events import Conversation, Source
from hubbub.model.modes import Change
from hubbub.model.refusals import Refuse
from hubbub.model.registration import Registration
from hubbub.model.server import Server
from hubbub.model.state import Purge, Snapshot

SERVER = Server(name="hub", network="Hub", description="", version="v", created=0)
HERE = Conversation("#dev", "#dev")


RANKS = {"founder": "q", "admin": "a", "operator": "o", "halfop": "h", "voiced": "v", "member": ""}


class Room:
    """A channel, and sessions of everybody there may be to it."""

    def __init__(self, flags: str) -> None:
        self.hub = Hub(SERVER, Snapshot())
        self.channel = self.hub.channels["#dev"] = Channel(HERE, 0, flags)
        self.people: dict[str, Session] = {}
        for name in (*RANKS, "known", "stranger", "server", "listener", "visitor"):
            session = self.people[name] = self.hub.connect(len(self.people), "host")
            session.talking = ""
            session.protocol = "plain" if name == "listener" else "irc"
            if name not in {"listener", "visitor"}:
                account = "Known" if name == "known" else ""
                session.user = User(Source(name, name, "host", f"id-{name}", account), name, 0)
        self.people["listener"].talking = HERE.key
        for name, ranks in RANKS.items():
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


MEMBERS = set(RANKS)
HEARD = MEMBERS - {"member"}
OPERATORS = {"founder", "admin", "operator"}
USERS = MEMBERS | {"known", "stranger", "server"}
ALL = USERS | {"listener", "visitor"}

ALLOWED: list[tuple[Action, str, set[str]]] = [
    ("speak", "", USERS),
    ("speak", "n", MEMBERS),
    ("speak", "m", HEARD),
    ("speak", "nm", HEARD),
    ("speak", "M", HEARD | {"known"}),
    ("speak", "s", USERS),
    ("speak", "pCRUu", USERS),
    ("listen", "", ALL),
    ("listen", "imMtn", set()),
    ("listen", "nmspCRUu", set()),  # R: who has not even a name has no account
    ("listen", "nmspCUu", ALL),
    ("join", "", USERS),
    ("join", "i", {"server"}),
    ("join", "R", {"server", "known"}),
    ("read", "", MEMBERS | {"listener"}),
    ("read", "s", MEMBERS | {"listener"}),
    ("see", "", ALL),
    ("see", "p", ALL),
    ("see", "s", MEMBERS | {"listener", "server"}),
    ("relay", "", {"founder", "admin", "operator", "server"}),
    ("topic", "", MEMBERS),
    ("topic", "m", HEARD),
    ("topic", "t", OPERATORS | {"halfop"}),
    ("moderate", "", OPERATORS | {"server"}),
    ("redact", "", OPERATORS | {"server"}),
    ("moderate", "s", OPERATORS | {"server"}),
    ("redact", "s", OPERATORS | {"server"}),
    ("kick", "", OPERATORS | {"halfop", "server"}),
    ("invite", "", MEMBERS),
    ("invite", "i", OPERATORS),
    ("register", "", set()),  # they have no account
    ("manage", "", set()),  # it belongs to nobody
    ("own", "", set()),
]


@pytest.mark.parametrize(("action", "flags", "allowed"), ALLOWED)
def test_who_may(action: Action, flags: str, allowed: set[str]) -> None:
    assert Room(flags).may(action) == allowed


def test_a_channel_is_registered_by_an_operator_with_an_account() -> None:
    room = Room("")
    for name in ("operator", "member", "server"):
        user = room.people[name].registered_user
        user.source = replace(user.source, account=name)
    assert room.may("register") == {"operator", "server"}
    room.hub.server = replace(room.hub.server, register_channels=False)
    assert room.may("register") == set()


def test_whose_a_channel_is_and_who_has_a_role_there_may_more_whatever_their_rank_now() -> None:
    room = Room("i")
    roles = (("id-known", "h"), ("id-member", "v"), ("id-voiced", "o"))
    room.channel.registration = Registration("id-stranger", 0, roles)
    assert room.may("own") == {"stranger", "server"}
    assert room.may("manage") == {"stranger", "voiced", "server"}
    assert room.may("join") == {"stranger", "known", "voiced", "server"}
    room.channel.change(Change(True, "b", "*!*@host"), "x", 0)
    assert room.may("join") == {"stranger", "known", "voiced", "server"}


def test_where_a_channel_is_secret_nobody_outside_learns_whose_it_is() -> None:
    room = Room("s")
    room.channel.registration = Registration("id-stranger", 0)
    with pytest.raises(Refuse, match="no_such_channel"):
        room.hub.require(room.people["known"], "own", room.channel)


def test_nobody_may_be_in_a_purged_channel() -> None:
    room = Room("")
    room.hub.purges["#dev"] = Purge(HERE, "spam", "root", 0)
    with pytest.raises(Refuse) as refused:
        require_open(room.hub, "#DEV")
    assert refused.value.text == "#DEV was closed by the server's operators: spam"
    require_open(room.hub, "#other")


def test_every_action_is_in_the_table() -> None:
    assert {action for action, *_ in ALLOWED} == set(get_args(Action))


@pytest.mark.parametrize("action", ["speak", "topic", "moderate", "redact", "kick", "register", "manage", "own"])
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
    assert room.may("speak") == HEARD
    assert room.may("topic") == HEARD
    assert room.may("join") == {"server"}
    room.people["stranger"].registered_user.invitations[HERE.key] = HERE.name
    assert room.may("join") == {"server", "stranger"}


SILENCED = [
    # what is in the lists                                    who of member, known and stranger may talk, and join
    (["b *!*@host"], "", ""),
    (["b *!*@host", "e *!*@host"], "member known stranger", "known stranger"),
    (["b *!*@host", "e known!*@*"], "known", "known"),
    (["b stranger!*@*"], "member known", "known"),
    (["b *!~stranger@*"], "member known", "known"),
    (["b a:known"], "member stranger", "stranger"),
    (["b a:K*"], "member stranger", "stranger"),
    (["b *!*@host", "e a:KNOWN"], "known", "known"),
    (["b m:*!*@host"], "", "known stranger"),
    (["b m:a:*"], "member stranger", "known stranger"),
    (["b m:*!*@host", "e m:stranger!*@*"], "stranger", "known stranger"),
    (["b m:*!*@host", "e known!*@*"], "known", "known stranger"),
    (["b *!*@host", "e m:*!*@host"], "", ""),
]


@pytest.mark.parametrize(("lists", "speak", "join"), SILENCED)
def test_bans_mutes_and_exceptions(lists: list[str], speak: str, join: str) -> None:
    room = Room("")
    ordinary = {"member", "known", "stranger"}
    assert room.may("speak") & ordinary == ordinary
    for entry in lists:
        room.channel.change(Change(True, *entry.split(" ")), "x", 0)
    assert room.may("speak") & ordinary == set(speak.split())
    assert room.may("speak") >= HEARD
    assert room.may("join") & {"known", "stranger"} == set(join.split())
    for entry in lists:
        room.channel.change(Change(False, *entry.split(" ")), "x", 0)
    assert room.may("speak") & ordinary == ordinary, "and nothing is remembered"


def test_the_verdict_on_who_is_silenced_follows_the_person() -> None:
    room = Room("")
    room.channel.change(Change(True, "b", "m:bad!*@*"), "x", 0)
    assert "member" in room.may("speak")
    user = room.people["member"].registered_user
    user.source = replace(user.source, nick="BAD")
    assert "member" not in room.may("speak")


@pytest.mark.parametrize(
    ("flags", "entry", "opens"),
    [("i", "stranger!*@*", True), ("i", "a:known", False), ("R", "stranger!*@*", True), ("i", "m:stranger!*@*", False)],
)
def test_an_invite_exception(flags: str, entry: str, opens: bool) -> None:
    room = Room(flags)
    room.channel.change(Change(True, "I", entry), "x", 0)
    assert ("stranger" in room.may("join")) is opens


RULED = {
    "founder": "qaohv-",
    "admin": "ohv-",
    "operator": "ohv-",
    "halfop": "v-",
    "voiced": "",
    "member": "",
    "stranger": "",
    "server": "qaohv-",
    "listener": "",
}


@pytest.mark.parametrize(("name", "ruled"), RULED.items())
def test_whom_a_rank_rules(name: str, ruled: str) -> None:
    room = Room("")
    ranks = "qaohv-"
    assert {r for r in ranks if rules_over(room.people[name], room.channel, r.strip("-"))} == set(ruled)


def test_no_rank_lets_ctcp_through() -> None:
    room = Room("C")
    for kind, text in (("message", "\x01VERSION\x01"), ("notice", "\x01PING 1\x01")):
        with pytest.raises(Refuse) as refused:
            require_bearable(room.channel, kind, text)  # type: ignore[arg-type]
        assert refused.value.code == "cannot_send"
    for text, splits in (("hi\n\x01VERSION\x01", ()), ("hi\x01VERSION\x01", (2,))):  # lines of their own to most
        with pytest.raises(Refuse):
            require_bearable(room.channel, "message", text, splits)
    require_bearable(room.channel, "action", "waves")
    require_bearable(room.channel, "message", "hi \x01")
    require_bearable(room.channel, "message", "hi \x01\nyou\x01", (1,))
    require_bearable(Room("").channel, "message", "\x01VERSION\x01")


def test_a_full_channel() -> None:
    room = Room("")
    room.channel.limit = 6
    assert room.may("join") == {"server"}
    room.channel.limit = 7
    assert room.may("join") == USERS


def test_outside_a_secret_channel_one_is_told_that_there_is_none() -> None:
    room = Room("s")
    for action in ("topic", "moderate", "kick", "invite", "see"):
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


def test_who_only_listens_hears_no_channel_that_has_a_key_or_no_room_or_a_ban_on_their_host() -> None:
    for change in (Change(True, "k", "sesame"), Change(True, "l", "6"), Change(True, "b", "*!*@*.ip")):
        room = Room("")
        room.channel.change(change, "x", 0)
        assert room.may("listen") == set()
    room.channel.change(Change(True, "e", "*!*@*.IP"), "x", 0)
    assert room.may("listen") == ALL
    room.channel.change(Change(True, "b", "troll!*@*"), "x", 0)
    assert room.may("listen") == ALL, "it has no name yet"
