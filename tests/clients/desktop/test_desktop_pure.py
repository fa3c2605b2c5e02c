"""What needs no window: grouping, emoji, searching, ranking, copying, remembering."""

import dataclasses
import itertools
import subprocess
import sys
from datetime import UTC, date
from pathlib import Path

import pytest
from clients_world import ROOT
from hypothesis import given
from hypothesis import strategies as st

from hubbub.clients.colours import contrast
from hubbub.clients.desktop import copying, emoji, keys, options, preferences, rows, scale
from hubbub.clients.desktop.finder import matches
from hubbub.clients.desktop.members import people
from hubbub.clients.desktop.palette import DARK, LIGHT, Palette
from hubbub.clients.desktop.popup import Choice
from hubbub.clients.desktop.rendering import typing_notice
from hubbub.clients.desktop.switcher import ranked
from hubbub.clients.view import Member, Message, User

NOON = 1_790_000_000.0 - 1_790_000_000.0 % 86_400 + 43_200
_numbers = itertools.count(1)


def message(nick: str, at: float, text: str = "hello", **more: object) -> Message:
    return Message(next(_numbers), NOON + at, more.pop("kind", "message"), nick, text, **more)  # type: ignore[arg-type]


def shapes(*messages: Message, unread: int | None = None) -> list[rows.Shape]:
    return rows.shapes(None, messages, unread, UTC)


def test_messages_of_one_author_within_five_minutes_are_one_group() -> None:
    heads = [s.head for s in shapes(message("ada", 0), message("ada", 299), message("ada", 700), message("bob", 701))]
    assert heads == [True, False, True, True]


def test_the_five_minutes_run_from_message_to_message() -> None:
    assert [s.head for s in shapes(message("ada", 0), message("ada", 299), message("ada", 598))] == [True, False, False]


@pytest.mark.parametrize(
    "between", [message("ada", 1, kind="action"), message("bob", 1, kind="event", event="join"), message("bob", 1)]
)
def test_whatever_comes_between_ends_a_group(between: Message) -> None:
    assert [s.head for s in shapes(message("ada", 0), between, message("ada", 2))][2]


def test_a_day_begins_with_its_separator_and_a_head() -> None:
    first, second, third = shapes(message("ada", 43_198), message("ada", 43_199), message("ada", 43_201))
    assert (first.day, second.day) == (date(2026, 9, 21), None)
    assert third.day == date(2026, 9, 22)
    assert third.head


def test_small_events_share_a_line_until_something_parts_them() -> None:
    joins = [message("ken", n, kind="event", event="join") for n in range(3)]
    assert [s.lead for s in shapes(*joins)] == ["first", "dot", "dot"]
    assert [s.lead for s in shapes(*joins, unread=joins[1].key)] == ["first", "line", "dot"]
    error = message("", 4, kind="event", event="error")
    assert [s.lead for s in shapes(*joins, error)][-1] == "line"


def test_the_unread_line_stands_above_its_message_which_shows_its_head() -> None:
    said = [message("ada", n) for n in range(3)]
    found = shapes(*said, unread=said[1].key)
    assert [s.unread for s in found] == [False, True, False]
    assert [s.head for s in found] == [True, True, False]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 10, 7), "Today"),
        (date(2026, 10, 6), "Yesterday"),
        (date(2026, 10, 5), "Monday"),
        (date(2026, 9, 7), "Monday, 7 September"),
        (date(2025, 10, 7), "Tuesday, 7 October 2025"),
        (date(2026, 10, 8), "Thursday, 8 October"),
    ],
)
def test_days_have_names(day: date, name: str) -> None:
    assert rows.day_name(day, date(2026, 10, 7)) == name


@pytest.mark.parametrize(
    "sequence",
    [
        "😀",
        "👍🏽",
        "❤️",
        "👨‍👩‍👧‍👦",
        "🏳️‍🌈",
        "🇩🇪",
        "1️⃣",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "⚡",
        "☺️",
        "❤️‍🔥",
    ],
)
def test_an_emoji_sequence_is_one_piece(sequence: str) -> None:
    assert list(emoji.split(f"a{sequence}b")) == [("a", False), (sequence, True), ("b", False)]


@pytest.mark.parametrize("text", ["plain", "Grüße", "你好", "1 2 #3 *", "©", "→", ""])
def test_text_is_not_taken_for_emoji(text: str) -> None:
    assert [piece for piece, is_emoji in emoji.split(text) if is_emoji] == []


@given(st.text() | st.text(alphabet="a😀👍🏽❤\ufe0f\u200d🇩🇪1\u20e3👩"))
def test_splitting_loses_nothing(text: str) -> None:
    assert "".join(piece for piece, _is_emoji in emoji.split(text)) == text


def test_pictures_are_as_high_as_asked_and_none_where_the_font_has_nothing() -> None:
    if emoji.picture("😀", 20) is None:
        pytest.skip("no colour emoji font here")
    for sequence in ("😀", "👍🏽", "🇩🇪", "👨‍👩‍👧‍👦"):
        picture = emoji.picture(sequence, 17)
        assert picture is not None
        assert picture.height == 17
        assert picture.width <= 23
    assert emoji.picture("\U0001fad9\U0001f3fb\u200d\U0001fad9", 17) is not None  # no font joins these
    assert emoji.picture("\U0001f0a1", 17) is None  # a playing card, which no emoji is


def test_search_finds_newest_first_in_texts_and_names() -> None:
    said = [message("ada", 0, "Lunch?"), message("bob", 1, "no LUNCH today"), message("lunch", 2, "hm")]
    assert matches(said, " lunch ") == [said[2], said[1], said[0]]
    assert matches(said, "") == []


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["design", "dev", "random-dev", "lobby"]),
        ("de", ["design", "dev", "random-dev"]),
        ("#dev", ["dev", "random-dev"]),
        ("rdv", ["random-dev"]),
        ("LOB", ["lobby"]),
        ("x", []),
    ],
)
def test_the_switcher_ranks_beginnings_first(query: str, order: list[str]) -> None:
    choices = [Choice(name) for name in ("design", "dev", "random-dev", "lobby")]
    assert [choice.label for choice in ranked(query, choices)] == order


def test_copying_within_a_message_gives_the_very_words_and_over_several_their_lines() -> None:
    said = {7: message("ada", 0, "one 🍕"), 8: message("bob", 60, "two")}
    dump = [
        ("tagon", "m7", "1.0"),
        ("tagon", "head", "1.0"),
        ("text", "ada  12:00\n", "1.0"),
        ("tagoff", "head", "2.0"),
        ("tagon", "first", "2.0"),
        ("image", "pyimage1", "2.0"),
        ("text", "\tone\u00a0", "2.1"),
        ("image", "pyimage9#2", "2.5"),
        ("tagoff", "first", "2.6"),
        ("tagoff", "m7", "2.6"),
    ]
    names = {"pyimage9#2": "🍕"}

    def emoji_text(name: str) -> str:
        return names.get(name, "")

    assert copying.copied(dump, [], said, emoji_text) == "one 🍕"
    more = [("tagon", "m8", "3.0"), ("text", "\ntwo", "3.0")]
    one, two = copying.copied(dump + more, [], said, emoji_text).split("\n")
    assert one.endswith("] ada: one 🍕")
    assert two.endswith("] bob: two")


def test_preferences_survive_and_broken_ones_are_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "desktop.json"
    assert preferences.load(path) == preferences.Preferences()
    preferences.save(path, preferences.Preferences(nick="ada", theme="dark", zoom=1.5))
    assert preferences.load(path) == preferences.Preferences(nick="ada", theme="dark", zoom=1.5)
    path.write_text('{"theme": "pink"}')
    assert preferences.load(path) == preferences.Preferences()
    path.write_text('{"zoom": 99, "from": "a later version"}')
    assert preferences.load(path).zoom == 3.0


def test_options() -> None:
    given_options = options.parse(["--nick", "ada", "--no-tls", "example.org:7500"], "client.py")
    assert (given_options.nick, given_options.tls, given_options.address) == ("ada", False, "example.org:7500")
    silent = options.parse([], "client.py")
    assert (silent.nick, silent.tls, silent.address, silent.channel) == (None, None, None, "#lobby")


def test_a_wrong_option_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options.parse(["--nik"], "client.py")
    assert ended.value.code == 2
    assert capsys.readouterr().err == "client.py: unrecognized arguments: --nik; client.py --help says what there is\n"


@pytest.mark.parametrize("missing", ["tkinter", "PIL", "msgspec"])
def test_what_is_missing_is_told_in_one_line(missing: str) -> None:
    program = f"import runpy, sys; sys.modules[{missing!r}] = None; runpy.run_path('client.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert missing in done.stderr


@pytest.mark.parametrize(("exact", "snapped"), [(1.04, 1.0), (0.75, 1.0), (1.26, 1.25), (2.0, 2.0), (9.0, 4.0)])
def test_scales_come_in_quarters(exact: float, snapped: float) -> None:
    assert scale.snap(exact) == snapped


def test_no_two_shortcuts_want_the_same_keys() -> None:
    sequences = [sequence for shortcut in keys.SHORTCUTS for sequence in shortcut.sequences]
    assert len(sequences) == len(set(sequences))


def test_members_stand_by_presence() -> None:
    members = [Member(User("ada"), "@"), Member(User("ken", away="lunch")), Member(User("bob"))]
    assert [(person.label, person.presence, person.rank) for person in people(members)] == [
        ("Here — 2", "", ""),
        ("ada", "online", "op"),
        ("bob", "online", ""),
        ("Away — 1", "", ""),
        ("ken", "away", ""),
    ]


@pytest.mark.parametrize(
    ("nicks", "notice"),
    [
        ((), ""),
        (("ada",), "ada is typing…"),
        (("ada", "ken"), "ada and ken are typing…"),
        (("a", "b", "c"), "Several people are typing…"),
    ],
)
def test_typing_notices(nicks: tuple[str, ...], notice: str) -> None:
    assert typing_notice(nicks) == notice


READ = [
    ("text", "ground"),
    ("muted", "ground"),
    ("faint", "ground"),
    ("faint", "raised"),
    ("muted", "side"),
    ("text", "side"),
    ("selected_text", "selected"),
    ("link", "ground"),
    ("code_text", "code_ground"),
    ("mention_text", "mention_ground"),
    ("accent_text", "accent"),
    ("accent_text", "accent_hover"),
    ("alert", "ground"),
    ("alert_text", "alert"),
    ("badge_text", "badge"),
    ("banner_text", "banner"),
    ("text", "selection"),
    ("text", "found"),
    ("text", "found_now"),
]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), READ)
def test_text_can_be_read(palette: Palette, ink: str, ground: str) -> None:
    colours = dataclasses.asdict(palette)
    assert contrast(colours[ink], colours[ground]) >= 4.5
