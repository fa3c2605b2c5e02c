"""The server's bans: whom each matches, and for how long."""

from __future__ import annotations

import pytest

from hubbub.hub.bans import Bans, until, why
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model.events import Source
from hubbub.model.state import Ban

MINUTE = 60 * 10**9


def session(nick: str = "", address: str = "203.0.113.9", host: str = "cloak.ip", account: str = "") -> Session:
    who = Session(1, address, host, "")
    who.nick = nick
    if account:
        who.user = User(Source(nick, "u", host, "id", account), "", 0)
    return who


@pytest.mark.parametrize(
    ("kind", "mask", "matches"),
    [
        ("address", "203.0.113.9", True),
        ("address", "203.0.113.0/24", True),
        ("address", "203.0.112.0/24", False),
        ("address", "2001:db8::/32", False),
        ("mask", "ALICE!*@*", True),
        ("mask", "*!*@cloak.*", True),
        ("mask", "*!*@203.0.113.*", True),
        ("mask", "*!*@203.0.112.*", False),
        ("mask", "bob!*@*", False),
        ("mask", "*!u@*", True),
        ("account", "Ally", True),
        ("account", "alice", False),
    ],
)
def test_whom_a_ban_matches(kind: str, mask: str, matches: bool) -> None:
    bans = Bans([Ban(kind, mask, "", "root", 1)], "ascii")  # type: ignore[arg-type]
    assert (bans.of(session("alice", account="ally"), 2) is not None) is matches
    assert bans.of(session("carol", "198.51.100.1", "other.ip", "c"), 2) is None or mask == "*!u@*"


def test_the_host_that_others_see_is_banned_too() -> None:
    bans = Bans([Ban("mask", "*!*@fancy.host", "", "root", 1)], "ascii")
    who = session("alice", account="ally")
    assert bans.of(who, 2) is None
    assert who.user is not None
    who.user.source = Source("alice", "u", "fancy.host", "id", "ally")
    assert bans.of(who, 2)


def test_ipv4_in_ipv6_is_ipv4_and_what_is_no_address_is_in_no_network() -> None:
    bans = Bans([Ban("address", "203.0.113.0/24", "", "root", 1)], "ascii")
    assert bans.at_the_door("::ffff:203.0.113.9", "h", 2)
    assert bans.at_the_door("nowhere", "h", 2) is None


def test_at_the_door_only_masks_for_all_names_count() -> None:
    bans = Bans([Ban("mask", mask, "", "root", 1) for mask in ("alice!*@*", "*!u@*", "a*!*@cloak.ip")], "ascii")
    assert bans.at_the_door("203.0.113.9", "cloak.ip", 2) is None
    bans.add(Ban("mask", "*!*@203.0.113.9", "", "root", 1))
    assert bans.at_the_door("203.0.113.9", "cloak.ip", 2)


def test_a_ban_is_over_at_its_time_and_replaced_by_a_newer_one() -> None:
    bans = Bans([Ban("mask", "alice!*@*", "old", "root", 1, 10)], "ascii")
    assert not bans.fresh
    assert bans.of(session("alice"), 9)
    assert bans.of(session("alice"), 10) is None
    assert bans.of_kind("mask", 10) == ()
    assert [ban.reason for ban in bans.over(10)] == ["old"]
    bans.add(Ban("mask", "Alice!*@*", "new", "root", 11))
    assert bans.fresh
    assert [ban.reason for ban in bans.of_kind("mask", 10)] == ["new"]
    bans.remove("mask", "aLice!*@*")
    bans.remove("address", "none")
    assert bans.find("mask", "alice!*@*") is None


def test_a_new_name_is_looked_at_too() -> None:
    bans = Bans([Ban("mask", "troll!*@*", "", "root", 1)], "ascii")
    assert bans.of(session("alice"), 2) is None
    assert bans.of(session("alice"), 2, "Troll")


def test_what_the_banned_are_told() -> None:
    assert why(Ban("mask", "a", "noise", "root", 0)) == "you are banned from this server: noise"
    assert until(0) == ""
    assert until(1) == " until 1970-01-01 00:01 UTC"
    ban = Ban("mask", "a", "", "root", 0, 90 * MINUTE)
    assert why(ban) == "you are banned from this server until 1970-01-01 01:30 UTC"
