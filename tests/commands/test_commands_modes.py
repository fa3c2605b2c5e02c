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
    (("+E",), "+E", []),
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
    (("+l", "0"), "", ["bad_mode_parameter"]),
    (("+l", "-1"), "", ["bad_mode_parameter"]),
    (("+l", "x"), "", ["bad_mode_parameter"]),
    (("+l", "٣"), "", ["bad_mode_parameter"]),
    (("+l",), "", ["bad_mode_parameter"]),
    (("+k", "key"), "+k key", []),
    (("+k",), "", ["bad_mode_parameter"]),
    (("+k", "a b"), "", ["bad_mode_parameter"]),
    (("+k", "a,b"), "", ["bad_mode_parameter"]),
    (("+k", ":a"), "", ["bad_mode_parameter"]),
    (("+k", "\x07"), "", ["bad_mode_parameter"]),
    (("+k", "é" * 16), "+k " + "é" * 16, []),
    (("+k", "é" * 17), "", ["bad_mode_parameter"]),
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
    (("+o",), "", ["bad_mode_parameter"]),
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
    (("+b", "a b"), "", ["bad_mode_parameter"]),
    (("+b", ":x"), "", ["bad_mode_parameter"]),
    (("+b", "x" * 201), "", ["bad_mode_parameter"]),
    (("+b", "bad.example"), "+b *!*@bad.example", []),
    (("+b", "2001:db8::1"), "+b *!*@2001:db8::1", []),
    (("+b", "m:carol"), "+b m:carol!*@*", []),
    (("+b", "m:a:Carol"), "+b m:a:Carol", []),
    (("+b-b", "m:a:Carol", "M:A:CAROL"), "+b m:a:Carol", ["bad_mode_parameter"]),
    (("+b-b", "m:a:Carol", "m:a:CAROL"), "+b-b m:a:Carol m:a:Carol", []),
    (("+b", "a:"), "", ["bad_mode_parameter"]),
    (("+b", "m:"), "", ["bad_mode_parameter"]),
    (("+b", "a:m:x"), "", ["bad_mode_parameter"]),
    (("+b", "z:carol"), "", ["bad_mode_parameter"]),
    (("+e", "a:carol"), "+e a:carol", []),
    (("+eI", "carol", "carol"), "+eI carol!*@* carol!*@*", []),
    (("+eIb", "carol", "carol", "carol"), "+eI carol!*@* carol!*@*", ["list_full"]),
    (("+I-I", "carol", "Carol!*@*"), "+I-I carol!*@* carol!*@*", []),
    (("+I", "m:carol"), "", ["bad_mode_parameter"]),
    (("+I-e", "carol", "carol"), "+I carol!*@*", []),
    (("+f", "#other"), "+f #Other", []),
    (("+ff", "#other", "#OTHER"), "+f #Other", []),
    (("+f-f", "#other"), "+f-f #Other", []),
    (("-f",), "", []),
    (("+f",), "", ["bad_mode_parameter"]),
    (("+f", "#none"), "", ["bad_mode_parameter"]),
    (("+f", "bob"), "", ["bad_mode_parameter"]),
    (("+f", "#dev"), "", ["bad_mode_parameter"]),
    (("+f", "#hers"), "", ["not_channel_operator"]),
    (("+f", "#lobby"), "", ["not_channel_operator"]),
    (("+CMRUu",), "+CMRUu", []),
    (("+CMRUu-CMRUu",), "+CMRUu-CMRUu", []),
    (("+p",), "+p", []),
    (("+ps",), "+p-p+s", []),
    (("+sp",), "+s", []),
    (("+s-s+p",), "+s-s+p", []),
    (("-sp",), "", []),
    (("+h", "bob"), "+h bob", []),
    (("+q", "bob"), "", ["outranked"]),
    (("+a", "alice"), "", ["outranked"]),
    (("-q", "alice"), "", []),
    (("+z",), "", ["unknown_mode"]),
    (("+zzi",), "+i", ["unknown_mode"]),
    (("+zx",), "", ["unknown_mode", "unknown_mode"]),
    (("+",), "", []),
    (("i",), "+i", []),
]


@pytest.mark.parametrize(("words", "done", "refused"), CHANGED, ids=[" ".join(row[0]) for row in CHANGED])
def test_what_changes(words: tuple[str, ...], done: str, refused: list[str]) -> None:
    world = World(limits=Limits(list_entries=2))
    alice, _bob, _carol = (
        world.irc("alice", "#dev", "#Other", "#lobby"),
        world.irc("bob", "#dev"),
        world.irc("carol", "#hers"),
    )
    told = alice.modes("#dev", *words)
    assert effect(told) == done
    assert codes(told) == refused


def test_as_many_changes_with_a_parameter_as_promised_and_all_others() -> None:
    world = World()
    alice = world.irc("alice", "#dev")
    letters = "+" + "b" * (modes.CHANGES + 5) + "ib"
    told = alice.modes("#dev", letters, *(f"troll{number}" for number in range(modes.CHANGES + 5)))
    done = only(events.ModesSet, told).changes
    assert [change.argument for change in done] == [f"troll{number}!*@*" for number in range(modes.CHANGES)] + [""]
    assert done[-1] == Change(True, "i")
    assert len(only(replies.ListIs, told).entries) == 0, "a list is shown as it was, and costs no change"
    assert codes(told) == []


def test_every_mode_there_is_was_tried() -> None:
    assert {letter for words, *_ in CHANGED for letter in words[0]} >= modes.BY_LETTER.keys()


@pytest.mark.parametrize("word", ["+i", "+l", "+k", "+f", "+q", "+a", "+o", "+h", "+v", "+u"])
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


def test_who_is_excepted_is_shown_to_operators_alone() -> None:
    world = World()
    alice, bob, carol = world.irc("alice", "#dev"), world.irc("bob", "#dev"), world.irc("carol")
    alice.modes("#dev", "+eI", "friend", "guest")
    told = all_of(replies.ListIs, alice.modes("#dev", "+eIb"))
    assert [(one.letter, [entry.mask for entry in one.entries]) for one in told] == [
        ("e", ["friend!*@*"]),
        ("I", ["guest!*@*"]),
        ("b", []),
    ]
    assert codes(bob.modes("#dev", "eI")) == ["not_channel_operator"]
    assert codes(carol.modes("#dev", "eI")) == ["you_are_not_in_channel"]


def test_a_half_operator_raises_voices_alone_and_everybody_lowers_themselves() -> None:
    world = World()
    alice, bob, carol = world.irc("alice", "#dev"), world.irc("bob", "#dev"), world.irc("carol", "#dev")
    alice.modes("#dev", "+h", "bob")
    assert effect(bob.modes("#dev", "+v", "carol")) == "+v carol"
    assert codes(bob.modes("#dev", "+o", "carol")) == ["outranked"]
    assert codes(bob.modes("#dev", "-o", "alice")) == ["outranked"]
    assert codes(bob.modes("#dev", "+m")) == ["not_channel_operator"]
    assert codes(bob.modes("#dev", "+h")) == ["bad_mode_parameter"]
    assert effect(bob.modes("#dev", "-h", "BOB")) == "-h bob"
    assert effect(carol.modes("#dev", "-v", "carol")) == "-v carol"
    assert codes(carol.modes("#dev", "-v", "carol")) == [], "nothing to lower is no offence"


def test_a_founder_gives_every_rank_and_operators_cannot_touch_it() -> None:
    world = World()
    founder, bob = world.irc("founder", "#dev"), world.irc("bob", "#dev")
    world.hub.channel("#dev").members[founder.user] = frozenset("q")
    assert effect(founder.modes("#dev", "+qa", "bob", "bob")) == "+qa bob bob"
    assert effect(founder.modes("#dev", "-q", "bob")) == "-q bob"
    assert codes(bob.modes("#dev", "-q", "founder")) == ["outranked"]
    assert codes(bob.modes("#dev", "+a", "founder")) == ["outranked"], "an admin makes no admins"
    assert effect(bob.modes("#dev", "+o", "founder")) == "+o founder"


def test_a_forward_is_shown_among_the_modes() -> None:
    world = World()
    alice = world.irc("alice", "#dev", "#other")
    alice.modes("#dev", "+lf", "5", "#other")
    assert show_changes(only(replies.ModesAre, alice.does(ChannelModes("#dev"))).changes) == ("+ntlf", "5", "#other")


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
        (("+Rw-i",), "+Rw", []),
        (("-Z+Z",), "", []),
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
        assert told == [replies.UserModesAre("Zo")], "who comes from elsewhere came by TLS"


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
