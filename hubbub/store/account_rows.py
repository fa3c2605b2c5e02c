"""State rows of accounts, as their events change them."""

from __future__ import annotations

import sqlite3

from hubbub.model.account import Account, Credentials
from hubbub.model.events import AccountChanged, AccountDropped, AccountRegistered

from .metadata_rows import forget_metadata
from .presence_rows import forget_presence

_PARTS = ("account_certificate", "account_setting")


def read_accounts(database: sqlite3.Connection) -> list[Account]:
    """All accounts, by id."""
    fingerprints: dict[str, list[str]] = {}
    settings: dict[str, list[tuple[str, str]]] = {}
    for account, fingerprint in database.execute(
        "SELECT account, fingerprint FROM account_certificate ORDER BY account, place"
    ):
        fingerprints.setdefault(account, []).append(fingerprint)
    for account, key, value in database.execute(
        "SELECT account, key, value FROM account_setting ORDER BY account, key"
    ):
        settings.setdefault(account, []).append((key, value))
    return [
        Account(
            number,
            name,
            created,
            Credentials(password, scram),
            email,
            tuple(fingerprints.get(number, ())),
            tuple(settings.get(number, ())),
            bool(verified),
            suspended,
        )
        for number, name, created, password, scram, email, verified, suspended in database.execute(
            "SELECT id, name, created, password, scram, email, verified, suspended FROM account ORDER BY id"
        )
    ]


def write_account(database: sqlite3.Connection, event: AccountRegistered | AccountChanged) -> None:
    """Have the account as it is after the event."""
    account = event.account
    secrets = account.credentials
    _forget_parts(database, account.id)
    database.execute(
        "INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            account.id,
            account.name,
            account.created,
            secrets.password,
            secrets.scram,
            account.email,
            int(account.verified),
            account.suspended,
        ),
    )
    for place, fingerprint in enumerate(account.fingerprints):
        database.execute("INSERT INTO account_certificate VALUES (?, ?, ?)", (account.id, place, fingerprint))
    for key, value in account.settings:
        database.execute("INSERT INTO account_setting VALUES (?, ?, ?)", (account.id, key, value))


def drop_account(database: sqlite3.Connection, event: AccountDropped) -> None:
    """Forget the account."""
    _forget_parts(database, event.account)
    forget_presence(database, event.account)
    database.execute("DELETE FROM read_marker WHERE identity = ?", (event.account,))
    forget_metadata(database, event.account)
    database.execute("DELETE FROM account WHERE id = ?", (event.account,))


def _forget_parts(database: sqlite3.Connection, account: str) -> None:
    for table in _PARTS:
        database.execute(f"DELETE FROM {table} WHERE account = ?", (account,))  # noqa: S608 - names from above
