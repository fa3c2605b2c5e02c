"""Who may have which name."""

from __future__ import annotations

import pytest

from hubbub.hub.hub import Hub
from hubbub.hub.reservations import kept_for_the_server, require_account_name, require_nick
from hubbub.hub.session import Session
from hubbub.model import events
from hubbub.model.account import Account
from hubbub.model.events import Source
from hubbub.model.refusals import Refuse
from hubbub.model.server import Server
from hubbub.model.state import Snapshot


@pytest.fixture
def hub() -> Hub:
    """Alice is here as a guest, Ally as the owner of the account evan."""
    hub = Hub(Server("hub", "Hub", "", "", 0), Snapshot(accounts=(Account("a-1", "evan", 1),)))
    for number, source in enumerate(
        (Source("alice", "u", "localhost", "g-1"), Source("ally", "u", "localhost", "a-1", "evan"))
    ):
        hub.connect(number, "127.0.0.1")
        hub.apply(events.Entered("e", 1, number, source))
    return hub


def nobody(hub: Hub) -> Session:
    return hub.connect(9, "127.0.0.1")


def refused(hub: Hub, who: Session, nick: str) -> str:
    try:
        require_nick(hub, who, nick)
    except Refuse as refusal:
        return refusal.text or {"nick_in_use": "in use"}[refusal.code]
    return ""


@pytest.mark.parametrize(
    ("nick", "why"),
    [
        ("bob", ""),
        ("alice", "in use"),
        ("ALICE", "in use"),
        ("аlice", "the nickname аlice looks like alice, which is somebody else's"),
        ("evan", "the nickname evan is registered: log in to its account to use it"),
        ("EVAN", "the nickname EVAN is registered: log in to its account to use it"),
        ("еvan", "the nickname еvan looks like evan, which is somebody else's"),
        ("guest-7", "the nickname guest-7 is kept for the server itself"),
        ("guest-x", ""),
        ("nickserv", "the nickname nickserv is kept for the server itself"),
        ("hub", "the nickname hub is kept for the server itself"),
        ("al1ce", ""),
    ],
)
def test_a_nick_is_one_persons(hub: Hub, nick: str, why: str) -> None:
    assert refused(hub, nobody(hub), nick) == why


def test_ones_own_is_ones_own_in_every_spelling(hub: Hub) -> None:
    alice, ally = hub.sessions[0], hub.sessions[1]
    for nick in ("alice", "Alice", "аlice"):
        assert refused(hub, alice, nick) == ""
    for nick in ("evan", "Evan", "еvan", "ally"):
        assert refused(hub, ally, nick) == ""
    assert refused(hub, alice, "evan")
    assert refused(hub, ally, "alice")


def test_who_has_logged_in_before_being_anybody_may_have_it(hub: Hub) -> None:
    who = nobody(hub)
    who.login = "a-1"
    assert refused(hub, who, "evan") == refused(hub, who, "еvan") == ""
    who.login = "a-gone"
    assert refused(hub, who, "evan")


def test_a_nick_is_free_again_when_its_owner_is_called_otherwise(hub: Hub) -> None:
    hub.apply(events.Renamed("r", 2, hub.user("alice").source, "carol", ()))
    assert refused(hub, nobody(hub), "alice") == refused(hub, nobody(hub), "аlice") == ""
    assert refused(hub, nobody(hub), "сarol")
    hub.apply(events.Quit("q", 3, hub.user("carol").source, (), ""))
    assert refused(hub, nobody(hub), "сarol") == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bob", ""),
        ("alice", "USERNAME_EXISTS"),
        ("аlice", "USERNAME_EXISTS"),
        ("Evan", "ACCOUNT_EXISTS"),
        ("еvan", "ACCOUNT_EXISTS"),
        ("ChanServ", "BAD_ACCOUNT_NAME"),
        ("Guest-1", "BAD_ACCOUNT_NAME"),
        ("1st", "BAD_ACCOUNT_NAME"),
        ("", "BAD_ACCOUNT_NAME"),
        ("*", "BAD_ACCOUNT_NAME"),
        ("two words", "BAD_ACCOUNT_NAME"),
    ],
)
def test_an_accounts_name_is_one_that_nobody_else_has(hub: Hub, name: str, code: str) -> None:
    try:
        require_account_name(hub, nobody(hub), name)
        said = ""
    except Refuse as refusal:
        said = refusal.about[1]
    assert said == code


def test_people_register_what_they_are_called_and_the_servers_owner_what_anybody_is(hub: Hub) -> None:
    require_account_name(hub, hub.sessions[0], "Alice")
    require_account_name(hub, None, "alice")
    with pytest.raises(Refuse):
        require_account_name(hub, None, "evan")


def test_names_that_look_like_a_services_are_kept_too(hub: Hub) -> None:
    assert kept_for_the_server(hub, "NіckServ")
    assert kept_for_the_server(hub, "C0nsole")
    assert not kept_for_the_server(hub, "Nick")
