"""Looking round: what secret channels and invisible users keep from whom."""

from __future__ import annotations

import pytest
from commands_world import Person, World, all_of, codes, happened, only, shape

from hubbub.commands import people
from hubbub.commands import who as who_command
from hubbub.commands.listing import MOST_MASKS
from hubbub.commands.table import TABLE
from hubbub.model import events, replies
from hubbub.model.modes import Change
from hubbub.model.requests import (
    Away,
    Bound,
    Help,
    Introduce,
    ListChannels,
    Names,
    Nick,
    Operator,
    Part,
    ServerInfo,
    Topic,
    UserHosts,
    UserModes,
    Who,
    Whois,
)


class Town:
    """alice runs #open and the secret #den, where invisible ivan is; bob is in #open alone, carol nowhere."""

    def __init__(self) -> None:
        self.world = world = World()
        self.alice = world.irc("alice", "#open", "#den")
        self.alice.modes("#den", "+s")
        self.bob = world.irc("bob", "#open")
        self.ivan = world.irc("ivan", "#open", "#den")
        self.ivan.does(UserModes("ivan", (Change(True, "i"),)))
        self.carol = world.irc("carol")
        self.root = world.irc("root", address="10.0.0.1")
        self.root.does(Operator("root", "secret"))
        self.nc = world.plain()


@pytest.fixture
def town() -> Town:
    return Town()


def named(person: Person, *channels: str) -> list[set[str]]:
    return [{member.nick for member in one.members} for one in all_of(replies.NamesAre, person.does(Names(channels)))]


def test_names(town: Town) -> None:
    assert named(town.bob, "#open") == [{"alice", "bob", "ivan"}]
    assert named(town.carol, "#OPEN", "#den", "#none") == [{"alice", "bob"}, set(), set()]
    assert named(town.alice, "#den") == [{"alice", "ivan"}]
    assert named(town.root, "#den") == [{"alice"}]
    assert named(town.nc, "#open", "#den") == [{"alice", "bob"}, set()], "a listener is outside of it"
    assert {one.channel: one.ends for one in all_of(replies.NamesAre, town.carol.does(Names()))} == {
        "#lobby": "",
        "#open": "*",
    }
    assert only(replies.NamesAre, town.nc.does(Names())).channel == "#lobby"
    once = only(replies.NamesAre, town.alice.does(Names(("#open", "#OPEN", "#open"))))
    assert once.ends == "#open,#OPEN,#open"
    here = only(replies.NamesAre, town.alice.does(Names(("#den",))))
    assert here.privacy == "secret"
    assert replies.Member("alice", frozenset("o"), town.alice.user.source.mask) in here.members


def listed(person: Person, **ask: object) -> list[tuple[str, int]]:
    rows = only(replies.ChannelsAre, person.does(ListChannels(**ask))).channels  # type: ignore[arg-type]
    return [(row.name, row.members) for row in rows]


def test_list(town: Town) -> None:
    town.alice.does(Topic("#open", "here"))
    assert listed(town.bob) == [("#lobby", 0), ("#open", 3)]
    assert listed(town.nc) == [("#lobby", 0), ("#open", 3)]
    assert listed(town.alice) == listed(town.root) == [("#den", 2), ("#lobby", 0), ("#open", 3)]
    assert listed(town.alice, masks=("#D*", "#L?bby")) == [("#den", 2), ("#lobby", 0)]
    assert listed(town.alice, bounds=(Bound("members", True, 1), Bound("members", False, 3))) == [("#den", 2)]
    assert listed(town.alice, masks=("nothing",)) == []
    assert only(replies.ChannelsAre, town.bob.does(ListChannels(masks=("#open",)))).channels[0].topic == "here"


def test_a_list_has_many_names_and_some_masks(town: Town) -> None:
    names = (*(f"#none-{number}" for number in range(40)), "#OPEN")
    assert [row.name for row in only(replies.ChannelsAre, town.bob.does(ListChannels(names))).channels] == ["#open"]
    masks = tuple(f"*{number}*" for number in range(MOST_MASKS))
    assert only(replies.ChannelsAre, town.bob.does(ListChannels(masks * 2))).channels == ()
    assert codes(town.bob.does(ListChannels(masks, ("*x*",)))) == ["too_many_targets"]


def who(person: Person, mask: str, operators: bool = False) -> list[str]:
    return [
        f"{row.source.nick}@{row.channel}"
        for row in only(replies.WhoIs, person.does(Who(mask, operators=operators))).rows
    ]


def test_who_of_a_channel(town: Town) -> None:
    assert who(town.bob, "#open") == ["alice@#open", "bob@#open", "ivan@#open"]
    assert who(town.carol, "#OPEN") == ["alice@#open", "bob@#open"]
    assert who(town.carol, "#den") == who(town.carol, "#none") == []
    assert who(town.bob, "#open", operators=True) == []
    (row,) = [row for row in only(replies.WhoIs, town.bob.does(Who("#open"))).rows if row.source.nick == "alice"]
    assert (row.ranks, row.away, row.operator, row.real_name) == (frozenset("o"), False, False, "the alice")


def test_who_by_mask(town: Town) -> None:
    assert who(town.carol, "") == ["alice@*", "bob@*", "carol@*", "root@*"]
    assert who(town.bob, "*")[:3] == ["alice@#open", "bob@#open", "ivan@#open"], "invisible, but one shares a channel"
    assert who(town.carol, "IVAN") == ["ivan@*"], "who knows the name may ask"
    assert who(town.carol, "iva*") == []
    assert who(town.ivan, "iva*") == ["ivan@#open"]
    assert who(town.carol, "the b?b") == ["bob@*"], "a real name"
    assert who(town.carol, "*.ip") == ["root@*"], "by the host that others see"
    assert who(town.carol, "10.*") == [], "not by the address"
    assert who(town.carol, "*", operators=True) == ["root@*"]


def test_who_by_mask_has_an_end(monkeypatch: pytest.MonkeyPatch, town: Town) -> None:
    monkeypatch.setattr(who_command, "MOST_ROWS", 2)
    assert len(who(town.carol, "*")) == 2


def test_a_hostile_mask_takes_no_time(town: Town) -> None:
    victim = town.world.raw_irc()
    victim.does(Nick("a" * 32))
    victim.does(Introduce("a" * 20, "a" * 128))
    assert who(town.carol, "*a" * 60 + "*b") == []
    assert len(who(town.carol, "*a" * 60 + "*")) == 1


def profile(person: Person, nick: str) -> replies.Profile:
    return only(replies.Profile, person.does(Whois((nick,))))


def test_whois(town: Town) -> None:
    def channels(person: Person, nick: str) -> list[str]:
        return [name for name, _ranks in profile(person, nick).channels]

    assert channels(town.bob, "ALICE") == ["#open"]
    assert channels(town.ivan, "alice") == ["#open", "#den"]
    assert channels(town.carol, "ivan") == []
    assert channels(town.bob, "ivan") == ["#open"]
    assert channels(town.ivan, "ivan") == ["#open", "#den"]
    told = town.bob.does(Whois(("nobody", "bob")))
    assert shape(told) == ["Refused", "Profile", "WhoisEnds"]
    assert codes(told) == ["no_such_nick"]
    assert only(replies.WhoisEnds, told).nicks == "nobody,bob"
    assert profile(town.bob, "root").operator
    assert profile(town.bob, "bob").protocol == "irc"


def test_idle_and_signon(town: Town) -> None:
    town.bob.says("hi", "#open")
    town.world.time += 5 * 10**9
    seen = profile(town.carol, "bob")
    assert seen.idle == 5
    assert seen.signon == town.bob.user.signon // 10**9


def test_away_is_told_to_who_writes_asks_and_shares_a_channel(town: Town) -> None:
    told = town.bob.does(Away("tea " + "é" * 400))
    changed = only(events.AwayChanged, told)
    assert len(changed.text.encode()) == 390
    assert [channel.name for channel in changed.channels] == ["#open"]
    assert only(replies.YouAre, told).away
    assert shape(town.bob.does(Away(changed.text))) == ["YouAre"], "nothing changed"
    assert town.carol.says("x", "bob")[0] == replies.TheyAreAway("bob", changed.text)
    assert profile(town.carol, "bob").away == changed.text
    assert only(replies.WhoIs, town.carol.does(Who("bob"))).rows[0].away
    (host,) = only(replies.UserHostsAre, town.carol.does(UserHosts(("bob", "nobody")))).users
    assert (host.away, host.source.nick) == (True, "bob")
    told = town.bob.does(Away())
    assert only(events.AwayChanged, told).text == ""
    assert not only(replies.YouAre, told).away


def test_joining_shows_the_names_from_inside(town: Town) -> None:
    town.carol.does(Part(("#open",)))
    told = town.world.irc("dan", "#open")
    assert {
        member.nick
        for member in people.names_of(town.world.hub.sessions[told.session], town.world.hub.channel("#open")).members
    } == {"alice", "bob", "ivan", "dan"}


def test_counts(town: Town) -> None:
    counts = only(replies.CountsAre, town.carol.does(ServerInfo(what="lusers")))
    assert (counts.users, counts.invisible, counts.operators, counts.unregistered) == (5, 1, 1, 1)
    assert (counts.channels, counts.most_users) == (2, 5), "a secret channel is not counted"


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ("motd", replies.MotdIs),
        ("version", replies.VersionIs),
        ("time", replies.TimeIs),
        ("admin", replies.AdminIs),
        ("info", replies.InfoIs),
    ],
)
def test_facts_about_the_server(town: Town, what: str, kind: type[replies.Reply]) -> None:
    assert isinstance(only(kind, town.carol.does(ServerInfo(what=what))), kind)  # type: ignore[arg-type]


def test_help_tells_each_protocol_what_it_can_type(town: Town) -> None:
    irc = only(replies.HelpIs, town.carol.does(Help())).rows
    plain = only(replies.HelpIs, town.nc.does(Help())).rows
    assert {row[0] for row in irc} == {row.irc for row in TABLE.values() if row.irc}
    assert {row[1] for row in plain} == {row.plain for row in TABLE.values() if row.plain}
    assert [row[1] for row in only(replies.HelpIs, town.nc.does(Help("/JOIN"))).rows] == ["/join #CHANNEL [KEY]"]
    assert codes(town.carol.does(Help("nonsense"))) == ["no_help"]


def test_whoever_can_type_a_command_finds_help_on_it() -> None:
    assert all(row.summary for row in TABLE.values() if row.irc or row.plain)


def test_looking_round_changes_nothing(town: Town) -> None:
    asked = (Names(), ListChannels(), Who(), Whois(("bob",)), UserHosts(("bob",)), ServerInfo(what="lusers"), Help())
    assert [happened(town.carol.does(ask)) for ask in asked] == [[]] * len(asked)
