"""Accounts in the log: rows that can be changed and erased, and events that tell no secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hubbub.model.account import Account, Credentials
from hubbub.model.effects import ReadPage
from hubbub.model.events import OPERATORS, AccountChanged, AccountDropped, AccountRegistered, Event
from hubbub.store.schema import DATABASE_NAME
from hubbub.store.sqlite import SqliteLog

VERIFIER = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$c2VjcmV0aGFzaA"
ALLY = Account(
    "a-1",
    "Ally",
    7,
    Credentials(VERIFIER, "SCRAM-SHA-256$4096:c2FsdA==$c2VjcmV0c3RvcmVk:c2VydmVy"),
    "ally@mail.example",
    ("ab", "cd"),
    (("always-on", "true"),),
)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path, sync="normal")) as log:
        yield log


def test_what_opens_an_account_is_in_no_event(log: SqliteLog) -> None:
    log.append([AccountRegistered("1", 7, ALLY, "ally"), AccountChanged("2", 8, ALLY, ("password",), "ally")])
    assert log.load(0).accounts == (ALLY,)
    bare = Account("a-1", "Ally", 7)
    assert log.read_page(ReadPage(OPERATORS.key, "latest", 9, texts_only=False)).events == (
        AccountRegistered("1", 7, bare, "ally"),
        AccountChanged("2", 8, bare, ("password",), "ally"),
    )


def test_an_old_password_is_erased_from_the_file(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path)) as log:
        log.append([AccountRegistered("1", 7, ALLY, "ally")])
        log.append([AccountChanged("2", 8, replace(ALLY, credentials=Credentials("$argon2id$new", "")), (), "ally")])
        log.append([AccountRegistered("3", 9, replace(ALLY, id="a-2", name="bob"), "bob")])
        log.append([AccountDropped("4", 10, "a-2", "bob", "console")])
    data = (tmp_path / DATABASE_NAME).read_bytes()
    assert b"$argon2id$new" in data
    assert VERIFIER.encode() not in data


IDS = st.sampled_from(["a", "b", "c"])
ACCOUNTS = st.builds(
    Account,
    IDS,
    st.sampled_from(["Ally", "bob"]),
    st.integers(0, 9),
    st.builds(Credentials, st.sampled_from(["", VERIFIER]), st.sampled_from(["", "SCRAM"])),
    st.sampled_from(["", "a@b.example"]),
    st.lists(st.sampled_from(["ab", "cd", "ef"]), unique=True).map(tuple),
    st.dictionaries(st.sampled_from(["x", "y"]), st.text(max_size=3)).map(lambda one: tuple(sorted(one.items()))),
    st.booleans(),
    st.sampled_from(["", "spam"]),
)
EVENTS = st.lists(
    st.builds(AccountRegistered, st.just("e"), st.just(1), ACCOUNTS, st.just("x"))
    | st.builds(AccountChanged, st.just("e"), st.just(1), ACCOUNTS, st.just(()), st.just("x"))
    | st.builds(AccountDropped, st.just("e"), st.just(1), IDS, st.just("n"), st.just("x")),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_the_rows_are_what_the_events_say(tmp_path_factory: pytest.TempPathFactory, happened: list[Event]) -> None:
    expected: dict[str, Account] = {}
    for event in happened:
        if isinstance(event, AccountDropped):
            expected.pop(event.account, None)
        elif isinstance(event, AccountRegistered | AccountChanged):
            expected[event.account.id] = event.account
    with closing(SqliteLog(tmp_path_factory.mktemp("log"), sync="normal")) as log:
        log.append(happened)
        assert log.load(0).accounts == tuple(expected[key] for key in sorted(expected))
