"""What happens to accounts that are there."""

from __future__ import annotations

import pytest
from commands_world import World, all_of, codes, credentials, shape
from msgspec.structs import replace

from hubbub.commands import owning
from hubbub.model import replies
from hubbub.model.account import Account
from hubbub.model.limits import CERTIFICATES
from hubbub.model.refusals import Refuse
from hubbub.model.requests import Login, Nick, Secure
from hubbub.model.state import Snapshot

PRINT = "ab" * 32
ALLY = Account("a-ally", "ally", 1, credentials("secret"))
BOB = Account("a-bob", "bob", 1, credentials("hunter2"), fingerprints=("cd" * 32,))


@pytest.fixture
def here() -> World:
    return World(Snapshot(accounts=(ALLY, BOB)))


def test_a_new_password_takes_the_place_of_the_old_and_ends_no_session(here: World) -> None:
    alice = here.irc("alice")
    alice.does(Login(account="ally", password="secret"))
    here.own([owning.with_password(ALLY, credentials("new"), "ally", here.now())])
    assert alice.user.source.account == "ally"
    other = here.irc("other")
    assert codes(other.does(Login(account="ally", password="secret"))) == ["wrong_password"]
    assert codes(other.does(Login(account="ally", password="new"))) == ["sasl_already"]


@pytest.mark.parametrize("written", [PRINT, PRINT.upper(), ":".join(["AB"] * 32)])
def test_a_certificate_has_one_form(here: World, written: str) -> None:
    here.own([owning.with_certificate(here.hub, ALLY, written, "ally", here.now())])
    ally = owning.existing(here.hub, "Ally")
    assert ally.fingerprints == (PRINT,)
    assert here.hub.accounts.with_certificate(PRINT) == ally
    here.own([owning.without_certificate(ally, written, "ally", here.now())])
    assert here.hub.accounts.with_certificate(PRINT) is None


@pytest.mark.parametrize("bad", ["", "ab", "zz" * 32, PRINT + "ab"])
def test_what_is_no_fingerprint_is_refused(here: World, bad: str) -> None:
    with pytest.raises(Refuse, match="bad_certificate"):
        owning.with_certificate(here.hub, ALLY, bad, "ally", here.now())


def test_a_certificate_is_one_accounts(here: World) -> None:
    for account in (ALLY, BOB):
        with pytest.raises(Refuse, match="CERTIFICATE_IN_USE"):
            owning.with_certificate(here.hub, account, "cd" * 32, "x", here.now())
    with pytest.raises(Refuse, match="NO_SUCH_CERTIFICATE"):
        owning.without_certificate(ALLY, "cd" * 32, "x", here.now())
    many = replace(ALLY, fingerprints=tuple(f"{number:064x}" for number in range(CERTIFICATES)))
    with pytest.raises(Refuse, match="TOO_MANY"):
        owning.with_certificate(here.hub, many, PRINT, "x", here.now())


def test_the_certificate_of_ones_own_connection(here: World) -> None:
    who = here.raw_irc()
    with pytest.raises(Refuse, match="NO_CERTIFICATE"):
        owning.own_certificate(here.hub.sessions[who.session])
    who.does(Secure(fingerprint=PRINT))
    assert owning.own_certificate(here.hub.sessions[who.session]) == PRINT


def test_who_is_there_as_a_suspended_account_is_a_guest(here: World) -> None:
    alice = here.irc("alice", "#a")
    alice.does(Login(account="ally", password="secret"))
    late = here.raw_irc()
    late.does(Login(account="ally", password="secret"))
    told = here.own(owning.suspended(here.hub, ALLY, "spam", "root", here.now()))
    assert shape(told) == ["AccountChanged", "Elsewhere", "LoggedOut", "Elsewhere"]
    assert {one.session for one in all_of(replies.Elsewhere, told)} == {alice.session, late.session}
    assert {type(one.reply) for one in all_of(replies.Elsewhere, told)} == {replies.YouAreLoggedOut}
    assert alice.user.source.account == here.hub.sessions[late.session].login == ""
    assert codes(alice.does(Login(account="ally", password="secret"))) == ["account_locked"]
    suspended = owning.existing(here.hub, "ally")
    here.own(owning.suspended(here.hub, suspended, "", "root", here.now()))
    assert codes(alice.does(Login(account="ally", password="secret"))) == []


def test_a_dropped_account_frees_its_name(here: World) -> None:
    alice = here.irc("alice")
    alice.does(Login(account="ally", password="secret"))
    alice.does(Nick("ally"))
    told = here.own(owning.dropped(here.hub, ALLY, "ally", here.now()))
    assert shape(told) == ["AccountDropped", "LoggedOut", "Elsewhere"]
    assert (alice.nick, alice.user.source.account) == ("ally", "")
    with pytest.raises(Refuse, match="no_account"):
        owning.existing(here.hub, "ally")
    alice.does(Nick("alice"))
    assert codes(here.irc("carol").does(Nick("ally"))) == []


def test_nothing_is_changed_that_cannot_be_stored(here: World) -> None:
    owning.require_storing(here.hub)
    here.hub.storing = False
    with pytest.raises(Refuse, match="cannot_store"):
        owning.require_storing(here.hub)


def test_where_a_dropped_accounts_owner_was_is_forgotten(here: World) -> None:
    ally = here.irc("ally-app", address="203.0.113.9")
    ally.does(Login("ally", "secret"))
    guesses = here.hub.guesses
    assert "ally" in guesses._known
    here.own(owning.dropped(here.hub, owning.existing(here.hub, "ally"), "console", here.now()))
    assert "ally" not in guesses._known
