"""What plain clients read."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from any_values import TEXT, Values, by_name
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model import events, refusals, replies
from hubbub.model.events import Conversation, Event, Said, Source
from hubbub.model.modes import Change
from hubbub.model.replies import Member, Reply
from hubbub.model.server import Server
from hubbub.model.state import ListEntry, Topic
from hubbub.wire.plain.answers import ANSWERS
from hubbub.wire.plain.show import NOTICES, show_event, show_reply
from hubbub.wire.variant import Framing, variant

SERVER = Server(name="hub", network="Hub", description="", version="hubbub 1", created=0)
ALICE = Source("alice", "a", "host", "id-a")
BOB = Source("bob", "b", "host", "id-b")
LOBBY = Conversation("#lobby", "#lobby")
DEV = Conversation("#dev", "#Dev")
PAIR = Conversation("@id-a,id-b", "@id-a,id-b")
AT = 1_795_442_700 * 1_000_000_000  # 2026-11-23 14:05 UTC


def say(text: str, where: Conversation = LOBBY, kind: events.SayKind = "message", to: str = "") -> Said:
    return Said("m1", AT, ALICE, where, kind, text, to)


def reacted(
    where: Conversation = LOBBY,
    to: str = "",
    reaction: str = "👍",
    author: str = "bob",
    quote: str = "hello…",
    *,
    added: bool = True,
) -> events.Reacted:
    return events.Reacted("m2", AT, ALICE, where, (), to, "", "m1", reaction, added, author, quote)


SPOKEN: list[tuple[Event, str]] = [
    (say("hello"), "alice: hello\n"),
    (say("hello", kind="notice"), "alice: hello\n"),
    (say("waves", kind="action"), "* alice waves\n"),
    (say("hello", DEV), "[#Dev] alice: hello\n"),
    (say("waves", DEV, "action"), "[#Dev] * alice waves\n"),
    (say("psst", PAIR, to="id-b"), "(private) alice: psst\n"),
    (say("nods", PAIR, "action", to="id-b"), "(private) * alice nods\n"),
    (say("one\ntwo\r\n"), "alice: one\nalice: two\nalice: \n"),
    (say("\x1b[2J\x07\x0304,12red\x0f \x02bold\ttab\u202etxt"), "alice: [2Jred bold tabtxt\n"),
    (events.Typing("t", AT, ALICE, LOBBY, (("+typing", "active"),)), ""),
]

NOTICED: list[tuple[Event, str]] = [
    (events.Joined("1", AT, ALICE, LOBBY, "Alice", size=3), "-- alice joined\n"),
    (events.Joined("1", AT, ALICE, DEV, "Alice", size=20), "-- alice joined #Dev\n"),
    (events.Joined("1", AT, ALICE, LOBBY, "Alice", size=21), ""),
    (events.Left("1", AT, ALICE, LOBBY, size=3), "-- alice left\n"),
    (events.Left("1", AT, ALICE, DEV, "tea\n-- x", size=3), "-- alice left #Dev (tea-- x)\n"),
    (events.Left("1", AT, ALICE, LOBBY, size=21), ""),
    (events.Quit("1", AT, ALICE, (LOBBY, DEV), "gone", size=2), "-- alice left (gone)\n"),
    (events.Quit("1", AT, ALICE, (LOBBY, DEV), "gone", size=22), ""),
    (events.Renamed("1", AT, ALICE, "al", (LOBBY,), size=2), "-- alice is now known as al\n"),
    (events.Renamed("1", AT, ALICE, "al", (LOBBY,), size=22), ""),
    (events.Kicked("1", AT, ALICE, LOBBY, BOB, "spam"), "-- alice removed bob (spam)\n"),
    (events.Kicked("1", AT, ALICE, DEV, BOB, ""), "-- alice removed bob from #Dev\n"),
    (events.Kicked("1", AT, ALICE, DEV, BOB, "alice"), "-- alice removed bob from #Dev\n"),
    (events.TopicSet("1", AT, ALICE, LOBBY, "cats"), "-- alice set the topic: cats\n"),
    (events.TopicSet("1", AT, ALICE, DEV, "cats"), "-- alice set the topic of #Dev: cats\n"),
    (events.TopicSet("1", AT, ALICE, LOBBY, ""), "-- alice removed the topic\n"),
    (events.ChannelRenamed("1", AT, ALICE, DEV, Conversation("#x", "#X")), "-- alice renamed #Dev to #X\n"),
    (
        events.ChannelRenamed("1", AT, ALICE, DEV, Conversation("#x", "#X"), "typo"),
        "-- alice renamed #Dev to #X (typo)\n",
    ),
    (events.ModesSet("1", AT, ALICE, DEV, (Change(True, "o", "bob"),)), "-- alice set the mode +o bob in #Dev\n"),
    (events.Tagged("1", AT, ALICE, LOBBY, (("+draft/persist", ""),)), ""),
    (events.Redacted("1", AT, ALICE, LOBBY, "m1", author="alice"), "* alice removed a message\n"),
    (
        events.Redacted("1", AT, ALICE, DEV, "m1", "", "spam", "bob"),
        "[#Dev] * alice removed a message by bob (spam)\n",
    ),
    (events.Redacted("1", AT, ALICE, PAIR, "m1", "id-b", author="alice"), "(private) * alice removed a message\n"),
    (reacted(), "* alice reacted 👍 to bob: hello…\n"),
    (reacted(added=False), "* alice took back 👍 from bob: hello…\n"),
    (reacted(author="", quote=""), "* alice reacted 👍\n"),
    (reacted(quote=""), "* alice reacted 👍 to bob\n"),
    (
        reacted(DEV, reaction="so very long, and longer, and longer"),
        "[#Dev] * alice reacted so very long, and longer, and l… to bob: hello…\n",
    ),
    (reacted(PAIR, to="id-b"), "(private) * alice reacted 👍 to bob: hello…\n"),
    (events.Invited("1", AT, ALICE, DEV, "bob", "id-b"), "-- alice invites you to #Dev: /join #Dev\n"),
    (events.UserModesSet("1", AT, ALICE, (Change(True, "i"),)), "-- your modes changed: +i\n"),
    (events.Killed("1", AT, ALICE, BOB, "noise"), "-- the server operator alice ends your visit (noise)\n"),
    (events.Wallops("1", AT, ALICE, "hear this", ()), "-- the server operator alice tells everybody: hear this\n"),
    (events.AwayChanged("1", AT, ALICE, "tea", (LOBBY,)), ""),
    (events.ChannelOpened("1", AT, DEV, "nt"), ""),
    (events.ChannelClosed("1", AT, DEV), ""),
    (events.Listening("1", AT, 1, (LOBBY,)), ""),
]


@pytest.mark.parametrize(("event", "line"), SPOKEN)
@pytest.mark.parametrize("framing", ["quiet", "lines"])
def test_what_is_said_everybody_hears(event: Event, line: str, framing: Framing) -> None:
    assert show_event(event, variant(framing), SERVER).decode() == line


@pytest.mark.parametrize(("event", "line"), NOTICED)
def test_notices_are_for_those_who_type_lines(event: Event, line: str) -> None:
    assert show_event(event, variant("lines"), SERVER).decode() == line
    assert show_event(event, variant("quiet"), SERVER) == b""


def refused(code: str, *about: str) -> replies.Refused:
    return replies.Refused(code, about)


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (
            replies.Greeting("guest-7", "#lobby", ("alice", "bob")),
            "-- you are guest-7 in #lobby with alice, bob; /help lists commands\n",
        ),
        (
            replies.Greeting("guest-7", "#lobby", ()),
            "-- you are guest-7 in #lobby with nobody else yet; /help lists commands\n",
        ),
        (
            replies.Greeting("guest-7", "", ()),
            "-- you are guest-7; /join #CHANNEL goes to a channel, /help lists commands\n",
        ),
        (
            replies.Greeting("", "#lobby", ("alice",)),
            "-- you are in #lobby with alice; /help lists commands\n",
        ),
        (
            replies.Greeting("", "", ()),
            "-- you are in no channel; /join #CHANNEL goes to a channel, /help lists commands\n",
        ),
        (replies.Note("one\ntwo"), "-- one\n-- two\n"),
        (replies.YouAreLoggedIn("alice!a@host", "ally"), "-- you are logged in as ally\n"),
        (replies.ServiceSays("NickServ", ("one", "two")), "-- NickServ: one\n-- NickServ: two\n"),
        (replies.ServiceProfile("ChanServ", "Channels"), "-- ChanServ is a service: Channels\n"),
        (replies.YouAreLoggedOut("alice!a@host"), "-- you are logged out: a guest again\n"),
        (replies.AccountRegistered("ally"), "-- ally is registered: /login ally PASSWORD next time\n"),
        (replies.Closing("the server stops"), "-- the server stops\n"),
        (replies.Talking("#dev"), "-- you talk in #dev now\n"),
        (replies.TopicIs("#dev", None), "-- #dev has no topic\n"),
        (replies.TopicIs("#dev", None, joining=True), ""),
        (replies.TopicIs("#dev", Topic("cats", "alice!a@host", AT)), "-- the topic of #dev is: cats\n"),
        (
            replies.NamesAre("#dev", (Member("alice", frozenset("ov")), Member("bob", frozenset("v")), Member("eve"))),
            "-- in #dev: @alice, +bob, eve\n",
        ),
        (replies.NamesAre("#dev", ()), "-- nobody is in #dev\n"),
        (replies.ModesAre("#dev", (Change(True, "n"), Change(True, "t")), AT), "-- the modes of #dev are +nt\n"),
        (replies.ListIs("#dev", "b", ()), "-- #dev has no bans\n"),
        (
            replies.ListIs("#dev", "b", (ListEntry("b", "eve!*@*", "alice", AT),)),
            "-- bans of #dev:\n-- eve!*@* (by alice)\n",
        ),
        (replies.UserModesAre("i"), "-- your modes are +i (invisible)\n"),
        (replies.UserModesAre(""), "-- you have no modes\n"),
        (replies.Inviting("bob", "#dev"), "-- bob is invited to #dev\n"),
        (replies.InvitationsAre(("#a", "#b")), "-- you are invited to #a, #b\n"),
        (replies.TheyAreAway("bob", "tea"), "-- bob is away: tea\n"),
        (replies.YouAre(False), "-- you are back\n"),
        (replies.ChannelsAre(()), "-- there are no such channels\n"),
        (
            replies.ChannelsAre((replies.ListedChannel("#a", 1, ""), replies.ListedChannel("#b", 2, "cats"))),
            "-- #a, 1 person\n-- #b, 2 people: cats\n",
        ),
        (
            replies.Profile(ALICE, "Alice", (("#dev", frozenset("o")),), False, "tea", 5, AT // 10**9, "irc"),
            "-- alice is Alice; here since 2026-11-23 14:05 UTC\n-- in @#dev\n-- away: tea\n",
        ),
        (
            replies.HelpIs("", (("NICK nick", "/nick NAME", "takes a name"), ("LUSERS", "", "counts"))),
            "-- /nick NAME  takes a name\n-- any other line is said to everybody in the channel; //x says /x\n",
        ),
        (replies.HelpIs("umodes", (), ("+i  invisible",)), "-- +i  invisible\n"),
        (replies.HelpIs("nick", (("NICK nick", "/nick NAME", "takes a name"),)), "-- /nick NAME  takes a name\n"),
        (replies.TimeIs(AT), "-- it is 2026-11-23 14:05 UTC\n"),
        (refused("nick_in_use", "bob"), "-- the nickname bob is in use\n"),
        (refused("unknown_command", "/x"), "-- there is no command /x; /help lists those there are, and //x says /x\n"),
        (refused("cannot_store", "PRIVMSG", "CANNOT_STORE"), f"-- {refusals.TABLE['cannot_store'].text}\n"),
        (replies.Refused("too_few_parameters", ("/nick",), "usage: /nick NAME"), "-- usage: /nick NAME\n"),
        (
            replies.HistoryIs("", (say("hello"), say("waves", DEV, "action"), say("a\nb"))),
            "[2026-11-23 14:05] alice: hello\n[2026-11-23 14:05] [#Dev] * alice waves\n"
            "[2026-11-23 14:05] alice: a\n[2026-11-23 14:05] alice: b\n",
        ),
        (replies.HistoryIs("", ()), "-- nothing has been said yet\n"),
        (replies.Pong("x"), ""),
        (replies.Welcome("alice", "alice!a@host", "Hub", AT), ""),
    ],
)
def test_replies(reply: Reply, text: str) -> None:
    assert show_reply(reply, "guest-7", SERVER).decode() == text


def test_a_greeting_names_only_some_of_many() -> None:
    many = tuple(f"p{number}" for number in range(25))
    line = show_reply(replies.Greeting("guest-7", "#lobby", many), "guest-7", SERVER).decode()
    assert line.startswith("-- you are guest-7 in #lobby with p0, p1,")
    assert "p19 and 5 more; /help" in line


@pytest.mark.parametrize("code", refusals.TABLE)
def test_every_refusal_reads_well_however_much_it_is_about(code: str) -> None:
    for about in ((), ("a",), ("a", "b"), ("a", "b", "c")):
        line = show_reply(replies.Refused(code, about), "x", SERVER).decode()
        assert line.startswith("-- ")
        assert line.count("\n") == 1
        assert line.count("{") == line.count("}") == (code == "bad_nick")


ONLY_IRC = {
    replies.SupportChanged,
    replies.Acknowledged,
    replies.OwnQuit,
    replies.Pong,
    replies.CapabilitiesOffered,
    replies.CapabilitiesActive,
    replies.CapabilitiesAnswered,
    replies.CapabilitiesGone,
    replies.CapabilitiesNew,
    replies.SaslChallenge,
    replies.SaslMechanismsAre,
    replies.SaslSucceeded,
    replies.Welcome,
    replies.PersistenceIs,
    replies.PlaybackSays,
    replies.Replayed,
    replies.ReadMarkerIs,
    replies.ResumeToken,
    replies.Resumed,
    replies.Rejoined,
    replies.WhoisEnds,
    replies.MotdIs,
    replies.CountsAre,
    replies.KeyValue,
    replies.MetadataChanged,
    replies.MetadataIs,
    replies.MetadataLater,
    replies.Moved,
    replies.Subscribed,
    replies.SubscriptionsAre,
    replies.SupportedIs,
    replies.Watched,
    replies.WatchListIs,
}


def subclasses(base: type[Any]) -> set[type[Any]]:
    return {each for sub in base.__subclasses__() for each in (sub, *subclasses(sub))}


def test_every_reply_has_its_words_or_is_for_irc_only() -> None:
    assert subclasses(Reply) == set(ANSWERS) | ONLY_IRC | {replies.HistoryIs, replies.FoundAre, replies.Elsewhere}
    assert not set(ANSWERS) & ONLY_IRC


NOTICE_EVENTS = by_name({*NOTICES, Said})
VALUES = Values(NOTICE_EVENTS)


def check_lines(shown: bytes, starts: tuple[str, ...]) -> None:
    text = shown.decode()
    if not text:
        return
    assert text.endswith("\n")
    for line in text[:-1].split("\n"):
        assert line.startswith(starts)
        assert line.splitlines() == [line]
        assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in line)
        assert not any(character in line for character in "\u202e\u202d\u2066\u2069")


@given(st.sampled_from(NOTICE_EVENTS).flatmap(VALUES.of), st.sampled_from(["quiet", "lines"]))
def test_no_event_shows_a_line_of_somebody_elses_making(event: Event, framing: Framing) -> None:
    if not isinstance(event, Said):
        starts: tuple[str, ...] = ("-- ",)
    else:
        event = msgspec.structs.replace(event, source=ALICE, conversation=DEV)
        starts = ("(private) alice: ", "(private) * alice ", "[#Dev] alice: ", "[#Dev] * alice ")
    check_lines(show_event(event, variant(framing), SERVER), starts)


@given(st.sampled_from(by_name(ANSWERS)).flatmap(VALUES.of))
def test_no_reply_shows_a_line_of_somebody_elses_making(reply: Reply) -> None:
    check_lines(show_reply(reply, "alice", SERVER), ("-- ",))


@given(st.lists(TEXT.map(say), max_size=3).map(tuple))
def test_no_history_shows_a_line_of_somebody_elses_making(page: tuple[Event, ...]) -> None:
    check_lines(show_reply(replies.HistoryIs("", page), "alice", SERVER), ("[2026-11-23 14:05] alice: ", "-- nothing"))
