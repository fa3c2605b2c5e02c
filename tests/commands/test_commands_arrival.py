"""Who a connection really is: proxies, TLS and gateways."""

from __future__ import annotations

import pytest
from commands_world import World

from hubbub.commands import arrival
from hubbub.hub.session import Session
from hubbub.hub.user import User
from hubbub.model import addresses, events, replies, requests
from hubbub.model.refusals import Refuse


def arrived(world: World, host: str = "127.0.0.1", *, speaks_for_others: bool = True) -> Session:
    session = world.hub.connect(next(world.sessions), host, speaks_for_others=speaks_for_others)
    session.protocol = "irc"
    return session


def webirc(
    world: World, who: Session, address: str, host: str = "", *, secure: bool = False, password: str = ""
) -> list[object]:
    ask = requests.Webirc(address=address, host=host, secure=secure, password=password)
    return list(arrival.webirc(world.hub, who, ask, world.now()))


@pytest.mark.parametrize("host", ["host.example.org", "", "a b", "a!b@c", ":evil", "192.0.2.7"])
@pytest.mark.parametrize("address", ["192.0.2.7", "0::7", "::ffff:192.0.2.7"])
def test_a_gateway_says_where_a_client_comes_from_and_others_see_a_cloak(address: str, host: str) -> None:
    world = World()
    who = arrived(world)
    assert webirc(world, who, address, host) == []
    assert who.address == addresses.plain(address)
    assert who.host == world.hub.host_of(who.address)
    assert who.address not in who.host
    assert not who.speaks_for_others


def test_whoever_may_not_come_in_is_ended_with_the_reason() -> None:
    world = World()

    def no(who: Session) -> None:
        raise Refuse("too_fast", "7")

    world.hub.admit = no
    closing, ended = webirc(world, arrived(world), "192.0.2.7")
    assert closing == replies.Closing("too fast: try again in 7 s")
    assert isinstance(ended, events.SessionEnded)


@pytest.mark.parametrize(
    ("gateway", "by_tls", "says", "secure", "tells"),
    [
        ("127.0.0.1", False, True, False, True),
        ("127.0.0.1", False, False, False, False),
        ("127.0.0.1", True, True, True, True),
        ("192.0.2.1", False, True, False, False),
        ("192.0.2.1", True, True, True, True),
        ("192.0.2.1", True, False, False, False),
    ],
)
def test_a_client_is_secure_where_every_stretch_is_and_tells_secrets_where_nobody_reads_along(
    gateway: str, by_tls: bool, says: bool, secure: bool, tells: bool
) -> None:
    world = World()
    who = arrived(world, gateway)
    if by_tls:
        arrival.secure(world.hub, who, requests.Secure(fingerprint="ab" * 32), world.now())
    webirc(world, who, "198.51.100.1", secure=says)
    assert who.secure is secure
    assert who.may_tell_secrets is tells
    assert who.certificate_fingerprint == ""


def test_nobody_else_may() -> None:
    world = World()
    closing, ended = webirc(world, arrived(world, speaks_for_others=False), "192.0.2.7")
    assert isinstance(closing, replies.Closing)
    assert "WEBIRC" in closing.reason
    assert isinstance(ended, events.SessionEnded)


@pytest.mark.parametrize(("password", "right"), [("hunter2", True), ("Hunter2", False), ("", False), ("ü", False)])
def test_a_gateway_says_the_password(password: str, right: bool) -> None:
    world = World(gateway_password="hunter2")
    told = webirc(world, arrived(world), "192.0.2.7", password=password)
    if right:
        assert told == []
    else:
        assert told[0] == replies.Closing("the password for WEBIRC is wrong")
        assert isinstance(told[1], events.SessionEnded)


def test_an_address_that_is_none_ends_it() -> None:
    world = World()
    closing, _ = webirc(world, arrived(world), "nowhere")
    assert isinstance(closing, replies.Closing)


def test_it_is_said_once_and_before_registration() -> None:
    world = World()
    who = arrived(world)
    webirc(world, who, "192.0.2.7")
    assert isinstance(webirc(world, who, "192.0.2.8")[0], replies.Closing)
    assert who.address == "192.0.2.7"
    late = arrived(world)
    late.user = User(events.Source("alice", "a", "localhost", "id"), "Alice", world.time)
    with pytest.raises(Refuse, match="already_registered"):
        webirc(world, late, "192.0.2.7")


def test_a_proxy_says_where_a_client_comes_from() -> None:
    world = World()
    who = arrived(world)
    arrival.comes_from(world.hub, who, requests.ComesFrom(address="192.0.2.7"), world.now())
    assert (who.address, who.speaks_for_others) == ("192.0.2.7", False)


def test_tls_tells_of_a_certificate() -> None:
    world = World()
    who = arrived(world)
    arrival.secure(world.hub, who, requests.Secure(fingerprint="ab" * 32), world.now())
    assert (who.secure, who.certificate_fingerprint) == (True, "ab" * 32)
