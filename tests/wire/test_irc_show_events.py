"""Events to lines: each event by table and variant, splitting, and that nothing makes a second line."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubbub.model import events as e
from hubbub.model.account import Account
from hubbub.model.capabilities import SHAPING
from hubbub.model.events import Conversation, Event, Said, SayKind, Source
from hubbub.model.limits import Limits
from hubbub.model.modes import Change
from hubbub.model.presence import Presence
from hubbub.model.requests import Say
from hubbub.model.server import Server
from hubbub.wire.irc.message import parse
from hubbub.wire.irc.read import read
from hubbub.wire.irc.show import show_event
from hubbub.wire.variant import variant

SERVER = Server("hub.test", "Test", "a place to test", "0.1", 0)
TIME = 1_767_225_600_500_000_000
ALICE = Source("alice", "al", "host.example", "guest:1")
BOB = Source("bob", "bo", "other.example", "bob", "bob")
ROBOT = Source("robot", "r", "host.example", "g-7", "robbie", bot=True)
LOBBY = Conversation("#lobby", "#Lobby")
DEV = Conversation("#dev", "#dev")

BARE = variant("irc")
TIMED = variant("irc", frozenset({"server-time"}))
TAGGED = variant("irc", frozenset({"message-tags"}))
FULL = variant("irc", SHAPING)


def said(text: str, kind: SayKind = "message", tags: tuple[tuple[str, str], ...] = ()) -> Said:
    return Said("id1", TIME, ALICE, LOBBY, kind, text, tags=tags, cid="secret")


DIRECT = Said("id1", TIME, ALICE, Conversation("@bob,guest:1", "bob"), "message", "psst", to="bob")
REDACTED = e.Redacted("id1", TIME, ALICE, LOBBY, "id0", "", "spam", "bob")
REACTED = e.Reacted(
    "id1", TIME, ALICE, LOBBY, (("+reply", "id0"), ("+draft/react", "👍")), "", "id0", "👍", author="bob", quote="psst"
)
CHANGES = (Change(True, "o", "bob"), Change(True, "m"), Change(False, "k", "key"))

ROWS: list[tuple[Event, str]] = [
    (said("hello there"), ":alice!al@host.example PRIVMSG #Lobby :hello there"),
    (said(""), ":alice!al@host.example PRIVMSG #Lobby :"),
    (said(":-)"), ":alice!al@host.example PRIVMSG #Lobby ::-)"),
    (said("waves", "action"), ":alice!al@host.example PRIVMSG #Lobby :\x01ACTION waves\x01"),
    (said("psst", "notice"), ":alice!al@host.example NOTICE #Lobby :psst"),
    (DIRECT, ":alice!al@host.example PRIVMSG bob :psst"),
    (e.Typing("id", TIME, ALICE, LOBBY, (("+typing", "active"),)), ""),
    (e.Tagged("id", TIME, ALICE, LOBBY, (("+draft/persist", ""),)), ""),
    (REACTED, ""),
    (REDACTED, ":hub.test NOTICE #Lobby :alice removed a message by bob: spam"),
    (e.Redacted("id", TIME, ALICE, LOBBY, "id0", author="alice"), ":hub.test NOTICE #Lobby :alice removed a message"),
    (e.Redacted("id", TIME, ALICE, DIRECT.conversation, "id0", "id-b", author="alice"), ""),
    (e.ReadMarked("id", TIME, ALICE, LOBBY, TIME), ":hub.test MARKREAD #Lobby timestamp=2026-01-01T00:00:00.500Z"),
    (e.ChannelOpened("id", TIME, LOBBY, "nt"), ""),
    (e.ChannelClosed("id", TIME, LOBBY), ""),
    (e.Joined("id", TIME, ALICE, LOBBY, "Alice A."), ":alice!al@host.example JOIN #Lobby"),
    (e.Joined("id", TIME, ALICE, LOBBY, "Alice A.", "o", 1), ":alice!al@host.example JOIN #Lobby"),
    (
        e.Joined("id", TIME, ALICE, LOBBY, "Alice A.", "vo", 2),
        ":alice!al@host.example JOIN #Lobby\r\n:hub.test MODE #Lobby +ov alice alice",
    ),
    (e.Left("id", TIME, ALICE, LOBBY), ":alice!al@host.example PART #Lobby"),
    (e.Left("id", TIME, ALICE, LOBBY, "bye all"), ":alice!al@host.example PART #Lobby :bye all"),
    (e.Kicked("id", TIME, ALICE, LOBBY, BOB, "out you go"), ":alice!al@host.example KICK #Lobby bob :out you go"),
    (e.Kicked("id", TIME, ALICE, LOBBY, BOB, ""), ":alice!al@host.example KICK #Lobby bob :alice"),
    (e.TopicSet("id", TIME, ALICE, LOBBY, "what is new"), ":alice!al@host.example TOPIC #Lobby :what is new"),
    (e.TopicSet("id", TIME, ALICE, LOBBY, ""), ":alice!al@host.example TOPIC #Lobby :"),
    (e.ModesSet("id", TIME, ALICE, LOBBY, CHANGES), ":alice!al@host.example MODE #Lobby +om-k bob key"),
    (e.ModesSet("id", TIME, ALICE, LOBBY, ()), ""),
    (e.Renamed("id", TIME, ALICE, "carol", (LOBBY, DEV)), ":alice!al@host.example NICK carol"),
    (e.Quit("id", TIME, ALICE, (LOBBY, DEV), "Quit: bye"), ":alice!al@host.example QUIT :Quit: bye"),
    (e.AwayChanged("id", TIME, ALICE, "lunch", (LOBBY,)), ""),
    (e.Invited("id", TIME, ALICE, LOBBY, "bob", "bob"), ":alice!al@host.example INVITE bob #Lobby"),
    (e.UserModesSet("id", TIME, ALICE, (Change(True, "i"),)), ":alice!al@host.example MODE alice +i"),
    (e.UserModesSet("id", TIME, ALICE, ()), ""),
    (
        e.Killed("id", TIME, ALICE, BOB, "be quiet"),
        ":alice!al@host.example KILL bob :be quiet\r\n:bob!bo@other.example QUIT :Killed (alice (be quiet))\r\n"
        "ERROR :Closing Link: hub.test (Killed (alice (be quiet)))",
    ),
    (e.Wallops("id", TIME, ALICE, "all hear this", ("id-b",)), ":alice!al@host.example WALLOPS :all hear this"),
    (e.Listening("id", TIME, 1, (LOBBY,)), ""),
    (e.FramingChanged("id", TIME, 1, "lines"), ""),
    (e.Entered("id", TIME, 1, ALICE), ""),
    (e.SessionEnded("id", TIME, 1), ""),
    (e.CapabilitiesChanged("id", TIME, 1, frozenset()), ""),
    (e.Banned("id", TIME, "mask", "bad!*@*", "noise", "root"), ""),
    (e.Unbanned("id", TIME, "mask", "bad!*@*", "root"), ""),
    (e.AccountRegistered("id", TIME, Account("a", "ally", TIME), "alice"), ""),
    (e.AccountChanged("id", TIME, Account("a", "ally", TIME), ("password",), "alice"), ""),
    (e.AccountDropped("id", TIME, "a", "ally", "alice"), ""),
    (e.ChannelRenamed("id", TIME, ALICE, LOBBY, DEV), ":alice!al@host.example RENAME #Lobby #dev :"),
    (e.ChannelRenamed("id", TIME, ALICE, LOBBY, DEV, "typo"), ":alice!al@host.example RENAME #Lobby #dev :typo"),
    (e.MetadataSet("id", TIME, "bob", "bob", "url", "x", (LOBBY,)), ""),
    (e.GuestMetadataSet("id", TIME, "guest:1", "alice", "url", "x", (LOBBY,)), ""),
    (e.MetadataShown("id", TIME, "bob", "bob", "url", "x", (LOBBY,)), ""),
    (e.LoginFailed("id", TIME, 1, "alice", 1, "wrong_password"), ""),
    (e.SubscriptionsSet("id", TIME, 1, frozenset({"url"})), ""),
    (e.RealNameSet("id", TIME, ALICE, "Alice B.", (LOBBY,)), ""),
    (
        e.HostChanged("id", TIME, ALICE, "ally", "new.example", (LOBBY,)),
        ":alice!al@host.example QUIT :Changing host",
    ),
    (e.Reappeared("id", TIME, ALICE, LOBBY, "Alice"), ":alice!al@host.example JOIN #Lobby"),
    (
        e.Reappeared("id", TIME, ALICE, LOBBY, "Alice", "ov"),
        ":alice!al@host.example JOIN #Lobby\r\n:hub.test MODE #Lobby +ov alice alice",
    ),
    (e.RegistrationSet("id", TIME, LOBBY, None, "alice"), ""),
    (e.Purged("id", TIME, LOBBY, "spam", "root"), ""),
    (e.Unpurged("id", TIME, LOBBY, "root"), ""),
    (e.PresenceKept("id", TIME, Presence("a", 1)), ""),
    (e.Recalled("id", TIME, ALICE, ((LOBBY, "o"),)), ""),
    (e.Monitoring("id", TIME, 1, frozenset({"bob"})), ""),
    (e.LoggedIn("id", TIME, ALICE, "a", "ally", (LOBBY,)), ""),
    (e.LoggedOut("id", TIME, BOB, "g-1", (LOBBY,)), ""),
]


@pytest.mark.parametrize(("event", "lines"), ROWS, ids=[type(event).__name__ for event, _ in ROWS])
def test_each_event_without_capabilities(event: Event, lines: str) -> None:
    assert show_event(event, BARE, SERVER) == (f"{lines}\r\n".encode() if lines else b"")


def _leaves(kind: type[Event]) -> set[type[Event]]:
    children = kind.__subclasses__()
    return {kind} if not children else {leaf for child in children for leaf in _leaves(child)}


def test_every_event_there_is_was_tried() -> None:
    assert {type(event) for event, _ in ROWS} == _leaves(Event)


STAMP = "time=2026-01-01T00:00:00.500Z"


@pytest.mark.parametrize(
    ("event", "shape", "line"),
    [
        (said("hi"), TIMED, f"@{STAMP} :alice!al@host.example PRIVMSG #Lobby :hi"),
        (said("hi"), TAGGED, "@msgid=id1 :alice!al@host.example PRIVMSG #Lobby :hi"),
        (
            said("hi", tags=(("+a", "x y;"), ("+b", ""))),
            FULL,
            rf"@{STAMP};msgid=id1;+a=x\sy\:;+b :alice!al@host.example PRIVMSG #Lobby :hi",
        ),
        (
            REACTED,
            TAGGED,
            "@msgid=id1;+reply=id0;+draft/react=👍 :alice!al@host.example TAGMSG #Lobby",
        ),
        (
            e.Tagged("id1", TIME, ALICE, LOBBY, (("+draft/persist", ""),)),
            TAGGED,
            "@msgid=id1;+draft/persist :alice!al@host.example TAGMSG #Lobby",
        ),
        (REACTED, TIMED, ""),
        (
            REDACTED,
            variant("irc", frozenset({"message-tags", "draft/message-redaction"})),
            "@msgid=id1 :alice!al@host.example REDACT #Lobby id0 :spam",
        ),
        (
            e.Redacted("id1", TIME, ALICE, LOBBY, "id0", author="alice"),
            variant("irc", frozenset({"draft/message-redaction"})),
            ":alice!al@host.example REDACT #Lobby id0",
        ),
        (
            e.Typing("id2", TIME, ALICE, LOBBY, (("+typing", "active"),)),
            FULL,
            f"@{STAMP};msgid=id2;+typing=active :alice!al@host.example TAGMSG #Lobby",
        ),
        (e.Typing("id2", TIME, ALICE, LOBBY, (("+typing", "active"),)), TIMED, ""),
        (
            e.LoggedIn("id", TIME, ALICE, "a", "ally", (LOBBY,)),
            variant("irc", frozenset({"account-notify", "account-tag"})),
            ":alice!al@host.example ACCOUNT ally",
        ),
        (
            e.LoggedOut("id", TIME, BOB, "g-1", (LOBBY,)),
            variant("irc", frozenset({"account-notify"})),
            ":bob!bo@other.example ACCOUNT *",
        ),
        (
            e.Typing("id2", TIME, BOB, LOBBY, (("+typing", "active"),)),
            variant("irc", frozenset({"message-tags", "account-tag"})),
            "@account=bob;msgid=id2;+typing=active :bob!bo@other.example TAGMSG #Lobby",
        ),
        (
            e.Renamed("id3", TIME, BOB, "rob", (LOBBY,)),
            variant("irc", frozenset({"account-tag"})),
            "@account=bob :bob!bo@other.example NICK rob",
        ),
        (
            e.Joined("id3", TIME, ALICE, LOBBY, "Alice A."),
            FULL,
            f"@{STAMP};msgid=id3 :alice!al@host.example JOIN #Lobby * :Alice A.",
        ),
        (
            e.Joined("id3", TIME, BOB, LOBBY, "Bob"),
            variant("irc", frozenset({"extended-join"})),
            ":bob!bo@other.example JOIN #Lobby bob :Bob",
        ),
        (
            e.AwayChanged("id4", TIME, ALICE, "at lunch", (LOBBY,)),
            FULL,
            f"@{STAMP} :alice!al@host.example AWAY :at lunch",
        ),
        (
            e.AwayChanged("id4", TIME, ALICE, "", (LOBBY,)),
            variant("irc", frozenset({"away-notify"})),
            ":alice!al@host.example AWAY",
        ),
    ],
)
def test_capabilities_shape_lines(event: Event, shape: object, line: str) -> None:
    assert show_event(event, shape, SERVER) == (f"{line}\r\n".encode() if line else b"")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (999_999, "1970-01-01T00:00:00.000Z"),
        (1_000_000, "1970-01-01T00:00:00.001Z"),
        (-5, "1970-01-01T00:00:00.999Z"),
        (10**30, "9999-12-31T23:59:59.000Z"),
    ],
)
def test_times_are_shown_to_the_millisecond(time: int, shown: str) -> None:
    event = Said("id", time, ALICE, LOBBY, "message", "hi")
    assert show_event(event, TIMED, SERVER).startswith(f"@time={shown} ".encode())


# --- long texts -----------------------------------------------------------------------------------------------------


def _lines(data: bytes) -> list[bytes]:
    *lines, rest = data.split(b"\r\n")
    assert rest == b""
    for line in lines:
        assert not set(line) & set(b"\r\n\0")
        assert line
    return lines


def _body(line: bytes) -> bytes:
    return line.partition(b" ")[2] if line.startswith(b"@") else line


def test_a_long_text_becomes_several_lines_at_spaces_with_the_id_on_the_first() -> None:
    text = "lorem ipsum dolor " * 60
    lines = _lines(show_event(said(text, tags=(("+a", "1"),)), FULL, SERVER))
    messages = [parse(line.decode()) for line in lines]
    assert len(lines) == 3
    assert all(len(_body(line)) <= 510 for line in lines)
    assert "".join(message.params[1] for message in messages) == text
    assert all(message.params[1].endswith(" ") for message in messages)
    assert [set(message.tags) for message in messages] == [{"time", "msgid", "+a"}, {"time"}, {"time"}]


def test_a_long_action_is_an_action_in_every_line() -> None:
    text = "dances " * 150
    messages = [parse(line.decode()) for line in _lines(show_event(said(text, "action"), BARE, SERVER))]
    shown = [message.params[1] for message in messages]
    assert all(part.startswith("\x01ACTION ") and part.endswith("\x01") for part in shown)
    assert "".join(part[8:-1] for part in shown) == text


def test_a_text_that_just_fits_is_not_split() -> None:
    room = 510 - len(":alice!al@host.example PRIVMSG #Lobby :")
    assert len(_lines(show_event(said("x" * room), FULL, SERVER))) == 1
    assert len(_lines(show_event(said("x" * (room + 1)), FULL, SERVER))) == 2


def test_lines_are_as_long_as_the_server_says() -> None:
    server = Server("hub.test", "", "", "", 0, Limits(line_bytes=1024))
    assert len(_lines(show_event(said("x" * 900), BARE, server))) == 1


def test_many_mode_changes_become_several_lines() -> None:
    changes = tuple(Change(True, "b", f"{'x' * 60}{number}!*@*") for number in range(20))
    lines = _lines(show_event(e.ModesSet("id", TIME, ALICE, LOBBY, changes), FULL, SERVER))
    words = [parse(line.decode()).params[1:] for line in lines]
    assert all(len(_body(line)) <= 510 for line in lines)
    assert [word for _letters, *arguments in words for word in arguments] == [change.argument for change in changes]
    assert [b"msgid" in line for line in lines] == [True] + [False] * (len(lines) - 1)


def test_a_reason_that_is_too_long_ends_between_two_characters() -> None:
    (line,) = _lines(show_event(e.Quit("id", TIME, ALICE, (), "é" * 400), BARE, SERVER))
    assert len(line) in {509, 510}
    assert line.decode().endswith("é")


_tag_values = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=80)
_short = st.text(max_size=8)
_sources = st.builds(Source, _short, _short, _short, _short, _short)
_conversations = st.builds(Conversation, _short, _short)
_tags = st.lists(st.tuples(_short, _short), max_size=3).map(tuple)
_changes = st.lists(st.builds(Change, st.booleans(), st.sampled_from("obvklm"), _short), max_size=8).map(tuple)
_shapes = st.sets(st.sampled_from(sorted(SHAPING))).map(lambda names: variant("irc", frozenset(names)))
_kinds: st.SearchStrategy[SayKind] = st.sampled_from(["message", "notice", "action"])
_says = st.builds(Said, _short, st.integers(), _sources, _conversations, _kinds, st.text(), _short, _tags, _short)
_time = st.integers()
_others = st.one_of(
    st.builds(e.Tagged, _short, _time, _sources, _conversations, _tags),
    st.builds(e.Typing, _short, _time, _sources, _conversations, _tags),
    st.builds(e.Joined, _short, _time, _sources, _conversations, st.text()),
    st.builds(e.Left, _short, _time, _sources, _conversations, st.text()),
    st.builds(e.Kicked, _short, _time, _sources, _conversations, _sources, st.text()),
    st.builds(e.TopicSet, _short, _time, _sources, _conversations, st.text()),
    st.builds(e.ModesSet, _short, _time, _sources, _conversations, _changes),
    st.builds(e.Renamed, _short, _time, _sources, _short, st.just(())),
    st.builds(e.Quit, _short, _time, _sources, st.just(()), st.text()),
    st.builds(e.AwayChanged, _short, _time, _sources, st.text(), st.just(())),
    st.builds(e.Invited, _short, _time, _sources, _conversations, _short, _short),
    st.builds(e.UserModesSet, _short, _time, _sources, _changes),
    st.builds(e.Wallops, _short, _time, _sources, st.text(), st.just(())),
)


@given(_others, _shapes)
@example(e.Quit("\n", 0, Source("\r", "\n", "\0", ""), (), "a\r\nQUIT"), FULL)
@example(e.Left("id", 0, ALICE, LOBBY, "\ud800"), FULL)
def test_whatever_is_in_an_event_it_is_one_line(event: Event, shape: object) -> None:
    lines = _lines(show_event(event, shape, SERVER))  # type: ignore[arg-type]
    assert len(lines) <= 1
    assert all(len(_body(line)) <= 510 for line in lines)


@given(_says, _shapes)
@example(said("x\r\nQUIT :bye\r\n" * 100, tags=(("+a;b= \n", "\r\n\0"),)), FULL)
@example(said("\ud800" * 600), FULL)
def test_whatever_is_said_no_line_is_added_that_was_not_meant(event: Said, shape: object) -> None:
    lines = _lines(show_event(event, shape, SERVER))  # type: ignore[arg-type]
    # A message of several lines is as many lines for who has not negotiated draft/multiline, each said by its speaker.
    assert len(lines) <= event.text.count("\n") + 1 or len(event.text.encode("utf-8", "replace")) > 300
    assert len({_body(line).partition(b" :")[0] for line in lines if b"BATCH" not in line[:200]}) <= 1
    assert all(len(_body(line)) <= 510 for line in lines)


@given(st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8")), st.integers(1, 60), _kinds, _shapes)
def test_split_texts_join_to_what_was_said(text: str, times: int, kind: SayKind, shape: object) -> None:
    text *= times
    shown = show_event(said(text, kind), shape, SERVER)  # type: ignore[arg-type]
    parts = [parse(line.decode()).params[1] for line in _lines(shown)]
    if kind == "action":
        parts = [part.removeprefix("\x01ACTION ").removesuffix("\x01") for part in parts]
    assert "".join(parts) == text


@given(
    st.text(st.characters(exclude_characters="\r\n\0", codec="utf-8"), min_size=1, max_size=80),
    st.sampled_from(["message", "action", "notice"]),
    st.dictionaries(st.from_regex(r"\+[a-z/]+", fullmatch=True), _tag_values),
)
def test_reading_undoes_showing(text: str, kind: SayKind, tags: dict[str, str]) -> None:
    if text.startswith("\x01"):
        return
    line = show_event(said(text, kind, tuple(tags.items())), TAGGED, SERVER)
    limits = Limits(client_tag_bytes=1 << 20)
    assert read(line[:-2], limits) == Say(targets=("#Lobby",), text=text, kind=kind, tags=tuple(tags.items()))


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (e.RealNameSet("id", TIME, ALICE, "Alice B.", (LOBBY,)), ":alice!al@host.example SETNAME :Alice B."),
        (
            e.HostChanged("id", TIME, ALICE, "ally", "new.example", (LOBBY,)),
            ":alice!al@host.example CHGHOST ally new.example",
        ),
        (e.Reappeared("id", TIME, ALICE, LOBBY, "Alice", "o"), ""),
    ],
)
def test_who_understands_it_is_told_what_others_are_not(event: Event, line: str) -> None:
    shown = show_event(event, variant("irc", frozenset({"setname", "chghost"})), SERVER)
    assert shown == (f"{line}\r\n".encode() if line else b"")


def test_what_bots_do_is_marked_for_those_who_read_tags() -> None:
    robot = Source("robot", "r", "host.example", "g-7", bot=True)
    message = Said("id1", TIME, robot, LOBBY, "message", "beep")
    assert show_event(message, TAGGED, SERVER) == b"@msgid=id1;bot :robot!r@host.example PRIVMSG #Lobby :beep\r\n"
    assert show_event(message, BARE, SERVER) == b":robot!r@host.example PRIVMSG #Lobby :beep\r\n"
    away = e.AwayChanged("id", TIME, robot, "", (LOBBY,))
    shown = show_event(away, variant("irc", frozenset({"away-notify", "message-tags"})), SERVER)
    assert shown == b"@bot :robot!r@host.example AWAY\r\n"


@pytest.mark.parametrize(
    "event",
    [
        e.Joined("id", TIME, ROBOT, LOBBY, "Robot", "o", 2),
        e.Reappeared("id", TIME, ROBOT, LOBBY, "Robot", "o"),
        e.Redacted("id", TIME, ROBOT, LOBBY, "id0", author="bob"),
        e.ReadMarked("id", TIME, ROBOT, LOBBY, TIME),
        e.Killed("id", TIME, ROBOT, ALICE, "why"),
        e.Killed("id", TIME, ALICE, ROBOT, "why"),
        e.TopicSet("id", TIME, ROBOT, LOBBY, "t"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_the_account_and_the_bot_are_those_of_who_sends_the_line(event: Event) -> None:
    shape = variant("irc", frozenset({"account-tag", "message-tags"}))
    for line in _lines(show_event(event, shape, SERVER)):
        tags = parse(line.decode()).tags
        of_the_robot = _body(line).startswith(b":robot!")
        assert (tags.get("account") == "robbie", "bot" in tags) == (of_the_robot, of_the_robot)
        assert of_the_robot or "account" not in tags


@given(st.builds(e.Killed, _short, _time, _sources, _sources, st.text()), _shapes)
def test_the_killed_hear_three_lines_whatever_is_in_them(event: Event, shape: object) -> None:
    lines = _lines(show_event(event, shape, SERVER))  # type: ignore[arg-type]
    assert len(lines) == 3
    assert lines[2].rpartition(b" :Closing Link: ")[0].endswith(b"ERROR")


def test_long_wallops_take_several_lines_and_nothing_is_lost() -> None:
    text = "word " * 200
    lines = _lines(show_event(e.Wallops("id", TIME, ALICE, text, ()), BARE, SERVER))
    assert len(lines) == 3
    assert b"".join(line.partition(b" WALLOPS :")[2] for line in lines) == text.encode()
