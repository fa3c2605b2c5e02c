"""History: pages, lost connections, read markers.  Neither a gap nor a duplicate."""

from __future__ import annotations

from clients_stage import HUBBUB, Stage, of
from hypothesis import given, settings
from hypothesis import strategies as st

from hubbub.clients.view import Alerted, Message, MessageRemoved, MessagesAdded, MessagesTrimmed
from hubbub.clients.view.window import Window

RESUME = "0123456789abcdef"


def line(number: int, nick: str = "bob", target: str = "#lobby") -> str:
    """A message of the log, one a second."""
    minutes, seconds = divmod(number, 60)
    return f"@time=2023-11-14T22:{minutes:02}:{seconds:02}.000Z;msgid=m{number} :{nick}!x@h PRIVMSG {target} :{number}"


def lose(stage: Stage) -> None:
    stage.link.closed(None, stage.now)
    stage.settle()
    stage.said()
    stage.wait(3)
    stage.link.opened(stage.now)
    stage.settle()


def asked(stage: Stage) -> list[str]:
    """The pages of history that were asked for."""
    return [one.partition("CHATHISTORY ")[2] for one in stage.said() if "CHATHISTORY" in one]


def test_a_channel_begins_with_its_latest_page() -> None:
    stage = Stage()
    stage.start()
    stage.register()
    stage.hear(":alice!a@h JOIN #lobby * :a")
    assert "@label=h1 CHATHISTORY LATEST #lobby * 50" in stage.said()
    assert stage.lobby.loading
    stage.hear(line(7))
    changes = stage.page("#lobby", line(4), line(5), line(6), line(7))
    assert stage.texts() == ["4", "5", "6", "7"]
    assert [len(added.messages) for added in of(MessagesAdded, changes)] == [3]
    assert (stage.lobby.loading, stage.lobby.older, stage.lobby.unread) == (False, True, 1)


def test_what_was_there_before_is_read() -> None:
    stage = Stage()
    stage.start()
    stage.register()
    stage.hear(":alice!a@h JOIN #lobby * :a")
    stage.page("#lobby", line(1), line(2))
    assert stage.lobby.unread == 0


def test_an_older_page_goes_to_the_top() -> None:
    stage = Stage()
    stage.start()
    stage.register()
    stage.hear(":alice!a@h JOIN #lobby * :a")
    stage.page("#lobby", line(4), line(5))
    stage.said()
    stage.do(lambda: stage.chat.load_older(stage.lobby))
    stage.do(lambda: stage.chat.load_older(stage.lobby))
    assert stage.said() == ["@label=h2 CHATHISTORY BEFORE #lobby msgid=m4 100"]
    [added] = of(MessagesAdded, stage.page("#lobby", line(2), line(3)))
    assert added.before == next(row.key for row in stage.lobby.messages if row.text == "4")
    assert stage.texts() == ["2", "3", "4", "5"]
    stage.do(lambda: stage.chat.load_older(stage.lobby))
    stage.page("#lobby")
    assert not stage.lobby.older
    stage.said()
    stage.do(lambda: stage.chat.load_older(stage.lobby))
    assert stage.said() == []


def test_a_page_answered_under_its_label_and_nested() -> None:
    stage = Stage()
    stage.start()
    stage.register()
    stage.hear(":alice!a@h JOIN #lobby * :a")
    stage.hear(
        "@label=h1 :hub BATCH +o labeled-response",
        "@batch=o :hub BATCH +i chathistory #lobby",
        f"@batch=i;{line(1)[1:]}",
        f"@batch=i;{line(2)[1:]}",
        "@batch=o :hub BATCH -i",
    )
    assert stage.lobby.loading
    stage.hear(":hub BATCH -o")
    assert stage.texts() == ["1", "2"]
    assert not stage.lobby.loading


def test_batches_nested_without_end_are_taken_in(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(":hub BATCH +0 chathistory #lobby")
    for depth in range(1, 1500):
        stage.hear(f"@batch={depth - 1} :hub BATCH +{depth} chathistory #lobby")
        if depth > 1:
            stage.hear(f":hub BATCH -{depth - 1}")
    stage.hear(":hub BATCH -0", line(1))
    assert stage.texts() == ["1"]


def test_after_a_lost_connection_all_that_was_missed_is_fetched(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(1), line(2))
    stage.do(lambda: stage.view.look_at(stage.lobby))
    stage.do(lambda: stage.view.look_at(None))
    lose(stage)
    stage.register(isupport="CHATHISTORY=3 CASEMAPPING=ascii")
    stage.said()
    stage.hear(":alice!a@h JOIN #lobby * :a", line(9))
    assert asked(stage) == ["AFTER #lobby msgid=m2 3"]
    stage.page("#lobby", line(3), line(4), line(5))
    assert stage.texts() == ["1", "2", "3", "4", "5", "9"]
    assert asked(stage) == ["AFTER #lobby msgid=m5 3"]
    stage.hear(line(10))
    stage.page("#lobby", line(6), line(7), line(8))
    stage.page("#lobby", line(9), line(10))
    assert stage.texts() == [str(number) for number in range(1, 11)]
    assert not stage.lobby.loading
    assert (stage.lobby.unread, stage.lobby.caught_up) == (8, None)


def test_unread_counts_survive_a_lost_connection(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(1), line(2))
    lose(stage)
    stage.register()
    stage.hear(":alice!a@h JOIN #lobby * :a")
    changes = stage.page("#lobby", line(3), line(4).replace(":4", ":alice?"))
    stage.page("#lobby")
    assert (stage.lobby.unread, stage.lobby.mentions) == (4, 1)
    assert [alerted.message.text for alerted in of(Alerted, changes)] == ["alice?"]
    assert stage.lobby.first_unread == stage.rows("message")[0].key


def test_said_while_coming_back_waits_for_the_channel(lobby_stage: Stage) -> None:
    stage = lobby_stage
    lose(stage)
    stage.register()
    stage.said()
    stage.enter("hi")
    assert sent(stage) == []
    stage.hear(":alice!a@h JOIN #lobby * :a")
    assert sent(stage) == ["+hubbub/cid=00000000000000000000000000000001 PRIVMSG #lobby hi"]


def test_lost_again_while_catching_up(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(1))
    lose(stage)
    stage.register(isupport="CHATHISTORY=2 CASEMAPPING=ascii")
    stage.hear(":alice!a@h JOIN #lobby * :a", line(8))
    stage.page("#lobby", line(2), line(3))
    lose(stage)
    stage.register(isupport="CHATHISTORY=2 CASEMAPPING=ascii")
    stage.said()
    stage.hear(":alice!a@h JOIN #lobby * :a")
    assert asked(stage) == ["AFTER #lobby msgid=m3 2"]
    stage.page("#lobby", line(4), line(5))
    stage.page("#lobby", line(6), line(7))
    stage.page("#lobby", line(8), line(9))
    assert stage.texts() == [str(number) for number in range(1, 10)]


def test_too_much_to_catch_up_starts_over_from_the_latest_page(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(1))
    lose(stage)
    stage.register(isupport="CHATHISTORY=1 CASEMAPPING=ascii")
    stage.hear(":alice!a@h JOIN #lobby * :a")
    changes: list[object] = []
    for number in range(2, 12):
        changes += stage.page("#lobby", line(number))
    assert of(MessagesTrimmed, changes)
    assert "CHATHISTORY LATEST #lobby * 1" in stage.said()[-1]
    stage.page("#lobby", line(40))
    assert stage.texts() == ["40"]
    assert stage.lobby.older


def test_a_forgotten_reference_starts_over(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(1))
    lose(stage)
    stage.register()
    stage.hear(":alice!a@h JOIN #lobby * :a")
    stage.said()
    stage.hear(":hub FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER #lobby :Unknown message")
    assert "CHATHISTORY LATEST #lobby * 50" in stage.said()[-1]
    stage.page("#lobby", line(5))
    assert stage.texts() == ["5"]


def test_without_history_a_gap_is_told(lobby_stage: Stage) -> None:
    stage = Stage()
    stage.start()
    stage.register("")
    stage.enter_lobby("bob")
    stage.hear(line(1))
    lose(stage)
    stage.register("")
    stage.hear(":alice!a@h JOIN #lobby", line(9))
    assert [row.event or row.text for row in stage.lobby.messages] == ["1", "gap", "9"]


def back_with_token(stage: Stage, *lines: str) -> None:
    """Connect again and resume the session."""
    lose(stage)
    stage.hear(f":hub CAP * LS :{HUBBUB}", f":hub CAP alice ACK :{HUBBUB}", ":hub RESUME SUCCESS alice")
    stage.hear(":hub 001 alice :Hi", *lines, ":hub PONG hub hubbub-ready")


def sent(stage: Stage) -> list[str]:
    """The messages that were sent, without their labels."""
    return [one.partition(";")[2] or one for one in stage.said() if "PRIVMSG" in one]


MINE = "@msgid=m3;time=2023-11-14T22:13:30.000Z :alice!a@h PRIVMSG #lobby :mine"


def test_under_way_when_the_connection_was_lost_is_said_again_with_its_id(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(":hub RESUME TOKEN secret", line(1))
    stage.enter("mine")
    first = sent(stage)
    back_with_token(stage, ":alice!a@h JOIN #lobby * :a")
    assert sent(stage) == []
    # It had arrived: the history has it, and the retry is answered with the first acknowledgement.
    stage.page("#lobby", line(2), MINE, line(4))
    stage.page("#lobby")
    again = stage.said()
    assert [one.partition(";")[2] for one in again if "PRIVMSG" in one] == first
    label = next(one for one in again if "PRIVMSG" in one)[1:].partition(";")[0]
    changes = stage.hear(f"@{label};{MINE[1:]}")
    assert len(of(MessageRemoved, changes)) == 1
    assert stage.texts() == ["1", "2", "mine", "4"]
    assert {row.state for row in stage.lobby.messages} == {"confirmed"}


def test_until_its_answer_comes_a_retry_stays_pending(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(":hub RESUME TOKEN secret", line(1))
    stage.enter("mine")
    back_with_token(stage, ":alice!a@h JOIN #lobby * :a")
    stage.page("#lobby", line(2), MINE, line(4))
    stage.page("#lobby")
    assert stage.texts() == ["1", "2", "mine", "4", "mine"]
    assert [row.state for row in stage.lobby.messages if row.own] == ["confirmed", "pending"]


def test_a_server_that_does_not_know_us_any_more_is_not_told_twice(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(1))
    stage.enter("mine\nmine\nnot arrived")
    stage.said()
    lose(stage)
    stage.register()
    stage.hear(":alice!a@h JOIN #lobby * :a")
    stage.page("#lobby", line(2), MINE, MINE.replace("m3", "m4"), line(5))
    stage.page("#lobby")
    assert stage.texts() == ["1", "2", "mine", "mine", "5", "not arrived"]
    assert [row.state for row in stage.lobby.messages if row.own] == ["confirmed", "confirmed", "pending"]
    assert [one.partition("PRIVMSG ")[2] for one in sent(stage)] == ["#lobby :not arrived"]


def test_own_messages_found_in_a_page_do_not_end_the_catching_up(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(1))
    stage.enter("mine")
    lose(stage)
    stage.register(isupport="CHATHISTORY=2 CASEMAPPING=ascii")
    stage.hear(":alice!a@h JOIN #lobby * :a")
    stage.said()
    stage.page("#lobby", line(2), MINE)
    assert asked(stage) == ["AFTER #lobby msgid=m3 2"]
    stage.page("#lobby", line(4), line(5))
    stage.page("#lobby")
    assert stage.texts() == ["1", "2", "mine", "4", "5"]


def test_a_server_that_pages_by_time_repeats_the_row_it_begins_with() -> None:
    caps = "batch draft/chathistory server-time"
    stage = Stage()
    stage.start()
    stage.register(caps)
    stage.enter_lobby("bob")
    stage.hear(line(1).replace("msgid=m1", ""))
    lose(stage)
    stage.register(caps, isupport="MSGREFTYPES=timestamp CHATHISTORY=2 CASEMAPPING=ascii")
    stage.said()
    stage.hear(":alice!a@h JOIN #lobby")
    assert asked(stage) == ["AFTER #lobby timestamp=2023-11-14T22:00:00.999Z 2"]
    stage.page("#lobby", line(1).replace("msgid=m1", ""), line(2).replace("msgid=m2", ""))
    assert asked(stage) == ["AFTER #lobby timestamp=2023-11-14T22:00:01.999Z 2"]
    stage.page("#lobby", line(2).replace("msgid=m2", ""), line(3).replace("msgid=m3", ""))
    stage.page("#lobby", line(3).replace("msgid=m3", ""))
    assert stage.texts() == ["1", "2", "3"]
    assert not stage.lobby.loading


def test_without_ids_and_history_a_message_in_doubt_fails() -> None:
    stage = Stage()
    stage.start()
    stage.register("")
    stage.enter_lobby("bob")
    stage.enter("mine")
    lose(stage)
    stage.enter("unsent")
    stage.register("")
    stage.said()
    stage.hear(":alice!a@h JOIN #lobby")
    assert [row.state for row in stage.lobby.messages if row.own] == ["failed", "pending"]
    assert sent(stage) == ["PRIVMSG #lobby unsent"]
    [row] = [row for row in stage.lobby.messages if row.state == "failed"]
    assert row.reason == "The connection was lost before the server confirmed this; it may not have arrived"
    stage.do(lambda: stage.chat.retry(stage.lobby, row))
    assert sent(stage) == ["PRIVMSG #lobby mine"]


def test_a_page_that_never_comes_is_not_waited_for_for_ever(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(1))
    stage.enter("mine")
    lose(stage)
    stage.register()
    stage.hear(":alice!a@h JOIN #lobby * :a")
    stage.said()
    for _ in range(12):
        stage.wait(2)
        stage.hear("PING x")
    assert not stage.lobby.loading
    assert sent(stage) == ["+hubbub/cid=00000000000000000000000000000001 PRIVMSG #lobby mine"]


def test_what_waits_for_a_channel_that_cannot_be_entered_fails(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.enter("mine")
    lose(stage)
    stage.register()
    stage.hear(":hub 474 alice #lobby :Cannot join channel (+b)")
    [row] = [row for row in stage.lobby.messages if row.own]
    assert (row.state, row.reason) == ("failed", "You are not in #lobby")


def test_a_resumed_session_joins_nothing_and_fetches_what_it_missed(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(f":hub RESUME TOKEN {RESUME}", line(1))
    stage.said()
    lose(stage)
    stage.hear(f":hub CAP * LS :{HUBBUB}", f":hub CAP alice ACK :{HUBBUB}")
    assert stage.said()[-2:] == [f"RESUME {RESUME}", "CAP END"]
    stage.hear(
        ":hub 433 * alice :Nickname is in use",
        ":hub RESUME SUCCESS alice",
        ":hub 001 alice :Welcome back",
        ":alice!a@h JOIN #lobby * :a",
        ":hub 353 alice = #lobby :alice @bob",
        ":hub 366 alice #lobby :End",
        ":hub PONG hub hubbub-ready",
    )
    said = stage.said()
    assert not [one for one in said if one.startswith(("NICK", "JOIN"))]
    assert [one.partition("CHATHISTORY ")[2] for one in said if "AFTER" in one] == ["AFTER #lobby msgid=m1 100"]


def test_a_read_marker_of_another_session_counts(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(1), line(2, "alice"), line(3), line(4))
    assert stage.lobby.unread == 3
    stage.hear(":hub MARKREAD #lobby timestamp=2023-11-14T22:00:03.000Z")
    assert stage.lobby.unread == 1
    assert stage.lobby.first_unread == next(row.key for row in stage.lobby.messages if row.text == "4")
    stage.hear(":hub MARKREAD #lobby timestamp=*", ":hub MARKREAD #lobby timestamp=2023-11-14T22:00:01.000Z")
    assert stage.lobby.unread == 1


def test_conversations_that_began_while_away_are_opened(lobby_stage: Stage) -> None:
    stage = lobby_stage
    stage.hear(line(20))
    lose(stage)
    stage.register()
    assert [one.split(" timestamp", maxsplit=1)[0] for one in stage.said() if "TARGETS" in one] == [
        "CHATHISTORY TARGETS"
    ]
    stage.hear(
        ":hub BATCH +t draft/chathistory-targets",
        "@batch=t :hub CHATHISTORY TARGETS dave 2023-11-14T22:13:00.000Z",
        ":hub BATCH -t",
    )
    assert stage.buffer("dave").kind == "direct"
    assert "CHATHISTORY LATEST dave * 50" in stage.said()[-1]
    old, new = line(1, "dave", "alice"), line(30, "dave", "alice")
    stage.page("dave", old, new)
    assert (stage.buffer("dave").unread, stage.texts(stage.buffer("dave"))) == (1, ["1", "30"])


@st.composite
def _views(draw: st.DrawFn) -> tuple[int, list[tuple[str, int, int]]]:
    """A log of n messages; live ones and pages of it, in an order that a server could produce."""
    total = draw(st.integers(1, 40))
    start = draw(st.integers(0, total))
    steps = [("live", number, number + 1) for number in range(start, total)]
    for _ in range(draw(st.integers(0, 6))):
        begin = draw(st.integers(0, total - 1))
        end = draw(st.integers(begin + 1, min(total, begin + 12)))
        # A page holds only what was said before it, as replies leave in the order of the log.
        earliest = next((place + 1 for place, step in enumerate(steps) if step == ("live", end - 1, end)), 0)
        steps.insert(draw(st.integers(earliest, len(steps))), ("page", begin, end))
    return total, steps


@settings(deadline=None)
@given(_views())
def test_any_mixture_of_pages_and_live_messages_is_in_order_and_without_duplicates(
    view: tuple[int, list[tuple[str, int, int]]],
) -> None:
    _, steps = view
    window = Window(1000)
    keys = iter(range(10_000))

    def row(number: int) -> Message:
        return Message(next(keys), float(number), "message", "bob", str(number), id=f"m{number}")

    shown: list[Message] = []
    for kind, begin, end in steps:
        if kind == "live":
            run = window.append(row(begin))
            runs = [] if run is None else [run]
        else:
            runs = window.merge([row(number) for number in range(begin, end)])
        for run in runs:
            at = next((place for place, one in enumerate(shown) if one.key == run.before), len(shown))
            shown[at:at] = run.messages
    numbers = [int(one.text) for one in window.rows]
    assert numbers == sorted(set(numbers))
    assert shown == window.rows
