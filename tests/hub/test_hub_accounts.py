"""Accounts as the hub knows them, and users who log in and out."""

from __future__ import annotations

from msgspec.structs import replace

from hubbub.hub.accounts import Accounts
from hubbub.hub.hub import Hub
from hubbub.model import events
from hubbub.model.account import Account, Credentials
from hubbub.model.events import Conversation, Source
from hubbub.model.server import Server
from hubbub.model.state import Snapshot

ALLY = Account("a-1", "Ally", 5, fingerprints=("ab", "cd"))
LOBBY = Conversation("#lobby", "#lobby")


def test_an_account_is_found_by_id_name_and_certificate() -> None:
    accounts = Accounts((ALLY,), "ascii")
    assert accounts.get("a-1") is accounts.named("aLLY") is accounts.with_certificate("cd") is ALLY
    assert accounts.get("Ally") is accounts.named("a-1") is accounts.with_certificate("") is None
    assert [account.name for account in accounts] == ["Ally"]


def test_a_changed_account_takes_the_place_of_the_old_one() -> None:
    accounts = Accounts((ALLY,), "ascii")
    accounts.put(replace(ALLY, fingerprints=("ef",)))
    assert accounts.with_certificate("ab") is None
    assert accounts.with_certificate("ef") is accounts.named("ally")
    accounts.drop("a-1")
    accounts.drop("a-1")
    assert len(accounts) == 0
    assert accounts.named("ally") is accounts.with_certificate("ef") is None


def test_names_are_compared_as_the_casemapping_says() -> None:
    assert Accounts((Account("a", "[x]", 1),), "rfc1459").named("{X}") is not None


def test_settings_are_sorted_and_an_empty_one_is_forgotten() -> None:
    account = ALLY.with_setting("z", "1").with_setting("a", "2")
    assert account.settings == (("a", "2"), ("z", "1"))
    assert (account.setting("z"), account.setting("none", "default")) == ("1", "default")
    assert account.with_setting("a", "").settings == (("z", "1"),)


def test_what_opens_an_account_is_not_in_its_representation_nor_in_what_the_log_keeps() -> None:
    account = replace(ALLY, credentials=Credentials("$argon2id$x", "SCRAM-SHA-256$y"), email="ally@mail.example")
    assert "argon2id" not in repr(account)
    assert "SCRAM" not in repr(account)
    for event in (
        events.AccountRegistered("e", 1, account, "ally"),
        events.AccountChanged("e", 1, account, ("password",), "ally"),
    ):
        assert event.kept == replace(event, account=Account("a-1", "Ally", 5))


def a_hub() -> Hub:
    hub = Hub(Server("hub", "Hub", "", "", 0), Snapshot(accounts=(ALLY,)))
    hub.connect(1, "127.0.0.1")
    alice = Source("alice", "al", "localhost", "g-1")
    hub.apply(events.Entered("1", 1, 1, alice, real_name="Alice"))
    hub.apply(events.ChannelOpened("2", 2, LOBBY, ""))
    hub.apply(events.Invited("3", 3, alice, LOBBY, "alice", "g-1", opens=True))
    return hub


def test_who_logs_in_is_the_same_user_under_the_accounts_identity() -> None:
    hub = a_hub()
    alice = hub.user("alice")
    hub.apply(events.LoggedIn("4", 4, alice.source, "a-1", "Ally", ()))
    assert hub.users == {"a-1": alice}
    assert hub.user("alice") is alice
    assert alice.source == Source("alice", "al", "localhost", "a-1", "Ally")
    assert hub.channel("#lobby").invited == {"a-1"}
    hub.apply(events.LoggedOut("5", 5, alice.source, "g-2", ()))
    assert hub.users == {"g-2": alice}
    assert alice.source == Source("alice", "al", "localhost", "g-2")
    assert hub.channel("#lobby").invited == {"g-2"}
