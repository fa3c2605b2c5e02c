"""People with accounts, by several connections or none, and channels that are theirs: whatever they do in whatever
order, the hub stays true to itself and to the log (`World.check`)."""

from __future__ import annotations

import re
from base64 import b64encode

from commands_world import Person, World, all_of, credentials
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from hubbub.model import requests as r
from hubbub.model.account import Account
from hubbub.model.limits import ABSENT_DAYS
from hubbub.model.replies import ServiceSays
from hubbub.model.server import AccountRules
from hubbub.model.state import Snapshot

NAMES = ("ann", "bea", "cid")
CHANNELS = ("#a", "#b", "#lobby")
NAMED = st.sampled_from(NAMES)
IN = st.sampled_from(CHANNELS)
WHO = st.integers(0, 9)

WORDS = (
    *(
        "NS REGISTER sesame",
        "NS IDENTIFY {n} {n}s",
        "NS GHOST {n} {n}s",
        "NS GHOST {n}",
        "NS UNREGISTER {n}",
        "NS LOGOUT",
    ),
    *("NS SET always-on on", "NS SET always-on off", "NS SET multiclient off", "NS CLIENTS LOGOUT all"),
    *("NS CLIENTS LOGOUT 1", "CS REGISTER {c}", "CS UNREGISTER {c}", "CS AMODE {c} +o {n}", "CS AMODE {c} -o {n}"),
    *("CS AMODE {c} +v {n}", "CS OP {c}", "CS DEOP {c}", "CS CLEAR {c} users", "CS CLEAR {c} access"),
    *("CS TRANSFER {c} {n}", "CS TRANSFER ACCEPT {c}", "CS TRANSFER CANCEL {c}"),
)
OPERATORS = (
    *("NS SAREGISTER {n} {n}s", "NS SUSPEND ADD {n}", "NS SUSPEND DEL {n}", "NS SASET {n} always-on on"),
    *("CS PURGE ADD {c}", "CS PURGE DEL {c}"),
)


class Together(RuleBasedStateMachine):
    """Connections come and go; a service's code is given back at once."""

    @initialize(rule=st.sampled_from(["opt-in", "opt-out", "off"]))
    def begin(self, rule: str) -> None:
        accounts = tuple(Account(f"a-{name}", name, 1, credentials(f"{name}s")) for name in NAMES)
        rules = AccountRules(always_on=rule, attempts=0)  # type: ignore[arg-type]
        self.world = World(Snapshot(accounts=accounts), accounts=rules)
        self.people: list[Person] = []
        self.comes("ann", resumes=True)
        self.chief = self._chief()

    def _chief(self) -> Person:
        chief = self.world.irc("chief", address="10.0.0.1")
        chief.does(r.Operator("root", "secret"))
        return chief

    def person(self, number: int) -> Person:
        self.people = [one for one in self.people if one.is_here] or [self.world.plain()]
        return self.people[number % len(self.people)]

    def asks(self, person: Person, words: str) -> None:
        service = "NickServ" if words.startswith("NS") else "ChanServ"
        text = words[3:]
        said = "\n".join(
            line for one in all_of(ServiceSays, person.does(r.AskService(service, text))) for line in one.lines
        )
        code = re.search(r"[0-9a-f]{8}$", said)
        if code is not None:
            person.does(r.AskService(service, f"{text} {code[0]}"))

    @rule(name=NAMED, resumes=st.booleans())
    def comes(self, name: str, resumes: bool) -> None:
        person = self.world.raw_irc()
        person.does(r.Capabilities(way="request", add=("sasl", *(("hubbub/resume",) if resumes else ()))))
        person.does(r.Authenticate("PLAIN"))
        person.does(r.Authenticate(b64encode(f"\0{name}\0{name}s".encode()).decode()))
        person.does(r.Nick(name))
        person.does(r.Introduce(name, name))
        person.does(r.Capabilities(way="end"))
        self.people.append(person)

    @rule(named=st.booleans(), name=NAMED)
    def comes_plainly(self, named: bool, name: str) -> None:
        self.people.append(self.world.plain())
        if named:
            self.people[-1].does(r.Login(name, f"{name}s"))
        else:
            self.people[-1].says("hello", first=True)

    @rule(who=WHO, words=st.sampled_from(WORDS), name=NAMED, channel=IN)
    def asks_a_service(self, who: int, words: str, name: str, channel: str) -> None:
        self.asks(self.person(who), words.format(n=name, c=channel))

    @rule(words=st.sampled_from(OPERATORS), name=NAMED, channel=IN)
    def decides(self, words: str, name: str, channel: str) -> None:
        if not self.chief.is_here:
            self.chief = self._chief()
        self.asks(self.chief, words.format(n=name, c=channel))

    @rule(who=WHO, channel=IN, leaves=st.booleans())
    def joins(self, who: int, channel: str, leaves: bool) -> None:
        self.person(who).does(r.Part((channel,)) if leaves else r.Join((channel,)))

    @rule(who=WHO, name=NAMED)
    def logs_in(self, who: int, name: str) -> None:
        self.person(who).does(r.Login(name, f"{name}s"))

    @rule(who=WHO, text=st.sampled_from(["", "tea", "*"]))
    def is_away(self, who: int, text: str) -> None:
        self.person(who).does(r.Away(text))

    @rule(who=WHO, how=st.sampled_from([r.Quit(), r.Gone(reason="lost"), r.Expel(reason="flood"), r.Logout()]))
    def goes(self, who: int, how: r.Request) -> None:
        self.person(who).does(how)

    @rule(name=NAMED, channel=IN, kills=st.booleans())
    def is_removed(self, name: str, channel: str, kills: bool) -> None:
        self.chief.does(r.Kill(name) if kills else r.Kick((channel,), (name,)))

    @rule(channel=IN, to=st.sampled_from(["#c", "#A", *CHANNELS]))
    def renames(self, channel: str, to: str) -> None:
        self.chief.does(r.RenameChannel(channel, to))

    @rule(seconds=st.sampled_from([1.0, 61.0, ABSENT_DAYS * 24 * 3600.0]))
    def waits(self, seconds: float) -> None:
        self.world.passes(seconds)
        self.world.check()

    @rule()
    def restarts(self) -> None:
        self.world.restarts()
        self.world.check()
        self.people, self.chief = [], self._chief()


TestTogether = Together.TestCase
TestTogether.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
