"""Any lines, of several people, all the way through: nothing fails, and nobody speaks for somebody else.

``victim`` is in the channel and never says a word; what others send is full of lines in victim's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from pipeline_house import House, Peer, in_a_loop

from hubbub.model import effects
from hubbub.model.account import Credentials
from hubbub.model.capabilities import OFFERED
from hubbub.model.events import Event, Said
from hubbub.model.requests import Capabilities, Introduce, Join, Listen, Nick, StartIrc
from hubbub.model.server import OperatorLogin, Server
from hubbub.net.outbox import Outbox
from hubbub.wire.irc.message import parse
from hubbub.wire.irc.read import COMMANDS
from hubbub.wire.irc.reader import Reader
from hubbub.wire.plain.commands import COMMANDS as SLASH
from hubbub.wire.plain.read import PlainReader

SERVER = Server(
    "hub.test", "Hub", "", "v", 0, roleplay=True, operators=(OperatorLogin("root", "secret", "*"),)
)  # fmt: skip
EVERYTHING = tuple(name for name in OFFERED if name not in {"sts", "draft/metadata-3"})
PEOPLE: dict[str, tuple[str, ...]] = {
    "victim": EVERYTHING,
    "alice": EVERYTHING,
    "bob": ("message-tags", "echo-message", "batch", "labeled-response", "draft/metadata-2"),
    "carol": ("server-time", "account-notify", "extended-join", "away-notify"),
    "old": (),
}
WORDS = st.sampled_from(
    [
        *(
            "\r:victim!v@h QUIT",
            ":victim!v@h QUIT :x",
            "\x01ACTION x\x01",
            "\u2028victim: x",
            "\x85victim: x",
            "\x1b[2J",
        ),
        *(
            "",
            "*",
            ":",
            "0",
            "-1",
            "a b",
            "\0",
            "x" * 600,
            "é" * 300,
            "🙂",
            "#dev",
            "@#dev",
            "#new",
            "alice",
            "bob",
            "Old",
        ),
        *(
            "NickServ",
            "*playback",
            "+o",
            "-o",
            "+b",
            "+kl",
            "+uUmCME",
            "*!*@*",
            "m:a:alice",
            "GET",
            "SET",
            "SUB",
            "LIST",
        ),
        *(
            "status",
            "LATEST",
            "*",
            "10",
            "msgid=m9",
            "timestamp=2026-01-01T00:00:00.000Z",
            "REQ",
            "LS",
            "302",
            "a/b",
            "+",
        ),
        *(
            "%tcuihsnfdlaor,7",
            "in=#dev;text=a\\r\\nb",
            "PLAIN",
            "root",
            "secret",
            "password",
            "10.0.0.0/8",
            "host.example",
        ),
    ]
)
SENSIBLE = st.sampled_from(
    [
        *("JOIN #dev", "JOIN #new", "PART #dev", "NICK alice2", "NICK alice", "TOPIC #dev :t", "AWAY :gone", "AWAY"),
        *(
            "PRIVMSG #dev :hi",
            "PRIVMSG bob :hi",
            "PRIVMSG @#dev :hi",
            "TAGMSG #dev",
            "REDACT #dev m30",
            "INVITE old #new",
        ),
        *(
            "KICK #dev bob",
            "MODE #dev +ov alice bob",
            "MODE #dev +E",
            "NPC #dev Victim :x",
            "RELAYMSG #dev victim/x :x",
        ),
        *(
            "OPER root secret",
            "CHGHOST alice u.v victim.example",
            "KILL bob :x",
            "WALLOPS :x",
            "SETNAME :victim",
            "JOIN 0",
        ),
        *("REGISTER * * password", "NS IDENTIFY alice password", "NS LOGOUT", "CS REGISTER #dev", "PERSISTENCE SET ON"),
        *("RENAME #dev #new", "RENAME #new #dev", "METADATA * SUB status", "METADATA * SET status :x", "WHOIS victim"),
        *("CHATHISTORY LATEST #dev * 9", "SEARCH text=hi", "MONITOR + alice,bob", "CAP REQ :-batch", "CAP REQ :batch"),
        *(
            "BATCH +z draft/multiline #dev",
            "@batch=z PRIVMSG #dev :a",
            "@batch=z PRIVMSG #dev :\r:victim!v@h QUIT",
            "BATCH -z",
        ),
    ]
)
TAGS = st.sampled_from(
    [
        *(
            "+draft/react=a\\r\\n:victim!v@h\\sQUIT;+reply=m30",
            "+typing=active",
            "label=a\\r\\n:victim!v@h\\sQUIT",
            "label=L",
        ),
        *("account=victim;msgid=x;time=x", "+a=\\r\\n:victim!v@h\\sQUIT", "+", "=x", "+hubbub/cid=c1", "batch=z"),
    ]
)
LINES = st.one_of(
    SENSIBLE,
    st.builds(lambda tags, line: f"@{tags} {line}", TAGS, SENSIBLE),
    st.builds(
        lambda *words: " ".join(words), st.sampled_from(sorted(COMMANDS)), st.lists(WORDS, max_size=4).map(" ".join)
    ),
    st.builds(lambda *words: " ".join(words), SENSIBLE, WORDS.map(":".__add__)),
)
TYPED = st.builds(
    lambda command, words: f"{command} {words}",
    st.sampled_from([*(f"/{name}" for name in SLASH), "hello", "victim:"]),
    st.lists(WORDS, max_size=3).map(" ".join),
)


class Talker(Peer):
    """Somebody with a reader of their own; ``sent``: all they were sent."""

    def __init__(self, house: House, *, plain: bool) -> None:
        super().__init__(house, next(house.numbers))
        self.plain = PlainReader() if plain else None
        self._irc = Reader()
        self.sent = b""
        house.delivery.attach(self.session, cast("Outbox", self))
        house.pipeline.connect(self, "localhost")

    def write(self, data: bytes) -> None:
        self.sent += data

    def sends(self, line: bytes) -> None:
        if self.plain is not None:
            self.asks(*self.plain.receive(line + b"\n"))
        elif (request := self._irc.read(line, SERVER.limits)) is not None:
            self.asks(request)


class Crowd:
    """A house full of people, whose effects are answered by what was said there."""

    def __init__(self) -> None:
        self.house = House(SERVER)
        self.said: list[Said] = []
        self.people: list[Talker] = []

    async def come(self) -> None:
        for nick, wanted in PEOPLE.items():
            one = Talker(self.house, plain=False)
            self.people.append(one)
            one.asks(StartIrc(), Capabilities(way="request", add=wanted), Nick(nick), Introduce("u", "r"))
            one.asks(Capabilities(way="end"), Join(("#dev",)))
        typist = Talker(self.house, plain=True)
        typist.asks(Listen())
        self.people.append(typist)
        await self.settle()
        typist.sends(b"hello")
        await self.settle()

    async def settle(self) -> None:
        house, disk = self.house, self.house.disk
        while True:
            await house.turn()
            if disk.pending:
                self.said += [event for event in disk.batches[-1] if isinstance(event, Said)]
                disk.commit()
            elif house.effects:
                effect, answer = house.effects.pop()
                answer.set_result(self._answer(effect))
            else:
                return

    def _answer(self, effect: effects.Effect) -> Any:
        said: Sequence[Event] = self.said[-5:]
        match effect:
            case effects.ReadPage():
                return effects.Page(tuple(said))
            case effects.Search():
                return effects.Found(tuple((one.conversation.key, one) for one in self.said[-5:]))
            case effects.FindTargets():
                return effects.Targets(tuple((key, 1) for key in effect.channels))
            case effects.FindMessage():
                return effects.FoundMessage(self.said[-1]) if self.said else None
            case effects.DeriveCredentials():
                return Credentials(f"made of {effect.password}")
            case effects.CheckPassword():
                return effect.verifier == f"made of {effect.password}"
            case effects.Rehash():
                return effects.Rehashed()
        return None


def check(one: Talker) -> None:
    sent, one.sent = one.sent, b""
    if one.plain is not None:
        for line in sent.decode().splitlines():  # at whatever a terminal might take for the end of a line
            assert not line.startswith(("victim", "* victim", "[#new] victim"))
        return
    assert not sent or sent.endswith(b"\r\n")
    for data in sent.split(b"\r\n")[:-1]:
        assert not set(data) & set(b"\r\n\0")
        assert len(data.partition(b" ")[2] if data.startswith(b"@") else data) <= SERVER.limits.line_bytes - 2
        message = parse(data.decode())
        assert not message.source.startswith("victim!")
        assert message.source or message.command in {"ERROR", "AUTHENTICATE"}


STEP = st.tuples(st.integers(1, len(PEOPLE)), st.one_of(SENSIBLE, LINES, LINES, st.binary(max_size=60)), TYPED)


@settings(max_examples=50)
@given(st.lists(STEP, min_size=20, max_size=60))
@in_a_loop
async def test_nothing_fails_and_nobody_speaks_for_somebody_else(steps: list[tuple[int, str | bytes, str]]) -> None:
    with structlog.testing.capture_logs() as logs:
        crowd = Crowd()
        await crowd.come()
        for one in crowd.people:
            one.sent = b""
        for number, line, typed in steps:
            one = crowd.people[number]
            said = typed if one.plain is not None else line
            data = said if isinstance(said, bytes) else said.encode()
            one.sends(data.replace(b"\n", b""))
            await crowd.settle()
            for each in crowd.people:
                check(each)
    assert not crowd.house.failures
    assert not [entry for entry in logs if entry["log_level"] in {"error", "critical"}]
