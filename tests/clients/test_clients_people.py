"""Who is here: joins, leaves, ranks, names, presence; and what numerics tell."""

from __future__ import annotations

import pytest
from clients_stage import Stage, of

from hubbub.clients.view import BufferChanged, MembersChanged, NickChanged, Told
from hubbub.clients.view.told import duration


def members(stage: Stage) -> list[str]:
    return [f"{member.prefix}{member.nick}{' away' if member.away else ''}" for member in stage.lobby.members()]


@pytest.mark.parametrize(
    ("line", "after", "text"),
    [
        (":dave!d@h JOIN #lobby dave :Dave D", ["@carol", "alice", "bob", "dave"], "dave joined"),
        (":bob!b@h PART #lobby :so long", ["@carol", "alice"], "bob left: so long"),
        (":bob!b@h PART #LOBBY", ["@carol", "alice"], "bob left"),
        (":bob!b@h QUIT :gone", ["@carol", "alice"], "bob quit: gone"),
        (":bob!b@h NICK robert", ["@carol", "alice", "robert"], "bob is robert now"),
        (":carol!c@h KICK #lobby bob :out", ["@carol", "alice"], "carol removed bob: out"),
        (":carol!c@h MODE #lobby +v bob", ["@carol", "+bob", "alice"], "carol gave voice to bob"),
        (":carol!c@h MODE #lobby +vo bob bob", ["@+bob", "@carol", "alice"], "carol made bob an operator"),
        (":carol!c@h MODE #lobby -o carol", ["alice", "bob", "carol"], "carol is no longer an operator (carol)"),
        (":carol!c@h MODE #lobby +mk-t key", ["@carol", "alice", "bob"], "carol set mode +m +k key -t"),
        (":carol!c@h TOPIC #lobby :new", ["@carol", "alice", "bob"], "carol set the topic: new"),
        (":carol!c@h TOPIC #lobby :", ["@carol", "alice", "bob"], "carol removed the topic"),
        (":carol!c@h INVITE erin #lobby", ["@carol", "alice", "bob"], "carol invited erin"),
        (":bob!b@h AWAY :lunch", ["@carol", "alice", "bob away"], ""),
        (":stranger!s@h PART #lobby", ["@carol", "alice", "bob"], ""),
        (":bob!b@h JOIN #lobby", ["@carol", "alice", "bob"], ""),
    ],
)
def test_lines_change_the_members(lobby_stage: Stage, line: str, after: list[str], text: str) -> None:
    before = len(lobby_stage.lobby.messages)
    lobby_stage.hear(line)
    assert members(lobby_stage) == after
    assert ([row.text for row in lobby_stage.lobby.messages[before:]] or [""])[-1] == text
    assert lobby_stage.lobby.unread == 0


def test_names_with_several_prefixes_and_hosts(lobby_stage: Stage) -> None:
    lobby_stage.hear(":alice!a@h PART #lobby", ":alice!a@h JOIN #lobby * :A")
    assert members(lobby_stage) == ["alice"]
    changes = lobby_stage.hear(
        ":hub 353 alice = #lobby :alice!a@h @+bob!b@h", ":hub 353 alice = #lobby :+carol", ":hub 366 alice #lobby :End"
    )
    assert members(lobby_stage) == ["@+bob", "+carol", "alice"]
    assert len(of(MembersChanged, changes)) == 1
    assert lobby_stage.view.users["bob"].host == "h"


def test_presence_is_asked_for_quietly(lobby_stage: Stage) -> None:
    rows = len(lobby_stage.view.server.messages)
    lobby_stage.hear(":alice!a@h JOIN #dev * :A", ":hub 353 alice = #dev :alice bob", ":hub 366 alice #dev :End")
    assert "WHO #dev" in lobby_stage.said()
    lobby_stage.hear(":hub 352 alice #dev b host hub bob G :0 Bob B", ":hub 315 alice #dev :End")
    bob = lobby_stage.view.users["bob"]
    assert (bob.away, bob.realname, bob.host) == ("", "Bob B", "host")
    assert members(lobby_stage) == ["@carol", "alice", "bob away"]
    assert len(lobby_stage.view.server.messages) == rows
    lobby_stage.hear(":bob!b@h AWAY")
    assert members(lobby_stage) == ["@carol", "alice", "bob"]


def test_who_that_a_person_asked_is_shown(lobby_stage: Stage) -> None:
    lobby_stage.enter("/who")
    assert lobby_stage.said() == ["@label=h2 WHO #lobby"]
    lobby_stage.hear("@label=h2 :hub 352 alice #lobby b host hub bob H :0 Bob B")
    assert lobby_stage.lobby.messages[-1].text == "bob (b@host) in #lobby: Bob B"


def test_own_nick_and_leaving(lobby_stage: Stage) -> None:
    changes = lobby_stage.hear(":alice!a@h NICK alicia")
    assert of(NickChanged, changes) == [NickChanged("alicia")]
    assert (lobby_stage.view.nick, lobby_stage.lobby.messages[-1].text) == ("alicia", "You are alicia now")
    lobby_stage.hear(":alicia!a@h PART #lobby")
    assert not lobby_stage.lobby.joined
    assert lobby_stage.view.wanted == {}


def test_being_removed_is_told_and_not_undone(lobby_stage: Stage) -> None:
    changes = lobby_stage.hear(":carol!c@h KICK #lobby alice :enough")
    assert of(Told, changes) == [Told("carol removed you from #lobby: enough", error=True)]
    assert not lobby_stage.lobby.joined
    assert lobby_stage.said() == []
    assert lobby_stage.view.wanted == {}


def test_a_direct_conversation_follows_its_person(lobby_stage: Stage) -> None:
    lobby_stage.enter("/query bob")
    direct = lobby_stage.buffer("bob")
    lobby_stage.hear(":bob!b@h NICK robert")
    assert (direct.name, lobby_stage.view.find("robert"), lobby_stage.view.find("bob")) == ("robert", direct, None)
    changes = lobby_stage.hear(":robert!b@h QUIT :x")
    assert MembersChanged(direct) in changes
    assert direct.user is not None
    assert direct.user.online is False
    lobby_stage.hear(":robert!b@h JOIN #lobby * :R")
    assert direct.user is not None
    assert direct.user.online is True


def test_in_large_channels_comings_are_not_rows(lobby_stage: Stage) -> None:
    crowd = " ".join(f"n{number}" for number in range(300))
    lobby_stage.hear(f":hub 353 alice = #lobby :{crowd}")
    rows = len(lobby_stage.lobby.messages)
    lobby_stage.hear(":n1!x@h QUIT :x", ":new!x@h JOIN #lobby * :n")
    assert len(lobby_stage.lobby.messages) == rows
    assert len(lobby_stage.lobby.roster) == 303


def test_topic_and_modes_on_entering(lobby_stage: Stage) -> None:
    changes = lobby_stage.hear(
        ":hub 332 alice #lobby :all of it", ":hub 333 alice #lobby carol!c@h 1700000000", ":hub 324 alice #lobby +nt"
    )
    lobby = lobby_stage.lobby
    assert (lobby.topic, lobby.topic_by, lobby.topic_time, lobby.modes) == ("all of it", "carol", 1.7e9, "nt")
    assert of(BufferChanged, changes)
    lobby_stage.hear(":carol!c@h MODE #lobby +m-n+b *!*@x")
    assert lobby.modes == "mt"


def test_isupport_is_believed_where_it_makes_sense() -> None:
    stage = Stage()
    stage.start()
    stage.register(isupport="CASEMAPPING=rfc1459 PREFIX=(qov)~@+ CHANTYPES=#! NETWORK=Example STATUSMSG=@")
    stage.enter_lobby("~bob", "x[1]")
    assert members(stage) == ["~bob", "alice", "x[1]"]
    assert stage.view.find("#LOBBY") is stage.lobby
    assert stage.view.is_me("ALICE")
    stage.hear(":x{1}!x@h PART #lobby", ":bob!b@h PRIVMSG @#lobby :to the operators")
    assert members(stage) == ["~bob", "alice"]
    assert stage.texts() == ["to the operators"]
    assert (stage.view.network, stage.view.server.name) == ("Example", "Example")


@pytest.mark.parametrize(
    ("line", "buffer", "text"),
    [
        (":hub 401 alice dave :No such nick", "", "Nobody here is called dave"),
        (":hub 403 alice #x :No such channel", "", "There is no channel #x"),
        (":hub 433 alice bob :In use", "", "The name bob is in use"),
        (":hub 482 alice #lobby :No", "#lobby", "That is for operators of #lobby only"),
        (":hub 441 alice dave #lobby :They are not there", "", "dave is not in #lobby"),
        (":hub 461 alice KICK :Not enough", "", "The command KICK needs more words"),
        (":hub 499 alice odd thing :What", "", "odd thing: What"),
        (":hub 404", "", "Error 404"),
        (":hub FAIL KICK INVALID #lobby :That is not possible", "#lobby", "That is not possible"),
        (":hub WARN * SOON :Careful", "", "Careful"),
        (":hub 305 alice :You are no longer marked as being away", "", "You are back"),
        (":hub 306 alice :You have been marked as being away", "", "You are away"),
        (":bob!b@h INVITE alice #dev", "", "bob invites you to #dev; /join #dev accepts"),
    ],
)
def test_answers_become_sentences(lobby_stage: Stage, line: str, buffer: str, text: str) -> None:
    changes = lobby_stage.hear(line)
    assert [told.sentence for told in of(Told, changes)] == [text]
    where = lobby_stage.buffer(buffer) if buffer else lobby_stage.view.server
    assert where.messages[-1].text == text


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (":hub 311 alice bob b host * :Bob B", "bob is b@host: Bob B"),
        (":hub 317 alice bob 93784 1 :idle", "bob has been silent for 1 day 2 hours"),
        (":hub 319 alice bob :#lobby @#dev", "bob is in #lobby @#dev"),
        (":hub 330 alice bob rob :is logged in as", "bob is logged in as rob"),
        (":hub 322 alice #dev 7 :code", "#dev, 7 people: code"),
        (":hub 367 alice #lobby *!*@x carol 1", "Ban of *!*@x"),
        (":hub 341 alice dave #nowhere", "You invited dave to #nowhere"),
        (":hub 353 alice = #dev :@carol dave", "In #dev: @carol dave"),
        (":hub 999 alice some :thing new", "some thing new"),
    ],
)
def test_answers_go_where_they_were_asked(lobby_stage: Stage, line: str, text: str) -> None:
    lobby_stage.enter("/raw WHOIS bob")
    lobby_stage.hear(line)
    assert lobby_stage.lobby.messages[-1].text == text


def test_a_labelled_answer_goes_to_its_asker(lobby_stage: Stage) -> None:
    lobby_stage.enter("/whois bob")
    lobby_stage.enter("/list", lobby_stage.view.server)
    assert lobby_stage.said() == ["@label=h2 WHOIS bob", "@label=h3 LIST"]
    lobby_stage.hear(
        "@label=h2 :hub BATCH +w labeled-response",
        "@batch=w :hub 311 alice bob b host * :Bob B",
        "@batch=w :hub 318 alice bob :End",
        ":hub BATCH -w",
        "@label=h3 :hub 322 alice #dev 1 :code",
    )
    assert lobby_stage.lobby.messages[-1].text == "bob is b@host: Bob B"
    assert lobby_stage.view.server.messages[-1].text == "#dev, 1 people: code"


def test_away_is_said_once_in_the_conversation(lobby_stage: Stage) -> None:
    lobby_stage.enter("/msg bob hi")
    lobby_stage.hear(":hub 301 alice bob :lunch", ":hub 301 alice bob :lunch")
    rows = [row.text for row in lobby_stage.buffer("bob").messages if row.event == "away"]
    assert rows == ["bob is away: lunch"]


def test_the_message_of_the_day_is_the_servers(lobby_stage: Stage) -> None:
    lobby_stage.hear(":hub 375 alice :- begin", ":hub 372 alice :- hello", ":hub 376 alice :End")
    assert [row.text for row in lobby_stage.view.server.messages if row.event == "motd"][-2:] == ["- hello", "End"]


def test_monitored_people(lobby_stage: Stage) -> None:
    lobby_stage.hear(":hub 005 alice MONITOR=100 :are supported")
    lobby_stage.enter("/query dave")
    assert "MONITOR + dave" in lobby_stage.said()
    dave = lobby_stage.buffer("dave").user
    assert dave is not None
    assert dave.online is None
    lobby_stage.hear(":hub 730 alice :dave!d@h")
    assert dave.online is True
    lobby_stage.hear(":hub 731 alice :dave")
    assert dave.online is False


def test_accounts_hosts_and_names(lobby_stage: Stage) -> None:
    lobby_stage.hear(":bob!b@h ACCOUNT rob", ":bob!b@h CHGHOST bb cloak", ":bob!bb@cloak SETNAME :Bob Builder")
    bob = lobby_stage.view.users["bob"]
    assert (bob.account, bob.username, bob.host, bob.realname) == ("rob", "bb", "cloak", "Bob Builder")
    lobby_stage.hear(":bob!bb@cloak ACCOUNT *")
    assert bob.account == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (60, "1 minute"),
        (3_661, "1 hour 1 minute"),
        (86_400 * 3 + 5, "3 days 5 seconds"),
    ],
)
def test_durations(seconds: int, text: str) -> None:
    assert duration(seconds) == text


def test_a_refused_join_is_not_wanted_any_more(lobby_stage: Stage) -> None:
    lobby_stage.enter("/join #secret")
    assert "#secret" in lobby_stage.view.wanted
    changes = lobby_stage.hear(":hub 473 alice #secret :Cannot join channel (+i)")
    assert of(Told, changes) == [Told("#secret is by invitation only", error=True)]
    assert "#secret" not in lobby_stage.view.wanted
