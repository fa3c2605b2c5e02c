"""Names that are services, and what belongs to whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model.registration import ROLES, Registration
from hubbub.model.services import CHANSERV, NICKSERV, SERVICES, Service, service


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("NickServ", NICKSERV),
        ("nickserv", NICKSERV),
        ("CHANSERV", CHANSERV),
        ("NickServ@services.example", NICKSERV),
        ("NickServ2", None),
        ("#NickServ", None),
        ("@NickServ", None),
        ("", None),
    ],
)
def test_a_message_is_for_a_service_by_its_name_in_any_case(target: str, meant: Service | None) -> None:
    assert service(target) is meant


def test_services_speak_as_themselves() -> None:
    assert [one.source("hub.test").mask for one in SERVICES] == [
        "NickServ!NickServ@hub.test",
        "ChanServ!ChanServ@hub.test",
    ]


OWNED = Registration("a-founder", 1, (("a-1", "v"), ("a-2", "o")), heir="a-1")


def test_a_role_is_one_for_each_account() -> None:
    assert [OWNED.rank_of(account) for account in ("a-founder", "a-1", "a-2", "a-3", "")] == ["q", "v", "o", "", ""]
    assert OWNED.ranked() == [("a-2", "o"), ("a-1", "v")]
    assert OWNED.with_role("a-1", "a").roles == (("a-1", "a"), ("a-2", "o"))
    assert OWNED.with_role("a-2", "").roles == (("a-1", "v"),)


def test_who_is_given_a_channel_has_no_role_besides() -> None:
    assert OWNED.given_to("a-1") == Registration("a-1", 1, (("a-2", "o"),))


def test_an_account_that_is_no_more_is_nowhere() -> None:
    assert OWNED.without("a-founder") is None
    assert OWNED.without("a-1") == Registration("a-founder", 1, (("a-2", "o"),))
    assert OWNED.without("a-2") == Registration("a-founder", 1, (("a-1", "v"),), heir="a-1")


_ACCOUNTS = st.sampled_from(["a", "b", "c", "d"])


@given(st.lists(st.tuples(_ACCOUNTS, st.sampled_from(["", *ROLES]))))
def test_roles_are_what_was_set_last(changes: list[tuple[str, str]]) -> None:
    owned = Registration("founder", 0)
    for account, rank in changes:
        owned = owned.with_role(account, rank)
    last = dict(changes)
    assert {account: owned.rank_of(account) for account in last} == last
    assert list(owned.roles) == sorted(owned.roles)
