"""Staying present without a connection: what becomes of such a user, over restarts too."""

from __future__ import annotations

from typing import Any

import pytest
from commands_world import Person, World, all_of, codes, credentials, only, shape

from hubbub.commands import bans, owning
from hubbub.hub.presence import ABSENT
from hubbub.model import events, replies
from hubbub.model.account import Account
from hubbub.model.limits import ABSENT_DAYS, RESUME_SECONDS
from hubbub.model.modes import Change
from hubbub.model.requests import (
    Authenticate,
    Away,
    Capabilities,
    Gone,
    Introduce,
    Join,
    Kick,
    Kill,
    Login,
    Nick,
    Operator,
    Persistence,
    Quit,
    SetRealName,
    UserModes,
)
from hubbub.model.server import AccountRules
from hubbub.model.state import Snapshot

ALLY = Account("a-ally", "ally", 1, credentials("secret"))
STAYS = ALLY.with_setting("always-on", "on")
LOST = Gone(reason="connection lost")
DAY = 24 * 3600


def world(account: Account = STAYS, **rules: Any) -> World:
    return World(Snapshot(accounts=(account,)), accounts=AccountRules(**rules))


def comes(here: World, nick: str = "ally", *caps: str) -> Person:
    who = here.raw_irc()
    who.does(Capabilities(way="request", add=("sasl", *caps)))
    who.does(Nick(nick))
    who.does(Introduce(user="x", real_name="Ally"))
    who.does(Authenticate(data="PLAIN"))
    who.does(Authenticate(data="AGFsbHkAc2VjcmV0"))
    who.does(Capabilities(way="end"))
    return who


@pytest.mark.parametrize("end", [Quit("bye"), LOST])
def test_who_stays_is_away_and_comes_back_to_where_they_were(end: Any) -> None:
    here = world()
    ally = comes(here)
    ally.does(Join(("#dev",)))
    bob = here.irc("bob", "#dev")
    told = ally.does(end)
    assert only(events.AwayChanged, told).text == ABSENT
    assert not all_of(events.Quit, told)
    (user,) = here.hub.absent
    assert bob.says("hi", "ally")[0] == replies.TheyAreAway("ally", ABSENT)
    assert codes(bob.does(Nick("ally"))) == ["nick_in_use"]
    assert here.passes(RESUME_SECONDS) == []
    again = comes(here, "whoever")
    assert again.user is user
    assert again.channels == {"#dev"}
    assert again.user.away == ""
    assert "o" in here.hub.channel("#dev").ranks(user)


def test_a_reason_given_stands_when_nobody_is_there() -> None:
    here = world()
    ally = comes(here)
    ally.does(Away("lunch"))
    assert not all_of(events.AwayChanged, ally.does(Quit()))
    assert here.hub.user("ally").away == "lunch"


@pytest.mark.parametrize(
    ("rule", "setting", "here_still"),
    [
        ("off", "on", False),
        ("off", "", False),
        ("opt-in", "", False),
        ("opt-in", "on", True),
        ("opt-in", "off", False),
        ("opt-out", "", True),
        ("opt-out", "on", True),
        ("opt-out", "off", False),
    ],
)
def test_who_stays_is_said_by_the_account_and_the_configuration(rule: str, setting: str, here_still: bool) -> None:
    here = world(ALLY.with_setting("always-on", setting), always_on=rule)
    comes(here).does(Quit())
    assert ("ally" in here.hub.nicks) is here_still
    here.restarts()
    assert ("ally" in here.hub.nicks) is here_still
    here.irc("guest").does(LOST)
    assert "guest" not in here.hub.nicks


# --- restarts ---------------------------------------------------------------------------------------------------------


def test_a_restart_brings_them_back_as_they_were() -> None:
    here = world()
    ally = comes(here)
    ally.does(Join(("#dev", "#ops", "#lobby")))
    ally.does(Join(("#gone",)))
    here.irc("boss", "#dev").does(Join(("#ops",)))
    ally.modes("#ops", "+v", "ally")
    ally.does(UserModes("ally", (Change(True, "i"), Change(True, "B"))))
    ally.does(SetRealName("Ally the Great"))
    ally.does(Nick("al"))
    ally.does(Away("tea"))
    before = here.hub.user("al")
    channels = {key: channel.ranks(before) for key, channel in before.channels.items()}
    here.restarts()
    here.check()
    user = here.hub.user("al")
    assert user is not before
    assert {key: channel.ranks(user) for key, channel in user.channels.items()} == channels
    assert (user.source, user.real_name, user.modes, user.away, user.signon) == (
        before.source, before.real_name, before.modes, "tea", before.signon,
    )  # fmt: skip
    assert user.source.bot
    assert here.hub.tally.most_users == 1
    assert comes(here).user is user
    assert codes(here.irc("bob").does(Join(("#dev",)))) == []


def test_who_was_there_when_the_server_ended_is_not_when_it_starts() -> None:
    here = world()
    comes(here)
    before = here.time
    here.restarts()
    assert here.hub.user("ally").away == ABSENT
    assert before < here.hub.presences.seen("a-ally") < here.time


def test_a_channel_that_only_they_are_in_goes_on() -> None:
    here = world()
    ally = comes(here)
    ally.does(Join(("#mine",)))
    here.irc("bob", "#bobs")
    ally.does(Quit())
    here.restarts()
    assert "#mine" in here.hub.channels
    assert "#bobs" not in here.hub.channels


def test_what_happens_to_them_meanwhile_is_kept() -> None:
    here = world()
    ally = comes(here)
    ally.does(Join(("#dev", "#ops")))
    bob = here.irc("bob", "#dev", "#ops")
    ally.modes("#dev", "+o", "bob")
    ally.modes("#ops", "+o", "bob")
    ally.does(Quit())
    bob.modes("#ops", "-o", "ally")
    bob.does(Kick(("#dev",), ("ally",)))
    here.restarts()
    user = here.hub.user("ally")
    assert set(user.channels) == {"#ops"}
    assert here.hub.channels["#ops"].ranks(user) == frozenset()


def test_an_operator_has_to_prove_that_again() -> None:
    here = world()
    ally = comes(here)
    here.hub.sessions[ally.session].address = "10.0.0.1"
    ally.does(Operator("root", "secret"))
    other = comes(here)
    ally.does(Quit())
    assert other.user.is_operator, "a session of theirs is left"
    told = other.does(Quit())
    assert only(events.UserModesSet, told).changes == (Change(False, "o"),)
    assert not here.hub.user("ally").is_operator


# --- the end of it ----------------------------------------------------------------------------------------------------


def test_who_does_not_want_it_any_more_goes_with_the_last_session() -> None:
    here = world()
    ally = comes(here, "ally", "draft/persistence")
    other = comes(here, "ally", "draft/persistence")
    mute = comes(here)
    told = ally.does(Persistence())
    assert only(replies.PersistenceIs, told) == replies.PersistenceIs("on", on=True)
    told = ally.does(Persistence("off"))
    assert only(replies.PersistenceIs, told) == replies.PersistenceIs("off", on=False)
    assert only(replies.Elsewhere, told) == replies.Elsewhere(other.session, replies.PersistenceIs("off", on=False))
    assert not all_of(events.AccountChanged, ally.does(Persistence("off")))
    for one in (ally, other):
        one.does(Quit())
    assert "Quit" in shape(mute.does(Quit()))


def test_who_is_absent_and_is_not_to_be_is_gone_in_a_moment() -> None:
    here = world()
    comes(here).does(Quit())
    here.own([events.AccountChanged("c", here.time, ALLY, ("settings",), "console")])
    assert shape(here.passes(1)) == ["Quit"]
    assert not here.hub.absent
    dropped = world()
    comes(dropped).does(Quit())
    told = dropped.own(owning.dropped(dropped.hub, STAYS, "console", dropped.now()))
    assert shape(told) == ["AccountDropped", "Quit"]
    dropped.restarts()
    assert not dropped.hub.users
    suspended = world()
    comes(suspended).does(Quit())
    told = suspended.own(owning.suspended(suspended.hub, STAYS, "spam", "console", suspended.now()))
    assert shape(told) == ["AccountChanged", "Quit"]


def test_nobody_is_kept_for_ever() -> None:
    here = world()
    comes(here).does(Quit())
    assert here.passes((ABSENT_DAYS - 1) * DAY) == []
    here.restarts()
    assert "ally" in here.hub.nicks, "a restart does not begin their absence anew"
    assert shape(here.passes(DAY)) == ["Quit"]


def test_kill_and_bans_are_for_them_too() -> None:
    here = world()
    root = here.irc("root", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    comes(here).does(Quit())
    assert only(events.Quit, root.does(Kill("ally", "enough"))).source.nick == "ally"
    comes(here).does(Quit())
    assert here.own(bans.send_off(here.hub, here.now())) == []
    for kind, mask in (("account", "ally"), ("mask", "ally!*@*")):
        comes(here).does(Quit())
        here.own([events.Banned("b", here.time, kind, mask, "", "root")])  # type: ignore[arg-type]
        assert shape(here.own(bans.send_off(here.hub, here.now()))) == ["Quit"]
        here.own([events.Unbanned("u", here.time, kind, mask, "root")])  # type: ignore[arg-type]


def test_persistence_is_for_accounts_and_only_where_it_can_be_stored() -> None:
    here = world(ALLY)
    assert codes(here.irc("bob").does(Persistence("on"))) == ["not_logged_in"]
    ally = comes(here)
    assert only(replies.PersistenceIs, ally.does(Persistence())) == replies.PersistenceIs("", on=False)
    here.hub.storing = False
    assert codes(ally.does(Persistence("on"))) == ["cannot_store"]


def test_the_capability_tells_how_one_stands_at_once() -> None:
    here = world()
    who = here.raw_irc()
    who.does(Capabilities(way="request", add=("sasl", "draft/persistence")))
    who.does(Nick("ally"))
    who.does(Introduce(user="x", real_name="x"))
    who.does(Authenticate(data="PLAIN"))
    who.does(Authenticate(data="AGFsbHkAc2VjcmV0"))
    assert only(replies.PersistenceIs, who.does(Capabilities(way="end"))).on
    off = world(always_on="off").raw_irc()
    (refused,) = off.does(Capabilities(way="request", add=("draft/persistence",)))
    assert refused == replies.CapabilitiesAnswered(accepted=False, text="")


def test_who_logs_in_as_somebody_else_leaves_one_behind_who_is_nobodys_ghost() -> None:
    other = Account("a-bob", "bob", 1, credentials("hunter2"))
    here = World(Snapshot(accounts=(STAYS, other)))
    here.irc("bob-app", "#dev").does(Login("bob", "hunter2"))
    ally = here.plain()
    ally.does(Login("ally", "secret"))
    left = ally.user
    ally.does(Login("bob", "hunter2"))
    assert ally.user is not left
    assert left in here.hub.absent
    assert left.away == ABSENT
    assert here.kept()["a-ally"].seen
    assert here.passes(ABSENT_DAYS * DAY)
    assert here.hub.users.get("a-ally") is None
