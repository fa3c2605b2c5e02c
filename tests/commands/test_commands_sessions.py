"""Several sessions of one user: who logs in to an account whose user is here becomes another session of theirs."""

from __future__ import annotations

from typing import Any

import pytest
from commands_world import Person, World, all_of, codes, credentials, only, shape

from hubbub.commands.outcome import Told
from hubbub.hub.presence import ABSENT
from hubbub.model import events, replies
from hubbub.model.account import Account
from hubbub.model.limits import RESUME_SECONDS, SESSIONS_PER_ACCOUNT
from hubbub.model.requests import (
    Authenticate,
    Away,
    Capabilities,
    Gone,
    Introduce,
    Join,
    Kill,
    Login,
    Logout,
    Nick,
    Operator,
    Part,
    Quit,
    Resume,
    Whois,
)
from hubbub.model.server import AccountRules
from hubbub.model.state import Ban, Snapshot

ALLY = Account("a-ally", "ally", 1, credentials("secret"))
PLAIN = "AGFsbHkAc2VjcmV0"
LOST = Gone(reason="connection lost")
ALONE = ALLY.with_setting("multiclient", "off")


def world(account: Account = ALLY, *, bans: tuple[Ban, ...] = (), **rules: Any) -> World:
    return World(Snapshot(accounts=(account,), bans=bans), accounts=AccountRules(**rules))


def attaching(
    here: World, nick: str = "ally", *caps: str, away: str | None = None, address: str = "127.0.0.1"
) -> tuple[Person, list[Told]]:
    """A connection that logs in to ally's account, and all that it was told at CAP END."""
    who = here.raw_irc(address)
    who.does(Capabilities(way="request", add=("sasl", "draft/pre-away", *caps)))
    who.does(Nick(nick))
    who.does(Introduce(user="x", real_name="x"))
    who.does(Authenticate(data="PLAIN"))
    who.does(Authenticate(data=PLAIN))
    if away is not None:
        assert shape(who.does(Away(away))) == ["YouAre"]
    return who, who.does(Capabilities(way="end"))


def twice(here: World, *channels: str, caps: tuple[str, ...] = ()) -> tuple[Person, Person]:
    first, _ = attaching(here, "ally", *caps)
    if channels:
        first.does(Join(channels))
    second, _ = attaching(here, "ally", *caps)
    return first, second


# --- attaching --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nick", ["ally", "ALLY", "somebody"])
def test_who_logs_in_is_the_user_that_is_here_whatever_nick_they_asked_for(nick: str) -> None:
    here = world()
    first, told = attaching(here)
    assert only(events.Entered, told).arrived
    first.does(Join(("#dev", "#ops")))
    second, told = attaching(here, nick)
    assert second.user is first.user
    entered = only(events.Entered, told)
    assert (entered.arrived, {channel.name for channel in entered.channels}) == (False, {"#dev", "#ops"})
    assert only(replies.Welcome, told).nick == "ally"
    assert [one.channel for one in all_of(replies.Rejoined, told)] == ["#dev", "#ops"]
    assert len(all_of(replies.NamesAre, told)) == 2
    assert not all_of(events.Joined, told), "the others hear nothing"


def test_a_nick_that_is_here_is_refused_at_once_to_who_does_not_negotiate_and_at_the_end_to_who_does_not_log_in() -> (
    None
):
    here = world()
    attaching(here)
    stranger = here.raw_irc()
    assert codes(stranger.does(Nick("ally"))) == ["nick_in_use"]
    stranger.does(Capabilities(way="list"))
    assert codes(stranger.does(Nick("ally"))) == []
    stranger.does(Introduce(user="x", real_name="x"))
    assert codes(stranger.does(Capabilities(way="end"))) == ["nick_in_use"]
    assert shape(stranger.does(Nick("bob")))[0] == "Entered"
    guest = here.raw_irc()
    guest.does(Capabilities(way="list"))
    assert codes(guest.does(Nick("bob"))) == ["nick_in_use"], "bob has no account that one could log in to"


def test_a_refused_nick_is_no_obstacle_to_attaching() -> None:
    here = world()
    first, _ = attaching(here)
    late = here.raw_irc()
    assert codes(late.does(Nick("ally"))) == ["nick_in_use"]
    late.does(Capabilities(way="request", add=("sasl",)))
    late.does(Introduce(user="x", real_name="x"))
    late.does(Authenticate(data="PLAIN"))
    late.does(Authenticate(data=PLAIN))
    late.does(Capabilities(way="end"))
    assert late.user is first.user


def test_so_many_sessions_and_no_more() -> None:
    here = world()
    everywhere = [attaching(here)[0] for _ in range(SESSIONS_PER_ACCOUNT)]
    assert all(one.user is everywhere[0].user for one in everywhere)
    _, told = attaching(here)
    assert codes(told) == ["nick_in_use"]
    everywhere[3].does(Quit())
    one_more, told = attaching(here)
    assert one_more.user is everywhere[0].user


def test_who_wants_to_be_here_once_is() -> None:
    here = world(ALONE)
    first, _ = attaching(here, "ally", "hubbub/resume")
    assert codes(attaching(here)[1]) == ["nick_in_use"]
    plain = here.plain()
    assert codes(plain.does(Login(account="ally", password="secret"))) == ["nick_in_use"]
    first.does(LOST)
    assert codes(attaching(here)[1]) == [], "nobody is there"


def test_a_ban_and_the_servers_password_are_not_got_round() -> None:
    here = World(
        Snapshot(accounts=(ALLY,), bans=(Ban("address", "10.0.0.0/8", "", "root", 1),)), accounts=AccountRules()
    )
    attaching(here)
    _, told = attaching(here, address="10.1.1.1")
    assert codes(told) == ["banned_here"]


# --- what one does happens to all -------------------------------------------------------------------------------------


def test_who_joins_with_one_session_is_shown_the_channel_in_all() -> None:
    here = world()
    first, second = twice(here)
    told = first.does(Join(("#dev",)))
    elsewhere = all_of(replies.Elsewhere, told)
    assert {one.session for one in elsewhere} == {second.session}
    assert [type(one.reply) for one in elsewhere] == [replies.TopicIs, replies.NamesAre]


def test_a_plain_session_talks_elsewhere_when_another_one_left() -> None:
    here = world()
    first, _ = attaching(here)
    first.does(Join(("#dev", "#ops")))
    plain = here.plain()
    plain.does(Login(account="ally", password="secret"))
    assert here.hub.sessions[plain.session].talking == "#dev"
    told = first.does(Part(channels=("#dev",)))
    assert only(replies.Elsewhere, told) == replies.Elsewhere(plain.session, replies.Talking("#ops"))
    assert only(events.Said, plain.says("hi")).conversation.name == "#ops"
    first.does(Part(channels=("#ops",)))
    assert codes(plain.does(Away())) == []


def test_the_user_goes_with_the_last_session() -> None:
    here = world()
    first, second = twice(here, "#dev")
    assert shape(first.does(Quit("bye"))) == ["OwnQuit", "Closing", "SessionEnded"]
    assert second.channels == {"#dev"}
    assert shape(second.does(LOST)) == ["SessionEnded", "Quit", "ChannelClosed"]
    assert not here.hub.users


def test_kill_ends_all_of_them() -> None:
    here = world()
    first, second = twice(here, "#dev", caps=("hubbub/resume",))
    root = here.irc("root", address="10.0.0.1")
    root.does(Operator("root", "secret"))
    told = root.does(Kill("ally", "enough"))
    assert not first.is_here
    assert not second.is_here
    assert only(events.Quit, told).source.nick == "ally"
    assert len(here.hub.claims) == 0


def test_no_session_changes_the_account_of_the_others() -> None:
    here = World(Snapshot(accounts=(ALLY, Account("a-bob", "bob", 1, credentials("hunter2")))))
    first, second = twice(here, caps=("hubbub/resume",))
    for _ in range(2):
        assert codes(first.does(Logout())) == ["not_logged_in"]
        assert codes(first.does(Login(account="bob", password="hunter2"))) == ["sasl_already"]
        if second.is_here:
            second.does(LOST)
    here.passes(RESUME_SECONDS)
    assert codes(first.does(Logout())) == []


def test_whois_sees_all_of_them() -> None:
    here = world()
    first, _ = attaching(here)
    bob = here.irc("bob")
    assert only(replies.Profile, bob.does(Whois(("ally",)))).protocol == "irc"
    plain = here.plain()
    plain.does(Login(account="ally", password="secret"))
    assert only(replies.Profile, bob.does(Whois(("ally",)))).protocol == "irc, plain"
    assert len(only(replies.Profile, first.does(Whois(("ally",)))).addresses) == 1


# --- plain clients ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spoke", [False, True])
def test_a_plain_client_that_logs_in_joins_in(spoke: bool) -> None:
    here = world()
    first, _ = attaching(here)
    first.does(Join(("#dev",)))
    plain = here.plain()
    if spoke:
        plain.says("hello", first=True)
        guest = plain.user
    told = plain.does(Login(account="ally", password="secret"))
    assert plain.user is first.user
    assert only(replies.Greeting, told) == replies.Greeting("ally", "#dev", ())
    assert [event.source for event in all_of(events.Quit, told)] == ([guest.source] if spoke else [])
    assert len(here.hub.users) == 1


# --- away -------------------------------------------------------------------------------------------------------------


def test_somebody_is_away_when_nobody_is_at_any_of_them() -> None:
    here = world()
    first, second = twice(here, "#dev")
    told = first.does(Away("tea"))
    assert all_of(events.AwayChanged, told) == []
    assert not only(replies.YouAre, told).away
    told = second.does(Away("lunch"))
    assert only(events.AwayChanged, told).text == "lunch"
    assert only(replies.YouAre, told).away
    third, told = attaching(here)
    assert only(events.AwayChanged, told).text == "", "back with a new device"
    assert only(events.AwayChanged, third.does(Quit())).text == "lunch"
    assert only(events.AwayChanged, second.does(Quit())).text == "tea"


def test_away_before_registration_needs_the_capability() -> None:
    here = world()
    who = here.raw_irc()
    assert codes(who.does(Away("tea"))) == ["not_registered"]
    who.does(Capabilities(way="request", add=("draft/pre-away",)))
    told = who.does(Away("tea"))
    assert only(replies.YouAre, told).away
    who.does(Nick("alice"))
    who.does(Introduce(user="x", real_name="x"))
    told = who.does(Capabilities(way="end"))
    assert shape(told)[:2] == ["Entered", "AwayChanged"]
    assert who.user.away == "tea"


def test_a_session_that_nobody_looks_at_is_as_good_as_none() -> None:
    here = world()
    first, _ = attaching(here)
    second, told = attaching(here, away="*")
    assert not all_of(events.AwayChanged, told)
    assert only(events.AwayChanged, first.does(Away("tea"))).text == "tea"
    first.does(Quit())
    assert second.user.away == "tea"
    only_one, _ = attaching(world(), away="*")
    assert only_one.user.away == ABSENT, "not a star that nobody understands"
    assert only(events.AwayChanged, only_one.does(Away())).text == "", "somebody looks"


# --- resuming ---------------------------------------------------------------------------------------------------------


def test_each_session_has_its_token_and_only_that_session_is_replaced() -> None:
    here = world()
    first, second = twice(here, "#dev", caps=("hubbub/resume",))
    assert first.token != second.token
    token, other = first.token, second.token
    again = here.raw_irc()
    again.does(Capabilities(way="request", add=("hubbub/resume",)))
    again.does(Resume(token))
    again.does(Introduce(user="x", real_name="x"))
    told = again.does(Capabilities(way="end"))
    assert [event.session for event in all_of(events.SessionEnded, told)] == [first.session]
    assert again.user is second.user
    assert second.token == other
    assert second.is_here


def test_a_lost_session_keeps_the_user_when_the_others_quit() -> None:
    here = world()
    first, second = twice(here, "#dev", caps=("hubbub/resume",))
    first.does(LOST)
    assert shape(second.does(Quit())) == ["OwnQuit", "Closing", "SessionEnded"]
    assert here.hub.user("ally").lost
    third, told = attaching(here)
    assert third.channels == {"#dev"}
    told = here.passes(RESUME_SECONDS)
    assert told == [], "somebody is here"
    assert shape(third.does(Quit())) == ["OwnQuit", "Closing", "SessionEnded", "Quit", "ChannelClosed"]


def test_a_lost_session_that_was_away_is_away_when_it_is_back() -> None:
    here = world()
    first, second = twice(here, caps=("hubbub/resume",))
    first.does(Away("tea"))
    token = first.token
    first.does(LOST)
    assert second.does(Away("lunch"))[0]
    assert second.user.away == "lunch"
    again = here.raw_irc()
    again.does(Capabilities(way="request", add=("hubbub/resume",)))
    again.does(Resume(token))
    again.does(Introduce(user="x", real_name="x"))
    assert not all_of(events.AwayChanged, again.does(Capabilities(way="end")))
