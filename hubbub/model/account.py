"""An account: a name that belongs to somebody who can prove it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import NamedTuple

import msgspec


class ScramKeys(NamedTuple):
    """https://www.rfc-editor.org/rfc/rfc5802#section-3, in the order in which scramp gives and takes them."""

    salt: bytes
    stored: bytes
    server: bytes
    iterations: int

    def __str__(self) -> str:
        salt, stored, server = (b64encode(part).decode() for part in self[:3])
        return f"SCRAM-SHA-256${self.iterations}:{salt}${stored}:{server}"


class Credentials(msgspec.Struct, frozen=True):
    """What a password is checked against; it does not tell the password, and is shown to nobody all the same.

    ``password``: an Argon2id verifier as that library prints it, ``scram``: the SCRAM-SHA-256 keys in the form of
    RFC 5803 (``SCRAM-SHA-256$4096:salt$stored:server``); both "" for an account without a password.
    """

    password: str = ""
    scram: str = ""

    def __repr__(self) -> str:
        return f"Credentials({'…' if self.password or self.scram else ''})"

    @property
    def scram_keys(self) -> ScramKeys | None:
        """What ``scram`` says, None where it is ""."""
        try:
            _, iterations_and_salt, keys = self.scram.split("$")
            (iterations, salt), (stored, server) = iterations_and_salt.split(":"), keys.split(":")
        except ValueError:
            return None
        return ScramKeys(b64decode(salt), b64decode(stored), b64decode(server), int(iterations))


NO_CREDENTIALS = Credentials()


class Account(msgspec.Struct, frozen=True):
    """``id``: opaque and random, and the *identity* of its user; ``created``: nanoseconds since 1970.

    ``fingerprints``: of client certificates that prove it, SHA-256 in small hexadecimal digits.  ``settings``: key
    and value, sorted by key; whoever has a setting to keep gives it a key.  ``suspended``: why nobody may log in,
    "" while they may.
    """

    id: str
    name: str
    created: int
    credentials: Credentials = NO_CREDENTIALS
    email: str = ""
    fingerprints: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    verified: bool = True
    suspended: str = ""

    def setting(self, key: str, default: str = "") -> str:
        """The value of a setting, ``default`` where it was never set."""
        return next((value for name, value in self.settings if name == key), default)

    def with_setting(self, key: str, value: str) -> Account:
        """The account with one setting changed; "" forgets it."""
        others = {name: old for name, old in self.settings if name != key}
        settings = others | {key: value} if value else others
        return msgspec.structs.replace(self, settings=tuple(sorted(settings.items())))

    def in_public(self) -> Account:
        """What the log may say of it for ever: that it is there, and nothing by which it could be opened or found."""
        return Account(self.id, self.name, self.created)
