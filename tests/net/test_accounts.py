"""Accounts over real sockets: certificates, plaintext from elsewhere, packets that hold a whole login, races."""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from doors_stage import Play, played
from scramp import ScramClient
from tls_stage import Client, client_context, fingerprint, loops, make_certificate

from hubbub.commands import owning
from hubbub.commands.outcome import Outcome
from hubbub.model.account import Account
from hubbub.model.events import AccountRegistered
from hubbub.node.app import Node
from hubbub.node.passwords import derive
from hubbub.store.sqlite import SqliteLog

RULES = {"hash-cost": "minimum"}


@pytest.fixture(params=loops(), ids=lambda factory: factory.__module__.split(".")[0])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., None]:
    def plays(what: Play, **sections: Any) -> None:
        played(request.param, tmp_path, what, **{"accounts": RULES, **sections})

    return plays


async def has(node: Node, outcome: Outcome) -> None:
    """The server itself does this."""
    assert await node._submit_and_store(outcome)


async def with_ally(node: Node) -> Account:
    now = node._clock.now()
    ally = Account("a-ally", "ally", now.time, derive("secret", "minimum"))
    await has(node, [AccountRegistered(now.new_id(), now.time, ally, "console")])
    return ally


def test_a_certificate_opens_its_account_and_no_other_does(play: Callable[..., None], tmp_path: Path) -> None:
    own = make_certificate(tmp_path, "ecdsa", "client")
    other = make_certificate(tmp_path, "ecdsa", "other")

    async def whole(node: Node, _: int) -> None:
        ally = await with_ally(node)
        now = node._clock.now()
        await has(node, [owning.with_certificate(node._hub, ally, fingerprint(own[0]), "ally", now)])
        for shown, code in ((own, b" 903 "), (other, b" 904 ")):
            client = await Client.connect(node.addresses[0][1])
            await client.shake_hands(client_context("irc", certificate=shown))
            await client.say(b"CAP LS 302\r\n")
            assert b" sasl=PLAIN,SCRAM-SHA-256,EXTERNAL " in await client.hear(b"\r\n")
            await client.say(b"CAP REQ sasl\r\nAUTHENTICATE EXTERNAL\r\nAUTHENTICATE +\r\n")
            await client.hear(code)
        bare = await Client.connect(node.addresses[0][1])
        await bare.shake_hands(client_context("irc"))
        await bare.say(b"CAP REQ sasl\r\nAUTHENTICATE EXTERNAL\r\n")
        assert b" 908 * PLAIN,SCRAM-SHA-256 :" in await bare.hear(b" 904 ")

    play(whole)


def test_from_elsewhere_in_plaintext_no_password_is_asked_for_and_scram_still_opens(play: Callable[..., None]) -> None:
    async def whole(node: Node, port: int) -> None:
        await with_ally(node)
        far = await Client.connect(port)
        await far.say_raw(b"PROXY TCP4 192.0.2.9 192.0.2.1 40000 7500\r\nCAP LS 302\r\n")
        offered = await far.hear(b"\r\n")
        assert b" sasl=SCRAM-SHA-256 " in offered
        assert b"account-registration" not in offered
        await far.say_raw(b"NICK far\r\nREGISTER * * sesame\r\n")
        await far.hear(b" 464 * :no password is taken over plaintext")
        await far.say_raw(b"CAP REQ sasl\r\nAUTHENTICATE PLAIN\r\n")
        await far.hear(b" 904 * :no password is taken over plaintext")
        await far.say_raw(b"AUTHENTICATE SCRAM-SHA-256\r\n")
        client = ScramClient(["SCRAM-SHA-256"], "ally", "secret")
        await far.hear(b"AUTHENTICATE +\r\n")
        far.heard = b""
        await far.say_raw(b"AUTHENTICATE %s\r\n" % b64encode(client.get_client_first().encode()))
        client.set_server_first(b64decode((await far.hear(b"\r\n")).split()[1]).decode())
        far.heard = b""
        await far.say_raw(b"AUTHENTICATE %s\r\n" % b64encode(client.get_client_final().encode()))
        client.set_server_final(b64decode((await far.hear(b"\r\n")).split()[1]).decode())
        await far.say_raw(b"AUTHENTICATE +\r\nCAP END\r\nUSER f 0 * :Far\r\n")
        await far.hear(b" 903 ")
        await far.hear(b" 001 far ")

    play(whole, proxy={"allow-from": ["127.0.0.1"]})


def test_a_whole_login_in_one_packet(play: Callable[..., None]) -> None:
    async def whole(node: Node, port: int) -> None:
        await with_ally(node)
        proof = b64encode(b"\0ally\0secret")
        client = await Client.connect(port)
        await client.say_raw(
            b"CAP LS 302\r\nCAP REQ :sasl\r\nNICK ally\r\nUSER a 0 * :Ally\r\nAUTHENTICATE PLAIN\r\n"
            b"AUTHENTICATE %s\r\nCAP END\r\nWHOIS ally\r\nQUIT\r\n" % proof
        )
        heard = await client.hear_end()
        places = [heard.index(part) for part in (b" 900 ", b" 903 ", b" 001 ally ", b" 330 ally ally ally ", b"ERROR ")]
        assert places == sorted(places)

    play(whole)


def test_of_many_who_register_one_name_at_once_one_has_it(play: Callable[..., None], tmp_path: Path) -> None:
    async def whole(node: Node, port: int) -> None:
        clients = [await Client.connect(port) for _ in range(5)]
        for number, client in enumerate(clients):
            await client.say_raw(b"NICK u%d\r\nUSER u 0 * :u\r\n" % number)
            await client.hear(b" 376 ")
        await asyncio.gather(*(client.say_raw(b"REGISTER wanted * sesame\r\n") for client in clients))
        for client in clients:
            await client.hear(b" REGISTER ")
            await client.hear(b" wanted :")
        answers = [client.heard for client in clients]
        assert sum(b" REGISTER SUCCESS wanted :" in heard for heard in answers) == 1
        assert sum(b" FAIL REGISTER ACCOUNT_EXISTS wanted :" in heard for heard in answers) == 4
        assert [account.name for account in node._hub.accounts] == ["wanted"]

    play(whole)
    with closing(SqliteLog(tmp_path)) as log:
        (account,) = log.load(0).accounts
    assert account.name == "wanted"
    assert account.credentials.password.startswith("$argon2id$")


def test_who_leaves_while_the_password_is_checked_is_simply_gone(play: Callable[..., None]) -> None:
    async def whole(node: Node, port: int) -> None:
        await with_ally(node)
        client = await Client.connect(port)
        await client.say_raw(b"/login ally secret\n")
        await client.close()
        again = await Client.connect(port)
        await again.say_raw(b"/login ally secret\n")
        await again.hear(b"-- you are logged in as ally\n")

    play(whole)
