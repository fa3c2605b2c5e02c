"""All accounts: found by id, by name, by the fingerprint of a certificate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hubbub.model.account import Account
from hubbub.model.looks import Looks
from hubbub.model.names import Casemapping, fold


class Accounts:
    """Changed by events alone; names are compared as nicknames are."""

    def __init__(self, accounts: Iterable[Account], casemapping: Casemapping) -> None:
        self._casemapping = casemapping
        self._by_id: dict[str, Account] = {}
        self._by_name: dict[str, Account] = {}
        self._by_fingerprint: dict[str, Account] = {}
        self._looks = Looks()
        for account in accounts:
            self.put(account)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Account]:
        """By name."""
        return (self._by_name[name] for name in sorted(self._by_name))

    def get(self, account_id: str) -> Account | None:
        """The account with this id."""
        return self._by_id.get(account_id)

    def named(self, name: str) -> Account | None:
        """The account with this name, whatever its spelling."""
        return self._by_name.get(fold(name, self._casemapping))

    def with_certificate(self, fingerprint: str) -> Account | None:
        """The account that a certificate proves."""
        return self._by_fingerprint.get(fingerprint) if fingerprint else None

    def alike(self, name: str) -> tuple[str, ...]:
        """Names of accounts that may be taken for this one."""
        return self._looks.alike(name)

    def put(self, account: Account) -> None:
        """Have this account, in the place of what was known of it."""
        self.drop(account.id)
        self._by_id[account.id] = account
        self._by_name[fold(account.name, self._casemapping)] = account
        self._looks.add(account.name)
        for fingerprint in account.fingerprints:
            self._by_fingerprint[fingerprint] = account

    def drop(self, account_id: str) -> None:
        """Forget an account; one that is not there is forgotten already."""
        account = self._by_id.pop(account_id, None)
        if account is None:
            return
        del self._by_name[fold(account.name, self._casemapping)]
        self._looks.remove(account.name)
        for fingerprint in account.fingerprints:
            if self._by_fingerprint.get(fingerprint) is account:
                del self._by_fingerprint[fingerprint]
