"""Accounts: registering one, and what it is to have one."""

from __future__ import annotations

from typing import Any

import pytest
from commands_world import Person, World, codes, credentials, happened, only, shape

from hubbub.hub.flood import Pace, Rate
from hubbub.model import events, replies
from hubbub.model.account import Account
from hubbub.model.limits import EMAIL_BYTES, PASSWORD_BYTES, REGISTRATIONS_BURST
from hubbub.model.replies import Refused
from hubbub.model.requests import (
    Introduce,
    Invite,
    Login,
    Logout,
    Nick,
    Quit,
    Register,
    Relay,
    Say,
    Topic,
    Verify,
    Whois,
)
from hubbub.model.server import AccountRules
from hubbub.model.state import Snapshot

ALLY = Account("a-ally", "ally", 1, credentials("secret"))


def world(*accounts: Account, **rules: Any) -> World:
    return World(Snapshot(accounts=accounts or (ALLY,)), accounts=AccountRules(**rules))


def registers(who: Person, account: str = "", password: str = "sesame", email: str = "") -> str:
    """What comes of it: SUCCESS, or the code of the refusal."""
    told = who.does(Register(account=account, email=email, password=password))
    refusals = [one for one in told if isinstance(one, Refused)]
    if refusals:
        (refusal,) = refusals
        return refusal.about[1] if refusal.about[:1] in {("REGISTER",), ("VERIFY",)} else refusal.code
    assert only(replies.AccountRegistered, told).account
    return "SUCCESS"


# --- registering ------------------------------------------------------------------------------------------------------


def test_who_registers_is_logged_in_and_the_account_is_theirs() -> None:
    here = world()
    alice = here.irc("alice", "#a")
    told = alice.does(Register(account="", email="alice@mail.example", password="sesame"))
    assert shape(told) == ["AccountRegistered", "AccountRegistered", "YouAreLoggedIn", "LoggedIn"]
    account = only(events.AccountRegistered, told).account
    assert account.name == "alice"
    assert account.email == "alice@mail.example"
    assert account.credentials == credentials("sesame")
    assert here.hub.accounts.named("Alice") == account
    assert alice.user.source.account == "alice"
    assert alice.user.identity == account.id
    assert only(replies.YouAreLoggedIn, told) == replies.YouAreLoggedIn("alice!alice@localhost", "alice")
    assert [channel.key for channel in only(events.LoggedIn, told).channels] == ["#a"]


def test_an_account_may_have_another_name_than_the_nick() -> None:
    here = world()
    alice = here.irc("alice")
    assert registers(alice, "alice-w") == "SUCCESS"
    assert alice.nick == "alice"
    assert alice.user.source.account == "alice-w"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"account": "ally"}, "ACCOUNT_EXISTS"),
        ({"account": "ALLY"}, "ACCOUNT_EXISTS"),
        ({"account": "аlly"}, "ACCOUNT_EXISTS"),
        ({"account": "bob"}, "USERNAME_EXISTS"),
        ({"account": "NickServ"}, "BAD_ACCOUNT_NAME"),
        ({"account": "guest-12"}, "BAD_ACCOUNT_NAME"),
        ({"account": "no good"}, "BAD_ACCOUNT_NAME"),
        ({"password": ""}, "UNACCEPTABLE_PASSWORD"),
        ({"password": "x" * (PASSWORD_BYTES + 1)}, "UNACCEPTABLE_PASSWORD"),
        ({"password": "é" * PASSWORD_BYTES}, "UNACCEPTABLE_PASSWORD"),
        ({"password": "a\x01b"}, "UNACCEPTABLE_PASSWORD"),
        ({"password": "Alice"}, "WEAK_PASSWORD"),
        ({"email": "alice"}, "INVALID_EMAIL"),
        ({"email": "alice@mail"}, "INVALID_EMAIL"),
        ({"email": "a b@mail.example"}, "INVALID_EMAIL"),
        ({"email": f"{'a' * EMAIL_BYTES}@mail.example"}, "UNACCEPTABLE_EMAIL"),
    ],
)
def test_what_cannot_be_registered_says_why(how: dict[str, str], code: str) -> None:
    here = world()
    here.irc("bob")
    alice = here.irc("alice")
    assert registers(alice, **how) == code
    assert not here.effects
    assert registers(alice) == "SUCCESS"


def test_who_is_logged_in_registers_nothing_more() -> None:
    alice = world().irc("alice")
    assert registers(alice) == "SUCCESS"
    assert registers(alice, "other") == "ALREADY_AUTHENTICATED"
    (told,) = alice.does(Verify(account="alice", code="123"))
    assert isinstance(told, Refused)
    assert told.about == ("VERIFY", "ALREADY_AUTHENTICATED", "alice")


def test_no_code_is_right_while_none_is_sent() -> None:
    (told,) = world().irc("alice").does(Verify(account="alice", code="123"))
    assert isinstance(told, Refused)
    assert told.about == ("VERIFY", "INVALID_CODE", "alice")


@pytest.mark.parametrize("rules", [{"enabled": False}, {"register": False}])
def test_where_nobody_may_register(rules: dict[str, Any]) -> None:
    assert registers(world(**rules).irc("alice")) == "DISALLOWED"


def test_an_address_may_be_demanded() -> None:
    alice = world(email_required=True).irc("alice")
    assert registers(alice) == "INVALID_EMAIL"
    assert registers(alice, email="alice@mail.example") == "SUCCESS"


def test_nothing_is_registered_that_cannot_be_stored() -> None:
    here = world()
    alice = here.irc("alice")
    here.hub.storing = False
    assert registers(alice) == "TEMPORARILY_UNAVAILABLE"


def test_no_password_is_taken_over_plaintext_from_elsewhere() -> None:
    assert registers(world().irc("alice", address="203.0.113.9", secure=False)) == "plaintext_password"
    assert registers(world(plain_here=False).irc("alice")) == "plaintext_password"
    assert registers(world().irc("alice", address="203.0.113.9")) == "SUCCESS"


def test_of_two_who_ask_at_once_one_has_it() -> None:
    here = world()
    alice, bob = here.irc("alice"), here.irc("bob")
    asked: list[str] = []

    def meanwhile() -> None:
        here.meanwhile = lambda: None
        asked.append(registers(bob, "carol"))

    here.meanwhile = meanwhile
    assert registers(alice, "carol") == "ACCOUNT_EXISTS"
    assert asked == ["SUCCESS"]
    assert here.hub.accounts.named("carol") == here.hub.account_of(here.hub.sessions[bob.session])


def test_an_address_does_not_register_hundreds() -> None:
    here = world()
    for number in range(REGISTRATIONS_BURST + 1):
        who = here.irc(f"user{number}", address="203.0.113.9")
        here.hub.sessions[who.session].pace = Pace(Rate(99, 99), Rate(99, 99), here.time)
        result = registers(who)
    assert result == "TEMPORARILY_UNAVAILABLE"


# --- before connecting ------------------------------------------------------------------------------------------------


def test_registering_before_connecting() -> None:
    here = world()
    alice = here.raw_irc()
    assert registers(alice) == "NEED_NICK"
    alice.does(Nick("alice"))
    assert registers(alice) == "SUCCESS"
    alice.does(Introduce(user="al", real_name="Alice"))
    assert alice.user.source.account == "alice"


def test_registering_before_connecting_may_be_forbidden() -> None:
    alice = world(before_connect=False).raw_irc()
    alice.does(Nick("alice"))
    assert registers(alice) == "COMPLETE_CONNECTION_REQUIRED"


def test_nobody_registers_the_name_that_somebody_else_uses() -> None:
    here = world()
    here.irc("root")
    who = here.raw_irc()
    assert codes(who.does(Nick("root"))) == ["nick_in_use"]
    assert registers(who) == "USERNAME_EXISTS"
    who.does(Introduce(user="u", real_name="u"))
    assert codes(who.does(Nick("ally"))) == ["nick_in_use"]
    assert registers(who) == "ACCOUNT_EXISTS"


def test_registering_is_no_way_round_the_servers_password() -> None:
    here = World(password="sesame")
    who = here.raw_irc()
    who.does(Nick("alice"))
    assert registers(who) == "bad_password"


# --- having one -------------------------------------------------------------------------------------------------------


def test_a_registered_name_waits_for_its_owner() -> None:
    here = world()
    who = here.raw_irc()
    who.does(Introduce(user="u", real_name="u"))
    (told,) = who.does(Nick("Ally"))
    assert told == Refused("nick_in_use", ("Ally",), "the nickname Ally is registered: log in to its account to use it")
    who.does(Nick("bob"))
    assert codes(who.does(Nick("ally"))) == ["nick_in_use"]
    assert who.nick == "bob"


def test_a_plain_client_claims_no_registered_name() -> None:
    here = world()
    plain = here.plain()
    plain.says("ally: hello", first=True, lines=True)
    assert plain.nick == "guest-1"
    assert codes(plain.does(Nick("ally"))) == ["nick_in_use"]


def test_a_guest_who_uses_the_name_when_it_is_registered_by_the_owner_of_the_server_keeps_it() -> None:
    here = world()
    alice = here.irc("alice")
    here.own([events.AccountRegistered("e", 1, Account("a-1", "alice", 1), "console")])
    assert alice.nick == "alice"
    alice.says("still here", "alice")
    alice.does(Nick("bob"))
    assert codes(alice.does(Nick("alice"))) == ["nick_in_use"]


def test_whois_and_what_is_said_carry_the_account() -> None:
    here = world()
    alice, bob = here.irc("alice"), here.irc("bob")
    alice.does(Login(account="ally", password="secret"))
    assert only(replies.Profile, bob.does(Whois(("alice",)))).source.account == "ally"
    assert only(events.Said, alice.says("hi", "bob")).source.account == "ally"


def test_what_was_said_as_a_guest_stays_with_the_guest() -> None:
    here = world()
    alice, bob = here.irc("alice"), here.irc("bob")
    before = only(events.Said, bob.says("psst", "alice")).conversation
    alice.does(Login(account="ally", password="secret"))
    after = only(events.Said, bob.says("psst", "alice")).conversation
    assert before.key != after.key
    assert "a-ally" in after.key


# --- plain clients ----------------------------------------------------------------------------------------------------


def test_a_plain_client_that_logs_in_is_called_like_its_account() -> None:
    here = world()
    listener = here.plain()
    told = listener.does(Login(account="ally", password="secret"))
    assert shape(told) == ["YouAreLoggedIn", "Entered", "Joined"]
    assert (listener.nick, listener.user.source.account) == ("ally", "ally")
    guest = here.plain()
    guest.says("hello", first=True)
    listener.does(Quit())
    told = guest.does(Login(account="ally", password="secret"))
    assert shape(told) == ["YouAreLoggedIn", "LoggedIn", "Renamed"]
    assert guest.nick == "ally"
    assert guest.channels == {"#lobby"}


def test_a_plain_client_registers() -> None:
    here = world()
    guest = here.plain()
    guest.says("hello", first=True)
    told = guest.does(Register(account="alice", email="", password="sesame"))
    assert shape(told) == ["AccountRegistered", "AccountRegistered", "YouAreLoggedIn", "LoggedIn", "Renamed"]
    assert guest.nick == guest.user.source.account == "alice"
    listener = here.plain()
    listener.does(Register(account="bob", email="", password="sesame"))
    assert listener.nick == listener.user.source.account == "bob"


def test_logging_out_makes_a_guest_of_them_under_a_name_of_their_own() -> None:
    here = world()
    alice = here.irc("alice", "#a")
    alice.does(Login(account="ally", password="secret"))
    identity = alice.user.identity
    told = alice.does(Logout())
    assert shape(told) == ["LoggedOut", "YouAreLoggedOut"]
    assert alice.nick == "alice"
    assert alice.user.identity not in {identity, ""}
    alice.does(Login(account="ally", password="secret"))
    alice.does(Nick("ally"))
    assert shape(alice.does(Logout())) == ["LoggedOut", "Renamed", "YouAreLoggedOut"]
    assert alice.nick.startswith("guest-")
    assert codes(alice.does(Logout())) == ["not_logged_in"]
    assert codes(here.plain().does(Logout())) == ["not_logged_in"]


def test_who_is_there_twice_changes_no_account_for_the_other_connection() -> None:
    here = world()
    alice = here.irc("alice")
    other = here.raw_irc()
    here.own([events.Entered("e", 1, other.session, alice.user.source)])
    assert codes(alice.does(Login(account="ally", password="secret"))) == ["sasl_already"]
    other.does(Quit())
    assert codes(alice.does(Login(account="ally", password="secret"))) == []


def test_a_registered_person_who_guesses_stays_and_guesses_no_more() -> None:
    here = world(attempts=3)
    alice = here.irc("alice")
    for _ in range(3):
        assert codes(alice.does(Login(account="ally", password="wrong"))) == ["wrong_password"]
    assert codes(alice.does(Login(account="ally", password="secret"))) == ["too_many_failures"]
    assert alice.is_here
    assert happened(alice.does(Say(targets=("alice",), text="hi")))
    assert codes(here.irc("bob").does(Login(account="ally", password="secret"))) == []


def test_a_name_without_an_account_takes_as_long() -> None:
    here = world()
    alice = here.irc("alice")
    for name in ("ally", "nobody"):
        assert codes(alice.does(Login(account=name, password="wrong"))) == ["wrong_password"]
    assert [type(effect).__name__ for effect in here.effects] == ["CheckPassword", "CheckPassword"]


# --- what a server may say of guests ----------------------------------------------------------------------------------


def test_where_guests_are_silent_only_who_has_logged_in_is_heard() -> None:
    here = World(Snapshot(accounts=(ALLY,)), guests=False)
    near = here.irc("near", "#a")
    far = here.irc("far", "#a", "#b", address="203.0.113.9")
    for asked in (
        Say(targets=("#a",), text="hi"),
        Say(targets=("near",), text="hi"),
        Invite("near", "#a"),
        Topic("#b", "hi"),
        Relay("#b", "a/net", "hi"),
    ):
        assert codes(far.does(asked)) == ["cannot_send"], asked
    plain = here.plain("203.0.113.9")
    assert codes(plain.says("hello", first=True, lines=True)) == ["cannot_send"]
    assert codes(near.says("hi", "#a")) == [], "whoever sits at this machine is its owner's guest"
    far.does(Login(account="ally", password="secret"))
    assert codes(far.says("hi", "#a", "near")) == []
    assert codes(far.does(Topic("#b", "hi"))) == []


def test_everybody_begins_with_the_configured_modes() -> None:
    here = world(user_modes="i")
    raw = here.raw_irc()
    raw.does(Nick("alice"))
    told = raw.does(Introduce(user="al", real_name="Alice"))
    assert only(replies.UserModesAre, told).letters == "i"
    assert raw.user.modes == {"i"}
    plain = here.plain()
    plain.says("hello", first=True)
    assert plain.user.modes == {"i"}
