"""Bans from the server, passwords in plaintext, and who is too fast."""

from __future__ import annotations

import pytest
from commands_world import SECOND, START, Person, World, codes, credentials, only, shape

from hubbub.commands import bans
from hubbub.hub.flood import Pace, Rate
from hubbub.model import events, replies
from hubbub.model.account import Account
from hubbub.model.events import BanKind
from hubbub.model.requests import Ban, Introduce, Join, Login, Nick, Operator, Pass, Stats, Unban, Utter
from hubbub.model.state import Ban as Held
from hubbub.model.state import Snapshot


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def root(world: World) -> Person:
    root = world.irc("root", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    return root


@pytest.mark.parametrize(
    ("kind", "mask", "held"),
    [
        ("mask", "troll", "troll!*@*"),
        ("mask", "*@host", "*!*@host"),
        ("mask", "a!b@c", "a!b@c"),
        ("address", "203.0.113.9", "203.0.113.9"),
        ("address", "::ffff:203.0.113.9", "203.0.113.9"),
        ("address", "203.0.113.9/24", "203.0.113.0/24"),
        ("address", "2001:DB8::1", "2001:db8::1"),
        ("address", "2001:db8::1/64", "2001:db8::/64"),
    ],
)
def test_what_is_banned_has_one_form(world: World, root: Person, kind: BanKind, mask: str, held: str) -> None:
    told = root.does(Ban(kind, mask, 5, "noise"))
    event = only(events.Banned, told)
    assert (event.mask, event.reason, event.by) == (held, "noise", "root")
    assert event.expires == event.time + 5 * 60 * SECOND
    assert shape(told) == ["Banned", "Note"]
    (shown,) = only(replies.BansAre, root.does(Stats("K" if kind == "mask" else "d"))).bans
    assert shown.mask == held
    assert shape(root.does(Unban(kind, mask.upper()))) == ["Unbanned", "Note"]
    assert codes(root.does(Unban(kind, mask))) == ["no_such_ban"]


@pytest.mark.parametrize(
    ("kind", "mask"),
    [
        ("mask", ""),
        ("mask", "*"),
        ("mask", "*!*@*"),
        ("mask", "?*!*@*.*"),
        ("mask", ":x"),
        ("mask", "a b"),
        ("mask", "x" * 201),
        ("address", ""),
        ("address", "nowhere"),
        ("address", "127.0.0.1"),
        ("address", "0.0.0.0/0"),
        ("address", "::/0"),
        ("address", "203.0.113.9/33"),
        ("account", "alice"),
    ],
)
def test_what_cannot_be_banned(root: Person, kind: BanKind, mask: str) -> None:
    (refusal,) = root.does(Ban(kind, mask))
    assert isinstance(refusal, replies.Refused)
    assert refusal.code == "bad_ban"
    assert refusal.text


def test_only_server_operators_ban(world: World) -> None:
    for who in (world.irc("alice", "#lobby"), world.plain()):
        for asked in (Ban("mask", "bob"), Unban("mask", "bob"), Stats("k")):
            assert codes(who.does(asked)) == ["not_server_operator"]
    assert only(replies.BansAre, world.irc("bob").does(Stats("?"))).bans == ()
    assert codes(world.raw_irc().does(Ban("mask", "bob"))) == ["not_registered"]


def test_nothing_is_banned_while_nothing_can_be_stored(world: World, root: Person) -> None:
    root.does(Ban("mask", "troll"))
    world.hub.storing = False
    assert codes(root.does(Ban("mask", "bob"))) == codes(root.does(Unban("mask", "troll"))) == ["cannot_store"]
    assert world.own(bans.lift_what_is_over(world.hub, world.now())) == []


def test_there_is_an_end_to_bans(root: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bans, "MOST_BANS", 1)
    assert codes(root.does(Ban("mask", "one"))) == []
    assert codes(root.does(Ban("mask", "two"))) == ["bad_ban"]
    assert codes(root.does(Ban("mask", "ONE"))) == []


def test_a_ban_for_longer_than_anybody_lives_is_one_for_good(root: Person) -> None:
    assert only(events.Banned, root.does(Ban("mask", "troll", 10**12))).expires == 0


def test_who_is_banned_does_not_register(world: World, root: Person) -> None:
    root.does(Ban("mask", "troll", 0, "noise"))
    visitor = world.raw_irc()
    visitor.does(Nick("Troll"))
    told = visitor.does(Introduce("t", "t"))
    assert shape(told) == ["Refused", "Closing", "SessionEnded"]
    assert only(replies.Closing, told).reason == "you are banned from this server: noise"


def test_nor_takes_a_banned_name(world: World, root: Person) -> None:
    root.does(Ban("mask", "troll"))
    alice, plain, claims = world.irc("alice"), world.plain(), world.plain()
    assert codes(alice.does(Nick("troll"))) == codes(plain.does(Nick("troll"))) == ["banned_here"]
    claims.says("troll: hello", first=True)
    assert claims.nick == "guest-1"


def test_nor_speaks_from_a_banned_place(world: World, root: Person) -> None:
    plain = world.plain("203.0.113.9")
    root.does(Ban("address", "203.0.113.0/24"))
    assert plain.does(Utter("hello")) == []  # who sends bare chunks is answered by nothing
    assert codes(plain.does(Utter("hello", lines=True))) == ["banned_here"]


def test_bans_survive_a_restart_and_end_by_themselves() -> None:
    world = World(Snapshot(bans=(Held("mask", "troll!*@*", "", "root", START, START + 60 * SECOND),)))
    visitor = world.raw_irc()
    visitor.does(Nick("troll"))
    assert codes(visitor.does(Introduce("t", "t"))) == ["banned_here"]
    assert world.own(bans.lift_what_is_over(world.hub, world.now())) == []
    world.passes(61)
    (event,) = world.own(bans.lift_what_is_over(world.hub, world.now()))
    assert isinstance(event, events.Unbanned)
    assert world.irc("troll").is_here


@pytest.mark.parametrize(
    ("address", "secure", "taken"),
    [("127.0.0.1", False, True), ("::1", False, True), ("192.168.0.7", True, True), ("192.168.0.7", False, False)],
)
def test_no_password_is_taken_over_plaintext_from_elsewhere(address: str, secure: bool, taken: bool) -> None:
    refused = [] if taken else ["plaintext_password"]
    world = World(password="sesame")
    for visitor in (world.raw_irc(address, secure=secure), world.plain(address, secure=secure)):
        assert codes(visitor.does(Pass("sesame"))) == refused
        assert (world.hub.sessions[visitor.session].password == "sesame") is taken
    operators = World()
    alice = operators.irc("alice", address=address, secure=secure)
    told = ["no_operator"] if taken else refused
    assert codes(alice.does(Operator("root", "secret"))) == told


def test_joining_and_renaming_too_fast_is_refused_with_the_seconds(world: World) -> None:
    alice = world.irc("alice")
    world.hub.sessions[alice.session].pace = Pace(Rate(2, 60), Rate(1, 6), world.time)
    told = alice.does(Join(("#a", "#b", "#c", "#a")))
    (refusal,) = [one for one in told if isinstance(one, replies.Refused)]
    assert (refusal.code, refusal.about) == ("too_fast", ("1",))
    assert alice.channels == {"#a", "#b"}
    assert codes(alice.does(Nick("alice"))) == []
    assert codes(alice.does(Nick("al"))) == []
    (slow,) = alice.does(Nick("ally"))
    assert isinstance(slow, replies.Refused)
    assert (slow.code, slow.about) == ("too_fast", ("10",))
    world.passes(10)
    assert codes([*alice.does(Nick("ally")), *alice.does(Join(("#c",)))]) == []


def test_whois_tells_operators_and_oneself_the_address(world: World, root: Person) -> None:
    from hubbub.model.requests import Whois  # noqa: PLC0415 - only here

    alice = world.irc("alice", address="203.0.113.9")

    def addresses(who: Person) -> tuple[str, ...]:
        profile = only(replies.Profile, who.does(Whois(("alice",))))
        assert "203" not in profile.source.host
        return profile.addresses

    assert addresses(root) == addresses(alice) == ("203.0.113.9",)
    assert addresses(world.irc("bob")) == ()


def with_account() -> tuple[World, Person]:
    world = World(Snapshot(accounts=(Account("a-1", "Ally", 1, credentials("secret")),)))
    root = world.irc("root", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    return world, root


@pytest.mark.parametrize("asked", [("mask", "a:ally"), ("account", "ALLY")])
def test_an_account_is_banned_by_its_name(asked: tuple[BanKind, str]) -> None:
    world, root = with_account()
    ally = world.irc("alice", address="203.0.113.9")
    ally.does(Login(account="ally", password="secret"))
    session = world.hub.sessions[ally.session]
    assert world.hub.bans.of(session, world.time) is None
    told = root.does(Ban(*asked, reason="spam"))
    event = only(events.Banned, told)
    assert (event.kind, event.mask) == ("account", "Ally")
    assert only(replies.Note, told).text == "a:Ally is banned"
    assert world.hub.bans.of(session, world.time) is not None
    bob = world.irc("bob")
    assert codes(bob.does(Login(account="ally", password="secret"))) == ["account_locked"]
    (shown,) = only(replies.BansAre, root.does(Stats("k"))).bans
    assert shown.mask == "a:Ally"
    assert only(replies.Note, root.does(Unban(*asked))).text == "a:Ally is banned no longer"
    assert codes(bob.does(Login(account="ally", password="secret"))) == ["sasl_already"]


def test_who_has_logged_in_and_is_nobody_yet_is_met_by_the_ban_too() -> None:
    world, root = with_account()
    late = world.raw_irc()
    late.does(Login(account="ally", password="secret"))
    late.does(Nick("alice"))
    root.does(Ban("account", "ally"))
    assert shape(late.does(Introduce(user="a", real_name="a"))) == ["Refused", "Closing", "SessionEnded"]


def test_an_account_that_is_not_there_is_not_banned() -> None:
    world, root = with_account()
    assert codes(root.does(Ban("mask", "a:nobody"))) == ["bad_ban"]
    assert codes(root.does(Ban("account", ""))) == ["bad_ban"]
    assert codes(root.does(Unban("mask", "a:nobody"))) == ["no_such_ban"]
    root.does(Ban("account", "ally"))
    world.own([events.AccountDropped("e", 2, "a-1", "Ally", "console")])
    assert shape(root.does(Unban("mask", "a:ally"))) == ["Unbanned", "Note"]
