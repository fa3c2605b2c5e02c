"""Who was here, which channels are old, whom somebody hears from, and what operators see and do."""

from __future__ import annotations

import pytest
from commands_world import SECOND, World, all_of, codes, only, shape

from hubbub.model import events, replies
from hubbub.model.effects import Rehashed
from hubbub.model.limits import Limits
from hubbub.model.modes import Change
from hubbub.model.requests import (
    Accept,
    Bound,
    Join,
    Kill,
    ListChannels,
    Measure,
    Nick,
    Operator,
    Quit,
    Rehash,
    Resume,
    Secure,
    ServerInfo,
    Stats,
    Topic,
    UserModes,
    Wallops,
    Who,
    Whois,
    Whowas,
)
from hubbub.model.server import AccountRules

MINUTE = 60 * SECOND


@pytest.mark.parametrize(
    ("what", "more", "value", "found"),
    [
        ("members", True, 1, ["#here"]),
        ("members", False, 2, ["#old", "#older"]),
        ("created", True, 5, ["#old", "#older"]),
        ("created", True, 50, ["#older"]),
        ("created", False, 5, ["#here"]),
        ("created", False, 0, []),
        ("topic", True, 3, ["#older"]),
        ("topic", False, 3, ["#old"]),
        ("topic", False, 0, []),
    ],
)
def test_list_by_counts_and_ages(what: Measure, more: bool, value: int, found: list[str]) -> None:
    world = World(kept_channels=())
    alice = world.irc("alice", "#older")
    world.time += 50 * MINUTE
    alice.does(Topic("#older", "fifty minutes old"))
    world.time += 40 * MINUTE
    alice.does(Join(("#old",)))
    world.time += 9 * MINUTE
    alice.does(Topic("#old", "a minute old"))
    world.time += MINUTE
    alice.does(Join(("#here",)))
    world.irc("bob", "#here")
    (rows,) = all_of(replies.ChannelsAre, alice.does(ListChannels(bounds=(Bound(what, more, value),))))
    assert [row.name for row in rows.channels] == found
    (rows,) = all_of(replies.ChannelsAre, alice.does(ListChannels(masks=("#*",), but=("*er*",))))
    assert [row.name for row in rows.channels] == ["#old"]


def test_whowas_has_a_count_and_a_limit_and_tells_addresses_to_operators_alone() -> None:
    world = World(limits=Limits(whowas_entries=3))
    alice = world.irc("alice")
    root = world.irc("root", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    for _ in range(4):
        world.irc("bob", address="203.0.113.9").does(Quit())
    (told,) = all_of(replies.TheyWere, alice.does(Whowas(("BOB",))))
    assert (len(told.found), {one.address for one in told.found}) == (3, {""})
    assert [one.time for one in told.found] == sorted((one.time for one in told.found), reverse=True)
    (told,) = all_of(replies.TheyWere, root.does(Whowas(("bob",), 2)))
    assert [one.address for one in told.found] == ["203.0.113.9"] * 2
    assert shape(alice.does(Whowas(tuple("abcdefgh")))) == ["TheyWere"] * 4, "as many as TARGMAX says"


def test_another_spelling_of_a_nick_is_not_another_nick() -> None:
    world = World()
    alice = world.irc("alice")
    alice.does(Nick("ALICE"))
    assert only(replies.TheyWere, alice.does(Whowas(("alice",)))).found == ()
    alice.does(Nick("carol"))
    (was,) = only(replies.TheyWere, alice.does(Whowas(("alice",)))).found
    assert (was.source.nick, was.real_name) == ("ALICE", "the alice")


def test_what_somebody_shows_to_themselves_and_to_operators() -> None:
    world = World()
    root = world.irc("root", address="10.0.0.1")
    bob = world.irc("bob", address="2001:db8::1")
    bob.does(Secure(fingerprint="ab" * 32))
    alice = world.irc("alice")
    root.does(Operator("root", "secret"))
    for asker, sees in ((alice, False), (bob, True), (root, True)):
        profile = only(replies.Profile, asker.does(Whois(("bob",), server="alice")))
        assert (profile.addresses == ("2001:db8::1",), bool(profile.fingerprints), profile.modes) == (
            *(sees, sees),
            "Z" if sees else "",
        )
        (row,) = only(replies.WhoIs, asker.does(Who("bob", fields="i"))).rows
        assert row.address == ("2001:db8::1" if sees else "")
    assert codes(alice.does(Whois(("bob",), server="elsewhere"))) == ["no_such_server"]
    assert only(replies.LinksAre, root.does(ServerInfo("links", "h*"))).shown
    assert not only(replies.LinksAre, root.does(ServerInfo("links", "x*"))).shown
    assert not only(replies.LinksAre, alice.does(ServerInfo("links"))).shown


def test_the_killed_cannot_resume() -> None:
    world = World()
    root = world.irc("root", "#a", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    bob = world.irc("bob", "#a", caps=("hubbub/resume",))
    told = root.does(Kill("BOB", "x" * 500))
    assert shape(told) == ["Killed", "SessionEnded", "Quit"]
    assert only(events.Quit, told).reason == f"Killed (root ({'x' * 390}))"
    assert not bob.is_here
    again = world.raw_irc()
    again.does(Resume("secret-1"))
    assert "bob" not in world.hub.nicks
    assert codes(root.does(Kill("hub"))) == ["cannot_kill_server"]


def test_wallops_reach_those_who_want_them() -> None:
    world = World()
    root, bob = world.irc("root", address="10.0.0.1"), world.irc("bob")
    root.does(Operator("root", "secret"))
    world.irc("alice")
    bob.does(UserModes("bob", (Change(True, "w"),)))
    assert only(events.Wallops, root.does(Wallops("hear"))).to == (bob.user.identity,)


def test_what_everybody_may_ask_of_the_server() -> None:
    world = World()
    alice = world.irc("alice")
    world.time += 100 * SECOND
    assert only(replies.UptimeIs, alice.does(Stats("U", "h?b"))) == replies.UptimeIs("U", 100)
    assert codes(alice.does(Stats("u", "elsewhere"))) == ["no_such_server"]


def test_default_user_modes_are_set_and_shown_at_once() -> None:
    world = World(accounts=AccountRules(user_modes="iw"))
    alice = world.raw_irc("10.0.0.9")
    alice.does(Nick("alice"))
    assert world.hub.tally.with_mode["i"] == 0
    carol = world.irc("carol")
    assert carol.user.shown_modes == "iw"
    assert world.hub.tally.with_mode["i"] == 1
    carol.does(UserModes("carol", (Change(False, "i"),)))
    carol.does(Quit())
    assert world.hub.tally.with_mode["i"] == 0


def test_acceptance_ends_with_either() -> None:
    world = World()
    alice, bob = world.irc("alice"), world.irc("bob")
    alice.does(UserModes("alice", (Change(True, "R"),)))
    alice.does(Accept(("bob",)))
    assert only(replies.AcceptedAre, alice.does(Accept(list=True))).nicks == ("bob",)
    bob.does(Quit())
    assert only(replies.AcceptedAre, alice.does(Accept(list=True))).nicks == ()
    again = world.irc("bob")
    assert codes(again.says("hi", "alice")) == ["only_from_accounts"]
    alice.does(Topic("#lobby"))
    alice.does(Accept(("bob",)))
    assert only(events.Said, again.says("hi", "alice")).text == "hi"


def test_rehash_tells_what_came_of_it_to_who_is_still_an_operator() -> None:
    world = World()
    root = world.irc("root", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    world.answers = [Rehashed(("operator",), ("listen",)), Rehashed(problem="line 3 is wrong"), Rehashed()]
    assert root.does(Rehash()) == [replies.Rehashing(("operator",), ("listen",))]
    assert [one.text for one in all_of(replies.Refused, root.does(Rehash()))] == ["line 3 is wrong"]
    world.meanwhile = lambda: world.hub.apply(
        events.UserModesSet("x", world.time, root.user.source, (Change(False, "o"),))
    )
    assert codes(root.does(Rehash())) == ["not_server_operator"]
