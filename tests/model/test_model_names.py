"""What may be a name, and when two are the same."""

from __future__ import annotations

import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from precis_i18n import get_profile

from hubbub.model.names import (
    Casemapping,
    clean_user,
    clipped,
    direct,
    fold,
    is_channel,
    is_direct,
    parties,
    valid_channel,
    valid_nick,
)

MAPPINGS = st.sampled_from(["permissive", "ascii", "rfc1459", "precis"])
ANY = st.text() | st.text("ab[]\\{}|^~ÀÉé:@#+ ,\u0301\u200b", max_size=40)


@given(ANY, MAPPINGS)
def test_folding_twice_is_folding_once_and_keeps_the_length(name: str, mapping: str) -> None:
    once = fold(name, mapping)  # type: ignore[arg-type]
    assert fold(once, mapping) == once  # type: ignore[arg-type]
    assert len(once) == len(name) or mapping == "precis"


@pytest.mark.parametrize(
    ("name", "ascii_", "rfc1459"),
    [
        ("Alice", "alice", "alice"),
        ("[A]\\~", "[a]\\~", "{a}|^"),
        ("{a}|^", "{a}|^", "{a}|^"),
        ("É", "É", "É"),
        ("İI", "İi", "İi"),
        ("#DEV", "#dev", "#dev"),
    ],
)
def test_folding(name: str, ascii_: str, rfc1459: str) -> None:
    assert fold(name) == ascii_
    assert fold(name, "rfc1459") == rfc1459


@pytest.mark.parametrize(
    "nick",
    ["a", "Alice", "a1", "a-b", "_", "[x]", "\\^{|}`", "élan", "Ünï", "алиса", "愛", "علي", "a\u0939\u093f", "x" * 32],
)
def test_a_nick(nick: str) -> None:
    assert valid_nick(nick, 32)


@pytest.mark.parametrize(
    "nick",
    [
        *("", "1a", "-a", "a b", "a:b", "a,b", "a!b", "a@b", "a.b", "a*", "a?", "a/b", "x" * 33, "é" * 17),
        *("#a", "@a", "+a", "%a", "&a", "~a", "$a", "a~", "😀", "a\n", "a\x00", "a\x7f", "\u0301a", "e\u0301"),
        *("a\u00a0b", "a\u200bb", "a\u202eb", "a\ud800", "\ufeffa", "a\ue000", "a\u2028"),
    ],
)
def test_no_nick(nick: str) -> None:
    assert not valid_nick(nick, 32)


@pytest.mark.parametrize(
    ("nick", "mappings"),
    [
        ("[x]", {"permissive", "ascii", "rfc1459", "precis"}),
        ("Işıl", {"permissive", "precis"}),
        ("a😀", set()),
    ],
)
def test_whose_names_there_are(nick: str, mappings: set[str]) -> None:
    assert {one for one in get_args(Casemapping) if valid_nick(nick, 32, one)} == mappings


@given(ANY)
def test_a_nick_moves_nothing_on_a_line_and_is_no_mask_prefix_or_channel(nick: str) -> None:
    if valid_nick(nick, 64):
        assert not set(nick) & set(" :,!@.*?#&+%~$/\r\n\0")
        assert nick == nick.strip()
        assert unicodedata.normalize("NFC", nick) == nick
        assert nick.isprintable()
        assert len(nick.encode()) <= 64
        assert not is_channel(nick)
        assert not nick[0].isascii() or not nick[0].isdigit()


@pytest.mark.parametrize("name", ["#a", "##", "#Ünï", "#a:b".replace(":", ";"), "#1", "#愛", "#" + "x" * 63])
def test_a_channel(name: str) -> None:
    assert valid_channel(name, 64)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "#",
        "a",
        "&a",
        "#a b",
        "#a,b",
        "#a:b",
        "#a\x07",
        "#a\n",
        "#a\u200b",
        "#a\u00a0b",
        "#a\x01",
        "#\ud800",
        "#" + "x" * 64,
    ],
)
def test_no_channel(name: str) -> None:
    assert not valid_channel(name, 64)


@given(st.text(), st.integers(0, 40))
def test_clipped_text_is_the_beginning_and_fits(text: str, longest: int) -> None:
    short = clipped(text, longest)
    assert len(short.encode("utf-8", "replace")) <= longest
    assert text.startswith(short)
    if short != text:
        longer = text[: len(short) + 1]
        assert len(longer.encode("utf-8", "replace")) > longest


@given(ANY, st.integers(1, 40))
def test_a_user_in_a_mask_holds_nothing_that_a_mask_gives_a_meaning(user: str, longest: int) -> None:
    clean = clean_user(user, longest)
    assert clean
    assert not set(clean) & set(" :,!@*?#&\r\n\0")
    assert clean == "user" or len(clean.encode()) <= longest
    assert clean_user(clean, longest) == clean or clean == "user"


@pytest.mark.parametrize(
    ("user", "clean"),
    [("alice", "alice"), ("~al.ice", "~al.ice"), ("a@b!c", "abc"), ("", "user"), ("é" * 20, "é" * 10)],
)
def test_users(user: str, clean: str) -> None:
    assert clean_user(user, 20) == clean


@given(st.text("abc0", min_size=1), st.text("abc0", min_size=1))
def test_a_private_conversation_has_one_key_from_either_side(one: str, other: str) -> None:
    key = direct(one, other)
    assert key == direct(other, one)
    assert is_direct(key)
    assert not is_channel(key)
    assert sorted(parties(key)) == sorted((one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Élan", "éLAN"), ("ΣΑΣ", "σας"), ("АЛИСА", "алиса"), ("ａｌice", "Alice"), ("e\u0301", "É"), ("[A]", "[a]")],
)
def test_precis_folds_every_script(one: str, other: str) -> None:
    assert fold(one, "precis") == fold(other, "precis")


@pytest.mark.parametrize(("one", "other"), [("[A]", "{a}"), ("straße", "strasse"), ("еvan", "evan"), ("a b", "ab")])
def test_precis_keeps_apart(one: str, other: str) -> None:
    assert fold(one, "precis") != fold(other, "precis")


@given(st.text(max_size=12) | st.text("אבaé٠1०ｱΣςİ-_", max_size=8))
def test_a_precis_name_is_one_of_the_profile_and_its_own_spelling(name: str) -> None:
    if valid_nick(name, 64, "precis") and not name.isascii():
        assert valid_nick(name, 64)
        assert fold(get_profile("UsernameCaseMapped").enforce(name), "precis") == fold(name, "precis")
    if valid_channel(f"#{name}", 64, "precis"):
        assert valid_channel(f"#{name}", 64)


@pytest.mark.parametrize("nick", ["אa", "a\u0660\u06f0", "ﬀ"])
def test_what_is_a_nick_but_none_of_precis(nick: str) -> None:
    assert valid_nick(nick, 32)
    assert not valid_nick(nick, 32, "precis")
    assert not valid_channel(f"#{nick}", 32, "precis")
