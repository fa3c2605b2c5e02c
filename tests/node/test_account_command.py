"""`hubbub account`, without a server: what is typed, what is written, what is refused."""

from __future__ import annotations

import io
from contextlib import closing
from pathlib import Path

import pytest

from hubbub.model.account import Account
from hubbub.model.events import AccountRegistered
from hubbub.node.account_command import run
from hubbub.node.app import Node
from hubbub.node.config import Config, from_values
from hubbub.node.console import ConsoleError
from hubbub.node.errors import CannotStart
from hubbub.node.passwords import Passwords
from hubbub.node.prompting import NoPassword, new_password
from hubbub.store.sqlite import SqliteLog


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return from_values({"server": {"data-dir": str(tmp_path)}, "accounts": {"hash-cost": "minimum"}})


def types(monkeypatch: pytest.MonkeyPatch, *passwords: str) -> None:
    """Somebody at a terminal."""
    typed = iter(passwords)
    monkeypatch.setattr("sys.stdin", type("Terminal", (io.StringIO,), {"isatty": lambda _: True})())
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))


def pipes(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def accounts(config: Config) -> tuple[Account, ...]:
    with closing(SqliteLog(config.server.data_dir)) as log:
        return log.load(0).accounts


def fits(password: str, account: Account) -> bool:
    passwords = Passwords("minimum")
    try:
        return passwords.check(password, account.credentials.password)
    finally:
        passwords.stop()


def test_an_account_from_its_beginning_to_its_end(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    types(monkeypatch, "sesame", "sesame")
    assert run(config, "add", "Ally", "ally@mail.example") == ("Ally is registered",)
    (ally,) = accounts(config)
    assert (ally.name, ally.email) == ("Ally", "ally@mail.example")
    assert fits("sesame", ally)
    assert ally.credentials.scram_keys is not None
    (row,) = run(config, "list", "", "")
    assert row.startswith("Ally  since 2")
    assert row.endswith(" UTC, ally@mail.example")
    pipes(monkeypatch, "new one\nrest\n")
    assert run(config, "password", "ally", "") == ("Ally has a new password",)
    (changed,) = accounts(config)
    assert changed.id == ally.id
    assert fits("new one", changed)
    assert run(config, "remove", "ALLY", "") == ("Ally is removed",)
    assert accounts(config) == ()
    assert run(config, "list", "", "") == ("there are no accounts",)


def test_a_hash_is_printed_and_nothing_is_written(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    pipes(monkeypatch, "sesame\n")
    (printed,) = run(config, "hash", "", "")
    assert from_values({"operator": [{"name": "root", "password": printed}]}).operator[0].password == printed
    assert list(config.server.data_dir.iterdir()) == []


@pytest.mark.parametrize(
    ("verb", "name", "email", "why"),
    [
        ("add", "1st", "", "an account's name is one that a nickname may have"),
        ("add", "NickServ", "", "NickServ is kept for the server itself"),
        ("add", "ally", "nowhere", "that is no e-mail address, such as alice@example.org"),
        ("add", "sesame", "", "the name itself is no password"),
        ("password", "bob", "", "there is no account bob"),
        ("remove", "bob", "", "there is no account bob"),
    ],
)
def test_what_cannot_be_done_says_why(
    config: Config, monkeypatch: pytest.MonkeyPatch, verb: str, name: str, email: str, why: str
) -> None:
    pipes(monkeypatch, "hunter2\n")
    run(config, "add", "carol", "")
    pipes(monkeypatch, "sesame\n")
    with pytest.raises(ConsoleError, match=why):
        run(config, verb, name, email)
    pipes(monkeypatch, "hunter2\n")
    with pytest.raises(ConsoleError, match="somebody has registered that name"):
        run(config, "add", "Carol", "")


def test_only_adding_begins_a_data_folder(config: Config) -> None:
    with pytest.raises(ConsoleError, match="there is no hubbub data in"):
        run(config, "list", "", "")


def test_two_passwords_that_differ_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    types(monkeypatch, "sesame", "sesam")
    with pytest.raises(NoPassword, match="the two passwords differ"):
        new_password("of ally")
    types(monkeypatch, "")
    with pytest.raises(NoPassword, match="a password is needed"):
        new_password("of ally")
    pipes(monkeypatch, "\n")
    with pytest.raises(NoPassword, match="no password in its first line"):
        new_password("of ally")


def test_a_log_whose_names_would_be_one_is_left_alone(config: Config) -> None:
    with closing(SqliteLog(config.server.data_dir)) as log:
        log.append([AccountRegistered(name, 1, Account(name, name, 1), name) for name in ("x[", "x{")])
    folds = from_values({"server": {"data-dir": str(config.server.data_dir), "casemapping": "rfc1459"}})
    with pytest.raises(ConsoleError, match=r"would make one of the accounts x\[ and x\{"):
        run(folds, "list", "", "")
    with pytest.raises(CannotStart, match=r"would make one of the accounts x\[ and x\{"):
        Node(folds)
    assert run(config, "list", "", "")
