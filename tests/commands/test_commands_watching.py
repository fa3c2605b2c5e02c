"""MONITOR: the list, and what it may hold.  Who is told when: tests/dialogues/irc_monitor.txt."""

from __future__ import annotations

from commands_world import World, codes, only, shape

from hubbub.model import events, replies
from hubbub.model.limits import Limits
from hubbub.model.replies import Refused, Watched, WatchListIs
from hubbub.model.requests import Monitor, Nick


def test_who_is_added_is_told_of_at_once() -> None:
    world = World()
    alice = world.irc("alice")
    bob = world.irc("Bob")
    told = alice.does(Monitor("add", ("bob", "carol")))
    assert only(events.Monitoring, told).nicks == {"bob", "carol"}
    assert only(Watched, told) == Watched((bob.user.source.mask,), ("carol",))
    again = alice.does(Monitor("add", ("BOB",)))
    assert shape(again) == ["Watched"], "the same nickname in another spelling is not added again"
    assert alice.does(Monitor("list")) == [WatchListIs(("bob", "carol"))]
    assert alice.does(Monitor("stand")) == [Watched((bob.user.source.mask,), ("carol",))]
    bob.does(Nick("robert"))
    assert alice.does(Monitor("stand")) == [Watched((), ("bob", "carol"))]


def test_who_is_removed_is_removed_without_a_word() -> None:
    alice = World().irc("alice")
    alice.does(Monitor("add", ("bob", "carol")))
    (changed,) = alice.does(Monitor("remove", ("BOB", "nobody")))
    assert isinstance(changed, events.Monitoring)
    assert changed.nicks == {"carol"}
    assert alice.does(Monitor("remove", ("bob",))) == []
    (changed,) = alice.does(Monitor("clear"))
    assert isinstance(changed, events.Monitoring)
    assert not changed.nicks
    assert alice.does(Monitor("clear")) == []
    assert alice.does(Monitor("list")) == [WatchListIs(())]
    assert alice.does(Monitor("stand")) == []


def test_masks_are_no_nicknames() -> None:
    alice = World().irc("alice")
    told = alice.does(Monitor("add", ("*!a@b", "bob")))
    assert codes(told) == ["bad_nick"]
    assert only(Watched, told) == Watched((), ("bob",))


def test_the_list_has_an_end() -> None:
    world = World(limits=Limits(monitor_entries=2))
    alice = world.irc("alice")
    told = alice.does(Monitor("add", ("a", "b", "c", "A", "d")))
    assert only(events.Monitoring, told).nicks == {"a", "b"}
    assert told[-1] == Refused("monitor_full", ("2", "c,d"))
    assert alice.does(Monitor("list")) == [WatchListIs(("a", "b"))]
    bob = World(limits=Limits(monitor_entries=0)).irc("bob")
    assert bob.does(Monitor("add", ("a",))) == [Refused("monitor_full", ("0", "a"))]


def test_lists_are_of_sessions_and_end_with_them() -> None:
    world = World()
    alice, bob = world.irc("alice"), world.irc("bob")
    alice.does(Monitor("add", ("carol",)))
    assert bob.does(Monitor("list")) == [replies.WatchListIs(())]
