"""Lines to requests: each command by table, limits, and properties."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubbub.model import requests as r
from hubbub.model.limits import Limits
from hubbub.model.modes import Change
from hubbub.model.requests import Request, Unreadable
from hubbub.wire.irc.read import COMMANDS, read

LIMITS = Limits()


def too_few(command: str) -> Unreadable:
    return Unreadable(code="too_few_parameters", about=(command,))


def bad_mark(mark: str, text: str) -> Unreadable:
    return Unreadable(code="bad_read_marker", about=("MARKREAD", "INVALID_PARAMS", "#c", mark), text=text)


NO_MARK = Unreadable(code="read_marker_incomplete", about=("MARKREAD", "NEED_MORE_PARAMS"))
NO_NOTICE = r.Say(targets=(), text="", kind="notice")

ROWS: list[tuple[str, Request | None]] = [
    ("", None),
    ("   ", None),
    ("@label=x", None),
    (":nobody", None),
    ("WHATEVER x", Unreadable(code="unknown_command", about=("WHATEVER",))),
    ("001 x", Unreadable(code="unknown_command", about=("001",))),
    (":someone!else@there NICK mallory", r.Nick(nick="mallory")),
    # coming in, and going
    ("AUTHENTICATE", too_few("AUTHENTICATE")),
    ("AUTHENTICATE PLAIN", r.Authenticate("PLAIN")),
    ("AUTHENTICATE :+", r.Authenticate("+")),
    ("REGISTER * *", too_few("REGISTER")),
    ("REGISTER * * secret", r.Register("", "", "secret")),
    ("REGISTER ally a@b.example :a secret", r.Register("ally", "a@b.example", "a secret")),
    ("VERIFY ally", too_few("VERIFY")),
    ("PERSISTENCE get", r.Persistence()),
    ("PERSISTENCE SET ON", r.Persistence("on")),
    ("PERSISTENCE SET off", r.Persistence("off")),
    ("PERSISTENCE SET DEFAULT", r.Persistence("")),
    ("VERIFY ally 123", r.Verify("ally", "123")),
    ("CAP", too_few("CAP")),
    ("CAP LS", r.Capabilities(way="list")),
    ("cap ls 302", r.Capabilities(way="list", version=302)),
    ("CAP LS 307", r.Capabilities(way="list", version=307)),
    ("CAP LS x", r.Capabilities(way="list")),
    ("CAP LS ３０２", r.Capabilities(way="list")),
    ("CAP LS 99999999999999999999", r.Capabilities(way="list")),
    ("CAP LIST", r.Capabilities(way="active")),
    ("CAP END", r.Capabilities(way="end")),
    ("CAP REQ", r.Capabilities(way="request")),
    ("CAP REQ :", r.Capabilities(way="request")),
    ("CAP REQ batch", r.Capabilities(way="request", add=("batch",), text="batch")),
    (
        "CAP REQ :batch  -multi-prefix ",
        r.Capabilities(way="request", add=("batch",), remove=("multi-prefix",), text="batch  -multi-prefix"),
    ),
    (
        "CAP REQ batch away-notify",
        r.Capabilities(way="request", add=("batch", "away-notify"), text="batch away-notify"),
    ),
    (
        "CAP REQ :batch -batch -multi-prefix multi-prefix",
        r.Capabilities(
            way="request",
            add=("multi-prefix",),
            remove=("batch",),
            text="batch -batch -multi-prefix multi-prefix",
        ),
    ),
    ("CAP FOO", Unreadable(code="bad_capability_command", about=("FOO",))),
    ("CAP ACK :batch", Unreadable(code="bad_capability_command", about=("ACK",))),
    ("BATCH", too_few("BATCH")),
    (
        "BATCH +1 draft/multiline #c",
        Unreadable(code="bad_batch", about=("BATCH", "MULTILINE_INVALID"), text="a batch has lines"),
    ),
    ("PASS", too_few("PASS")),
    ("PASS :a b", r.Pass(password="a b")),
    ("NICK", Unreadable(code="no_nick")),
    ("NICK :", Unreadable(code="no_nick")),
    ("NICK alice", r.Nick(nick="alice")),
    ("NICK alice 1", r.Nick(nick="alice")),
    ("USER a b c", too_few("USER")),
    ("USER a 0 * :", too_few("USER")),
    ("USER a 0 * :Alice A.", r.Introduce(user="a", real_name="Alice A.")),
    ("WEBIRC pw gate host", too_few("WEBIRC")),
    ("WEBIRC pw gate host 192.0.2.1", r.Webirc(address="192.0.2.1", host="host", password="pw")),
    (
        "WEBIRC pw gate host 0::1 :secure local-port=1",
        r.Webirc(address="0::1", host="host", secure=True, password="pw"),
    ),
    ("WEBIRC pw gate host 0::1 :new=1 secure=v1", r.Webirc(address="0::1", host="host", secure=True, password="pw")),
    ("WEBIRC pw gate host x :insecure", r.Webirc(address="x", host="host", password="pw")),
    ("RESUME", too_few("RESUME")),
    ("RESUME abc", r.Resume(token="abc")),
    ("PING", too_few("PING")),
    ("PING :", r.Ping(token="")),
    ("PING :a b", r.Ping(token="a b")),
    ("PING a b", r.Ping(token="a")),
    ("PONG", r.Pong()),
    ("PONG x", r.Pong(token="x")),
    ("PONG server x", r.Pong(token="x")),
    ("QUIT", r.Quit()),
    ("QUIT :gone to lunch", r.Quit(reason="gone to lunch")),
    ("KLINE", too_few("KLINE")),
    ("KLINE bob", r.Ban(kind="mask", mask="bob")),
    ("KLINE 60 *!*@host :noise and more", r.Ban(kind="mask", mask="*!*@host", minutes=60, reason="noise and more")),
    ("KLINE 60", r.Ban(kind="mask", mask="60")),
    ("KLINE ² bob x", r.Ban(kind="mask", mask="²", reason="bob x")),
    ("DLINE 5 192.0.2.0/24", r.Ban(kind="address", mask="192.0.2.0/24", minutes=5)),
    ("UNKLINE", too_few("UNKLINE")),
    ("UNKLINE bob", r.Unban(kind="mask", mask="bob")),
    ("UNDLINE 192.0.2.7", r.Unban(kind="address", mask="192.0.2.7")),
    ("STATS", too_few("STATS")),
    ("STATS :", too_few("STATS")),
    ("STATS k hub.test", r.Stats(query="k", server="hub.test")),
    ("OPER", too_few("OPER")),
    ("OPER bob", r.Operator(name="bob", password="")),
    ("OPER bob secret", r.Operator(name="bob", password="secret")),
    # talk
    ("NS", r.AskService("NickServ", "")),
    ("NS IDENTIFY alice :a b", r.AskService("NickServ", "IDENTIFY alice a b")),
    ("NICKSERV help", r.AskService("NickServ", "help")),
    ("CS OP #c", r.AskService("ChanServ", "OP #c")),
    ("CHANSERV OP #c bob", r.AskService("ChanServ", "OP #c bob")),
    ("PRIVMSG nickserv :IDENTIFY sesame", r.AskService("NickServ", "IDENTIFY sesame")),
    ("PRIVMSG ChanServ@services.example :op #c", r.AskService("ChanServ", "op #c")),
    ("PRIVMSG NickServ :\x01ACTION waves\x01", r.AskService("NickServ", "")),
    ("PRIVMSG NickServ :\x01VERSION\x01", r.Say(targets=(), text="", kind="notice")),
    ("NOTICE NickServ :IDENTIFY sesame", r.Say(targets=(), text="", kind="notice")),
    ("TAGMSG NickServ", r.Say(targets=(), text="", kind="notice")),
    ("PRIVMSG #c,NickServ :hi", Unreadable("too_many_targets", ("NickServ",), "write to NickServ alone")),
    ("PRIVMSG", Unreadable(code="no_recipient")),
    ("PRIVMSG :", Unreadable(code="no_text")),
    ("PRIVMSG : :hi", Unreadable(code="no_text")),
    ("PRIVMSG , :hi", Unreadable(code="no_recipient")),
    ("PRIVMSG #c", Unreadable(code="no_text")),
    ("PRIVMSG #c :", Unreadable(code="no_text")),
    ("PRIVMSG #c hi", r.Say(targets=("#c",), text="hi")),
    ("PRIVMSG #c : ", r.Say(targets=("#c",), text=" ")),
    ("PRIVMSG #c,,bob :hi there", r.Say(targets=("#c", "bob"), text="hi there")),
    ("PRIVMSG #c :a\rb\0c", r.Say(targets=("#c",), text="abc")),
    ("PRIVMSG #c :hi\r", r.Say(targets=("#c",), text="hi")),
    ("PRIVMSG #c :\x01ACTION waves\x01", r.Say(targets=("#c",), text="waves", kind="action")),
    ("PRIVMSG #c :\x01ACTION waves", r.Say(targets=("#c",), text="waves", kind="action")),
    ("PRIVMSG #c :\x01ACTION  waves\x01", r.Say(targets=("#c",), text=" waves", kind="action")),
    ("PRIVMSG #c :\x01ACTION\x01", r.Say(targets=("#c",), text="", kind="action")),
    ("PRIVMSG #c :\x01ACTIONS x\x01", r.Say(targets=("#c",), text="\x01ACTIONS x\x01")),
    ("PRIVMSG #c :\x01VERSION\x01", r.Say(targets=("#c",), text="\x01VERSION\x01")),
    ("NOTICE", NO_NOTICE),
    ("NOTICE #c", NO_NOTICE),
    ("NOTICE #c :", NO_NOTICE),
    ("NOTICE , :hi", NO_NOTICE),
    ("NOTICE #c :hi", r.Say(targets=("#c",), text="hi", kind="notice")),
    ("NOTICE #c :\x01ACTION x\x01", r.Say(targets=("#c",), text="\x01ACTION x\x01", kind="notice")),
    ("TAGMSG", too_few("TAGMSG")),
    ("TAGMSG #c", r.Say(targets=("#c",), text="", kind="tags")),
    ("@+typing=active TAGMSG #c", r.Say(targets=("#c",), text="", kind="tags", tags=(("+typing", "active"),))),
    (
        r"@time=1;+a=x\sy;msgid=2;+b;account=root PRIVMSG #c :hi",
        r.Say(targets=("#c",), text="hi", tags=(("+a", "x y"), ("+b", ""))),
    ),
    ("@+hubbub/cid=a_B-9;+a PRIVMSG #c :hi", r.Say(targets=("#c",), text="hi", tags=(("+a", ""),), cid="a_B-9")),
    ("@+hubbub/cid= PRIVMSG #c :hi", Unreadable(code="bad_cid", about=("PRIVMSG", "INVALID_CID"))),
    (r"@+hubbub/cid=a\sb PRIVMSG #c :hi", Unreadable(code="bad_cid", about=("PRIVMSG", "INVALID_CID"))),
    ("@+hubbub/cid=é NOTICE #c :hi", Unreadable(code="bad_cid", about=("NOTICE", "INVALID_CID"))),
    (f"@+hubbub/cid={'x' * 64} PRIVMSG #c :hi", r.Say(targets=("#c",), text="hi", cid="x" * 64)),
    (f"@+hubbub/cid={'x' * 65} PRIVMSG #c :hi", Unreadable(code="bad_cid", about=("PRIVMSG", "INVALID_CID"))),
    # channels
    ("JOIN", too_few("JOIN")),
    ("JOIN :", too_few("JOIN")),
    ("JOIN ,", too_few("JOIN")),
    ("JOIN 0", r.PartAll()),
    ("JOIN #a", r.Join(channels=("#a",))),
    ("JOIN #a,#b", r.Join(channels=("#a", "#b"))),
    ("JOIN #a,#b k", r.Join(channels=("#a", "#b"), keys=("k", ""))),
    ("JOIN #a,,#b 1,2,3,4", r.Join(channels=("#a", "#b"), keys=("1", "3"))),
    ("JOIN #a,#b ,k", r.Join(channels=("#a", "#b"), keys=("", "k"))),
    ("JOIN #a,0", r.Join(channels=("#a", "0"))),
    ("PART", too_few("PART")),
    ("PART :", too_few("PART")),
    ("PART #a,#b :bye all", r.Part(channels=("#a", "#b"), reason="bye all")),
    ("TOPIC", too_few("TOPIC")),
    ("TOPIC :", too_few("TOPIC")),
    ("TOPIC #c", r.Topic(channel="#c")),
    ("TOPIC #c :", r.Topic(channel="#c", text="")),
    ("TOPIC #c :what is new", r.Topic(channel="#c", text="what is new")),
    ("NAMES", r.Names()),
    ("NAMES #a,#b", r.Names(channels=("#a", "#b"))),
    ("MARKREAD", NO_MARK),
    ("MARKREAD :", NO_MARK),
    ("MARKREAD #c", r.ReadMarker("#c")),
    ("MARKREAD #c timestamp=1970-01-01T00:00:01.5Z", r.ReadMarker("#c", 1_500_000_000)),
    ("MARKREAD #c *", bad_mark("*", "what was read is named as timestamp=YYYY-MM-DDThh:mm:ss.sssZ")),
    ("MARKREAD #c timestamp=now", bad_mark("timestamp=now", "a time is written as YYYY-MM-DDThh:mm:ss.sssZ")),
    ("REDACT", too_few("REDACT")),
    ("REDACT #c", too_few("REDACT")),
    ("REDACT #c :", too_few("REDACT")),
    ("REDACT #c m1", r.Redact("#c", "m1")),
    ("REDACT #c m1 :not for here", r.Redact("#c", "m1", "not for here")),
    ("MODE", too_few("MODE")),
    ("MODE #c", r.ChannelModes(channel="#c")),
    ("MODE #c b", r.ChannelModes(channel="#c", changes=(Change(True, "b"),))),
    (
        "MODE #c +ov-k alice bob key",
        r.ChannelModes(
            channel="#c", changes=(Change(True, "o", "alice"), Change(True, "v", "bob"), Change(False, "k", "key"))
        ),
    ),
    ("MODE alice", r.UserModes(nick="alice")),
    ("MODE alice +i-o", r.UserModes(nick="alice", changes=(Change(True, "i"), Change(False, "o")))),
    ("KICK #c", too_few("KICK")),
    ("KICK #c ,", too_few("KICK")),
    ("KICK #c bob", r.Kick(channels=("#c",), nicks=("bob",))),
    ("KICK #c bob,carol :out you go", r.Kick(channels=("#c",), nicks=("bob", "carol"), reason="out you go")),
    ("INVITE", r.Invite()),
    ("INVITE bob", too_few("INVITE")),
    ("INVITE bob :", too_few("INVITE")),
    ("INVITE bob #c", r.Invite(nick="bob", channel="#c")),
    # looking round
    ("LIST", r.ListChannels()),
    ("LIST #a,#b*", r.ListChannels(masks=("#a", "#b*"))),
    ("LIST >3", r.ListChannels(bounds=(r.Bound("members", True, 3),))),
    ("LIST >3,<10", r.ListChannels(bounds=(r.Bound("members", True, 3), r.Bound("members", False, 10)))),
    ("LIST #a* >3", r.ListChannels(masks=("#a*",), bounds=(r.Bound("members", True, 3),))),
    ("LIST #a hub.example", r.ListChannels(masks=("#a",))),
    (
        "LIST C>5,t<3,!#b*,!c",
        r.ListChannels(but=("#b*", "c"), bounds=(r.Bound("created", True, 5), r.Bound("topic", False, 3))),
    ),
    ("LIST C5", r.ListChannels(masks=("C5",))),
    ("LIST >many", r.ListChannels(masks=(">many",))),
    ("LIST >", r.ListChannels(masks=(">",))),
    ("WHO", r.Who()),
    ("WHO 0", r.Who(mask="0")),
    ("WHO #c", r.Who(mask="#c")),
    ("WHO *.example o", r.Who(mask="*.example", operators=True)),
    ("WHO #c %tcuhnf,42", r.Who(mask="#c", fields="tcuhnf", token="42")),
    ("WHO #c o%tnf,42", r.Who(mask="#c", operators=True, fields="tnf", token="42")),
    ("WHO #c %xnzt,1234", r.Who(mask="#c", fields="nt")),
    ("WHO #c %t,1a", r.Who(mask="#c", fields="t")),
    ("WHO #c %", r.Who(mask="#c")),
    ("WHOIS", Unreadable(code="no_nick")),
    ("WHOIS ,", Unreadable(code="no_nick")),
    ("WHOIS bob", r.Whois(nicks=("bob",))),
    ("WHOIS bob,carol", r.Whois(nicks=("bob", "carol"))),
    ("WHOIS hub.example bob", r.Whois(nicks=("bob",), server="hub.example")),
    ("WHOWAS", Unreadable(code="no_nick")),
    ("WHOWAS bob,carol", r.Whowas(nicks=("bob", "carol"))),
    ("WHOWAS bob 3", r.Whowas(nicks=("bob",), count=3)),
    ("WHOWAS bob 0", r.Whowas(nicks=("bob",))),
    ("WHOWAS bob -1", r.Whowas(nicks=("bob",))),
    ("WHOWAS bob many hub.example", r.Whowas(nicks=("bob",))),
    ("ISON", too_few("ISON")),
    ("ISON :", too_few("ISON")),
    ("ISON a b", r.AreOn(nicks=("a", "b"))),
    ("ISON :a b ", r.AreOn(nicks=("a", "b"))),
    ("ACCEPT", too_few("ACCEPT")),
    ("ACCEPT ,", too_few("ACCEPT")),
    ("ACCEPT a,-b", r.Accept(add=("a",), remove=("b",))),
    ("ACCEPT *", r.Accept(list=True)),
    ("USERHOST", too_few("USERHOST")),
    ("USERHOST :", too_few("USERHOST")),
    ("USERHOST a b c d e f", r.UserHosts(nicks=("a", "b", "c", "d", "e"))),
    ("USERHOST :a b", r.UserHosts(nicks=("a", "b"))),
    ("AWAY", r.Away()),
    ("AWAY :", r.Away()),
    ("AWAY :at lunch", r.Away(text="at lunch")),
    ("RENAME #a", too_few("RENAME")),
    ("RENAME #a :", too_few("RENAME")),
    ("RENAME #a #b", r.RenameChannel(channel="#a", name="#b")),
    ("RENAME #a #b :a typo", r.RenameChannel(channel="#a", name="#b", reason="a typo")),
    ("RELAYMSG #a b/c", too_few("RELAYMSG")),
    ("RELAYMSG #a b/c :", Unreadable(code="no_text")),
    ("@+x=y;z=1 RELAYMSG #a b/c :hi you", r.Relay(channel="#a", nick="b/c", text="hi you", tags=(("+x", "y"),))),
    ("RELAYMSG #a b/c :\x01ACTION waves\x01", r.Relay(channel="#a", nick="b/c", text="waves", action=True)),
    ("RELAYMSG #a b/c :\x01VERSION\x01", r.Relay(channel="#a", nick="b/c", text="\x01VERSION\x01")),
    ("NPC #a bilbo", too_few("NPC")),
    ("NPC #a bilbo too much bread", r.Stage(channel="#a", name="bilbo", text="too much bread")),
    ("NPC #a : x", too_few("NPC")),
    ("NPCA #a bilbo :eats  bread", r.Stage(channel="#a", name="bilbo", text="eats  bread", action=True)),
    ("SCENE #a", too_few("SCENE")),
    ("SCENE #a dark and stormy", r.Stage(channel="#a", text="dark and stormy")),
    ("SCENE #a :", Unreadable(code="no_text")),
    ("SETNAME :Alice A.", r.SetRealName(text="Alice A.")),
    ("SETNAME", r.SetRealName(text="")),
    ("CHGHOST alice", too_few("CHGHOST")),
    ("CHGHOST alice example.org", r.ChangeHost(nick="alice", host="example.org")),
    ("CHGHOST alice al example.org", r.ChangeHost(nick="alice", user="al", host="example.org")),
    ("METADATA", r.Metadata(target="", subcommand="")),
    ("METADATA *", r.Metadata(target="*", subcommand="")),
    ("METADATA * list", r.Metadata(target="*", subcommand="LIST")),
    ("METADATA #a GET a b", r.Metadata(target="#a", subcommand="GET", params=("a", "b"))),
    ("METADATA * SET a :b c", r.Metadata(target="*", subcommand="SET", params=("a", "b c"))),
    ("METADATA * SET a :", r.Metadata(target="*", subcommand="SET", params=("a", ""))),
    ("MONITOR", too_few("MONITOR")),
    ("MONITOR +", too_few("MONITOR")),
    ("MONITOR - ,", too_few("MONITOR")),
    ("MONITOR + a,,b", r.Monitor(way="add", nicks=("a", "b"))),
    ("MONITOR - a", r.Monitor(way="remove", nicks=("a",))),
    ("MONITOR c", r.Monitor(way="clear")),
    ("MONITOR L x", r.Monitor(way="list")),
    ("MONITOR S", r.Monitor(way="stand")),
    ("MONITOR * a", Unreadable(code="unknown_subcommand", about=("MONITOR", "*"))),
    ("ISUPPORT", r.Supported()),
    ("MOTD", r.ServerInfo(what="motd")),
    ("LUSERS", r.ServerInfo(what="lusers")),
    ("VERSION", r.ServerInfo(what="version")),
    ("TIME", r.ServerInfo(what="time")),
    ("ADMIN", r.ServerInfo(what="admin")),
    ("INFO", r.ServerInfo(what="info")),
    ("LINKS", r.ServerInfo(what="links")),
    ("LINKS *.example", r.ServerInfo(what="links", target="*.example")),
    ("LINKS hub *.example", r.ServerInfo(what="links", target="*.example")),
    ("SUMMON bob", Unreadable(code="summon_disabled")),
    ("USERS", Unreadable(code="users_disabled")),
    ("KILL", too_few("KILL")),
    ("KILL :", too_few("KILL")),
    ("KILL bob", r.Kill("bob")),
    ("KILL bob :be quiet", r.Kill("bob", "be quiet")),
    ("REHASH", r.Rehash()),
    ("REHASH anything", r.Rehash()),
    ("WALLOPS", too_few("WALLOPS")),
    ("WALLOPS :", too_few("WALLOPS")),
    ("WALLOPS :all hear this", r.Wallops("all hear this")),
    ("HELP", r.Help()),
    ("HELP PRIVMSG", r.Help(topic="PRIVMSG")),
    ("HELPOP PRIVMSG", r.Help(topic="PRIVMSG")),
]


@pytest.mark.parametrize(("line", "request_"), ROWS, ids=[line[:40] for line, _ in ROWS])
def test_each_line_is_its_request(line: str, request_: Request | None) -> None:
    assert read(line.encode(), LIMITS) == request_


def test_every_command_is_in_the_table_above() -> None:
    tried = {line.upper().split(" ")[0] for line, _ in ROWS}
    assert set(COMMANDS) - tried == {"CHATHISTORY", "SEARCH"}, "they have their own files"


@pytest.mark.parametrize("command", COMMANDS)
def test_capitals_do_not_matter(command: str) -> None:
    assert read(command.lower().encode(), LIMITS) == read(command.encode(), LIMITS)


# --- labels ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "label"),
    [
        (b"@label=abc PING x", "abc"),
        (rb"@label=a\sb PING x", "a b"),
        (b"@label=" + b"x" * 64 + b" PING x", "x" * 64),
        (b"@label=" + b"x" * 65 + b" PING x", ""),
        ("@label={} PING x".format("é" * 33).encode(), ""),
        (b"@label= PING x", ""),
        (b"@label=abc WHATEVER", "abc"),
        (b"@label=abc JOIN", "abc"),
        (b"@label=abc CHATHISTORY", "abc"),
        (b"@label=abc PRIVMSG #c :\xff", "abc"),
        (b"@label=abc PRIVMSG #c :" + b"x" * 600, "abc"),
        (b"@label=abc;+x=" + b"x" * 5000 + b" PRIVMSG #c :x", ""),
        (b"PRIVMSG #c :" + b"x" * 600, ""),
    ],
)
def test_a_label_is_kept_whatever_became_of_the_line(line: bytes, label: str) -> None:
    request = read(line, LIMITS)
    assert request is not None
    assert request.label == label


# --- limits ---------------------------------------------------------------------------------------------------------

TOO_LONG = Unreadable(code="line_too_long")


def test_a_line_of_512_bytes_with_its_end_is_read_and_one_more_is_refused() -> None:
    head = b"PRIVMSG #c :"
    assert isinstance(read(head + b"x" * (510 - len(head)), LIMITS), r.Say)
    assert read(head + b"x" * (511 - len(head)), LIMITS) == TOO_LONG
    assert isinstance(read(head + b"x" * (510 - len(head)) + b"\r", LIMITS), r.Say)


def test_tags_of_4096_bytes_are_read_and_one_more_is_refused() -> None:
    body = b"PRIVMSG #c :" + b"x" * 498
    longest = b"@+x=" + b"y" * (4096 - len(b"@+x= ")) + b" "
    assert len(longest) == 4096
    assert isinstance(read(longest + body, LIMITS), r.Say)
    assert read(longest[:-1] + b"y " + body, LIMITS) == TOO_LONG
    assert read(b"@" + b"y" * 5000, LIMITS) == TOO_LONG


def test_tags_do_not_lend_their_room_to_the_rest() -> None:
    assert read(b"@+x PRIVMSG #c :" + b"x" * 499, LIMITS) == TOO_LONG


def test_limits_are_those_given() -> None:
    assert isinstance(read(b"PRIVMSG #c :" + b"x" * 900, Limits(line_bytes=1024)), r.Say)
    assert read(b"@+abcdef PING x", Limits(client_tag_bytes=8)) == TOO_LONG


# --- bytes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (b"PRIVMSG #c :caf\xe9", "PRIVMSG"),
        (b"nick caf\xe9", "NICK"),
        (b"@+x=\xff PRIVMSG #c :hi", "PRIVMSG"),
        (b"\xff\xfe", "*"),
        (b"UNKNOWN \xff", "*"),
        (b"PRIVMSG #c :\xed\xa0\x80", "PRIVMSG"),
        (b"PRIVMSG #c :\xf4\x90\x80\x80", "PRIVMSG"),
        (b"PRIVMSG #c :\xc0\xaf", "PRIVMSG"),
    ],
)
def test_what_is_not_utf8_is_refused_not_mended(line: bytes, command: str) -> None:
    assert read(line, LIMITS) == Unreadable(code="bad_utf8", about=(command, "INVALID_UTF8"))


_COMMAND = st.sampled_from([command.encode() for command in COMMANDS])
_LINES = st.one_of(
    st.binary(),
    st.builds(lambda command, rest: command + b" " + rest, _COMMAND, st.binary()),
    st.builds(
        lambda command, params: b" ".join([command, *params]), _COMMAND, st.lists(st.text().map(str.encode), max_size=5)
    ),
    st.builds(lambda tags, rest: b"@" + tags + b" PRIVMSG #c :" + rest, st.binary(), st.binary()),
)


@given(_LINES)
@example(b"@")
@example(b"@ ")
@example(b":")
@example(b"\0\r\n")
def test_any_bytes_are_a_request_or_nothing(line: bytes) -> None:
    request = read(line, LIMITS)
    assert request is None or isinstance(request, Request)


@given(st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), min_size=1, max_size=100))
def test_a_text_arrives_as_it_was_sent(text: str) -> None:
    request = read(b"PRIVMSG #c :" + text.encode(), LIMITS)
    assert isinstance(request, r.Say)
    if request.kind == "message":
        assert request.text == text
