"""MODE: every letter, what is wrong with it, and changes that follow each other in one request."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from commands_world import World, all_of, codes, only, shape

from hubbub.hub import masks
from hubbub.model import events, modes, replies
from hubbub.model.limits import Limits
from hubbub.model.modes import Change, show_changes
from hubbub.model.requests import ChannelModes, Operator, Say, UserModes


def effect(told: Sequence[object]) -> str:
    """The changes that took effect, as a MODE line shows them."""
    done = [show_changes(one.changes) for one in told if isinstance(one, (events.ModesSet, events.UserModesSet))]
    assert len(done) <= 1
    return " ".join(done[0]) if done else ""


CHANGED = [
    # asked in a channel +nt, its operator alice and a member bob                done                     refused
    (("+i",), "+i", []),
    (("-n",), "-n", []),
    (("+n",), "", []),
    (("-i",), "", []),
    (("+ii",), "+i", []),
    (("+i-i",), "+i-i", []),
    (("-i+i-i",), "+i-i", []),
    (("+ims-nt",), "+ims-nt", []),
    (("+l", "5"), "+l 5", []),
    (("+l", "05"), "+l 5", []),
    (("+ll", "5", "6"), "+ll 5 6", []),
    (("+l-l", "5"), "+l-l 5", []),
    (("-l",), "", []),
    (("+l", "0"), "", ["too_few_parameters"]),
    (("+l", "-1"), "", ["too_few_parameters"]),
    (("+l", "x"), "", ["too_few_parameters"]),
    (("+l", "٣"), "", ["too_few_parameters"]),
    (("+l",), "", ["too_few_parameters"]),
    (("+k", "key"), "+k key", []),
    (("+k",), "", ["too_few_parameters"]),
    (("+k", "a b"), "", ["unknown_mode"]),
    (("+k", "a,b"), "", ["unknown_mode"]),
    (("+k", ":a"), "", ["unknown_mode"]),
    (("+k", "\x07"), "", ["unknown_mode"]),
    (("+k", "é" * 17), "+k " + "é" * 16, []),
    (("-k",), "", []),
    (("-k", "x"), "", []),
    (("+k-k", "key", "*"), "+k-k key *", []),
    (("+k-k+k", "key", "*", "key"), "+k-k+k key * key", []),
    (("+o", "bob"), "+o bob", []),
    (("+v", "BOB"), "+v bob", []),
    (("+vv", "bob", "bob"), "+v bob", []),
    (("+o-o", "bob", "Bob"), "+o-o bob bob", []),
    (("-v", "bob"), "", []),
    (("+o", "alice"), "", []),
    (("-o", "alice"), "-o alice", []),
    (("-o+i", "alice"), "-o+i alice", []),
    (("+o",), "", ["too_few_parameters"]),
    (("+o", "nobody"), "", ["no_such_nick"]),
    (("+v", "carol"), "", ["not_in_channel"]),
    (("+ov", "carol", "bob"), "+v bob", ["not_in_channel"]),
    (("+b", "carol"), "+b carol!*@*", []),
    (("+bb", "carol", "carol"), "+b carol!*@*", []),
    (("+bb", "carol", "CAROL!*@*"), "+b carol!*@*", []),
    (("+b-b", "carol", "CAROL"), "+b-b carol!*@* carol!*@*", []),
    (("-b", "carol"), "", []),
    (("+bbb", "1", "2", "3"), "+bb 1!*@* 2!*@*", ["list_full"]),
    (("+bb-b+b", "1", "2", "1", "3"), "+bb-b+b 1!*@* 2!*@* 1!*@* 3!*@*", []),
    (("+b", "a b"), "", ["unknown_mode"]),
    (("+b", ":x"), "", ["unknown_mode"]),
    (("+b", "x" * 201), "", ["unknown_mode"]),
    (("+z",), "", ["unknown_mode"]),
    (("+zzi",), "+i", ["unknown_mode"]),
    (("+zx",), "", ["unknown_mode", "unknown_mode"]),
    (("+",), "", []),
    (("i",), "+i", []),
]


@pytest.mark.parametrize(("words", "done", "refused"), CHANGED, ids=[" ".join(row[0]) for row in CHANGED])
def test_what_changes(words: tuple[str, ...], done: str, refused: list[str]) -> None:
    world = World(limits=Limits(list_entries=2))
    alice, _bob, _carol = world.irc("alice", "#dev"), world.irc("bob", "#dev"), world.irc("carol")
    told = alice.modes("#dev", *words)
    assert effect(told) == done
    assert codes(told) == refused


def test_every_mode_there_is_was_tried() -> None:
    assert {letter for words, *_ in CHANGED for letter in words[0]} >= modes.BY_LETTER.keys()


@pytest.mark.parametrize("word", ["+i", "+l", "+k", "+o", "+v"])
def test_members_and_strangers_change_nothing(word: str) -> None:
    world = World()
    world.irc("alice", "#dev")
    bob, carol = world.irc("bob", "#dev"), world.irc("carol")
    assert codes(bob.modes("#dev", word, "bob")) == ["not_channel_operator"]
    assert codes(carol.modes("#dev", word, "carol")) == ["you_are_not_in_channel"]
    assert codes(carol.modes("#none", word, "carol")) == ["no_such_channel"]
    assert codes(bob.modes("#dev", word + word[1], "bob", "bob")) == ["not_channel_operator"], "said once"


def test_modes_are_shown_and_the_key_only_inside() -> None:
    world = World()
    alice, carol = world.irc("alice", "#dev"), world.irc("carol")
    alice.modes("#dev", "+kl-t", "key", "9")
    inside = only(replies.ModesAre, alice.does(ChannelModes("#DEV")))
    outside = only(replies.ModesAre, carol.does(ChannelModes("#dev")))
    assert (inside.channel, show_changes(inside.changes)) == ("#dev", ("+nkl", "key", "9"))
    assert show_changes(outside.changes) == ("+nkl", "*", "9")
    assert inside.created == world.hub.channel("#dev").created
    alice.modes("#dev", "+s")
    assert codes(carol.does(ChannelModes("#dev"))) == ["no_such_channel"]


def test_a_list_is_shown_once_and_to_everybody() -> None:
    world = World()
    alice, carol = world.irc("alice", "#dev"), world.irc("carol")
    alice.modes("#dev", "+b", "*@*.example")
    told = carol.modes("#dev", "+b")
    (entry,) = only(replies.ListIs, told).entries
    assert (entry.mask, entry.by) == ("*!*@*.example", "alice!alice@localhost")
    assert shape(carol.modes("#dev", "bb-b")) == ["ListIs"]
    assert shape(alice.modes("#dev", "b+i")) == ["ListIs", "ModesSet"]


def test_a_changed_rank_and_a_changed_list_take_effect() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob", "#dev")
    alice.modes("#dev", "+mb", "bob")
    assert codes(bob.does(Say(targets=("#dev",), text="x"))) == ["cannot_send"]
    alice.modes("#dev", "+v", "bob")
    assert codes(bob.does(Say(targets=("#dev",), text="x"))) == []
    alice.modes("#dev", "-mv", "bob")
    assert codes(bob.does(Say(targets=("#dev",), text="x"))) == ["cannot_send"], "banned"
    alice.modes("#dev", "-b", "BOB!*@*")
    assert codes(bob.does(Say(targets=("#dev",), text="x"))) == []
    alice.modes("#dev", "-o", "alice")
    assert codes(alice.modes("#dev", "+i")) == ["not_channel_operator"]


def test_ranks_are_told_with_whom_they_are_of() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob", "#dev")
    told = only(events.ModesSet, alice.modes("#dev", "+iov", "bob", "alice"))
    assert told.identities == (bob.user.identity, alice.user.identity)


def test_a_server_operator_changes_any_channel_and_is_nobody_there() -> None:
    world = World()
    world.irc("alice", "#dev")
    root = world.irc("root", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    assert effect(root.modes("#dev", "+i")) == "+i"


@pytest.mark.parametrize(
    ("words", "done", "refused"),
    [
        ((), "", []),
        (("+i",), "+i", []),
        (("+ii",), "+i", []),
        (("-i",), "", []),
        (("+i-i",), "+i-i", []),
        (("+o",), "", []),
        (("-o",), "-o", []),
        (("-o-o",), "-o", []),
        (("+x+x-y",), "", ["unknown_user_mode"]),
        (("+ix",), "+i", ["unknown_user_mode"]),
    ],
)
def test_user_modes(words: tuple[str, ...], done: str, refused: list[str]) -> None:
    world = World()
    root = world.irc("root", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    told = root.does(UserModes("ROOT", modes.read_changes(words)))
    assert effect(told) == done
    assert codes(told) == refused
    if not words:
        assert told == [replies.UserModesAre("o")]


def test_nobody_gives_themselves_or_others_modes() -> None:
    world = World()
    alice = world.irc("alice")
    world.irc("bob")
    alice.does(UserModes("alice", (Change(True, "o"),)))
    assert not alice.user.is_operator
    assert codes(alice.does(UserModes("bob"))) == ["not_your_modes"]
    assert codes(alice.does(UserModes("nobody"))) == ["no_such_nick"]
    assert all_of(events.UserModesSet, alice.does(UserModes("alice", (Change(False, "o"),)))) == []


def test_masks_that_are_kept_can_match() -> None:
    world = World()
    alice, bob = world.irc("alice", "#dev"), world.irc("bob", "#dev")
    alice.modes("#dev", "+b", "*b*o*b*!*b*o*b*@*l*o*c*a*l*h*o*s*t*")
    assert codes(bob.does(Say(targets=("#dev",), text="x"))) == ["cannot_send"]
    assert masks.MASK_LENGTH >= 32 + 20 + 64 + 2
