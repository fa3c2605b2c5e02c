"""What was missed: told unasked to apps that do not ask, and to those who ask *playback."""

from __future__ import annotations

from typing import Any

import pytest
from commands_world import SECOND, Person, World, all_of, codes, credentials, shape

from hubbub.commands.outcome import Told
from hubbub.model import events, replies
from hubbub.model.account import Account
from hubbub.model.effects import Page, Targets
from hubbub.model.limits import PLAYBACK_PAGE, Limits
from hubbub.model.requests import (
    Authenticate,
    Capabilities,
    Gone,
    Introduce,
    Join,
    Login,
    Logout,
    Nick,
    Part,
    Quit,
    Resume,
    Say,
)
from hubbub.model.state import Snapshot

ALLY = Account("a-ally", "ally", 1, credentials("secret"), settings=(("always-on", "on"),))
LEAVES = Account("a-ally", "ally", 1, credentials("secret"))
LOST = Gone(reason="connection lost")


def world(account: Account = ALLY, **server: Any) -> World:
    return World(Snapshot(accounts=(account,)), **server)


def comes(here: World, *caps: str) -> tuple[Person, list[Told]]:
    who = here.raw_irc()
    who.does(Capabilities(way="request", add=("sasl", *caps)))
    who.does(Nick("ally"))
    who.does(Introduce(user="x", real_name="Ally"))
    who.does(Authenticate(data="PLAIN"))
    who.does(Authenticate(data="AGFsbHkAc2VjcmV0"))
    return who, who.does(Capabilities(way="end"))


def replayed(told: list[Told]) -> list[tuple[str, list[str]]]:
    return [
        (one.target, [event.text for event in one.events if isinstance(event, events.Said)])
        for one in all_of(replies.Replayed, told)
    ]


def says(told: list[Told]) -> list[str]:
    return [one.text for one in all_of(replies.PlaybackSays, told)]


# --- unasked ----------------------------------------------------------------------------------------------------------


def test_who_comes_back_is_told_what_was_said_in_channels_and_to_them() -> None:
    here = world()
    ally, told = comes(here)
    assert replayed(told) == []
    ally.does(Join(("#dev", "#quiet")))
    bob = here.irc("bob", "#dev", "#other")
    bob.says("before", "#dev")
    ally.does(Quit())
    bob.says("after", "#dev")
    bob.says("psst", "ally")
    bob.says("elsewhere", "#other")
    bob.says("more", "#dev")
    again, told = comes(here)
    assert replayed(told) == [("bob", ["psst"]), ("#dev", ["after", "more"])]
    assert shape(told)[-2:] == ["Replayed", "Replayed"], "behind everything else"
    bob.says("now", "#dev")
    again.does(LOST)
    assert replayed(comes(here)[1]) == []


def test_what_was_written_to_a_connection_that_was_dead_already_is_told() -> None:
    here = world()
    ally, _ = comes(here)
    ally.does(Join(("#dev",)))
    bob = here.irc("bob", "#dev")
    bob.says("heard", "#dev")
    here.passes(200)
    bob.says("into the void", "#dev")
    here.passes(40)
    ally.does(Gone(reason="ping timeout", silent=100 * SECOND))
    assert replayed(comes(here)[1]) == [("#dev", ["into the void"])]


def test_of_two_connections_the_one_that_was_there_longer_counts() -> None:
    here = world()
    dead, _ = comes(here)
    dead.does(Join(("#dev",)))
    bob = here.irc("bob", "#dev")
    alive, _ = comes(here)
    here.passes(100)
    bob.says("seen on the other", "#dev")
    alive.does(Quit())
    dead.does(Gone(reason="ping timeout", silent=90 * SECOND))
    assert replayed(comes(here)[1]) == []


@pytest.mark.parametrize("capability", ["draft/chathistory", "znc.in/playback"])
def test_who_asks_by_itself_is_told_nothing_unasked(capability: str) -> None:
    here = world()
    ally, _ = comes(here)
    ally.does(Join(("#dev",)))
    ally.does(Quit())
    here.irc("bob", "#dev").says("after", "#dev")
    assert replayed(comes(here, capability)[1]) == []
    assert replayed(comes(here)[1]) == [("#dev", ["after"])]


def test_who_does_not_want_it_is_told_nothing() -> None:
    for quiet in (world(ALLY.with_setting("autoreplay-missed", "off")), world(history=False)):
        ally, _ = comes(quiet)
        ally.does(Join(("#dev",)))
        ally.does(Quit())
        quiet.irc("bob", "#dev").says("after", "#dev")
        assert replayed(comes(quiet)[1]) == []


def test_only_the_latest_so_many() -> None:
    here = world(limits=Limits(lines_per_request=2))
    ally, _ = comes(here)
    ally.does(Join(("#dev",)))
    ally.does(Quit())
    bob = here.irc("bob", "#dev")
    for number in range(4):
        bob.says(str(number), "#dev")
    assert replayed(comes(here)[1]) == [("#dev", ["2", "3"])]


def test_who_does_not_stay_is_told_on_joining() -> None:
    here = world(LEAVES)
    ally, _ = comes(here)
    bob = here.irc("bob", "#dev", "#ops")
    ally.does(Join(("#dev",)))
    bob.says("heard", "#dev")
    ally.does(Quit())
    bob.says("after", "#dev")
    bob.says("ops too", "#ops")
    again, told = comes(here)
    assert replayed(told) == []
    told = again.does(Join(("#dev", "#new", "#ops")))
    assert replayed(told) == [("#dev", ["after"]), ("#ops", ["ops too"])]
    assert replayed(again.does(Join(("#dev",)))) == [], "it was there already"


def test_who_logs_in_by_hand_is_told_then() -> None:
    here = world(LEAVES)
    ally, _ = comes(here)
    ally.does(Quit())
    bob = here.irc("bob", "#dev")
    bob.says("after", "#dev")
    later = here.irc("later", "#dev")
    assert replayed(later.does(Login(account="ally", password="secret"))) == [("#dev", ["after"])]


def test_who_logs_out_was_here_until_then() -> None:
    here = world(LEAVES)
    bob = here.irc("bob", "#dev")
    ally, _ = comes(here)
    ally.does(Join(("#dev",)))
    ally.does(Quit())
    later = here.irc("later", "#dev")
    bob.says("before", "#dev")
    assert replayed(later.does(Login(account="ally", password="secret"))) == [("#dev", ["before"])]
    bob.says("while", "#dev")
    later.does(Logout())
    bob.says("after", "#dev")
    assert replayed(later.does(Login(account="ally", password="secret"))) == [("#dev", ["after"])]


def test_guests_and_plain_clients_are_told_nothing() -> None:
    here = world()
    ally, _ = comes(here)
    ally.does(Join(("#dev",)))
    ally.does(Quit())
    bob = here.irc("bob", "#dev")
    bob.says("after", "#dev")
    assert replayed(here.irc("guest").does(Join(("#dev",)))) == []
    plain = here.plain()
    assert replayed(plain.does(Login(account="ally", password="secret"))) == []


def test_a_second_device_is_told_what_was_said_since_one_was_last_gone() -> None:
    here = world(LEAVES)
    desk, _ = comes(here)
    desk.does(Join(("#dev",)))
    bob = here.irc("bob", "#dev")
    bob.says("one", "#dev")
    phone, told = comes(here)
    assert replayed(told) == [], "it was never here before"
    phone.does(Quit())
    bob.says("two", "#dev")
    assert replayed(comes(here)[1]) == [("#dev", ["two"])]


def test_a_resumed_session_that_does_not_ask_is_told_too() -> None:
    here = world(LEAVES)
    ally, _ = comes(here, "hubbub/resume")
    ally.does(Join(("#dev",)))
    token = ally.token
    ally.does(LOST)
    here.irc("bob", "#dev").says("after", "#dev")
    again = here.raw_irc()
    again.does(Capabilities(way="request", add=("hubbub/resume",)))
    again.does(Resume(token))
    again.does(Introduce(user="x", real_name="x"))
    assert replayed(again.does(Capabilities(way="end"))) == [("#dev", ["after"])]


def test_who_lost_a_channel_meanwhile_is_told_nothing_of_it() -> None:
    here = world()
    ally, _ = comes(here)
    ally.does(Join(("#dev", "#ops")))
    ally.does(Quit())
    bob = here.irc("bob", "#dev", "#ops")
    bob.says("secret", "#dev")
    bob.says("open", "#ops")
    other, _ = comes(here, "draft/chathistory")

    def leaves() -> None:
        here.meanwhile = lambda: None
        other.does(Part(("#dev",)))

    here.meanwhile = leaves
    # While the conversations are looked for, or while the page is read: either way nothing of #dev is told.
    assert replayed(comes(here)[1]) == [("#ops", ["open"])]


# --- *playback --------------------------------------------------------------------------------------------------------


def talked(**server: Any) -> tuple[World, Person, list[events.Said]]:
    here = World(**server)
    ally, bob = here.irc("ally", "#dev"), here.irc("bob", "#dev", "#other")
    bob.says("psst", "ally")
    for number in range(5):
        bob.says(str(number), "#dev")
    return here, ally, [event for event in here.log if isinstance(event, events.Said)]


def at(time: int) -> str:
    return f"{time // SECOND}.{time % SECOND:09}"


@pytest.mark.parametrize("caps", [(), ("znc.in/playback",), ("message-tags",)])
def test_playing_everything(caps: tuple[str, ...]) -> None:
    _here, ally, _said = talked()
    ally.does(Capabilities(way="request", add=caps))
    for command in ("play *", "PLAY * 0", "play * 1.5"):
        told = ally.says(command, "*playback")
        assert replayed(told) == [("bob", ["psst"]), ("#dev", ["0", "1", "2", "3", "4"])]
        assert not all_of(events.Said, told)


def test_playing_a_part() -> None:
    _here, ally, said = talked()
    since, until = at(said[2].time), at(said[4].time)
    assert replayed(ally.says(f"play #DEV {since}", "*Playback")) == [("#dev", ["1", "2", "3", "4"])]
    assert replayed(ally.says(f"play #dev {since} {until}", "*playback")) == [("#dev", ["1", "2"])]
    assert replayed(ally.says("play BOB", "*playback")) == [("bob", ["psst"])]
    assert replayed(ally.says(f"play #d?V,*dev,b* {since}", "*playback")) == [("#dev", ["1", "2", "3", "4"])]
    assert replayed(ally.says("play bob,#dev,#other,nobody 0 2000000000", "*playback")) == [
        ("bob", ["psst"]),
        ("#dev", ["0", "1", "2", "3", "4"]),
    ]
    assert replayed(ally.says(f"play * {at(said[5].time + 1)}", "*playback")) == []


def test_only_the_latest_so_many_where_so_configured() -> None:
    _here, ally, _said = talked(playback_lines=2)
    assert replayed(ally.says("play #dev", "*playback")) == [("#dev", ["3", "4"])]


def test_a_long_past_comes_in_pages() -> None:
    here, ally, _said = talked()
    bob = here.irc("ben", "#dev")
    for number in range(PLAYBACK_PAGE):
        bob.says(f"again {number}", "#dev")
    pages = replayed(ally.says("play *", "*playback"))
    assert [(target, len(texts)) for target, texts in pages] == [("bob", 1), ("#dev", PLAYBACK_PAGE), ("#dev", 5)]
    texts = [text for target, page in pages if target == "#dev" for text in page]
    assert texts == [*"01234", *(f"again {number}" for number in range(PLAYBACK_PAGE))]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "clear *",
        "play",
        "play a b c d",
        "play #other",
        "play nobody",
        "play #dev yesterday",
        "play #dev -1",
        "play #dev 1 99999999999",
        "list a b",
    ],
)
def test_what_cannot_be_played_is_said(text: str) -> None:
    _here, ally, _said = talked()
    told = ally.says(text, "*playback")
    assert shape(told) == ["PlaybackSays"]
    assert says(told)[0]


def test_what_there_is() -> None:
    _here, ally, said = talked()
    times = [at(said[place].time)[:-6] for place in (0, 5)]
    assert says(ally.says("list", "*playback")) == [f"bob 0 {times[0]}", f"#dev 0 {times[1]}"]


def test_plain_clients_have_a_history_of_their_own() -> None:
    here, _ally, _said = talked()
    assert codes(here.plain().does(Say(targets=("*playback",), text="list"))) == ["no_such_nick"]


def test_there_is_no_history_where_none_is_kept() -> None:
    here = World(history=False)
    assert says(here.irc("ally").says("play *", "*playback")) == ["this server keeps no history"]


def test_a_channel_that_was_left_while_waiting_is_not_read() -> None:
    here, ally, _said = talked()
    here.meanwhile = lambda: _once(here, lambda: ally.does(Part(("#dev",))))
    assert replayed(ally.says("play #dev,bob", "*playback")) == [("bob", ["psst"])]
    here.answers = [Targets((("#dev", 1), ("#gone", 2))), Page(())]
    assert replayed(ally.says("play *", "*playback")) == []
    assert codes(ally.says("x", "*play")) == ["no_such_nick"]


def _once(here: World, do: Any) -> None:
    here.meanwhile = lambda: None
    do()
