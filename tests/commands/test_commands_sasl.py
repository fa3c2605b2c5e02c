"""AUTHENTICATE: each mechanism, what goes wrong, and any bytes."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

import pytest
from commands_world import Person, World, codes, credentials, only, shape
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from scramp import ScramClient

from hubbub.commands.outcome import Told
from hubbub.model import events, replies
from hubbub.model.account import Account, Credentials
from hubbub.model.refusals import TABLE
from hubbub.model.replies import Refused
from hubbub.model.requests import Authenticate, Capabilities, Introduce, Nick, Secure
from hubbub.model.server import AccountRules
from hubbub.model.state import Ban, Snapshot

PRINT = "ab" * 32
ALLY = Account("a-ally", "ally", 1, credentials("secret"), fingerprints=(PRINT,))
BOB = Account("a-bob", "bob", 1, credentials("hunter2"))


def world(*accounts: Account, bans: tuple[Ban, ...] = (), **rules: Any) -> World:
    return World(Snapshot(accounts=accounts or (ALLY, BOB), bans=bans), accounts=AccountRules(**rules))


def newcomer(here: World, *, address: str = "127.0.0.1", secure: bool = True) -> Person:
    who = here.raw_irc(address, secure=secure)
    who.does(Capabilities(way="request", add=("sasl",)))
    return who


def sends(who: Person, response: bytes | str) -> list[Told]:
    data = b64encode(response).decode() if isinstance(response, bytes) else response
    return who.does(Authenticate(data=data or "+"))


def plain(who: Person, name: str = "ally", password: str = "secret") -> list[Told]:
    assert sends(who, "PLAIN") == [replies.SaslChallenge(("+",))]
    return sends(who, f"\0{name}\0{password}".encode())


def numerics(told: list[Told]) -> list[str]:
    return [TABLE[one.code].numeric for one in told if isinstance(one, Refused)]


# --- PLAIN ------------------------------------------------------------------------------------------------------------


def test_plain_before_registration() -> None:
    here = world()
    who = newcomer(here)
    who.does(Nick("alice"))
    told = plain(who)
    assert told == [replies.YouAreLoggedIn("alice!*@localhost", "ally"), replies.SaslSucceeded()]
    who.does(Introduce(user="al", real_name="Alice"))
    entered = only(events.Entered, who.does(Capabilities(way="end")))
    assert (entered.source.nick, entered.source.identity, entered.source.account) == ("alice", "a-ally", "ally")


def test_plain_before_there_is_even_a_nick() -> None:
    who = newcomer(world())
    assert only(replies.YouAreLoggedIn, plain(who)).mask == "*!*@localhost"


@pytest.mark.parametrize(("name", "password"), [("ally", "wrong"), ("nobody", "secret"), ("ally", ""), ("", "")])
def test_plain_that_is_wrong(name: str, password: str) -> None:
    who = newcomer(world())
    assert numerics(plain(who, name, password)) == ["904"]
    assert codes(plain(who)) == []


def test_the_name_may_be_spelled_as_a_nick_may() -> None:
    assert codes(plain(newcomer(world()), "ALLY")) == []


def test_plain_is_not_for_plaintext_from_elsewhere() -> None:
    who = newcomer(world(), address="203.0.113.9", secure=False)
    assert numerics(sends(who, "PLAIN")) == ["904"]
    assert codes(sends(who, "SCRAM-SHA-256")) == []
    assert numerics(sends(newcomer(world(plain_here=False)), "PLAIN")) == ["904"]


def test_nobody_acts_for_another() -> None:
    who = newcomer(world())
    sends(who, "PLAIN")
    assert numerics(sends(who, b"bob\0ally\0secret")) == ["904"]


# --- SCRAM ------------------------------------------------------------------------------------------------------------


def scram(who: Person, name: str, password: str) -> list[Told]:
    """The exchange up to where the server says no, or the whole of it."""
    client = ScramClient(["SCRAM-SHA-256"], name, password)
    assert codes(sends(who, "SCRAM-SHA-256")) == []
    told = sends(who, client.get_client_first().encode())
    if codes(told):
        return told
    client.set_server_first(b64decode("".join(only(replies.SaslChallenge, told).pieces)).decode())
    told = sends(who, client.get_client_final().encode())
    if codes(told):
        return told
    client.set_server_final(b64decode("".join(only(replies.SaslChallenge, told).pieces)).decode())
    return sends(who, "+")


def test_scram() -> None:
    assert shape(scram(newcomer(world()), "ally", "secret")) == ["YouAreLoggedIn", "SaslSucceeded"]


@pytest.mark.parametrize(("name", "password"), [("ally", "wrong"), ("nobody", "secret")])
def test_scram_that_is_wrong_fails_at_the_end_whether_there_is_such_an_account_or_not(name: str, password: str) -> None:
    told = scram(newcomer(world()), name, password)
    assert numerics(told) == ["904"]
    assert codes(told) == ["wrong_password"]


def test_scram_for_an_account_that_has_no_keys_for_it() -> None:
    account = replace(ALLY, credentials=Credentials("made of secret"))
    assert codes(scram(newcomer(world(account)), "ally", "secret")) == ["wrong_password"]


def test_the_salt_of_nobody_is_always_the_same() -> None:
    salts = []
    for _ in range(2):
        who = newcomer(world())
        sends(who, "SCRAM-SHA-256")
        (piece,) = only(replies.SaslChallenge, sends(who, b"n,,n=nobody,r=nonce")).pieces
        salts.append(dict(part.split("=", 1) for part in b64decode(piece).decode().split(","))["s"])
    assert salts[0] == salts[1]


@pytest.mark.parametrize(
    "first", [b"", b"n,,", b"p=tls-unique,,n=ally,r=x", b"\xff", b"n,,n=ally", b"y,a=bob,n=ally,r=x"]
)
def test_what_is_no_scram(first: bytes) -> None:
    who = newcomer(world())
    sends(who, "SCRAM-SHA-256")
    assert numerics(sends(who, first)) == ["904"]


def test_a_password_that_changes_between_proof_and_last_word_proves_nothing() -> None:
    here = world()
    who = newcomer(here)
    client = ScramClient(["SCRAM-SHA-256"], "ally", "secret")
    sends(who, "SCRAM-SHA-256")
    told = sends(who, client.get_client_first().encode())
    client.set_server_first(b64decode(only(replies.SaslChallenge, told).pieces[0]).decode())
    assert codes(sends(who, client.get_client_final().encode())) == []
    changed = replace(ALLY, credentials=credentials("new"))
    here.own([events.AccountChanged("e", 2, changed, ("password",), "console")])
    assert codes(sends(who, "+")) == ["wrong_password"]


# --- EXTERNAL ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "right"), [(b"", True), (b"ally", True), (b"Ally", True), (b"bob", False), (b"\xff", False)]
)
def test_external(name: bytes, right: bool) -> None:
    here = world()
    who = here.raw_irc()
    who.does(Secure(fingerprint=PRINT))
    who.does(Capabilities(way="request", add=("sasl",)))
    assert sends(who, "EXTERNAL") == [replies.SaslChallenge(("+",))]
    told = sends(who, name)
    assert ("SaslSucceeded" in shape(told)) is right
    assert numerics(told) == ([] if right else ["904"])


def test_external_with_a_certificate_of_nobody_and_without_one() -> None:
    here = world()
    who = newcomer(here)
    assert shape(sends(who, "EXTERNAL")) == ["SaslMechanismsAre", "Refused"]
    other = here.raw_irc()
    other.does(Secure(fingerprint="cd" * 32))
    other.does(Capabilities(way="request", add=("sasl",)))
    sends(other, "external")
    assert codes(sends(other, "+")) == ["wrong_password"]


# --- around it --------------------------------------------------------------------------------------------------------


def test_an_unknown_mechanism_is_answered_by_those_there_are() -> None:
    told = sends(newcomer(world()), "FOO")
    assert only(replies.SaslMechanismsAre, told).mechanisms == ("PLAIN", "SCRAM-SHA-256")
    assert numerics(told) == ["904"]


def test_who_forgot_the_capability_logs_in_all_the_same() -> None:
    who = world().raw_irc()
    assert codes(plain(who)) == []


def test_breaking_off() -> None:
    who = newcomer(world())
    assert numerics(sends(who, "*")) == ["906"]
    sends(who, "PLAIN")
    assert numerics(sends(who, "*")) == ["906"]
    assert codes(plain(who)) == []


def test_too_long() -> None:
    who = newcomer(world())
    sends(who, "PLAIN")
    assert numerics(sends(who, "A" * 401)) == ["905"]
    assert codes(plain(who)) == []


def test_registering_while_an_exchange_is_under_way_ends_it() -> None:
    who = newcomer(world())
    who.does(Nick("alice"))
    who.does(Introduce(user="al", real_name="Alice"))
    sends(who, "PLAIN")
    told = who.does(Capabilities(way="end"))
    assert numerics(told)[0] == "906"
    assert only(events.Entered, told).source.account == ""


def test_logging_in_after_registration_and_once_more_as_another() -> None:
    here = world()
    who = here.irc("alice", "#a", caps=("sasl",))
    told = plain(who)
    assert shape(told) == ["YouAreLoggedIn", "LoggedIn", "SaslSucceeded"]
    assert shape(plain(who)) == ["YouAreLoggedIn", "SaslSucceeded"]
    told = plain(who, "bob", "hunter2")
    assert only(events.LoggedIn, told).source.account == "ally"
    assert who.user.source.account == "bob"
    assert here.hub.users == {"a-bob": who.user}


def test_who_is_registered_logs_in_to_no_account_that_is_here_already() -> None:
    here = world()
    plain(here.irc("alice", caps=("sasl",)))
    assert numerics(plain(here.irc("carol", caps=("sasl",)))) == ["907"]


@pytest.mark.parametrize(
    ("account", "bans"),
    [
        (replace(ALLY, suspended="spam"), ()),
        (ALLY, (Ban("account", "ally", "spam", "root", 1),)),
    ],
)
def test_a_locked_account(account: Account, bans: tuple[Ban, ...]) -> None:
    who = newcomer(world(account, bans=bans))
    told = plain(who)
    assert numerics(told) == ["902"]
    assert "spam" in only(Refused, told).text
    assert numerics(plain(who, password="wrong")) == ["904"], "only its owner learns that it is locked"


def test_a_ban_that_is_over_locks_nothing() -> None:
    ban = Ban("account", "ally", "spam", "root", 1, expires=2)
    assert codes(plain(newcomer(world(ALLY, bans=(ban,))))) == []


def test_an_account_that_is_dropped_while_its_password_is_checked() -> None:
    here = world()
    who = newcomer(here)
    dropped = events.AccountDropped("e", 2, "a-ally", "ally", "console")

    def drop() -> None:
        here.own([dropped])

    here.meanwhile = drop
    assert codes(plain(who)) == ["wrong_password"]


def test_an_account_that_is_dropped_before_registration_is_over() -> None:
    here = world()
    who = newcomer(here)
    plain(who)
    here.own([events.AccountDropped("e", 2, "a-ally", "ally", "console")])
    who.does(Nick("ally"))
    who.does(Introduce(user="al", real_name="Alice"))
    who.does(Capabilities(way="end"))
    assert who.user.source.account == ""


def test_who_guesses_before_they_are_anybody_is_sent_away() -> None:
    who = newcomer(world(attempts=3))
    for _ in range(2):
        plain(who, password="wrong")
    assert shape(plain(who, password="wrong")) == ["Refused", "LoginFailed", "Closing", "SessionEnded"]
    patient = newcomer(world(attempts=0))
    for _ in range(9):
        plain(patient, password="wrong")
    assert patient.is_here


def test_an_account_is_guessed_at_slowly_from_however_many_connections() -> None:
    here = world(attempts=1)
    for _ in range(10):
        assert codes(plain(newcomer(here), password="wrong")) == ["wrong_password"]
    assert codes(plain(newcomer(here))) == ["too_many_guesses"]
    assert codes(plain(newcomer(here), "bob", "hunter2")) == []


def test_without_accounts_there_is_no_sasl() -> None:
    here = world(enabled=False)
    who = here.raw_irc()
    assert not only(replies.CapabilitiesAnswered, who.does(Capabilities(way="request", add=("sasl",)))).accepted
    assert codes(sends(who, "PLAIN")) == ["accounts_off"]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["PLAIN", "SCRAM-SHA-256", "EXTERNAL"]),
    st.lists(
        st.binary(max_size=60) | st.text(max_size=410) | st.sampled_from(["+", "*", "PLAIN", "A" * 400]), max_size=8
    ),
)
def test_any_bytes_are_answered_and_log_nobody_in(mechanism: str, said: list[bytes | str]) -> None:
    here = world(attempts=0)
    who = here.raw_irc()
    who.does(Secure(fingerprint="cd" * 32))
    who.does(Capabilities(way="request", add=("sasl",)))
    sends(who, mechanism)
    for piece in said:
        assert "SaslSucceeded" not in shape(sends(who, piece))
    assert here.hub.sessions[who.session].login == ""
