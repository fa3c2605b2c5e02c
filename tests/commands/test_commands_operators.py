"""OPER, by a password as it is or by a hash of it."""

from __future__ import annotations

from commands_world import World, codes, only

from hubbub.model import events
from hubbub.model.effects import CheckPassword
from hubbub.model.requests import Operator
from hubbub.model.server import OperatorLogin

HASH = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA"


def world(*passwords: str) -> World:
    return World(operators=tuple(OperatorLogin(f"op{number}", one) for number, one in enumerate(passwords)))


def test_a_hash_is_checked_off_the_loop() -> None:
    here = world(HASH)
    alice = here.irc("alice")
    here.answers = [True, False]
    assert only(events.UserModesSet, alice.does(Operator("op0", "secret")))
    assert alice.user.is_operator
    assert here.effects == [CheckPassword("secret", HASH)]
    bob = here.irc("bob")
    assert codes(bob.does(Operator("op0", "secret"))) == ["no_operator"]
    assert not bob.user.is_operator


def test_an_unknown_name_takes_as_long_where_any_password_is_hashed() -> None:
    here = world(HASH, "secret")
    alice = here.irc("alice")
    here.answers = [False]
    assert codes(alice.does(Operator("nobody", "x"))) == ["no_operator"]
    assert here.effects == [CheckPassword("x", "")]
    here.answers = [False]
    assert codes(alice.does(Operator("op1", "secret"))) == []


def test_the_hash_itself_is_no_password() -> None:
    here = world(HASH)
    here.answers = [False]
    assert codes(here.irc("alice").does(Operator("op0", HASH))) == ["no_operator"]


def test_guessing_is_slow() -> None:
    here = world("secret")
    alice = here.irc("alice")
    refused = [codes(alice.does(Operator("op0", "wrong"))) for _ in range(11)]
    assert refused == [["no_operator"]] * 10 + [["too_many_guesses"]]
    assert codes(alice.does(Operator("op0", "secret"))) == ["too_many_guesses"]
