"""Names that look alike."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model.confusables import GROUPS
from hubbub.model.looks import Looks, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("evan", "еvan"),  # Cyrillic
        ("Ivan", "Іvan"),
        ("ivan", "Іvan"),  # as ivan may be written with a capital
        ("smt", "ｓｍｔ"),
        ("SMT", "SΜΤ"),
        ("coco", "сосо"),
        ("NickServ", "NіckServ"),
        ("alice", "аӏісе"),
        ("bob", "Ьоb"),
        ("modern", "modem"),
        ("a0", "аO"),
    ],
)
def test_these_look_alike(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("alice", "bob"), ("Müller", "Muller"), ("иван", "ivan"), ("Zoë", "Zoe"), ("алиса", "алисе"), ("山田", "山口")],
)
def test_these_do_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_two_names_in_ascii_are_told_apart() -> None:
    looks = Looks()
    for name in ("bob1", "bobl", "bоb1"):
        looks.add(name)
    assert looks.alike("bobI") == ("bоb1",)
    assert looks.alike("bоbl") == ("bob1", "bobl", "bоb1")
    looks.remove("bob1")
    looks.remove("bob1")
    looks.remove("nobody")
    assert looks.alike("bоbl") == ("bobl", "bоb1")


@given(st.text(max_size=12))
def test_a_skeleton_is_its_own_and_the_same_for_every_case(name: str) -> None:
    shape = skeleton(name)
    assert skeleton(shape) == shape
    assert skeleton(unicodedata.normalize("NFD", name)) == shape
    if name.isascii():
        assert skeleton(name.upper()) == skeleton(name.lower()) == shape


def test_the_table_is_whole() -> None:
    groups = [group.partition(":") for group in GROUPS.split(" ")]
    assert len(groups) > 1000
    assert all(sources and looks_like for sources, _, looks_like in groups)
    sources = "".join(sources for sources, _, _ in groups)
    assert len(set(sources)) == len(sources)
