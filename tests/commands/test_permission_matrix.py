"""Who may ask what: each request, by each protocol, from everybody who may have come to ask it."""

from __future__ import annotations

import pytest
from commands_world import Person, World, codes

from hubbub.commands.table import TABLE
from hubbub.model import requests as r
from hubbub.model.effects import Found, Page, Rehashed, Targets
from hubbub.model.modes import Change

CHANNEL = "#dev"

IRC = ("irc", "websocket-text", "websocket-binary")
PERSONS = {
    "unregistered": IRC,
    "visitor": ("plain",),
    "guest": (*IRC, "plain"),
    "member": (*IRC, "plain"),
    "ex-member": (*IRC, "plain"),
    "banned": (*IRC, "plain"),
    "operator": IRC,
}
"""Whoever may ask, and by what they can have come: plain clients do not register, and have no way to OPER."""

ASKED: dict[str, r.Request] = {
    "say": r.Say(targets=(CHANNEL,), text="hi"),
    "say to somebody": r.Say(targets=("boss",), text="hi"),
    "say to operators": r.Say(targets=(f"@{CHANNEL}",), text="hi"),
    "relay": r.Relay(CHANNEL, "alice/net", "hi"),
    "stage": r.Stage(CHANNEL, "the curtain rises"),
    "ask a service": r.AskService("ChanServ", "INFO #dev"),
    "utter": r.Utter("hi"),
    "join": r.Join((CHANNEL,)),
    "part": r.Part((CHANNEL,)),
    "part all": r.PartAll(),
    "topic": r.Topic(CHANNEL),
    "set topic": r.Topic(CHANNEL, "new"),
    "names": r.Names((CHANNEL,)),
    "names of all": r.Names(),
    "list": r.ListChannels(),
    "history": r.History(CHANNEL, "latest", 10),
    "history targets": r.HistoryTargets(one=0, other=2**62, limit=10),
    "search": r.Search("x", CHANNEL),
    "search everywhere": r.Search("x"),
    "redact": r.Redact(CHANNEL, "m1"),
    "redact what was said last": r.RedactLast(CHANNEL, "boss"),
    "react to what was said last": r.ReactToLast(CHANNEL, "boss", "+1"),
    "read marker": r.ReadMarker(CHANNEL),
    "set a read marker": r.ReadMarker(CHANNEL, 1),
    "modes": r.ChannelModes(CHANNEL),
    "bans of a channel": r.ChannelModes(CHANNEL, (Change(True, "b"),)),
    "exceptions of a channel": r.ChannelModes(CHANNEL, (Change(True, "e"),)),
    "set modes": r.ChannelModes(CHANNEL, (Change(True, "m"),)),
    "raise somebody": r.ChannelModes(CHANNEL, (Change(True, "v", "boss"),)),
    "rename": r.RenameChannel(CHANNEL, "#other"),
    "kick": r.Kick((CHANNEL,), ("boss",)),
    "invite": r.Invite("friend", CHANNEL),
    "invitations": r.Invite(),
    "who": r.Who(CHANNEL),
    "whois": r.Whois(("boss",)),
    "whowas": r.Whowas(("boss",)),
    "who is on": r.AreOn(("boss",)),
    "accept": r.Accept(("boss",)),
    "kill": r.Kill("friend"),
    "rehash": r.Rehash(),
    "wallops": r.Wallops("all hear this"),
    "user hosts": r.UserHosts(("boss",)),
    "nick": r.Nick("fresh"),
    "somebody's nick": r.Nick("boss"),
    "own modes": r.UserModes("me"),
    "somebody's modes": r.UserModes("boss"),
    "away": r.Away("tea"),
    "real name": r.SetRealName("Me Myself"),
    "host": r.ChangeHost("boss", "example.org"),
    "metadata of a channel": r.Metadata(CHANNEL, "SET", ("url", "x")),
    "metadata": r.Metadata("boss", "LIST"),
    "somebody's metadata": r.Metadata("boss", "SET", ("url", "x")),
    "monitor": r.Monitor("add", ("boss",)),
    "isupport": r.Supported(),
    "oper": r.Operator("root", "wrong"),
    "ban": r.Ban("mask", "troll"),
    "unban": r.Unban("mask", "pest"),
    "stats k": r.Stats("k"),
    "stats u": r.Stats("u"),
    "stats of nothing": r.Stats("?"),
    "server info": r.ServerInfo("motd"),
    "help": r.Help(),
    "password": r.Pass("x"),
    "introduce": r.Introduce("a", "b"),
    "capabilities": r.Capabilities(way="list"),
    "authenticate": r.Authenticate("PLAIN"),
    "register": r.Register("fresh", "", "sesame"),
    "verify": r.Verify("fresh", "123"),
    "login": r.Login("nobody", "wrong"),
    "logout": r.Logout(),
    "persistence": r.Persistence(),
    "resume": r.Resume("token"),
    "webirc": r.Webirc("203.0.113.9", ""),
    "ping": r.Ping("x"),
    "pong": r.Pong(),
    "quit": r.Quit(),
    "unreadable": r.Unreadable(code="unknown_command", about=("X",)),
}
WITHIN = {r.Recollect, r.Replay, r.Gone, r.Expel, r.Listen, r.Greet, r.StartIrc, r.ComesFrom, r.Secure, r.Reoffer}
"""What no client can ask: connections and the server itself do."""

EVERYBODY = dict.fromkeys(PERSONS, "")


def _but(otherwise: str = "", **codes_: str) -> dict[str, str]:
    """The refusals: the same for all but those named; before registration always 451."""
    given = {name.replace("_", "-"): code for name, code in codes_.items()}
    return {person: given.get(person, otherwise) for person in PERSONS} | (
        {} if "unregistered" in given else {"unregistered": "not_registered"}
    )


OUTSIDE = "you_are_not_in_channel"
ONLY_OPERATORS = _but("not_server_operator", operator="")
BEFORE = _but("already_registered", unregistered="", visitor="")

EXPECTED: dict[str, dict[str, str]] = {
    "say": _but("cannot_send", member=""),
    "say to operators": _but("cannot_send", member=""),
    "relay": _but(OUTSIDE, member="may_not_relay", operator=""),
    "stage": dict.fromkeys(PERSONS, "unknown_command") | {"unregistered": "not_registered"},
    "join": _but(banned="banned"),
    "part": _but(OUTSIDE, member=""),
    "set topic": _but(OUTSIDE, member="not_channel_operator"),
    "history": _but("no_history", member=""),
    "history targets": _but(visitor="not_registered"),
    "search": _but("no_history", member=""),
    "redact": _but(
        "cannot_redact_there", visitor="not_registered", member="unknown_message", operator="unknown_message"
    ),
    "redact what was said last": _but("no_history", visitor="not_registered", member="unknown_message"),
    "react to what was said last": _but("no_history", visitor="not_registered", member="unknown_message"),
    "read marker": _but("unknown_command"),  # they have no capability
    "set a read marker": _but("unknown_command"),
    "exceptions of a channel": _but(OUTSIDE, member="not_channel_operator", operator=""),
    "raise somebody": _but(OUTSIDE, member="not_channel_operator", operator=""),
    "set modes": _but(OUTSIDE, member="not_channel_operator", operator=""),
    "rename": _but(OUTSIDE, member="not_channel_operator", operator=""),
    "kick": _but(OUTSIDE, member="not_channel_operator", operator=""),
    "invite": _but(OUTSIDE, member=""),
    "nick": EVERYBODY,
    "somebody's nick": dict.fromkeys(PERSONS, "nick_in_use"),
    "own modes": _but(visitor="no_such_nick", banned="no_such_nick"),  # they have other names
    "somebody's modes": _but("not_your_modes"),
    "oper": _but("no_operator"),
    "host": ONLY_OPERATORS,
    "metadata of a channel": _but("bad_metadata", visitor="not_registered", operator=""),
    "metadata": _but(visitor="not_registered"),
    "somebody's metadata": _but("bad_metadata", visitor="not_registered", operator=""),
    "isupport": _but(visitor="not_registered"),
    "ban": ONLY_OPERATORS,
    "unban": ONLY_OPERATORS,
    "stats k": ONLY_OPERATORS,
    "kill": ONLY_OPERATORS,
    "wallops": ONLY_OPERATORS,
    "rehash": ONLY_OPERATORS,
    "password": BEFORE,
    "introduce": BEFORE,
    "webirc": BEFORE,
    "resume": _but("already_registered", unregistered="bad_token", visitor="bad_token"),
    "capabilities": EVERYBODY,
    "authenticate": EVERYBODY,
    "register": EVERYBODY,
    "verify": dict.fromkeys(PERSONS, "registration_refused"),
    "login": dict.fromkeys(PERSONS, "wrong_password"),
    "logout": _but("not_logged_in"),
    "persistence": _but("not_logged_in"),
    "ping": EVERYBODY,
    "pong": EVERYBODY,
    "quit": EVERYBODY,
    "unreadable": _but("unknown_command"),
}
"""What is refused to whom, alike by every protocol; a request that is not here: only before registration."""


def world_with(who: str, protocol: str) -> tuple[World, Person]:
    world = World()
    boss = world.irc("boss", CHANNEL)
    boss.modes(CHANNEL, "+b", "hated!*@*")
    world.irc("friend")
    root = world.irc("chief", address="10.0.0.1")
    root.does(r.Operator("root", "secret"))
    root.does(r.Ban("mask", "pest"))
    nick = "hated" if who == "banned" else "me"
    if who == "visitor":
        return world, world.plain()
    if protocol == "plain":
        person = world.plain()
        person.does(r.Nick(nick))
    else:
        person = world.plain("10.0.0.1" if who == "operator" else "127.0.0.1")
        person.does(r.StartIrc(carrier="stream" if protocol == "irc" else protocol))  # type: ignore[arg-type]
        if who != "unregistered":
            person.does(r.Nick(nick))
            person.does(r.Introduce("me", "me"))
    if who in {"member", "ex-member"}:
        person.does(r.Join((CHANNEL,)))
    if who == "ex-member":
        person.does(r.Part((CHANNEL,)))
    if who == "operator":
        person.does(r.Operator("root", "secret"))
    return world, person


CASES = [
    (what, who, protocol)
    for what in ASKED
    for who, protocols in PERSONS.items()
    for protocol in protocols
    if what != "utter" or protocol == "plain"  # no other protocol has it
]


@pytest.mark.parametrize(("what", "who", "protocol"), CASES)
def test_who_may(what: str, who: str, protocol: str) -> None:
    world, person = world_with(who, protocol)
    answers: dict[str, object] = {"history targets": Targets(()), "rehash": Rehashed(), "redact": None}
    answers |= dict.fromkeys(("search", "search everywhere"), Found(()))
    answers |= dict.fromkeys(("history", "rename"), Page(()))
    if what in answers:
        world.answers = [answers[what]]
    assert ",".join(codes(person.does(ASKED[what]))) == EXPECTED.get(what, _but())[who]


def test_every_request_is_asked() -> None:
    assert {type(asked) for asked in ASKED.values()} | WITHIN == TABLE.keys()
