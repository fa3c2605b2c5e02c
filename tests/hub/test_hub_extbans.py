"""Entries of a channel's lists: made whole, refused, and whom they name."""

from __future__ import annotations

import pytest

from hubbub.hub.extbans import any_matches, completed
from hubbub.model.events import Source

ALICE = Source("Alice", "al", "2001:db8::1", "i1", "Wonder")
GUEST = Source("guest", "g", "host.example", "i2")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("alice", "alice!*@*"),
        ("*", "*!*@*"),
        ("al@host", "*!al@host"),
        ("*.example", "*!*@*.example"),
        ("user/alice", "*!*@user/alice"),
        ("2001:db8::1", "*!*@2001:db8::1"),
        ("*!*@2001:db8::1", "*!*@2001:db8::1"),
        ("m:alice", "m:alice!*@*"),
        ("m:*!*@a:b", "m:*!*@a:b"),
        ("a:wonder", "a:wonder"),
        ("m:a:w*", "m:a:w*"),
        ("m:*.example", "m:*!*@*.example"),
        ("1::2", "*!*@1::2"),
    ],
)
def test_made_whole(text: str, whole: str) -> None:
    assert completed(text, "b") == whole
    assert completed(whole, "b") == whole


@pytest.mark.parametrize(
    "text", ["", "m:", "a:", "m:a:", "m:m:x", "z:x", "m:z:x", "a:b:c", "a:a!b", "a:a@b", ":x", "a b", "\x07"]
)
def test_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"mask|account|extended ban"):
        completed(text, "b")


def test_a_mute_excepts_nobody_from_an_invitation() -> None:
    assert completed("m:alice", "e") == "m:alice!*@*"
    with pytest.raises(ValueError, match=r"excepts nobody"):
        completed("m:alice", "I")


@pytest.mark.parametrize(
    ("entry", "named"),
    [
        ("alice!*@*", {ALICE}),
        ("*!~al@*", {ALICE}),
        ("*!al@*", {ALICE}),
        ("*!*@2001:DB8::*", {ALICE}),
        ("a:WONDER", {ALICE}),
        ("a:w*r", {ALICE}),
        ("a:*", {ALICE}),
        ("a:alice", set()),
        ("*!*@*", {ALICE, GUEST}),
    ],
)
def test_whom_an_entry_names(entry: str, named: set[Source]) -> None:
    people = (ALICE, GUEST)
    assert {one for one in people if any_matches([entry], one, "ascii", mutes=False)} == named
    assert not any(any_matches([entry], one, "ascii", mutes=True) for one in people)
    assert {one for one in people if any_matches([f"m:{entry}"], one, "ascii", mutes=True)} == named
    assert not any(any_matches([f"m:{entry}"], one, "ascii", mutes=False) for one in people)
