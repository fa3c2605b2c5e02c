"""History: who may read, asked again after waiting; the conversations there are."""

from __future__ import annotations

import pytest
from commands_world import World, codes, only

from hubbub.model import events, names, replies, requests
from hubbub.model.account import Account
from hubbub.model.effects import FindTargets, Found, Page, Point, ReadPage, Search, Targets
from hubbub.model.events import Conversation, Said
from hubbub.model.limits import Limits
from hubbub.model.requests import History, HistoryTargets, Kick, Nick, Part, Quit
from hubbub.model.state import Snapshot

EMPTY = Page(())


def latest(target: str, limit: int = 50) -> History:
    return History(target=target, way="latest", limit=limit)


def test_members_read_and_others_do_not_even_learn_whether_it_exists() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob")
    world.answers = [EMPTY]
    assert only(replies.HistoryIs, alice.does(latest("#DEV"))).target == "#DEV"
    assert codes(bob.does(latest("#dev"))) == ["no_history"]
    here, gone = bob.does(latest("#dev")), bob.does(latest("#non"))
    assert [one.code for one in (only(replies.Refused, here), only(replies.Refused, gone))] == ["no_history"] * 2
    assert [only(replies.Refused, told).about for told in (here, gone)] == [
        ("CHATHISTORY", "INVALID_TARGET", "LATEST", "#dev"),
        ("CHATHISTORY", "INVALID_TARGET", "LATEST", "#non"),
    ]
    assert len(world.effects) == 1


def test_a_page_is_asked_for_as_it_was_requested_within_the_limit() -> None:
    world = World(limits=Limits(lines_per_request=10))
    alice = world.irc("alice", "#dev")
    world.answers = [EMPTY]
    ask = History("#dev", "between", 500, before=Point(id="a"), after=Point(time=5), newest_first=True)
    alice.does(ask)
    assert world.effects == [ReadPage("#dev", "between", 10, Point(id="a"), Point(time=5), True)]


def test_an_unknown_message_is_named_as_such() -> None:
    world = World()
    alice = world.irc("alice", "#dev")
    world.answers = [Page((), known=False)]
    assert codes(alice.does(latest("#dev"))) == ["unknown_message"]


@pytest.mark.parametrize("how", ["parted", "kicked", "closed"])
def test_who_lost_the_channel_while_waiting_reads_nothing(how: str) -> None:
    world = World()
    operator, alice = world.irc("op", "#dev"), world.irc("alice", "#dev")

    def meanwhile() -> None:
        world.meanwhile = lambda: None
        if how == "parted":
            alice.does(Part(("#dev",)))
        elif how == "kicked":
            operator.does(Kick(("#dev",), ("alice",)))
        else:
            operator.does(Quit())
            alice.does(Part(("#dev",)))

    world.meanwhile = meanwhile
    world.answers = [EMPTY]
    assert codes(alice.does(latest("#dev"))) == ["no_history"]


def test_a_private_conversation_is_of_two_people_not_of_two_names() -> None:
    world = World()
    alice, bob, carol = world.irc("alice"), world.irc("bob"), world.irc("carol")
    key = names.direct(alice.user.identity, bob.user.identity)
    world.answers = [EMPTY, EMPTY, EMPTY]
    assert only(replies.HistoryIs, alice.does(latest("bob"))).target == "bob"
    bob.does(Nick("bobby"))
    carol.does(Nick("bob"))
    alice.does(latest("bob"))
    alice.does(latest("Bobby"))
    asked = [effect.conversation for effect in world.effects if isinstance(effect, ReadPage)]
    assert asked == [key, names.direct(alice.user.identity, carol.user.identity), key]
    assert codes(alice.does(latest("nobody"))) == ["no_history"]


def test_a_name_that_passed_to_another_while_waiting_shows_nothing() -> None:
    world = World()
    alice, bob, carol = world.irc("alice"), world.irc("bob"), world.irc("carol")

    def swap() -> None:
        bob.does(Nick("bobby"))
        carol.does(Nick("bob"))

    world.meanwhile = swap
    world.answers = [EMPTY]
    assert codes(alice.does(latest("bob"))) == ["no_history"]


def test_a_listener_reads_the_lobby_alone() -> None:
    world = World()
    alice = world.irc("alice", "#dev")
    nc = world.plain()
    world.answers = [EMPTY]
    assert only(replies.HistoryIs, nc.does(latest(""))).target == "#lobby"
    assert codes(nc.does(latest("#dev"))) == ["no_history"]
    assert codes(nc.does(latest("alice"))) == ["no_history"]
    assert codes(nc.does(HistoryTargets(1, 2, 3))) == ["not_registered"]
    assert alice.is_here


def test_without_history_there_is_none() -> None:
    world = World(history=False)
    alice = world.irc("alice", "#dev")
    assert codes(alice.does(latest("#dev"))) == ["unknown_command"]
    assert codes(alice.does(HistoryTargets(1, 2, 3))) == ["unknown_command"]
    assert world.effects == []


def test_targets_are_named_as_they_are_called_now() -> None:
    world = World(limits=Limits(lines_per_request=10))
    alice, bob, carol = world.irc("alice", "#Dev", "#other"), world.irc("bob"), world.irc("carol")
    mine = alice.user.identity
    pairs = [names.direct(mine, person.user.identity) for person in (alice, bob, carol)]

    def meanwhile() -> None:
        alice.does(Part(("#other",)))
        bob.does(Nick("bobby"))
        carol.does(Quit())

    world.meanwhile = meanwhile
    world.answers = [Targets((("#dev", 1), (pairs[0], 2), (pairs[1], 3), (pairs[2], 4), ("#other", 5)))]
    told = alice.does(HistoryTargets(one=9, other=1, limit=99))
    assert only(replies.HistoryTargetsAre, told).targets == (("#Dev", 1), ("alice", 2), ("bobby", 3))
    (asked,) = world.effects
    assert asked == FindTargets(mine, ("#dev", "#other"), 1, 9, 10, newest_first=True)


def test_searching_everywhere_looks_where_one_is_and_among_ones_own_conversations() -> None:
    world = World(limits=Limits(lines_per_request=10))
    world.irc("boss", "#other")
    alice = world.irc("alice", "#dev", "#other")
    source = alice.user.source
    here, gone = (Said(key, 1, source, Conversation(key, key), "message", "x") for key in ("#dev", "#other"))
    private = Said("p", 2, source, Conversation(names.direct(source.identity, "b"), "b"), "message", "x", "b")

    def meanwhile() -> None:
        assert only(events.Left, alice.does(Part(("#other",))))

    world.meanwhile = meanwhile
    others = names.direct("b", "c")  # what it found for who one was when one asked
    world.answers = [Found((("#dev", here), ("#other", gone), (others, here), (private.conversation.key, private)))]
    told = alice.does(requests.Search("x", limit=99))
    assert only(replies.FoundAre, told).events == (here, private)
    assert world.effects == [Search(("#dev", "#other"), 10, "x", source.identity)]


def test_a_search_looks_for_something() -> None:
    alice = World().irc("alice", "#dev")
    assert codes(alice.does(requests.Search("  "))) == ["bad_search"]
    assert codes(alice.does(requests.Search("x", "#nowhere"))) == ["no_history"]
    assert codes(World(history=False).irc("alice", "#dev").does(requests.Search("x", "#dev"))) == ["unknown_command"]


def test_somebody_who_is_not_here_is_found_by_their_account() -> None:
    world = World(Snapshot(accounts=(Account("a-bob", "bob", 1),)))
    alice = world.irc("alice")
    world.answers = [Page(())]
    alice.does(History("BOB", "latest", 10))
    (asked,) = world.effects
    assert isinstance(asked, ReadPage)
    assert asked.conversation == names.direct(alice.user.identity, "a-bob")
    world.answers = [Targets(((asked.conversation, 3),))]
    assert only(replies.HistoryTargetsAre, alice.does(HistoryTargets(1, 9, 9))).targets == (("bob", 3),)
