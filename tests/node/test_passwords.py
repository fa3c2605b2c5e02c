"""Passwords: what is made of them, and how it is checked."""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import Literal, cast

import pytest
from argon2 import PasswordHasher
from scramp import ScramClient, ScramMechanism

from hubbub.model.account import Credentials, ScramKeys
from hubbub.model.effects import CheckPassword, DeriveCredentials, PasswordEffect
from hubbub.model.limits import SCRAM_ITERATIONS
from hubbub.node import passwords
from hubbub.node.passwords import Passwords, derive, prepared


class _Closing:
    def __init__(self) -> None:
        self.passwords = Passwords("minimum")

    def close(self) -> None:
        self.passwords.stop()


def carried_out(*effects: PasswordEffect) -> list[object]:
    async def run() -> list[object]:
        with closing(_Closing()) as one:
            return [await one.passwords.carry_out(effect) for effect in effects]

    return asyncio.run(run())


def test_a_password_fits_what_was_made_of_it_alone() -> None:
    (made,) = carried_out(DeriveCredentials("sésame"))
    verifier = cast("Credentials", made).password
    assert verifier.startswith("$argon2id$")
    assert carried_out(
        CheckPassword("sésame", verifier),
        CheckPassword("se\u0301same", verifier),
        CheckPassword("sesame", verifier),
        CheckPassword("", verifier),
        CheckPassword("sésame", ""),
        CheckPassword("sésame", "no verifier"),
    ) == [True, True, False, False, False, False]


@pytest.mark.parametrize("password", ["sesame", "sésame", "pass word", "\u2168"])
def test_scram_keys_open_to_the_password(password: str) -> None:
    keys = derive(password, "minimum").scram_keys
    assert keys is not None
    server = ScramMechanism("SCRAM-SHA-256").make_server(lambda _: keys)
    client = ScramClient(["SCRAM-SHA-256"], "ally", password)
    server.set_client_first(client.get_client_first())
    client.set_server_first(server.get_server_first())
    server.set_client_final(client.get_client_final())
    client.set_server_final(server.get_server_final())


def test_what_scram_has_no_form_for_is_still_a_password() -> None:
    made = derive("🔑 to my heart", "minimum")
    assert made.scram == ""
    assert made.scram_keys is None
    assert carried_out(CheckPassword("🔑 to my heart", made.password)) == [True]


def test_keys_are_read_as_they_were_written() -> None:
    keys = ScramKeys(b"salt", b"stored", b"server", 4096)
    assert str(keys) == "SCRAM-SHA-256$4096:c2FsdA==$c3RvcmVk:c2VydmVy"
    assert Credentials(scram=str(keys)).scram_keys == keys
    assert Credentials(scram="nonsense").scram_keys is None


def test_the_standard_cost_is_a_standards() -> None:
    made = derive("sesame", "standard")
    assert "m=65536,t=3,p=4" in made.password  # RFC 9106, section 4
    keys = made.scram_keys
    assert keys is not None
    assert keys.iterations == SCRAM_ITERATIONS["standard"] > SCRAM_ITERATIONS["minimum"] == 4096  # RFC 7677, section 4


def test_a_name_without_an_account_is_checked_against_as_much() -> None:
    tried: list[str] = []

    class Hasher(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library's name
            tried.append(str(hash))
            return super().verify(hash, password)

    made = derive("sesame", "minimum").password
    with closing(_Closing()) as one:
        one.passwords._hasher = Hasher()
        assert not one.passwords.check("wrong", made)
        assert not one.passwords.check("wrong", "")
    known, unknown = (verifier.split("$")[:4] for verifier in tried)
    assert known == unknown == ["", "argon2id", "v=19", "m=8,t=1,p=1"]


def test_an_effect_shows_no_password() -> None:
    assert "sesame" not in repr(DeriveCredentials("sesame")) + repr(CheckPassword("sesame", "$argon2id$x"))


def test_nothing_to_prepare_is_not_nothing() -> None:
    assert prepared("\u00ad") == "\u00ad"
    assert passwords.prepared("ａ") == "a"
