"""Messages in lines: batches from clients, and what is shown of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubbub.model.events import Conversation, Said, Source
from hubbub.model.limits import Limits
from hubbub.model.multiline import joined
from hubbub.model.requests import Ping, Request, Say, Unreadable
from hubbub.model.server import Server
from hubbub.wire.irc.message import parse
from hubbub.wire.irc.reader import Reader
from hubbub.wire.irc.show import label, show_event
from hubbub.wire.variant import variant

LIMITS = Limits()
SERVER = Server("hub.test", "Test Net", "", "", 0)
ALICE = Source("alice", "al", "host.example", "guest:1", "ally")
LOBBY = Conversation("#c", "#c")
OPEN = "BATCH +1 draft/multiline #c"


def read(*lines: str, limits: Limits = LIMITS) -> list[Request | None]:
    reader = Reader()
    return [reader.read(line.encode(), limits) for line in lines]


def bad(code: str, *about: str, label: str = "") -> tuple[str, tuple[str, ...], str]:
    return "bad_batch", ("BATCH", f"MULTILINE_{code}", *about), label


def wrongs(requests: list[Request | None]) -> list[tuple[str, tuple[str, ...], str]]:
    assert not any(isinstance(one, Say) for one in requests)
    return [(one.code, one.about, one.label) for one in requests if isinstance(one, Unreadable)]


def test_a_message_in_lines_is_one_request() -> None:
    requests = read(
        "@label=x;+reply=m0;+hubbub/cid=c1;other=1 BATCH +1 draft/multiline #c",
        "@batch=1 PRIVMSG #c hello",
        "PING between",
        "@batch=1 PRIVMSG #c :",
        "@batch=1;+ignored privmsg #c :how is ",
        "@batch=1;draft/multiline-concat PRIVMSG #c :everyone?",
        "BATCH -1",
    )
    assert requests[:-1] == [None, None, Ping(token="between"), None, None, None]
    assert requests[-1] == Say(
        targets=("#c",),
        text="hello\n\nhow is everyone?",
        tags=(("+reply", "m0"),),
        cid="c1",
        splits=(14,),
        label="x",
    )


def test_one_line_is_an_ordinary_message_and_notices_may_have_lines() -> None:
    assert read(OPEN, "@batch=1;draft/multiline-concat PRIVMSG #c hi", "BATCH -1")[-1] == Say(
        targets=("#c",), text="hi"
    )
    notice = read(OPEN, "@batch=1 NOTICE #c a", "@batch=1 NOTICE #c b", "BATCH -1")[-1]
    assert notice == Say(targets=("#c",), text="a\nb", kind="notice")


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ((OPEN, "@batch=2 PRIVMSG #c hi", "@batch=1 PRIVMSG #c hi", "BATCH -1"), bad("INVALID")),
        ((OPEN, "@batch=1 PRIVMSG #d hi", "@batch=1 PRIVMSG #c hi", "BATCH -1"), bad("INVALID_TARGET", "#c", "#d")),
        ((OPEN, "@batch=1 PRIVMSG #c", "BATCH -1"), bad("INVALID")),
        ((OPEN, "@batch=1 TAGMSG #c", "BATCH -1"), bad("INVALID")),
        ((OPEN, "@batch=1 JOIN #c", "BATCH -1"), bad("INVALID")),
        ((OPEN, "@batch=1 PRIVMSG #c a", "@batch=1 NOTICE #c b", "BATCH -1"), bad("INVALID")),
        ((OPEN, "@batch=1 PRIVMSG #c a", "@batch=1;draft/multiline-concat PRIVMSG #c :", "BATCH -1"), bad("INVALID")),
        ((OPEN, "BATCH -1"), bad("INVALID")),
        ((OPEN, "@batch=1 PRIVMSG #c :", "@batch=1 PRIVMSG #c :", "BATCH -1"), bad("INVALID")),
        ((OPEN, *["@batch=1 PRIVMSG #c a"] * 40, "BATCH -1"), bad("MAX_LINES", "32")),
        ((OPEN, *[f"@batch=1 PRIVMSG #c {'x' * 400}"] * 20, "BATCH -1"), bad("MAX_BYTES", "4096")),
        (("BATCH -1",), bad("INVALID")),
        (("BATCH 1 draft/multiline #c",), bad("INVALID")),
        (("BATCH + draft/multiline #c",), bad("INVALID")),
        (("BATCH +1 netsplit #c", "@batch=1 PRIVMSG #c hi", "BATCH -1"), bad("INVALID")),
        (("BATCH +1 draft/multiline", "@batch=1 PRIVMSG #c hi", "BATCH -1"), bad("INVALID")),
        (("@batch=1 PRIVMSG #c hi",), bad("INVALID")),
        (("@label=x BATCH +1 draft/multiline #c", "@batch=1 JOIN #c"), bad("INVALID", label="x")),
        (("@+hubbub/cid= BATCH +1 draft/multiline #c", "@batch=1 PRIVMSG #c hi", "BATCH -1"), None),
    ],
)
def test_what_is_wrong_is_said_once_and_nothing_else(lines: tuple[str, ...], wrong: tuple[object, ...] | None) -> None:
    assert wrongs(read(*lines)) == [wrong or ("bad_cid", ("BATCH", "INVALID_CID"), "")]


def test_the_limits_are_exact() -> None:
    limits = Limits(multiline_bytes=7, multiline_lines=3)
    three = [OPEN, *["@batch=1 PRIVMSG #c a"] * 3, "BATCH -1"]
    assert isinstance(read(*three, limits=limits)[-1], Say)
    seven = [OPEN, "@batch=1 PRIVMSG #c abc", "@batch=1 PRIVMSG #c :€", "BATCH -1"]
    assert isinstance(read(*seven, limits=limits)[-1], Say)
    eight = [OPEN, "@batch=1 PRIVMSG #c abcd", "@batch=1 PRIVMSG #c :€", "BATCH -1"]
    assert wrongs(read(*eight, limits=limits)) == [bad("MAX_BYTES", "7")]


def test_a_second_batch_is_refused_and_the_first_goes_on() -> None:
    requests = read(
        OPEN,
        "@batch=1 PRIVMSG #c a",
        "BATCH +2 draft/multiline #c",
        "@batch=2 PRIVMSG #c x",
        "BATCH -2",
        "@batch=1 PRIVMSG #c b",
        "BATCH -1",
    )
    assert [one for one in requests if one is not None][1:] == [Say(targets=("#c",), text="a\nb")]


@pytest.mark.parametrize(
    "unread",
    [
        b"@batch=1 PRIVMSG #c \xff",
        b"@batch=1 PRIVMSG #c " + b"x" * 600,
        b"@batch=1;+a=" + b"x" * 5000 + b" PRIVMSG #c x",
    ],
    ids=["not UTF-8", "too long", "too many tags"],
)
def test_a_line_that_cannot_be_read_takes_the_whole_with_it(unread: bytes) -> None:
    reader = Reader()
    assert reader.read(OPEN.encode(), LIMITS) is None
    assert reader.read(b"@batch=1 PRIVMSG #c a", LIMITS) is None
    refused = reader.read(unread, LIMITS)
    assert isinstance(refused, Unreadable)
    assert refused.code in {"bad_utf8", "line_too_long"}
    assert reader.read(b"@batch=1 PRIVMSG #c b", LIMITS) is None
    assert reader.read(b"BATCH -1", LIMITS) is None
    assert reader.read(b"PING x", LIMITS) == Ping(token="x")


def test_so_does_one_that_was_too_long_to_be_kept() -> None:
    reader = Reader()
    reader.read(OPEN.encode(), LIMITS)
    reader.read(b"@batch=1 PRIVMSG #c a", LIMITS)
    assert reader.lost() == Unreadable(code="line_too_long")
    assert reader.read(b"@batch=1 PRIVMSG #c b", LIMITS) is None
    assert reader.read(b"BATCH -1", LIMITS) is None


def test_a_long_line_beside_it_takes_nothing_with_it() -> None:
    reader = Reader()
    reader.read(OPEN.encode(), LIMITS)
    reader.read(b"@batch=1 PRIVMSG #c a", LIMITS)
    assert reader.read(b"PRIVMSG #c " + b"x" * 600, LIMITS) == Unreadable(code="line_too_long")
    assert reader.read(b"BATCH -1", LIMITS) == Say(targets=("#c",), text="a")


def test_limits_may_change_while_a_message_is_on_its_way() -> None:
    reader, wider = Reader(), Limits(multiline_lines=2)
    reader.read(OPEN.encode(), Limits(multiline_lines=1))
    reader.read(b"@batch=1 PRIVMSG #c a", Limits(multiline_lines=1))
    assert reader.read(b"@batch=1 PRIVMSG #c b", wider) is None
    assert reader.read(b"BATCH -1", wider) == Say(targets=("#c",), text="a\nb")


# --- showing --------------------------------------------------------------------------------------------------------


def said(*lines: tuple[str, bool], kind: str = "message") -> Said:
    text, splits = joined(list(lines))
    return Said("id1", 0, ALICE, LOBBY, kind, text, "", (("+a", "1"),), splits=splits)  # type: ignore[arg-type]


WHOLE = said(("", False), ("hello", False), ("how is ", False), ("everyone?", True))
CAPABLE = variant("irc", frozenset({"batch", "draft/multiline", "message-tags", "account-tag"}))


def shown(event: Said, *capabilities: str) -> list[str]:
    return show_event(event, variant("irc", frozenset(capabilities)), SERVER).decode().split("\r\n")[:-1]


def test_who_has_the_capability_is_sent_a_batch() -> None:
    mask = ":alice!al@host.example"
    assert shown(WHOLE, "batch", "draft/multiline", "message-tags", "account-tag") == [
        f"@account=ally;msgid=id1;+a=1 {mask} BATCH +id1 draft/multiline #c",
        f"@batch=id1 {mask} PRIVMSG #c :",
        f"@batch=id1 {mask} PRIVMSG #c :hello",
        f"@batch=id1 {mask} PRIVMSG #c :how is ",
        f"@batch=id1;draft/multiline-concat {mask} PRIVMSG #c :everyone?",
        f"{mask} BATCH -id1",
    ]


@pytest.mark.parametrize("more", [(), ("draft/multiline",)], ids=["neither", "without batch"])
def test_others_are_sent_lines_and_no_blank_ones(more: tuple[str, ...]) -> None:
    mask = ":alice!al@host.example"
    assert shown(WHOLE, "message-tags", "account-tag", *more) == [
        f"@account=ally;msgid=id1;+a=1 {mask} PRIVMSG #c :hello",
        f"@account=ally;+a=1 {mask} PRIVMSG #c :how is ",
        f"@account=ally;+a=1 {mask} PRIVMSG #c :everyone?",
    ]
    assert shown(WHOLE, *more)[0] == f"{mask} PRIVMSG #c :hello"


def test_the_label_is_on_the_opening_line_alone() -> None:
    lines = label([show_event(WHOLE, CAPABLE, SERVER)], "xyz", SERVER, lambda: "outer")
    assert [b"label=xyz" in line for line in b"".join(lines).split(b"\r\n")[:-1]] == [True, *[False] * 5]


_TEXT = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), min_size=1, max_size=9)


@given(st.lists(st.tuples(_TEXT, st.booleans()), min_size=2, max_size=9), st.integers(1, 200))
def test_what_is_shown_reads_as_what_was_said(lines: list[tuple[str, bool]], times: int) -> None:
    lines = [(lines[0][0] * times, False), *lines[1:]]
    event = said(*lines)
    data = show_event(event, CAPABLE, SERVER).split(b"\r\n")[:-1]
    assert all(len(line) <= 512 + len(b"@batch=id1;draft/multiline-concat ;;+a=1;account=ally") for line in data)
    if not event.splits and "\n" not in event.text:
        return
    opening, *inside, closing = [parse(line.decode()) for line in data]
    assert opening.params == ("+id1", "draft/multiline", "#c")
    assert closing.params == ("-id1",)
    read_again = [(message.params[1], "draft/multiline-concat" in message.tags) for message in inside]
    assert joined(read_again)[0] == event.text
    fallback = show_event(event, variant("irc"), SERVER).split(b"\r\n")[:-1]
    assert all(len(line) <= 510 for line in fallback)
    assert "".join(parse(line.decode()).params[1] for line in fallback) == event.text.replace("\n", "")


_PIECES = [
    b"BATCH +1 draft/multiline #c",
    b"BATCH -1",
    b"BATCH",
    b"BATCH +",
    b"@batch=1 PRIVMSG #c x",
    b"@batch PRIVMSG #c x",
    b"@batch=1;draft/multiline-concat PRIVMSG #c y",
    b"@batch=1 PRIVMSG #c :",
    b"PRIVMSG #c z",
    b"@batch=1 BATCH -1",
]


@given(st.lists(st.sampled_from(_PIECES) | st.binary(max_size=40), max_size=30))
def test_any_lines_are_read(lines: list[bytes]) -> None:
    reader, limits = Reader(), Limits(multiline_lines=3, multiline_bytes=30)
    for line in lines:
        asked = reader.read(line, limits)
        if isinstance(asked, Say) and "\n" in asked.text:
            assert len(asked.text.encode()) <= 30
            assert asked.text.count("\n") < 3
