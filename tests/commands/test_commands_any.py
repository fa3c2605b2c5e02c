"""Whatever anybody asks in whatever order: commands refuse, they do not fail, and the hub stays true to the log."""

from __future__ import annotations

from typing import Any

from commands_world import World, answered
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hubbub.commands.channels import at_start
from hubbub.commands.table import TABLE
from hubbub.model import requests
from hubbub.model.capabilities import OFFERED
from hubbub.model.effects import (
    Effect,
    FindMessage,
    FindRetry,
    FindTargets,
    Found,
    FoundMessage,
    Page,
    PasswordEffect,
    Point,
    ReadPage,
    Rehash,
    Rehashed,
    Search,
    Targets,
)
from hubbub.model.events import Conversation, Said, Source
from hubbub.model.modes import read_changes
from hubbub.model.state import RecentMessage

NICKS = st.sampled_from(["alice", "Bob", "BOB", "carol", "guest-1", "guest-2", "1st", "a b", "", "élan"])
CHANNELS = st.sampled_from(["#lobby", "#dev", "#DEV", "#a", "#b,c", "#", "nowhere", "#LOBBY"])
TEXTS = st.sampled_from(["", "hi", "alice: hi", "Bob: yes", "x" * 600, "ünï", "*", "guest-1: me"])
MASKS = st.sampled_from(["", "*", "a*", "#*", "*!*@local?ost", "#dev", "bob", "*a*a*a*b", "a b", ":x"])
KEYS = st.sampled_from(["", "k", "key", "a,b", "é" * 20])
FLAGS = st.text(st.sampled_from("+-bCeIfhkilmMnopqRstuUvaxOwZB"), max_size=6)
CHANGES = st.builds(
    lambda first, rest: read_changes((first, *rest)) if first else (),
    FLAGS,
    st.lists(NICKS | KEYS | MASKS | st.sampled_from(["3", "0", "99999999999999", "-1"]), max_size=4),
)
CAPS = st.lists(st.sampled_from([*OFFERED, "unknown"]), max_size=4).map(tuple)
POINTS = st.none() | st.builds(Point, id=st.sampled_from(["id-1", "none"])) | st.builds(Point, time=st.just(1))
TAGS = st.sampled_from(
    [
        (),
        (("+typing", "active"),),
        (("+draft/react", "👍"),),
        (("+draft/react", "👍"), ("+reply", "id-1")),
        (("+draft/unreact", "👍"), ("+draft/reply", "none")),
    ]
)


FORMS = (
    *("REGISTER sesame", "IDENTIFY alice key", "IDENTIFY key", "LOGOUT", "PASSWD key k k", "INFO", "INFO alice"),
    *("GHOST alice", "GHOST Bob key", "UNREGISTER alice", "VERIFY a b", "SET email a@b.example", "SET multiclient off"),
    *("GET", "CERT LIST", "CERT ADD", "CLIENTS", "CLIENTS LOGOUT 1", "CLIENTS LOGOUT all", "LIST", "SAGET alice"),
    *("SAREGISTER carol key", "SUSPEND ADD alice no", "SUSPEND LIST", "UNSUSPEND alice", "SASET alice email none"),
    *(
        "REGISTER #dev",
        "REGISTER #lobby",
        "UNREGISTER #dev",
        "TRANSFER #dev alice",
        "TRANSFER ACCEPT #dev",
        "INFO #dev",
    ),
    *(
        "OP #dev",
        "OP #dev Bob",
        "DEOP #dev",
        "AMODE #dev",
        "AMODE #dev +o alice",
        "AMODE #dev -o alice",
        "HELP",
        "HELP OP",
    ),
    *("CLEAR #dev users", "CLEAR #dev access", "HOWTOBAN #dev Bob", "PURGE ADD #a", "PURGE DEL #a", "PURGE LIST"),
    *(f"UNREGISTER {code}" for code in ("alice 12345678", "#dev 12345678")),
)


def some(names: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(names, max_size=3).map(tuple)


ASKED: dict[type[requests.Request], st.SearchStrategy[Any]] = {
    requests.Listen: st.builds(requests.Listen),
    requests.ComesFrom: st.builds(
        requests.ComesFrom, address=st.sampled_from(["10.0.0.1", "localhost"]), speaks_for_others=st.booleans()
    ),
    requests.Secure: st.builds(requests.Secure, fingerprint=st.sampled_from(["", "ab" * 32])),
    requests.Webirc: st.builds(
        requests.Webirc,
        address=st.sampled_from(["10.0.0.2", "::1", "", "nowhere"]),
        host=st.sampled_from(["example.org", ":a", "a b", "", "a!b@c"]),
        secure=st.booleans(),
    ),
    requests.StartIrc: st.builds(requests.StartIrc),
    requests.Greet: st.builds(requests.Greet),
    requests.Capabilities: st.builds(
        requests.Capabilities,
        way=st.sampled_from(["list", "request", "active", "end", "end"]),
        add=CAPS,
        version=st.sampled_from([301, 302]),
        remove=CAPS,
    ),
    requests.Authenticate: st.builds(
        requests.Authenticate,
        data=st.sampled_from(["PLAIN", "EXTERNAL", "SCRAM-SHA-256", "*", "+", "AGFsaWNlAGtleQ==", "AEJvYgBrZXk=", "!"]),
    ),
    requests.Register: st.builds(
        requests.Register, account=NICKS, email=st.sampled_from(["", "a@b.example", "a"]), password=KEYS
    ),
    requests.Verify: st.builds(requests.Verify, account=NICKS, code=KEYS),
    requests.Login: st.builds(requests.Login, account=NICKS, password=KEYS),
    requests.Logout: st.builds(requests.Logout),
    requests.Recollect: st.builds(
        requests.Recollect,
        some(st.sampled_from(["#a", "#b", "#none"])),
        st.booleans(),
        st.integers(0, 2**62),
        st.integers(0, 2**63),
        st.integers(0, 3),
    ),
    requests.Replay: st.builds(
        requests.Replay,
        st.lists(st.sampled_from(["#a", "#b", "#none", "@x,y"]), min_size=1, max_size=3).map(tuple),
        st.integers(0, 2**62),
        st.integers(0, 2**63),
        st.integers(0, 3),
        st.sampled_from(["", "id-1", "nothing"]),
    ),
    requests.Persistence: st.builds(requests.Persistence, wanted=st.sampled_from([None, "on", "off", ""])),
    requests.Reoffer: st.builds(requests.Reoffer),
    requests.Pass: st.builds(requests.Pass, password=KEYS),
    requests.Nick: st.builds(requests.Nick, nick=NICKS),
    requests.Introduce: st.builds(requests.Introduce, user=NICKS | MASKS, real_name=TEXTS),
    requests.Resume: st.builds(requests.Resume, token=st.integers(1, 6).map(lambda number: f"secret-{number}")),
    requests.Ping: st.builds(requests.Ping, token=TEXTS),
    requests.Pong: st.builds(requests.Pong),
    requests.Quit: st.builds(requests.Quit, reason=TEXTS),
    requests.Gone: st.builds(requests.Gone, reason=TEXTS),
    requests.Expel: st.builds(requests.Expel, reason=TEXTS),
    requests.Operator: st.builds(
        requests.Operator, name=st.just("root"), password=st.sampled_from(["secret", "", "x"])
    ),
    requests.Ban: st.builds(
        requests.Ban,
        kind=st.sampled_from(["mask", "address", "account"]),
        mask=MASKS | NICKS | st.sampled_from(["10.0.0.1", "10.0.0.0/8", "::1", "0.0.0.0/0", "2001:db8::1"]),
        minutes=st.sampled_from([0, 1, 10**12]),
        reason=TEXTS,
    ),
    requests.Unban: st.builds(
        requests.Unban, kind=st.sampled_from(["mask", "address", "account"]), mask=MASKS | NICKS | st.just("10.0.0.1")
    ),
    requests.Stats: st.builds(requests.Stats, query=st.sampled_from(["k", "D", "u", "o", "?"])),
    requests.Say: st.builds(
        requests.Say,
        targets=some(NICKS | CHANNELS | CHANNELS.map("@".__add__) | st.just("+#dev")),
        text=TEXTS,
        kind=st.sampled_from(["message", "notice", "action", "tags"]),
        tags=TAGS,
        cid=st.sampled_from(["", "", "c1", "c2"]),
    ),
    requests.Relay: st.builds(
        requests.Relay,
        channel=CHANNELS,
        nick=NICKS | st.sampled_from(["a/b", "/a", "a!b/c", "x/" * 20]),
        text=TEXTS,
        tags=TAGS,
    ),
    requests.Stage: st.builds(
        requests.Stage, channel=CHANNELS, text=TEXTS, name=NICKS | st.just(""), action=st.booleans()
    ),
    requests.AskService: st.builds(
        requests.AskService,
        service=st.sampled_from(["NickServ", "ChanServ"]),
        text=st.sampled_from(FORMS) | st.lists(NICKS | CHANNELS | KEYS, max_size=4).map(" ".join) | TEXTS,
    ),
    requests.Utter: st.builds(
        requests.Utter, text=TEXTS, first=st.booleans(), lines=st.booleans(), action=st.booleans()
    ),
    requests.Join: st.builds(requests.Join, channels=some(CHANNELS), keys=some(KEYS)),
    requests.Part: st.builds(requests.Part, channels=some(CHANNELS), reason=TEXTS),
    requests.PartAll: st.builds(requests.PartAll),
    requests.Topic: st.builds(requests.Topic, channel=CHANNELS | st.just(""), text=st.none() | TEXTS),
    requests.RenameChannel: st.builds(requests.RenameChannel, channel=CHANNELS, name=CHANNELS, reason=TEXTS),
    requests.ChannelModes: st.builds(requests.ChannelModes, channel=CHANNELS | st.just(""), changes=CHANGES),
    requests.UserModes: st.builds(requests.UserModes, nick=NICKS, changes=CHANGES),
    requests.Kick: st.builds(requests.Kick, channels=some(CHANNELS), nicks=some(NICKS), reason=TEXTS),
    requests.Invite: st.builds(requests.Invite, nick=NICKS, channel=CHANNELS | st.just("")),
    requests.Names: st.builds(requests.Names, channels=some(CHANNELS)),
    requests.ListChannels: st.builds(
        requests.ListChannels,
        masks=some(MASKS),
        but=some(MASKS),
        bounds=st.lists(
            st.builds(
                requests.Bound,
                what=st.sampled_from(["members", "topic", "created"]),
                more=st.booleans(),
                value=st.integers(0, 3),
            ),
            max_size=2,
        ).map(tuple),
    ),
    requests.Who: st.builds(
        requests.Who,
        mask=MASKS | CHANNELS | NICKS | st.just("a!b@c"),
        operators=st.booleans(),
        fields=st.sampled_from(["", "tcuihsnfdlaor"]),
    ),
    requests.Whois: st.builds(
        requests.Whois, nicks=some(NICKS), server=st.sampled_from(["", "hub", "alice", "elsewhere"])
    ),
    requests.Whowas: st.builds(requests.Whowas, nicks=some(NICKS), count=st.integers(0, 2)),
    requests.AreOn: st.builds(requests.AreOn, nicks=some(NICKS)),
    requests.Accept: st.builds(requests.Accept, add=some(NICKS), remove=some(NICKS), list=st.booleans()),
    requests.Kill: st.builds(requests.Kill, nick=NICKS | st.just("hub"), reason=TEXTS),
    requests.Rehash: st.builds(requests.Rehash),
    requests.Wallops: st.builds(requests.Wallops, text=TEXTS),
    requests.UserHosts: st.builds(requests.UserHosts, nicks=some(NICKS)),
    requests.Away: st.builds(requests.Away, text=TEXTS),
    requests.SetRealName: st.builds(requests.SetRealName, text=TEXTS),
    requests.ChangeHost: st.builds(
        requests.ChangeHost, nick=NICKS, host=st.sampled_from(["example.org", "a b", "", ":x"]), user=NICKS
    ),
    requests.Metadata: st.builds(
        requests.Metadata,
        target=NICKS | CHANNELS | st.sampled_from(["*", "*ALL"]),
        subcommand=st.sampled_from(["GET", "LIST", "SET", "CLEAR", "SUB", "UNSUB", "SUBS", "SYNC", "", "X"]),
        params=some(st.sampled_from(["avatar", "Status", "a b", "", ":x", "x" * 300])),
    ),
    requests.Monitor: st.builds(
        requests.Monitor, way=st.sampled_from(["add", "remove", "clear", "list", "stand"]), nicks=some(NICKS | MASKS)
    ),
    requests.Supported: st.builds(requests.Supported),
    requests.ServerInfo: st.builds(
        requests.ServerInfo, what=st.sampled_from(["motd", "lusers", "version", "time", "admin", "info", "links"])
    ),
    requests.Help: st.builds(requests.Help, topic=st.sampled_from(["", "join", "/NICK", "nothing"])),
    requests.History: st.builds(
        requests.History,
        target=NICKS | CHANNELS,
        way=st.sampled_from(["latest", "before", "after", "around", "between"]),
        limit=st.integers(0, 200),
        before=POINTS,
        after=POINTS,
    ),
    requests.HistoryTargets: st.builds(
        requests.HistoryTargets, one=st.integers(0, 9), other=st.integers(0, 9), limit=st.integers(1, 200)
    ),
    requests.ReadMarker: st.builds(
        requests.ReadMarker, target=CHANNELS | NICKS, until=st.none() | st.integers(0, 2**62)
    ),
    requests.Search: st.builds(
        requests.Search,
        text=TEXTS,
        target=st.none() | CHANNELS | NICKS,
        author=st.sampled_from(["", "bob"]),
        after=st.none() | st.just(1),
        before=st.none() | st.just(9),
        limit=st.integers(0, 200),
    ),
    requests.Redact: st.builds(
        requests.Redact, target=CHANNELS | NICKS, message=st.sampled_from(["id-1", "none", ""]), reason=TEXTS
    ),
    requests.ReactToLast: st.builds(
        requests.ReactToLast,
        where=st.just("") | CHANNELS | NICKS.map("@{}".format),
        nick=st.just("") | NICKS,
        reaction=st.just("👍"),
        added=st.booleans(),
    ),
    requests.RedactLast: st.builds(
        requests.RedactLast,
        where=st.just("") | CHANNELS | NICKS.map("@{}".format),
        nick=st.just("") | NICKS,
        reason=TEXTS,
    ),
    requests.Unreadable: st.builds(
        requests.Unreadable,
        code=st.sampled_from(["unknown_command", "no_nick", "line_too_long"]),
        about=st.just(("X",)),
    ),
}
ORDINARY = [
    ASKED[kind]
    for kind in ASKED
    if kind not in {requests.Quit, requests.Gone, requests.Expel, requests.Listen, requests.StartIrc}
]


def test_every_request_in_the_table_is_asked_here() -> None:
    assert ASKED.keys() == TABLE.keys()


class Asking(RuleBasedStateMachine):
    """Some sessions of every kind, and the world's time."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.people = [self.world.plain()]
        self.answer = 0

    @initialize(operators=st.booleans())
    def begin(self, operators: bool) -> None:
        for nick in ("alice", "bob"):
            self.people.append(self.world.irc(nick, "#dev", caps=("hubbub/resume", "message-tags"), address="10.0.0.1"))
        if operators:
            self.people[-1].does(requests.Operator("root", "secret"))

    @rule(who=st.integers(0, 9), asked=st.one_of(ORDINARY), found=st.booleans())
    def ask(self, who: int, asked: requests.Request, found: bool) -> None:
        world = self.world
        before = len(world.effects)
        person = self.people[who % len(self.people)]
        world.meanwhile = lambda: world.answers.append(_answer(world.effects[-1], found, world.time))
        person.does(asked)
        # One thing is waited for, and then perhaps what was missed is read, conversation by conversation.
        waited = [one for one in world.effects[before:] if not isinstance(one, FindTargets | ReadPage)]
        assert len(waited) <= 1

    @rule(who=st.integers(0, 9), asked=st.one_of(list(ASKED.values())))
    def ask_anything(self, who: int, asked: requests.Request) -> None:
        self.ask(who, asked, False)

    @rule(kind=st.sampled_from(["plain", "raw_irc", "resumable"]))
    def come(self, kind: str) -> None:
        if len(self.people) > 8:
            self.people.pop(0).does(requests.Gone(reason="lost"))
        if kind == "plain":
            self.people.append(self.world.plain())
        elif kind == "raw_irc":
            self.people.append(self.world.raw_irc())
        else:
            self.people.append(self.world.irc(f"r{len(self.people)}", "#a", caps=("hubbub/resume",)))

    @rule(seconds=st.sampled_from([1.0, 59.0, 61.0]))
    def wait(self, seconds: float) -> None:
        self.world.passes(seconds)

    @rule(storing=st.booleans())
    def store_or_not(self, storing: bool) -> None:
        self.world.hub.storing = storing
        if storing:
            self.world.own(at_start(self.world.hub, self.world.now()))

    @invariant()
    def holds(self) -> None:
        self.world.check()


def _answer(effect: Effect, found: bool, now: int) -> Any:
    if isinstance(effect, FindRetry):
        return RecentMessage(effect.conversation, effect.cid, "m", now) if found else None
    if isinstance(effect, FindTargets):
        return Targets(tuple((key, now) for key in effect.channels) if found else ())
    if isinstance(effect, Rehash):
        return Rehashed(problem="" if found else "wrong")
    if isinstance(effect, PasswordEffect):
        return answered(effect, [])
    if isinstance(effect, Search):
        return Found(())
    if isinstance(effect, FindMessage):
        source = Source("alice", "alice", "host", effect.identity or "id-1")
        said = Said(effect.id, now, source, Conversation(effect.conversation, "#dev"), "message", "hi")
        return FoundMessage(said, reacted=now % 2 == 0) if found else None
    return Page((), known=found)


TestAsking = Asking.TestCase
TestAsking.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
