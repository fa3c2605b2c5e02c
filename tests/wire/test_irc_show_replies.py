"""Replies to lines: each by table, lists that are too long for a line, and that nothing makes a second line."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import structs

from hubbub.model import capabilities, modes, refusals
from hubbub.model import replies as r
from hubbub.model.events import Conversation, Joined, Said, Source, Tagged
from hubbub.model.limits import Limits
from hubbub.model.modes import Change
from hubbub.model.replies import Refused, Reply
from hubbub.model.server import Server
from hubbub.model.state import Ban, ListEntry, Topic
from hubbub.wire.irc import isupport
from hubbub.wire.irc.line import packed
from hubbub.wire.irc.message import parse
from hubbub.wire.irc.show import show_reply
from hubbub.wire.irc.show_channels import LIST_NUMERICS
from hubbub.wire.irc.show_refusals import STANDARD_REPLIES

TIME = 1_767_225_600_500_000_000
SERVER = Server("hub.test", "Test Net", "a place to test", "hubbub-0.1", TIME)
ALICE = Source("alice", "al", "host.example", "guest:1")
BOB = Source("bob", "bo", "other.example", "bob", "bobby")
LOBBY = Conversation("#lobby", "#Lobby")
NONE: frozenset[str] = frozenset()
METADATA_3 = frozenset({"draft/metadata-3"})
ALL = frozenset(capabilities.OFFERED)
OP, VOICED = frozenset("ov"), frozenset("v")


def references() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"b{next(numbers)}"


def show(reply: Reply, having: frozenset[str] = NONE, nick: str = "me", server: Server = SERVER) -> list[str]:
    lines = show_reply(reply, nick, having, server, references())
    assert all(line.endswith(b"\r\n") for line in lines)
    return [line[:-2].decode() for line in lines]


def tokens_of_005(nick: str) -> list[str]:
    head, end = f":hub.test 005 {nick} ", " :are supported by this server"
    room = SERVER.limits.line_bytes - 2 - len(head) - len(end)
    return [head + part + end for part in packed(isupport.tokens(SERVER), room, isupport.TOKENS_PER_LINE)]


SAID = Said("id1", TIME, BOB, LOBBY, "message", "hello all", tags=(("+a", "1"),))
TAGS_ALONE = Tagged("id2", TIME, BOB, LOBBY, (("+a", "1"),))
JOINED = Joined("id3", TIME, BOB, LOBBY, "Bob")
STAMP = "time=2026-01-01T00:00:00.500Z"
PROFILE = r.Profile(
    source=BOB,
    real_name="Bob B.",
    channels=(("#Lobby", OP), ("#dev", NONE)),
    operator=True,
    away="at lunch",
    idle=12,
    signon=1_767_225_600,
    protocol="irc",
)
GUEST = r.Profile(
    source=ALICE,
    real_name="a plain client",
    channels=(),
    operator=False,
    away="",
    idle=0,
    signon=1,
    protocol="plain",
)


MOVED = r.Moved(
    *(BOB, "Bob", "#old", "typo"),
    r.TopicIs("#new", Topic("cats", "a!b@c", 5 * 10**9), joining=True),
    r.NamesAre("#new", (r.Member("bob", OP),), ends="#new"),
)

ROWS: list[tuple[Reply, frozenset[str], list[str]]] = [
    (Refused("no_such_nick", ("bob",)), NONE, [":hub.test 401 me bob :there is nobody called bob"]),
    (Refused("no_such_nick", ("bob",), "gone"), NONE, [":hub.test 401 me bob :gone"]),
    (Refused("no_text"), NONE, [":hub.test 412 me :no text to send"]),
    (
        Refused("bad_utf8", ("PRIVMSG", "INVALID_UTF8")),
        NONE,
        [":hub.test FAIL PRIVMSG INVALID_UTF8 :that is not UTF-8"],
    ),
    (r.Note("a sentence"), NONE, [":hub.test NOTICE me :a sentence"]),
    (r.Acknowledged(ALICE, "#Lobby", "message", "hi", "id9", TIME), NONE, []),
    (
        r.Acknowledged(ALICE, "#Lobby", "action", "waves", "id9", TIME, (("+a", ""),)),
        frozenset({"echo-message", "message-tags", "server-time"}),
        [f"@{STAMP};msgid=id9;+a :alice!al@host.example PRIVMSG #Lobby :\x01ACTION waves\x01"],
    ),
    (r.Closing("Quit: bye"), NONE, ["ERROR :Quit: bye"]),
    (r.OwnQuit(ALICE, "Quit: bye"), NONE, [":alice!al@host.example QUIT :Quit: bye"]),
    (r.Pong("x y"), NONE, [":hub.test PONG hub.test :x y"]),
    (r.Pong(""), NONE, [":hub.test PONG hub.test :"]),
    (r.CapabilitiesOffered(("a", "b=1,2"), True), NONE, [":hub.test CAP me LS :a b=1,2"]),
    (r.CapabilitiesOffered(("a", "b=1,2"), False), NONE, [":hub.test CAP me LS :a b"]),
    (r.CapabilitiesOffered((), True), NONE, [":hub.test CAP me LS :"]),
    (r.CapabilitiesNew(("a", "b=1,2")), NONE, [":hub.test CAP me NEW :a b=1,2"]),
    (r.CapabilitiesGone(("a", "b")), NONE, [":hub.test CAP me DEL :a b"]),
    (
        r.YouAreLoggedIn("me!u@host", "ally"),
        NONE,
        [":hub.test 900 me me!u@host ally :You are now logged in as ally"],
    ),
    (
        r.ServiceSays("NickServ", ("Account created", "")),
        NONE,
        [":NickServ!NickServ@hub.test NOTICE me :Account created", ":NickServ!NickServ@hub.test NOTICE me :"],
    ),
    (
        r.ServiceProfile("ChanServ", "Channels"),
        NONE,
        [
            ":hub.test 311 me ChanServ ChanServ hub.test * :Channels",
            ":hub.test 312 me ChanServ hub.test :a place to test",
            ":hub.test 313 me ChanServ :is a service",
        ],
    ),
    (r.YouAreLoggedOut("me!u@host"), NONE, [":hub.test 901 me me!u@host :You are now logged out"]),
    (r.PersistenceIs("", on=False), NONE, [":hub.test PERSISTENCE STATUS DEFAULT OFF"]),
    (r.PersistenceIs("off", on=False), NONE, [":hub.test PERSISTENCE STATUS OFF OFF"]),
    (r.PersistenceIs("on", on=True), ALL, [":hub.test PERSISTENCE STATUS ON ON"]),
    (r.SaslSucceeded(), NONE, [":hub.test 903 me :SASL authentication successful"]),
    (r.SaslMechanismsAre(("A", "B")), NONE, [":hub.test 908 me A,B :are available SASL mechanisms"]),
    (r.SaslMechanismsAre(()), NONE, [":hub.test 908 me * :are available SASL mechanisms"]),
    (r.SaslChallenge(("+",)), NONE, ["AUTHENTICATE +"]),
    (r.SaslChallenge(("QUJD", "+")), NONE, ["AUTHENTICATE QUJD", "AUTHENTICATE +"]),
    (
        r.AccountRegistered("ally"),
        NONE,
        [":hub.test REGISTER SUCCESS ally :the account is registered, and you are logged in"],
    ),
    (r.CapabilitiesActive(("a", "b")), NONE, [":hub.test CAP me LIST :a b"]),
    (
        MOVED,
        NONE,
        [
            ":bob!bo@other.example PART #old :typo",
            ":bob!bo@other.example JOIN #new",
            ":hub.test 332 me #new :cats",
            ":hub.test 333 me #new a!b@c 5",
            ":hub.test 353 me = #new :@bob",
            ":hub.test 366 me #new :End of /NAMES list",
        ],
    ),
    (
        structs.replace(MOVED, reason="", topic=r.TopicIs("#new", None, joining=True)),
        frozenset({"extended-join", "no-implicit-names"}),
        [":bob!bo@other.example PART #old", ":bob!bo@other.example JOIN #new bobby :Bob"],
    ),
    (r.KeyValue("bob", "url", "a b"), NONE, [":hub.test 761 me bob url * :a b"]),
    (r.KeyValue("bob", "url"), NONE, [":hub.test 766 me bob url :key not set"]),
    (r.MetadataChanged("bob", "url", "a b"), NONE, [":hub.test METADATA bob url * :a b"]),
    (r.MetadataChanged("bob", "url", ""), NONE, [":hub.test METADATA bob url *"]),
    (r.MetadataChanged("bob", "url", "a b"), METADATA_3, [":hub.test 761 me bob url * :a b"]),
    (r.MetadataChanged("bob", "url", ""), METADATA_3, [":hub.test 766 me bob url :key not set"]),
    (
        r.MetadataIs("#a", (r.KeyValue("#a", "url", "x"), Refused("bad_metadata", ("METADATA", "INVALID_KEY", "*")))),
        frozenset({"batch"}),
        [
            ":hub.test BATCH +b1 metadata #a",
            "@batch=b1 :hub.test 761 me #a url * :x",
            "@batch=b1 :hub.test FAIL METADATA INVALID_KEY * :that cannot be told so",
            ":hub.test BATCH -b1",
        ],
    ),
    (r.MetadataIs("me", (r.KeyValue("me", "url", "x"),), news=True), NONE, [":hub.test METADATA me url * :x"]),
    (r.MetadataIs("me", (r.KeyValue("me", "url", "x"),), news=True), METADATA_3, [":hub.test 761 me me url * :x"]),
    (r.MetadataLater("#a"), NONE, [":hub.test 774 me #a 0 :ask for it with METADATA SYNC"]),
    (r.Subscribed(("a", "b")), NONE, [":hub.test 770 me a :b"]),
    (r.Subscribed(tuple("abcdef"), off=True), NONE, [":hub.test 771 me a b c d :e", ":hub.test 771 me :f"]),
    (r.SubscriptionsAre(("a",)), NONE, [":hub.test 772 me :a"]),
    (r.SubscriptionsAre(()), NONE, []),
    (
        r.SubscriptionsAre(("a",)),
        METADATA_3 | {"batch"},
        [":hub.test BATCH +b1 metadata-subs", "@batch=b1 :hub.test 772 me :a", ":hub.test BATCH -b1"],
    ),
    (r.SupportedIs(), NONE, tokens_of_005("me")),
    (r.Watched(("a!b@c", "d!e@f"), ("g",)), NONE, [":hub.test 730 me :a!b@c,d!e@f", ":hub.test 731 me :g"]),
    (r.Watched(), NONE, []),
    (r.WatchListIs(("a", "b")), NONE, [":hub.test 732 me :a,b", ":hub.test 733 me :End of MONITOR list"]),
    (r.WatchListIs(()), NONE, [":hub.test 733 me :End of MONITOR list"]),
    (r.CapabilitiesActive(()), NONE, [":hub.test CAP me LIST :"]),
    (r.CapabilitiesAnswered(True, "a -b"), NONE, [":hub.test CAP me ACK :a -b"]),
    (r.CapabilitiesAnswered(False, "a zz"), NONE, [":hub.test CAP me NAK :a zz"]),
    (r.CapabilitiesAnswered(True, ""), NONE, [":hub.test CAP me ACK :"]),
    (
        r.Welcome("alice", ALICE.mask, "Test Net", TIME),
        NONE,
        [
            ":hub.test 001 alice :Welcome to the Test Net Network, alice!al@host.example",
            ":hub.test 002 alice :Your host is hub.test, running version hubbub-0.1",
            ":hub.test 003 alice :This server was created 2026-01-01 00:00:00 UTC",
            ":hub.test 004 alice hub.test hubbub-0.1 BRTZiow CEIMRUabefhiklmnopqstuv Iabefhkloqv",
            *tokens_of_005("alice"),
        ],
    ),
    (r.ResumeToken("t0ken"), NONE, [":hub.test RESUME TOKEN t0ken"]),
    (r.Resumed("alice"), NONE, [":hub.test RESUME SUCCESS alice"]),
    (r.Rejoined(ALICE, "#Lobby", "Alice A."), NONE, [":alice!al@host.example JOIN #Lobby"]),
    (
        r.Rejoined(ALICE, "#Lobby", "Alice A."),
        frozenset({"extended-join"}),
        [":alice!al@host.example JOIN #Lobby * :Alice A."],
    ),
    (r.Greeting("alice", "#lobby", ()), NONE, []),
    (r.Talking("#lobby"), NONE, []),
    # channels
    (
        r.TopicIs("#c", Topic("what is new", "bob!b@h", TIME)),
        NONE,
        [":hub.test 332 me #c :what is new", ":hub.test 333 me #c bob!b@h 1767225600"],
    ),
    (r.TopicIs("#c", None), NONE, [":hub.test 331 me #c :No topic is set"]),
    (r.TopicIs("#c", None, joining=True), NONE, []),
    (
        r.NamesAre("#c", (r.Member("alice"), r.Member("bob", OP), r.Member("carol", VOICED)), ends="#c"),
        NONE,
        [":hub.test 353 me = #c :alice @bob +carol", ":hub.test 366 me #c :End of /NAMES list"],
    ),
    (
        r.NamesAre("#c", (r.Member("bob", OP),), "secret", ends="#c"),
        frozenset({"multi-prefix"}),
        [":hub.test 353 me @ #c :@+bob", ":hub.test 366 me #c :End of /NAMES list"],
    ),
    (r.NamesAre("#c", (r.Member("bob"),), "private"), NONE, [":hub.test 353 me * #c :bob"]),
    (r.NamesAre("#b", (), ends="#a,#b"), NONE, [":hub.test 366 me #a,#b :End of /NAMES list"]),
    (r.NamesAre("*", (), ends="*"), NONE, [":hub.test 366 me * :End of /NAMES list"]),
    (
        r.ModesAre("#c", (Change(True, "n"), Change(True, "k", "key"), Change(True, "l", "5")), TIME),
        NONE,
        [":hub.test 324 me #c +nkl key 5", ":hub.test 329 me #c 1767225600"],
    ),
    (r.ModesAre("#c", (), 0), NONE, [":hub.test 324 me #c +", ":hub.test 329 me #c 0"]),
    (
        r.ListIs("#c", "b", (ListEntry("b", "*!*@bad", "bob!b@h", TIME),)),
        NONE,
        [":hub.test 367 me #c *!*@bad bob!b@h 1767225600", ":hub.test 368 me #c :End of channel ban list"],
    ),
    (r.UserModesAre("io"), NONE, [":hub.test 221 me +io"]),
    (r.UserModesAre(""), NONE, [":hub.test 221 me +"]),
    (r.Inviting("bob", "#c"), NONE, [":hub.test 341 me bob #c"]),
    (
        r.InvitationsAre(("#a", "#b")),
        NONE,
        [":hub.test 336 me #a", ":hub.test 336 me #b", ":hub.test 337 me :End of /INVITE list"],
    ),
    (r.TheyAreAway("bob", "at lunch"), NONE, [":hub.test 301 me bob :at lunch"]),
    (r.YouAre(away=True), NONE, [":hub.test 306 me :You have been marked as being away"]),
    (r.YouAre(away=False), NONE, [":hub.test 305 me :You are no longer marked as being away"]),
    (r.YouAreOperator(), NONE, [":hub.test 381 me :You are now an IRC operator"]),
    # looking round
    (
        r.ChannelsAre((r.ListedChannel("#c", 3, "what is new"), r.ListedChannel("#d", 1, ""))),
        NONE,
        [
            ":hub.test 321 me Channel :Users  Name",
            ":hub.test 322 me #c 3 :what is new",
            ":hub.test 322 me #d 1 :",
            ":hub.test 323 me :End of /LIST",
        ],
    ),
    (
        r.WhoIs("#c", (r.WhoRow("#c", BOB, "Bob B.", True, True, OP), r.WhoRow("*", ALICE, "", False, False))),
        NONE,
        [
            ":hub.test 352 me #c bo other.example hub.test bob G*@ :0 Bob B.",
            ":hub.test 352 me * al host.example hub.test alice H :0 ",
            ":hub.test 315 me #c :End of WHO list",
        ],
    ),
    (
        r.WhoIs("*", (), more=True),
        NONE,
        [
            ":hub.test 416 me * :too many match *: only the first are shown",
            ":hub.test 315 me * :End of WHO list",
        ],
    ),
    (
        r.WhoIs("bob", (r.WhoRow("#c", BOB, "Bob B.", True, True, OP, 7, "::1"),), "rotcuihsnfdla", "042"),
        NONE,
        [
            ":hub.test 354 me 042 #c bo 0::1 other.example hub.test bob G*@ 0 7 bobby n/a :Bob B.",
            ":hub.test 315 me bob :End of WHO list",
        ],
    ),
    (
        r.WhoIs("#c", (r.WhoRow("*", ALICE, "", False, False),), "tian"),
        NONE,
        [":hub.test 354 me 0 255.255.255.255 alice 0", ":hub.test 315 me #c :End of WHO list"],
    ),
    (
        r.TheyWere("Bob", (r.Departed(BOB, "Bob B.", TIME, "203.0.113.7"), r.Departed(BOB, "", 0))),
        NONE,
        [
            ":hub.test 314 me bob bo other.example * :Bob B.",
            ":hub.test 338 me bob bo@other.example 203.0.113.7 :Actual user@host, Actual IP",
            ":hub.test 312 me bob hub.test :2026-01-01 00:00:00 UTC",
            ":hub.test 330 me bob bobby :was logged in as",
            ":hub.test 314 me bob bo other.example * :",
            ":hub.test 312 me bob hub.test :1970-01-01 00:00:00 UTC",
            ":hub.test 330 me bob bobby :was logged in as",
            ":hub.test 369 me Bob :End of WHOWAS",
        ],
    ),
    (
        r.TheyWere("Bob", ()),
        NONE,
        [":hub.test 406 me Bob :nobody called Bob is remembered", ":hub.test 369 me Bob :End of WHOWAS"],
    ),
    (r.TheseAreOn(("bob", "carol")), NONE, [":hub.test 303 me :bob carol"]),
    (r.TheseAreOn(()), NONE, [":hub.test 303 me :"]),
    (r.AcceptedAre(("bob",)), NONE, [":hub.test 281 me :bob", ":hub.test 282 me :End of /ACCEPT list"]),
    (
        r.LinksAre("*", True),
        NONE,
        [":hub.test 364 me hub.test hub.test :0 a place to test", ":hub.test 365 me * :End of /LINKS list"],
    ),
    (r.LinksAre("x", False), NONE, [":hub.test 365 me x :End of /LINKS list"]),
    (
        r.Rehashing(("server.motd", "operator"), ("listen",)),
        NONE,
        [
            ":hub.test 382 me configuration :Rehashing",
            ":hub.test NOTICE me :taken up: server.motd, operator",
            ":hub.test NOTICE me :takes a restart: listen",
        ],
    ),
    (
        r.Rehashing((), ()),
        NONE,
        [
            ":hub.test 382 me configuration :Rehashing",
            ":hub.test NOTICE me :nothing changed that is taken up now",
        ],
    ),
    (
        r.SupportChanged(("TOPICLEN=9", "-MONITOR")),
        NONE,
        [":hub.test 005 me TOPICLEN=9 -MONITOR :are supported by this server"],
    ),
    (
        r.UptimeIs("u", 90_061),
        NONE,
        [":hub.test 242 me :Server Up 1 days 1:01:01", ":hub.test 219 me u :End of /STATS report"],
    ),
    (
        r.LoginsAre("o", (("root", "10.*"),)),
        NONE,
        [":hub.test 243 me O 10.* * root", ":hub.test 219 me o :End of /STATS report"],
    ),
    (
        r.WhoIs("", (r.WhoRow("#c", BOB, "Bob", False, False, OP),)),
        frozenset({"multi-prefix"}),
        [
            ":hub.test 352 me #c bo other.example hub.test bob H@+ :0 Bob",
            ":hub.test 315 me * :End of WHO list",
        ],
    ),
    (
        PROFILE,
        NONE,
        [
            ":hub.test 311 me bob bo other.example * :Bob B.",
            ":hub.test 319 me bob :@#Lobby #dev",
            ":hub.test 312 me bob hub.test :a place to test",
            ":hub.test 313 me bob :is an IRC operator",
            ":hub.test 330 me bob bobby :is logged in as",
            ":hub.test 301 me bob :at lunch",
            ":hub.test 317 me bob 12 1767225600 :seconds idle, signon time",
        ],
    ),
    (
        GUEST,
        NONE,
        [
            ":hub.test 311 me alice al host.example * :a plain client",
            ":hub.test 312 me alice hub.test :a place to test",
            ":hub.test 320 me alice :speaks the plain protocol",
            ":hub.test 317 me alice 0 1 :seconds idle, signon time",
        ],
    ),
    (r.WhoisEnds("bob"), NONE, [":hub.test 318 me bob :End of /WHOIS list"]),
    (
        r.UserHostsAre((r.UserHost(BOB, away=True, operator=True), r.UserHost(ALICE, away=False, operator=False))),
        NONE,
        [":hub.test 302 me :bob*=-bo@other.example alice=+al@host.example"],
    ),
    (r.UserHostsAre(()), NONE, [":hub.test 302 me :"]),
    (
        r.MotdIs(("Welcome", "")),
        NONE,
        [
            ":hub.test 375 me :- hub.test Message of the day -",
            ":hub.test 372 me :- Welcome",
            ":hub.test 372 me :- ",
            ":hub.test 376 me :End of /MOTD command.",
        ],
    ),
    (r.MotdIs(()), NONE, [":hub.test 422 me :there is no message of the day"]),
    (
        r.CountsAre(users=5, invisible=2, operators=1, unregistered=3, channels=4, most_users=9),
        NONE,
        [
            ":hub.test 251 me :There are 3 users and 2 invisible on 1 servers",
            ":hub.test 252 me 1 :operator(s) online",
            ":hub.test 253 me 3 :unknown connection(s)",
            ":hub.test 254 me 4 :channels formed",
            ":hub.test 255 me :I have 5 clients and 1 servers",
            ":hub.test 265 me 5 9 :Current local users 5, max 9",
            ":hub.test 266 me 5 9 :Current global users 5, max 9",
        ],
    ),
    (r.TimeIs(TIME), NONE, [":hub.test 391 me hub.test :2026-01-01 00:00:00 UTC"]),
    (
        r.AdminIs(("who", "where", "how")),
        NONE,
        [
            ":hub.test 256 me hub.test :Administrative info",
            ":hub.test 257 me :who",
            ":hub.test 258 me :where",
            ":hub.test 259 me :how",
        ],
    ),
    (r.AdminIs(()), NONE, [":hub.test 423 me hub.test :No administrative info available"]),
    (
        r.BansAre(
            "k", (Ban("mask", "bad!*@*", "noise", "root", TIME), Ban("mask", "x!*@*", "", "console", 1, 2 * 10**9))
        ),
        NONE,
        [
            ":hub.test 216 me K bad!*@* root 0 :noise",
            ":hub.test 216 me K x!*@* console 2 :",
            ":hub.test 219 me k :End of /STATS report",
        ],
    ),
    (
        r.BansAre("d", (Ban("address", "192.0.2.0/24", "", "root", TIME), Ban("address", "::9", "", "root", TIME))),
        NONE,
        [
            ":hub.test 225 me D 192.0.2.0/24 root 0 :",
            ":hub.test 225 me D 0::9 root 0 :",
            ":hub.test 219 me d :End of /STATS report",
        ],
    ),
    (r.InfoIs(("a", "b")), NONE, [":hub.test 371 me :a", ":hub.test 371 me :b", ":hub.test 374 me :End of INFO list"]),
    (
        r.HelpIs("JOIN", (("JOIN #channel", "/join CHANNEL", "enter a channel"),), ("Several, too.",)),
        NONE,
        [
            ":hub.test 704 me JOIN :Help on JOIN",
            ":hub.test 705 me JOIN :JOIN #channel - enter a channel",
            ":hub.test 705 me JOIN :Several, too.",
            ":hub.test 706 me JOIN :End of /HELP",
        ],
    ),
    (r.HelpIs("", ()), NONE, [":hub.test 704 me * :What you can ask", ":hub.test 706 me * :End of /HELP"]),
    # the past
    (
        r.HistoryIs("#lobby", (SAID, JOINED, TAGS_ALONE)),
        NONE,
        [":bob!bo@other.example PRIVMSG #Lobby :hello all"],
    ),
    (
        r.HistoryIs("#lobby", (SAID, JOINED, TAGS_ALONE)),
        ALL,
        [
            ":hub.test BATCH +b1 chathistory #lobby",
            f"@batch=b1;{STAMP};account=bobby;msgid=id1;+a=1 :bob!bo@other.example PRIVMSG #Lobby :hello all",
            f"@batch=b1;{STAMP};account=bobby;msgid=id3 :bob!bo@other.example JOIN #Lobby bobby :Bob",
            f"@batch=b1;{STAMP};account=bobby;msgid=id2;+a=1 :bob!bo@other.example TAGMSG #Lobby",
            ":hub.test BATCH -b1",
        ],
    ),
    (
        r.HistoryIs("#lobby", ()),
        frozenset({"batch"}),
        [":hub.test BATCH +b1 chathistory #lobby", ":hub.test BATCH -b1"],
    ),
    (r.HistoryIs("#lobby", ()), NONE, []),
    (
        r.HistoryTargetsAre((("#Lobby", TIME),)),
        frozenset({"batch", "server-time"}),
        [
            ":hub.test BATCH +b1 draft/chathistory-targets",
            "@batch=b1 :hub.test CHATHISTORY TARGETS #Lobby 2026-01-01T00:00:00.500Z",
            ":hub.test BATCH -b1",
        ],
    ),
    (
        r.Replayed("#lobby", (SAID,)),
        NONE,
        [":bob!bo@other.example PRIVMSG #Lobby :[2026-01-01 00:00:00 UTC] hello all"],
    ),
    (
        r.Replayed("#lobby", (SAID,)),
        frozenset({"server-time", "batch"}),
        [
            ":hub.test BATCH +b1 chathistory #lobby",
            "@batch=b1;time=2026-01-01T00:00:00.500Z :bob!bo@other.example PRIVMSG #Lobby :hello all",
            ":hub.test BATCH -b1",
        ],
    ),
    (r.PlaybackSays("#c 0 1.5"), ALL, [":*playback!*playback@hub.test PRIVMSG me :#c 0 1.5"]),
    (
        r.FoundAre((SAID,)),
        frozenset({"batch"}),
        [
            ":hub.test BATCH +b1 soju.im/search",
            "@batch=b1 :bob!bo@other.example PRIVMSG #Lobby :hello all",
            ":hub.test BATCH -b1",
        ],
    ),
    (r.ReadMarkerIs("#c", None), NONE, [":hub.test MARKREAD #c *"]),
    (r.ReadMarkerIs("#c", TIME), ALL, [":hub.test MARKREAD #c timestamp=2026-01-01T00:00:00.500Z"]),
    (r.HistoryTargetsAre((("bob", 0),)), NONE, [":hub.test CHATHISTORY TARGETS bob 1970-01-01T00:00:00.000Z"]),
]


@pytest.mark.parametrize(("reply", "having", "lines"), ROWS, ids=[type(reply).__name__ for reply, _, _ in ROWS])
def test_each_reply(reply: Reply, having: frozenset[str], lines: list[str]) -> None:
    assert show(reply, having) == lines


def test_every_reply_there_is_was_tried() -> None:
    assert set(Reply.__subclasses__()) - {type(reply) for reply, _, _ in ROWS} == {r.VersionIs, r.Elsewhere}, (
        "below, and what holds another one"
    )


def test_version_comes_with_what_is_supported() -> None:
    first, *rest = show(r.VersionIs("hubbub-0.1"))
    assert first == ":hub.test 351 me hubbub-0.1 hub.test :hubbub"
    assert rest == tokens_of_005("me")


@pytest.mark.parametrize(
    "token",
    [
        "ACCOUNTEXTBAN=a",
        "AWAYLEN=390",
        "CASEMAPPING=ascii",
        "CHANLIMIT=#:100",
        "CHANMODES=Ibe,k,fl,CEMRUimnpstu",
        "CHANTYPES=#",
        "CHATHISTORY=100",
        "CLIENTTAGDENY=",
        "EXCEPTS=e",
        "EXTBAN=,am",
        "INVEX=I",
        "LINELEN=512",
        "MAXLIST=Ibe:60",
        "MSGREFTYPES=msgid,timestamp",
        r"NETWORK=Test\x20Net",
        "PREFIX=(qaohv)~&@%+",
        "SAFELIST",
        "STATUSMSG=~&@%+",
        "UTF8ONLY",
    ],
)
def test_what_is_supported(token: str) -> None:
    assert token in isupport.tokens(SERVER)


def test_each_list_mode_has_its_numerics() -> None:
    assert set(LIST_NUMERICS) == modes.LISTS


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", refusals.TABLE)
@pytest.mark.parametrize("about", [(), ("a",), ("a", "b"), ("a", "b", "c"), ("{}", "{0}"), ("two words", ":x")])
def test_every_refusal_is_one_line_whatever_it_is_about(code: str, about: tuple[str, ...]) -> None:
    (line,) = show(Refused(code, about))
    message = parse(line)
    row = refusals.TABLE[code]
    assert message.command == row.numeric
    assert "{{" not in message.params[-1]
    words = [word if " " not in word and word[0] != ":" else "*" for word in about]
    if row.numeric in STANDARD_REPLIES:
        assert list(message.params[:-1]) == (words or ["*", "UNKNOWN_ERROR"])
    else:
        assert list(message.params[:-1]) == ["me", *words]


def test_blanks_are_filled_in_order_and_once() -> None:
    assert show(Refused("not_in_channel", ("{}", "#c"))) == [":hub.test 441 me {} #c :{} is not in #c"]
    assert "use letters, digits and -_[]\\`^{|}, not" in show(Refused("bad_nick", ("1x",)))[0]


def test_an_unknown_refusal_is_still_one() -> None:
    assert show(Refused("something_new", ("x",), "no")) == [":hub.test 400 me x :no"]
    assert show(Refused("something_new")) == [":hub.test 400 me :something_new"]


def test_before_registration_the_asker_is_a_star() -> None:
    assert show(Refused("no_nick"), nick="*") == [":hub.test 431 * :no nickname given"]


# --- lengths --------------------------------------------------------------------------------------------------------


def _texts(lines: list[str], number: str) -> list[str]:
    shown = [parse(line) for line in lines]
    return [message.params[-1] for message in shown if message.command == number]


def test_many_names_take_several_lines() -> None:
    members = tuple(r.Member(f"someone-{number}", OP) for number in range(300))
    lines = show(r.NamesAre("#c", members, ends="#c"), frozenset({"multi-prefix"}))
    assert max(len(line) for line in lines) <= 510
    assert " ".join(_texts(lines, "353")).split(" ") == [f"@+someone-{number}" for number in range(300)]
    assert len(lines) < 15


def test_many_channels_in_a_profile_take_several_lines() -> None:
    channels = tuple((f"#channel-{number}", NONE) for number in range(100))
    profile = r.Profile(
        source=BOB, real_name="", channels=channels, operator=False, away="", idle=0, signon=0, protocol="irc"
    )
    lines = show(profile)
    assert max(len(line) for line in lines) <= 510
    assert " ".join(_texts(lines, "319")).split(" ") == [name for name, _ in channels]


def test_many_capabilities_are_marked_as_going_on_for_those_who_know() -> None:
    names = tuple(f"vendor.example/capability-{number}" for number in range(40))
    lines = show(r.CapabilitiesOffered(names, values=True))
    assert max(len(line) for line in lines) <= 510
    assert [parse(line).params[2] for line in lines[:-1]] == ["*"] * (len(lines) - 1)
    assert len(parse(lines[-1]).params) == 3
    assert " ".join(_texts(lines, "CAP")).split(" ") == list(names)
    old = show(r.CapabilitiesOffered(names, values=False))
    assert len(old) == 1, "who does not know that an answer may go on reads one line"
    assert len(parse(old[0]).params) == 3


def test_for_old_clients_drafts_are_the_first_to_be_left_out() -> None:
    names = (*(f"draft/number-{number}" for number in range(40)), "multi-prefix", "sasl=PLAIN")
    (line,) = show(r.CapabilitiesOffered(names, values=False))
    assert parse(line).params[2].split(" ")[:3] == ["multi-prefix", "sasl", "draft/number-0"]


def test_what_is_active_goes_on_only_for_those_who_know() -> None:
    names = tuple(f"vendor.example/capability-{number}" for number in range(40))
    for several, parameters in ((True, 4), (False, 3)):
        lines = show(r.CapabilitiesActive(names, several))
        assert {len(parse(line).params) for line in lines[:-1]} == {parameters}
        assert " ".join(_texts(lines, "CAP")).split(" ") == list(names)


def test_the_tokens_of_005_are_a_batch_for_those_who_asked_for_that() -> None:
    lines = show(r.SupportedIs(), frozenset({"batch", "draft/extended-isupport"}))
    assert lines[0] == ":hub.test BATCH +b1 draft/isupport"
    assert lines[-1] == ":hub.test BATCH -b1"
    assert lines[1:-1] == [f"@batch=b1 {line}" for line in tokens_of_005("me")]
    for having in ("batch", "draft/extended-isupport"):
        assert show(r.SupportedIs(), frozenset({having})) == tokens_of_005("me")


def test_names_with_hosts_where_that_was_negotiated() -> None:
    names = r.NamesAre("#a", (r.Member("bob", OP, "bob!b@c"), r.Member("al", NONE, "al!a@c")))
    assert show(names, frozenset({"userhost-in-names"}))[0] == ":hub.test 353 me = #a :@bob!b@c al!a@c"
    assert show(names)[0] == ":hub.test 353 me = #a :@bob al"


def test_bots_are_shown_as_bots() -> None:
    robot = Source("robot", "r", "c", "g", bot=True)
    row = r.WhoRow("#a", robot, "Robot", away=False, operator=True, ranks=VOICED)
    assert show(r.WhoIs("#a", (row,)))[0] == ":hub.test 352 me #a r c hub.test robot H*B+ :0 Robot"
    profile = structs.replace(PROFILE, source=robot)
    assert ":hub.test 335 me robot :is a bot on Test Net" in show(profile)


def test_warnings_and_notes_have_the_form_of_failures() -> None:
    with mock.patch.dict(refusals.TABLE, {"hm": refusals.Refusal("WARN", "hm"), "so": refusals.Refusal("NOTE", "so")}):
        assert show(Refused("hm", ("JOIN", "CODE", "x"))) == [":hub.test WARN JOIN CODE x :hm"]
        assert show(Refused("so", ("*", "CODE"))) == [":hub.test NOTE * CODE :so"]


def test_tokens_of_005_stay_within_what_old_clients_read() -> None:
    network = Server("hub.test", "=\\ Ünd", "", "0", 0, Limits(), history=False)
    lines = show(r.Welcome("alice", "alice!a@h", "", 0), server=network)
    shown = [parse(line).params for line in lines if " 005 " in line]
    assert all(len(params) <= isupport.TOKENS_PER_LINE + 2 for params in shown)
    tokens = [token for params in shown for token in params[1:-1]]
    assert r"NETWORK=\x3D\x5C\x20Ünd" in tokens
    assert not any(token.startswith(("CHATHISTORY", "MSGREFTYPES")) for token in tokens)
    assert tokens == sorted(tokens)
    assert lines[0] == ":hub.test 001 alice :Welcome to the hub.test Network, alice!a@h"


def test_no_network_no_token() -> None:
    assert not any(token.startswith("NETWORK") for token in isupport.tokens(Server("a", "", "", "", 0)))


# --- what users wrote comes back ------------------------------------------------------------------------------------

_text = st.text(max_size=600)
_short = st.text(max_size=8)
_source = st.builds(Source, _short, _short, _short, _short, _short)
_ranks = st.frozensets(st.sampled_from("qaohv"))
_replies = st.one_of(
    st.builds(Refused, st.sampled_from(sorted(refusals.TABLE)), st.lists(_text, max_size=4).map(tuple), _text),
    st.builds(r.Note, _text),
    st.builds(r.ServiceSays, st.just("NickServ"), st.lists(_text, max_size=3).map(tuple)),
    st.builds(r.Closing, _text),
    st.builds(r.Pong, _text),
    st.builds(r.CapabilitiesAnswered, st.booleans(), _text),
    st.builds(r.Welcome, _short, _text, _text, st.integers()),
    st.builds(r.Rejoined, _source, _short, _text),
    st.builds(r.TopicIs, _short, st.builds(Topic, _text, _text, st.integers())),
    st.builds(
        r.NamesAre,
        _short,
        st.lists(st.builds(r.Member, _short, _ranks), max_size=5).map(tuple),
        st.just("secret"),
        _text,
    ),
    st.builds(r.ModesAre, _short, st.just((Change(True, "k", "a b\r\nQUIT"),)), st.integers()),
    st.builds(
        r.ListIs,
        _short,
        st.sampled_from("beI"),
        st.lists(st.builds(ListEntry, _short, _text, _text, st.integers())).map(tuple),
    ),
    st.builds(r.TheyAreAway, _short, _text),
    st.builds(r.ChannelsAre, st.lists(st.builds(r.ListedChannel, _text, st.integers(), _text)).map(tuple)),
    st.builds(
        r.WhoIs,
        *(
            _text,
            st.lists(st.builds(r.WhoRow, _short, _source, _text, st.booleans(), st.booleans(), _ranks)).map(tuple),
        ),
    ),
    st.builds(
        r.Profile,
        *(_source, _text, st.lists(st.tuples(_short, _ranks), max_size=3).map(tuple), st.booleans(), _text),
        *(st.integers(), st.integers(), _short),
    ),
    st.builds(r.MotdIs, st.lists(_text, max_size=3).map(tuple)),
    st.builds(r.AdminIs, st.lists(_text, max_size=5).map(tuple)),
    st.builds(r.HelpIs, _text, st.lists(st.tuples(_text, _text, _text), max_size=3).map(tuple)),
    st.builds(r.HistoryTargetsAre, st.lists(st.tuples(_text, st.integers()), max_size=3).map(tuple)),
)


@given(_replies, st.sampled_from(["*", "alice"]), st.sampled_from([NONE, ALL]))
@example(r.Note("a\r\nQUIT"), "*", NONE)
@example(r.Note("\ud800\0"), "*", NONE)
@example(Refused("no_such_channel", ("#a\r\nQUIT :x",)), "alice", NONE)
def test_whatever_is_in_a_reply_no_line_is_added_or_moved(reply: Reply, nick: str, having: frozenset[str]) -> None:
    for line in show_reply(reply, nick, having, SERVER, references()):
        assert line.endswith(b"\r\n")
        assert not set(line[:-2]) & set(b"\r\n\0")
        _tags, body = line.split(b" ", 1) if line.startswith(b"@") else (b"", line)
        assert len(body) <= 512
        message = parse(line[:-2].decode())
        if message.command.isdigit():
            assert message.params[0] == nick or isinstance(reply, r.Welcome)


def test_the_longest_metadata_fits_in_a_line() -> None:
    server = Server("s" * 63, "Test", "", "0", 0, Limits())
    limits = server.limits
    nick, channel = "n" * limits.nick_length, "#" + "c" * (limits.channel_length - 1)
    key, value = "k" * limits.metadata_key_bytes, "v" * limits.metadata_value_bytes
    for having in (NONE, METADATA_3):
        (line,) = show(r.MetadataChanged(channel, key, value), having, nick, server)
        assert line.endswith(f" :{value}")
    (line, *_) = show(r.Subscribed((key,) * 5), NONE, nick, server)
    assert parse(line).params[1:] == (key,) * 5


def test_whois_tells_what_people_tell() -> None:
    lines = show(structs.replace(PROFILE, metadata=(("status", "busy"),)))
    assert ":hub.test 760 me bob status * :busy" in lines
