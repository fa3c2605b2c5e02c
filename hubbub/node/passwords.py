"""Passwords: verifiers made and checked in threads of their own, since that is slow on purpose.

Two threads, so that a flood of logins neither delays the history nor takes more than twice a hash's memory.
"""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from scramp import ScramException, ScramMechanism
from scramp.utils import saslprep

from hubbub.model.account import Credentials, ScramKeys
from hubbub.model.effects import CheckPassword, DeriveCredentials, PasswordEffect
from hubbub.model.limits import SCRAM_ITERATIONS, HashCost

_THREADS = 2


def _hasher(cost: HashCost) -> PasswordHasher:
    # The library's standard is RFC 9106's second recommendation: 64 MiB, 3 passes.
    return PasswordHasher() if cost == "standard" else PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def prepared(password: str) -> str:
    """The one form of a password, whatever keyboard it was typed on: RFC 4013, which RFC 4616 and RFC 5802 ask for.

    What that knows nothing of (an emoji, say) is only brought to Unicode's NFKC form.
    """
    try:
        return saslprep(password) or password
    except ScramException:
        return unicodedata.normalize("NFKC", password)


def derive(password: str, cost: HashCost) -> Credentials:
    """Everything a password can be checked against.  Takes long."""
    verifier = _hasher(cost).hash(prepared(password))
    try:
        made = ScramMechanism("SCRAM-SHA-256").make_auth_info(password, iteration_count=SCRAM_ITERATIONS[cost])
    except ScramException:  # such a password has no form that SCRAM's clients would send
        return Credentials(verifier)
    return Credentials(verifier, str(ScramKeys(*made)))


class Passwords:
    """``cost``: of new ones; those that are there are checked at their own."""

    def __init__(self, cost: HashCost) -> None:
        self._cost = cost
        self._hasher = _hasher(cost)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())
        """Checked against where there is no account, so that nobody can tell that by the time it takes."""
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="passwords")

    async def carry_out(self, effect: PasswordEffect) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._do, effect)

    def _do(self, effect: PasswordEffect) -> Credentials | bool:
        if isinstance(effect, DeriveCredentials):
            return derive(effect.password, self._cost)
        if isinstance(effect, CheckPassword):
            return self.check(effect.password, effect.verifier)
        raise TypeError(type(effect).__name__)

    def check(self, password: str, verifier: str) -> bool:
        """Whether the verifier was made of this password; it takes as long where there is none."""
        try:
            right = self._hasher.verify(verifier or self._nobodys, prepared(password))
        except (Argon2Error, InvalidHashError):
            return False
        return right and bool(verifier)

    def stop(self) -> None:
        """No more; what is being done is done for nobody."""
        self._pool.shutdown(wait=False, cancel_futures=True)
