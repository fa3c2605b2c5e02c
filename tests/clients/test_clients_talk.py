"""Messages: shown, counted, confirmed, refused, tried again."""

from __future__ import annotations

import pytest
from clients_stage import Stage, of

from hubbub.clients.view import (
    Alerted,
    BufferAdded,
    MessageAdded,
    MessageChanged,
    MessageRemoved,
    MessagesTrimmed,
    Told,
    TypingChanged,
)

PLAIN_CAPS = "message-tags server-time echo-message"


def test_a_message_is_shown_and_counted(lobby_stage: Stage) -> None:
    changes = lobby_stage.hear(
        "@time=2023-11-14T22:13:21.500Z;msgid=m1;account=rob;+reply=m0 :bob!b@h PRIVMSG #lobby :hi"
    )
    [added] = of(MessageAdded, changes)
    row = added.message
    assert (row.nick, row.text, row.kind, row.id, row.account) == ("bob", "hi", "message", "m1", "rob")
    assert (row.time, row.reply_to, row.own, row.mention) == (1_700_000_001.5, "m0", False, False)
    assert (lobby_stage.lobby.unread, lobby_stage.lobby.mentions) == (1, 0)
    assert lobby_stage.lobby.first_unread == row.key
    assert not of(Alerted, changes)


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("alice: hi", True),
        ("hi ALICE!", True),
        ("\x0304alice\x0f?", True),
        ("malice", False),
        ("alice_ is another", False),
        ("alicea and alice", True),
        ("", False),
    ],
)
def test_a_mention_is_the_nick_as_a_word(lobby_stage: Stage, text: str, mentioned: bool) -> None:
    changes = lobby_stage.hear(f":bob!b@h PRIVMSG #lobby :{text}")
    assert bool(of(Alerted, changes)) is mentioned
    assert lobby_stage.lobby.mentions == int(mentioned)


def test_what_is_looked_at_is_read(lobby_stage: Stage) -> None:
    lobby_stage.hear("@msgid=1 :bob!b@h PRIVMSG #lobby :one")
    lobby_stage.do(lambda: lobby_stage.view.look_at(lobby_stage.lobby))
    assert (lobby_stage.lobby.unread, lobby_stage.lobby.first_unread) == (0, None)
    lobby_stage.hear("@msgid=2;time=2023-11-14T22:14:00.000Z :bob!b@h PRIVMSG #lobby :two")
    assert lobby_stage.lobby.unread == 0
    lobby_stage.said()
    lobby_stage.wait(1)
    assert lobby_stage.said() == ["MARKREAD #lobby timestamp=2023-11-14T22:14:00.000Z"]
    lobby_stage.do(lambda: lobby_stage.view.look_at(None))
    lobby_stage.hear("@msgid=3 :bob!b@h PRIVMSG #lobby :three")
    assert lobby_stage.lobby.unread == 1


def test_actions_notices_and_requests_of_programs(lobby_stage: Stage) -> None:
    lobby_stage.hear(
        ":bob!b@h PRIVMSG #lobby :\x01ACTION waves\x01",
        ":bob!b@h NOTICE #lobby :beep",
        ":bob!b@h PRIVMSG alice :\x01VERSION\x01",
        ":bob!b@h NOTICE alice :psst",
        ":hub NOTICE alice :the server speaks",
    )
    assert [(row.kind, row.text) for row in lobby_stage.lobby.messages if row.kind != "event"] == [
        ("action", "waves"),
        ("notice", "beep"),
    ]
    assert lobby_stage.view.find("bob") is None
    texts = [row.text for row in lobby_stage.view.server.messages]
    assert texts[-3:] == ["bob asked for this client's VERSION", "psst", "the server speaks"]
    assert lobby_stage.said() == []


def test_a_direct_message_opens_a_conversation(lobby_stage: Stage) -> None:
    changes = lobby_stage.hear("@msgid=d1 :bob!b@h PRIVMSG alice :psst")
    bob = lobby_stage.buffer("BOB")
    assert of(BufferAdded, changes) == [BufferAdded(bob)]
    assert (bob.kind, bob.unread, bob.mentions) == ("direct", 1, 1)
    assert of(Alerted, changes)
    assert lobby_stage.said() == ["@label=h2 CHATHISTORY LATEST bob * 50"]
    lobby_stage.page("bob", "@time=2023-11-14T20:00:00.000Z;msgid=d0 :bob!b@h PRIVMSG alice :old")
    assert lobby_stage.texts(bob) == ["old", "psst"]
    assert bob.unread == 1


def test_own_messages_from_another_session_go_where_they_were_sent(lobby_stage: Stage) -> None:
    lobby_stage.hear("@msgid=x :alice!a@h PRIVMSG bob :from my phone")
    [row] = lobby_stage.buffer("bob").messages
    assert (row.own, row.state, lobby_stage.buffer("bob").unread) == (True, "confirmed", 0)


def test_an_echo_with_its_label_confirms(lobby_stage: Stage) -> None:
    lobby_stage.enter("hi")
    assert lobby_stage.said() == ["@label=h2;+hubbub/cid=00000000000000000000000000000001 PRIVMSG #lobby hi"]
    [row] = [row for row in lobby_stage.lobby.messages if row.own]
    assert row.state == "pending"
    changes = lobby_stage.hear("@label=h2;msgid=m;time=2023-11-14T22:13:30.000Z :alice!a@h PRIVMSG #lobby :hi")
    assert of(MessageChanged, changes) == [MessageChanged(lobby_stage.lobby, row)]
    assert (row.state, row.id, row.time) == ("confirmed", "m", 1_700_000_010.0)
    assert lobby_stage.texts() == ["hi"]


def test_others_are_put_before_what_is_pending(lobby_stage: Stage) -> None:
    lobby_stage.enter("mine")
    [mine] = [row for row in lobby_stage.lobby.messages if row.own]
    changes = lobby_stage.hear("@msgid=1 :bob!b@h PRIVMSG #lobby :first")
    assert [added.before for added in of(MessageAdded, changes)] == [mine.key]
    lobby_stage.hear("@label=h2;msgid=2 :alice!a@h PRIVMSG #lobby :mine")
    lobby_stage.hear("@msgid=3 :bob!b@h PRIVMSG #lobby :last")
    assert lobby_stage.texts() == ["first", "mine", "last"]


def test_confirmed_out_of_order_is_shown_in_the_order_of_the_server(lobby_stage: Stage) -> None:
    lobby_stage.enter("one\ntwo")
    one, two = (row for row in lobby_stage.lobby.messages if row.own)
    changes = lobby_stage.hear("@label=h3;msgid=2 :alice!a@h PRIVMSG #lobby :two")
    assert of(MessageRemoved, changes) == [MessageRemoved(lobby_stage.lobby, two.key)]
    assert [(a.message, a.before) for a in of(MessageAdded, changes)] == [(two, one.key)]
    assert lobby_stage.texts() == ["two", "one"]


@pytest.mark.parametrize(
    "answer",
    [
        "@label=h2 :hub 404 alice #lobby :Cannot send to channel (+m)",
        ":hub 404 alice #lobby :Cannot send to channel (+m)",
        "@label=h2 :hub FAIL PRIVMSG CANNOT_SEND #lobby :You cannot speak in #lobby: Cannot send to channel (+m)",
    ],
)
def test_a_refused_message_says_why_and_can_be_tried_again(answer: str) -> None:
    stage = Stage()
    stage.start()
    stage.register("batch labeled-response echo-message message-tags" if "label" in answer else PLAIN_CAPS)
    stage.enter_lobby("bob")
    stage.enter("hi")
    [row] = [row for row in stage.lobby.messages if row.own]
    label = next((part for part in " ".join(stage.said()).split() if part.startswith("@label=")), "")
    stage.hear(answer.replace("@label=h2", label))
    assert (row.state, row.reason) == ("failed", "You cannot speak in #lobby: Cannot send to channel (+m)")
    stage.do(lambda: stage.chat.retry(stage.lobby, row))
    assert row.state == "pending"
    assert any("PRIVMSG #lobby hi" in line for line in stage.said())
    stage.do(lambda: stage.chat.retry(stage.lobby, row))
    assert stage.said() == []


def test_a_failed_message_can_be_given_up(lobby_stage: Stage) -> None:
    lobby_stage.enter("hi")
    lobby_stage.hear("@label=h2 :hub 404 alice #lobby :No")
    [row] = [row for row in lobby_stage.lobby.messages if row.own]
    changes = lobby_stage.do(lambda: lobby_stage.chat.discard(lobby_stage.lobby, row))
    assert changes == [MessageRemoved(lobby_stage.lobby, row.key)]
    assert lobby_stage.texts() == []


def test_without_labels_the_echo_is_matched_by_its_text() -> None:
    stage = Stage()
    stage.start()
    stage.register(PLAIN_CAPS)
    stage.enter_lobby("bob")
    stage.said()
    stage.enter("one\ntwo")
    assert stage.said() == ["PRIVMSG #lobby one", "PRIVMSG #lobby two", "PING hubbub-1"]
    stage.hear("@msgid=1 :alice!a@h PRIVMSG #lobby :one", "@msgid=2 :alice!a@h PRIVMSG #lobby :tw")
    assert [(row.state, row.id, row.text) for row in stage.lobby.messages if row.own] == [
        ("confirmed", "1", "one"),
        ("confirmed", "2", "tw"),
    ]


def test_without_echoes_a_pong_confirms() -> None:
    stage = Stage()
    stage.start()
    stage.register("")
    stage.enter_lobby("bob")
    stage.said()
    stage.enter("one\ntwo")
    assert stage.said() == ["PRIVMSG #lobby one", "PRIVMSG #lobby two", "PING hubbub-1"]
    stage.hear(":hub PONG hub :something-else")
    assert {row.state for row in stage.lobby.messages if row.own} == {"pending"}
    stage.hear(":hub 404 alice #lobby :No", ":hub PONG hub :hubbub-1")
    assert [row.state for row in stage.lobby.messages if row.own] == ["failed", "confirmed"]


def test_said_offline_is_sent_when_there_is_a_connection(lobby_stage: Stage) -> None:
    lobby_stage.link.closed(None, lobby_stage.now)
    lobby_stage.settle()
    lobby_stage.enter("later")
    assert lobby_stage.said() == []
    lobby_stage.wait(2)
    lobby_stage.link.opened(lobby_stage.now)
    lobby_stage.settle()
    lobby_stage.register()
    assert not any("PRIVMSG" in one for one in lobby_stage.said())
    lobby_stage.hear(":alice!a@h JOIN #lobby * :a")
    assert any(
        ";+hubbub/cid=00000000000000000000000000000001 PRIVMSG #lobby later" in one for one in lobby_stage.said()
    )


def typists(stage: Stage) -> list[str]:
    return list(stage.lobby.typing)


def test_typing_is_shown_until_it_ends(lobby_stage: Stage) -> None:
    changes = lobby_stage.hear("@+typing=active :bob!b@h TAGMSG #lobby", "@+typing=active :carol!c@h TAGMSG #lobby")
    assert of(TypingChanged, changes)
    assert typists(lobby_stage) == ["bob", "carol"]
    lobby_stage.hear("@+typing=done :carol!c@h TAGMSG #lobby", "@+typing=active :alice!a@h TAGMSG #lobby")
    assert typists(lobby_stage) == ["bob"]
    assert of(TypingChanged, lobby_stage.wait(7))
    assert typists(lobby_stage) == []
    lobby_stage.hear("@+typing=active :bob!b@h TAGMSG #lobby", ":bob!b@h PRIVMSG #lobby :done")
    assert typists(lobby_stage) == []


def test_own_typing_is_told_sparingly(lobby_stage: Stage) -> None:
    lobby, chat = lobby_stage.lobby, lobby_stage.chat
    lobby_stage.do(lambda: chat.type_in(lobby, "/nick b"))
    assert lobby_stage.said() == []
    lobby_stage.do(lambda: chat.type_in(lobby, "h"))
    lobby_stage.do(lambda: chat.type_in(lobby, "he"))
    assert lobby_stage.said() == ["@+typing=active TAGMSG #lobby"]
    lobby_stage.wait(7)
    assert [one for one in lobby_stage.said() if "PING" not in one] == ["@+typing=paused TAGMSG #lobby"]
    lobby_stage.do(lambda: chat.type_in(lobby, ""))
    assert lobby_stage.said() == ["@+typing=done TAGMSG #lobby"]


def test_a_refused_typing_notice_is_not_told(lobby_stage: Stage) -> None:
    lobby_stage.do(lambda: lobby_stage.chat.open_direct("dave"))
    dave = lobby_stage.view.find("dave")
    assert dave is not None
    changes = lobby_stage.hear(":hub 404 alice #lobby :You are muted", ":hub 401 alice dave :No such nick")
    assert not of(Told, changes)
    assert lobby_stage.texts() == []
    assert dave.user is not None
    assert dave.user.online is False
    lobby_stage.enter("/whois eve")
    [label] = [line.split()[0] for line in lobby_stage.said() if "WHOIS" in line]
    assert of(Told, lobby_stage.hear(f"{label} :hub 401 alice eve :No such nick"))


def test_rows_in_memory_are_bounded() -> None:
    stage = Stage(keep=100)
    stage.start()
    stage.register()
    stage.enter_lobby("bob")
    for number in range(300):
        trimmed = of(MessagesTrimmed, stage.hear(f"@msgid={number} :bob!b@h PRIVMSG #lobby :{number}"))
        if trimmed:
            assert len(trimmed[0].keys) > 20
    assert 100 <= len(stage.lobby.messages) <= 125
    assert stage.lobby.older
    assert stage.texts()[-1] == "299"
    assert stage.lobby.unread == 300


def test_a_failed_message_outlives_the_rows_around_it() -> None:
    stage = Stage(keep=100)
    stage.start()
    stage.register()
    stage.enter_lobby("bob")
    stage.enter("mine")
    stage.hear(":hub 404 alice #lobby :No", "@label=h2 :hub 404 alice #lobby :No")
    stage.hear(*(f"@msgid={number} :bob!b@h PRIVMSG #lobby :{number}" for number in range(300)))
    assert stage.texts()[0] == "mine"
    assert len(stage.lobby.messages) <= 126


def test_a_held_buffer_keeps_what_is_read() -> None:
    stage = Stage(keep=100)
    stage.start()
    stage.register()
    stage.enter_lobby("bob")
    stage.lobby.held = True
    stage.hear(*(f"@msgid={number} :bob!b@h PRIVMSG #lobby :{number}" for number in range(300)))
    assert stage.texts()[0] == "0"


def test_the_same_id_twice_is_one_message(lobby_stage: Stage) -> None:
    lobby_stage.hear("@msgid=1 :bob!b@h PRIVMSG #lobby :x", "@msgid=1 :bob!b@h PRIVMSG #lobby :x")
    assert lobby_stage.texts() == ["x"]
    lobby_stage.hear(":bob!b@h PRIVMSG #lobby :y", ":bob!b@h PRIVMSG #lobby :y")
    assert lobby_stage.texts() == ["x", "y", "y"]
