"""METADATA, in both its versions."""

from __future__ import annotations

from typing import Any

import pytest
from commands_world import Person, World, all_of, codes, only, shape

from hubbub.commands.metadata import on_logging_in
from hubbub.model import events, replies, requests
from hubbub.model.account import Account
from hubbub.model.limits import Limits
from hubbub.model.modes import Change
from hubbub.model.replies import KeyValue, MetadataIs, MetadataLater, Refused, Subscribed
from hubbub.model.requests import (
    Capabilities,
    Introduce,
    Join,
    Metadata,
    Monitor,
    Nick,
    Part,
    Quit,
    RenameChannel,
    UserModes,
)
from hubbub.model.state import MetadataValue, Snapshot

OLD, NEW = ("draft/metadata-2", "batch"), ("draft/metadata-3", "batch")


def ask(who: Person, target: str, *words: str) -> list[Any]:
    return who.does(Metadata(target, words[0] if words else "", words[1:]))


def failed(told: list[Any]) -> list[tuple[str, ...]]:
    return [one.about[1:] for one in told if isinstance(one, Refused)]


def listed(who: Person, target: str) -> dict[str, str]:
    return {one.key: one.value for one in only(MetadataIs, ask(who, target, "LIST")).items}  # type: ignore[union-attr]


def test_what_is_set_is_told_until_it_is_removed() -> None:
    world = World()
    alice, bob = world.irc("alice", "#a", caps=NEW), world.irc("bob")
    told = ask(alice, "*", "SET", "display-name", "Alice A.")
    event = only(events.GuestMetadataSet, told)
    assert (event.target, event.name, event.key, event.value) == (
        alice.user.identity,
        "alice",
        "display-name",
        "Alice A.",
    )
    assert [channel.name for channel in event.channels] == ["#a"]
    assert only(KeyValue, told) == KeyValue("alice", "display-name", "Alice A.")
    assert shape(ask(alice, "ALICE", "SET", "display-name", "Alice A.")) == ["KeyValue"], "nothing new"
    assert listed(bob, "alice") == {"display-name": "Alice A."}
    assert only(MetadataIs, ask(bob, "Alice", "GET", "url", "display-name")).items == (
        KeyValue("alice", "url"),
        KeyValue("alice", "display-name", "Alice A."),
    )
    told = ask(alice, "*", "SET", "display-name")
    assert only(events.GuestMetadataSet, told).value == ""
    assert only(KeyValue, told) == KeyValue("alice", "display-name")
    assert ask(alice, "*", "SET", "display-name") == [KeyValue("alice", "display-name")], "it was not set"
    assert listed(bob, "alice") == {}


def test_who_is_invisible_is_not_found_from_outside_by_what_they_tell() -> None:
    world = World()
    alice, bob = world.irc("alice", "#a"), world.irc("bob", "#a")
    inside, outside = world.irc("inside", "#a", caps=NEW), world.irc("outside", caps=NEW)
    for who in (alice, bob):
        ask(who, "*", "SET", "url", "x")
    bob.does(UserModes("bob", (Change(True, "i"),)))
    for who, seen in ((inside, {"alice", "bob"}), (outside, {"alice"})):
        ask(who, "*", "SUB", "url")
        items = only(MetadataIs, ask(who, "#a", "SYNC")).items
        assert {one.target for one in items if isinstance(one, KeyValue)} == seen


def test_clearing() -> None:
    alice = World().irc("alice", caps=NEW)
    for key in ("b", "a"):
        ask(alice, "*", "SET", key, "x")
    told = ask(alice, "*", "CLEAR")
    assert [event.key for event in all_of(events.GuestMetadataSet, told)] == ["a", "b"]
    assert only(MetadataIs, told).items == (KeyValue("alice", "a"), KeyValue("alice", "b"))
    assert ask(alice, "*", "CLEAR") == [MetadataIs("alice", ())]


def test_channels_are_spoken_for_by_their_operators() -> None:
    world = World()
    alice, bob, carol = world.irc("alice", "#a"), world.irc("bob", "#a"), world.irc("carol")
    assert only(events.MetadataSet, ask(alice, "#A", "SET", "url", "x")).target == "#a"
    assert failed(ask(bob, "#a", "SET", "url", "y")) == [("KEY_NO_PERMISSION", "#a", "url")]
    assert failed(ask(bob, "#a", "CLEAR")) == [("KEY_NO_PERMISSION", "#a", "*")]
    assert listed(bob, "#a") == listed(carol, "#a") == {"url": "x"}
    alice.modes("#a", "+i")
    for words in (("GET", "url"), ("LIST",), ("SYNC",)):
        assert failed(ask(carol, "#a", *words)) == [("INVALID_TARGET", "#a")]
    assert listed(bob, "#a") == {"url": "x"}
    root = world.irc("chief", address="10.0.0.1")
    root.does(requests.Operator("root", "secret"))
    ask(root, "bob", "SET", "role", "helper")
    assert listed(carol, "bob") == {"role": "helper"}
    assert failed(ask(carol, "bob", "SET", "role", "x")) == [("KEY_NO_PERMISSION", "bob", "role")]


def test_it_goes_with_the_channel_and_ends_with_it() -> None:
    world = World(history=False)
    alice = world.irc("alice", "#a")
    ask(alice, "#a", "SET", "url", "x")
    alice.does(RenameChannel("#a", "#b"))
    assert listed(alice, "#b") == {"url": "x"}
    alice.does(Part(("#b",)))
    alice.does(Join(("#b",)))
    assert listed(alice, "#b") == {}


def test_a_guests_ends_with_the_guest() -> None:
    world = World()
    alice = world.irc("alice")
    identity = alice.user.identity
    ask(alice, "*", "SET", "url", "x")
    alice.does(Quit())
    assert world.hub.metadata.of(identity) == {}


@pytest.mark.parametrize(
    ("caps", "words", "about"),
    [
        (OLD, ("SET", "$url", "x"), ("INVALID_KEY", "$url")),
        (OLD, ("SET", ":url", "x"), ("INVALID_KEY", ":url")),
        (NEW, ("SET", "Url", "x"), ("INVALID_KEY", "Url")),
        (NEW, ("SET", "", "x"), ("INVALID_KEY", "*")),
        (NEW, ("SET", "k" * 65, "x"), ("INVALID_KEY", "k" * 65)),
        (OLD, ("SET", "a", "ü" * 129), ("VALUE_INVALID",)),
        (NEW, ("SET", "a", "v" * 257), ("INVALID_VALUE", "a")),
        (OLD, ("SET", "c", "x"), ("LIMIT_REACHED", "alice")),
        (NEW, ("SET", "c", "x"), ("LIMIT_REACHED", "SET", "alice", "2")),
        (OLD, ("FOO",), ("INVALID_SUBCOMMAND", "FOO")),
        (NEW, ("FOO",), ("INVALID_PARAMS", "FOO")),
        (NEW, (": HI",), ("INVALID_PARAMS", "*")),
        (NEW, (), ("INVALID_PARAMS", "*")),
        (NEW, ("GET",), ("INVALID_PARAMS", "GET")),
        (NEW, ("LIST", "x"), ("INVALID_PARAMS", "LIST")),
        (OLD, ("GET",), ()),
        (OLD, ("SUB", "a", "b", "c", "d"), ("TOO_MANY_SUBS", "d")),
        (NEW, ("SUB", "a", "b", "c", "d"), ("LIMIT_REACHED", "SUB", "d", "3")),
    ],
)
def test_what_is_refused(caps: tuple[str, ...], words: tuple[str, ...], about: tuple[str, ...]) -> None:
    alice = World(limits=Limits(metadata_keys=2, metadata_subs=3)).irc("alice", caps=caps)
    for key in ("a", "b"):
        ask(alice, "*", "SET", key, "x")
    told = ask(alice, "*", *words)
    assert failed(told) == [about]
    assert listed(alice, "*") == {"a": "x", "b": "x"}


def test_capitals_are_small_letters_in_the_older_version() -> None:
    alice = World().irc("alice", caps=OLD)
    assert only(KeyValue, ask(alice, "*", "SET", "Display-Name", "A")).key == "display-name"


def test_one_wrong_key_among_others_is_a_warning() -> None:
    world = World()
    for caps, code in ((OLD, "bad_metadata"), (NEW, "dubious_metadata")):
        who = world.irc(f"u{len(code)}", caps=caps)
        items = only(MetadataIs, ask(who, "*", "GET", "$x", "a")).items
        assert [getattr(one, "code", "") for one in items] == [code, ""]
        told = ask(who, "*", "SUB", "$x", "a")
        assert only(Subscribed, told).keys == ("a",)
        assert codes(told) == [code]
        assert codes(ask(who, "*", "UNSUB", "$x")) == [code]


def test_subscribing() -> None:
    world = World()
    alice = world.irc("alice", "#a", caps=NEW)
    told = ask(alice, "*", "SUB", "a", "b", "a")
    assert only(events.SubscriptionsSet, told).keys == {"a", "b"}
    assert only(Subscribed, told) == Subscribed(("a", "b"))
    assert told[-1] == MetadataLater("*ALL")
    assert ask(alice, "*", "SUB", "a") == [Subscribed(("a",))], "nothing new"
    assert ask(alice, "alice", "SUBS") == [replies.SubscriptionsAre(("a", "b"))]
    assert failed(ask(alice, "#a", "SUBS")) == [("INVALID_TARGET", "#a")]
    told = ask(alice, "*", "UNSUB", "a", "c")
    assert only(events.SubscriptionsSet, told).keys == {"b"}
    assert only(Subscribed, told) == Subscribed(("a", "c"), off=True)
    assert ask(alice, "*", "UNSUB", "c") == [Subscribed(("c",), off=True)]
    alice.does(Capabilities(way="request", remove=("batch",)))
    assert ask(alice, "*", "SUBS") == [replies.SubscriptionsAre(())], "without batches there are no subscriptions"


def test_what_there_is_comes_with_subscribing_joining_and_watching() -> None:
    world = World()
    alice = world.irc("alice", "#a")
    ask(alice, "#a", "SET", "url", "u")
    ask(alice, "*", "SET", "url", "v")
    of_channel, of_alice = KeyValue("#a", "url", "u"), KeyValue("alice", "url", "v")
    old, new = world.irc("old", "#a", caps=OLD), world.irc("new", caps=NEW)
    assert only(MetadataIs, ask(old, "*", "SUB", "url")) == MetadataIs("old", (of_channel, of_alice), news=True)
    ask(new, "*", "SUB", "url")
    assert only(MetadataIs, new.does(Join(("#a",)))) == MetadataIs("#a", (of_channel, of_alice), news=True)
    assert only(MetadataIs, ask(new, "#a", "SYNC")) == MetadataIs("#a", (of_channel, of_alice), news=True)
    assert only(MetadataIs, ask(new, "alice", "SYNC")) == MetadataIs("alice", (of_alice,), news=True)
    new.does(Monitor("add", ("old",)))
    ask(old, "*", "SET", "url", "w")
    assert set(only(MetadataIs, ask(new, "*ALL", "SYNC")).items) == {of_channel, of_alice, KeyValue("old", "url", "w")}
    assert new.does(Monitor("add", ("alice",)))[-1] == MetadataLater("alice")
    assert old.does(Monitor("add", ("alice",)))[-1] == MetadataIs("alice", (of_alice,), news=True)
    assert only(MetadataIs, new.does(Join(("#empty",)))).items == (), "the newer version tells also of nothing"
    other = world.irc("other", caps=OLD)
    ask(other, "*", "SUB", "url")
    assert all_of(MetadataIs, other.does(Join(("#none",)))) == []


def test_members_learn_of_somebody_who_joins() -> None:
    alice = World().irc("alice")
    ask(alice, "*", "SET", "url", "v")
    shown = only(events.MetadataShown, alice.does(Join(("#a",))))
    assert (shown.name, shown.key, shown.value, [one.name for one in shown.channels]) == ("alice", "url", "v", ["#a"])


def test_before_there_is_anybody_to_set_it_for() -> None:
    world = World()
    alice = world.raw_irc()
    assert codes(ask(alice, "*", "LIST")) == ["not_registered"]
    alice.does(Capabilities(way="request", add=OLD))
    assert ask(alice, "*", "SET", "url", "x") == [KeyValue("*", "url", "x")]
    ask(alice, "*", "SET", "gone", "x")
    assert ask(alice, "*", "SET", "gone") == [KeyValue("*", "gone")]
    assert ask(alice, "*", "LIST") == [MetadataIs("*", (KeyValue("*", "url", "x"),))]
    assert failed(ask(alice, "alice", "LIST")) == [("INVALID_TARGET", "alice")]
    assert shape(ask(alice, "*", "SUB", "url")) == ["SubscriptionsSet", "Subscribed"]
    alice.does(Nick("alice"))
    alice.does(Introduce("a", "Alice"))
    told = alice.does(Capabilities(way="end"))
    assert only(events.GuestMetadataSet, told).value == "x"
    assert only(MetadataIs, told) == MetadataIs("alice", (KeyValue("alice", "url", "x"),), news=True)
    assert shape(told).index("MetadataIs") < shape(told).index("MotdIs")
    assert listed(alice, "*") == {"url": "x"}


def test_one_version_of_it() -> None:
    alice = World().irc("alice", caps=OLD)
    refused = alice.does(Capabilities(way="request", add=("draft/metadata-3",)))
    assert only(replies.CapabilitiesAnswered, refused).accepted is False
    told = alice.does(Capabilities(way="request", add=("draft/metadata-3",), remove=("draft/metadata-2",)))
    assert only(MetadataIs, told) == MetadataIs("alice", (), news=True), "one's own, on negotiating it"


def test_without_metadata() -> None:
    alice = World(metadata=False).irc("alice")
    assert codes(ask(alice, "*", "LIST")) == ["unknown_command"]
    refused = alice.does(Capabilities(way="request", add=("draft/metadata-2",)))
    assert only(replies.CapabilitiesAnswered, refused).accepted is False


def test_whois_tells_what_people_read_to_those_who_know_metadata() -> None:
    world = World()
    alice, bob, carol = world.irc("alice"), world.irc("bob", caps=NEW), world.irc("carol")
    for key in ("status", "secret-key"):
        ask(alice, "*", "SET", key, "x")
    assert only(replies.Profile, bob.does(requests.Whois(("alice",)))).metadata == (("status", "x"),)
    assert only(replies.Profile, carol.does(requests.Whois(("alice",)))).metadata == ()


def test_while_nothing_can_be_stored_what_lasts_is_refused() -> None:
    world = World()
    alice = world.irc("alice", "#a")
    world.hub.storing = False
    assert codes(ask(alice, "#a", "SET", "url", "x")) == ["cannot_store"]
    assert only(KeyValue, ask(alice, "*", "SET", "url", "x")).value == "x", "a guest's is stored nowhere"


def test_what_a_guest_has_set_goes_on_with_the_account() -> None:
    world = World(Snapshot(accounts=(Account("a-1", "alice", 1),), metadata=(MetadataValue("a-1", "url", "own"),)))
    guest = world.irc("ally", "#a")
    for key, value in (("url", "guest's"), ("status", "busy")):
        ask(guest, "*", "SET", key, value)
    before = guest.user.identity
    told_as_guest = dict(world.hub.metadata.of(before))
    world.hub.apply(events.LoggedIn("l", 5, guest.user.source, "a-1", "alice", world.hub.shared_channels(guest.user)))
    told = on_logging_in(world.hub, guest.user, told_as_guest, world.now())
    assert [(one.key, one.value) for one in all_of(events.MetadataSet, told)] == [("status", "busy")]
    assert [(one.key, one.value) for one in all_of(events.MetadataShown, told)] == [("url", "own")]
    assert world.hub.metadata.of(before) == {}
