"""The IRC message parser: exact by table, and by properties."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hubbub.wire.irc import message as irc
from hubbub.wire.irc.message import Message


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", Message("")),
        ("   ", Message("")),
        ("PING", Message("PING")),
        ("ping x", Message("PING", ("x",))),
        ("  PING x", Message("PING", ("x",))),
        ("PING   x   y", Message("PING", ("x", "y"))),
        ("PING x ", Message("PING", ("x",))),
        ("PING x   ", Message("PING", ("x",))),
        ("PING :", Message("PING", ("",))),
        ("PING x :", Message("PING", ("x", ""))),
        ("PING x :a b  c ", Message("PING", ("x", "a b  c "))),
        ("PING x   :a", Message("PING", ("x", "a"))),
        ("PING ::-)", Message("PING", (":-)",))),
        ("PING :a :b", Message("PING", ("a :b",))),
        ("PING a:b c", Message("PING", ("a:b", "c"))),
        ("PING a\tb", Message("PING", ("a\tb",))),
        ("PING a\u00a0b\u3000c", Message("PING", ("a\u00a0b\u3000c",))),
        ("\tPING", Message("\tPING")),
        (":dan!d@localhost PRIVMSG #chan :Hey!", Message("PRIVMSG", ("#chan", "Hey!"), "dan!d@localhost")),
        (":irc.example.com", Message("", (), "irc.example.com")),
        (":irc.example.com  CAP * LIST :", Message("CAP", ("*", "LIST", ""), "irc.example.com")),
        (" :src PING", Message("PING", (), "src")),
        (": PING", Message("PING")),
        ("@a=b;c PING", Message("PING", tags={"a": "b", "c": ""})),
        ("@a=b", Message("", tags={"a": "b"})),
        ("@ PING", Message("PING")),
        ("@a=b   :src   PING x", Message("PING", ("x",), "src", {"a": "b"})),
        (" @a=b PING", Message("@A=B", ("PING",))),
        ("quıt", Message("quıt")),
        ("paß", Message("paß")),
        ("PRIVMSG #c " + " ".join("abcdefghijklmnopqrst"), Message("PRIVMSG", ("#c", *"abcdefghijklmnopqrst"))),
    ],
)
def test_lines_are_read_exactly(line: str, expected: Message) -> None:
    assert irc.parse(line) == expected


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", {}),
        (";", {}),
        ("=x", {}),
        ("a", {"a": ""}),
        ("a=", {"a": ""}),
        ("a=b=c", {"a": "b=c"}),
        ("a=1;a=2", {"a": "2"}),
        ("a=1;a", {"a": ""}),
        ("a=1;A=2", {"a": "1", "A": "2"}),
        ("+example/x=1;;y", {"+example/x": "1", "y": ""}),
        (r"a=\:\s\\\r\n", {"a": "; \\\r\n"}),
        (r"a=b\x\\", {"a": "bx\\"}),
        ("a=b\\", {"a": "b"}),
        (r"a=raw+:=,escaped\:\s\\", {"a": "raw+:=,escaped; \\"}),
        (r"not!a!name=1", {"not!a!name": "1"}),
    ],
)
def test_tags_are_read_as_message_tags_says(text: str, tags: dict[str, str]) -> None:
    assert irc.parse_tags(text) == tags


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (Message("PING"), "PING"),
        (Message("PING", ("x",)), "PING x"),
        (Message("PING", ("",)), "PING :"),
        (Message("PRIVMSG", ("#c", "two words")), "PRIVMSG #c :two words"),
        (Message("PRIVMSG", ("#c", ":-)")), "PRIVMSG #c ::-)"),
        (Message("001", ("me", "hi"), "srv"), ":srv 001 me hi"),
        (Message("PING", tags={"a": "; \\\r\n", "b": ""}), r"@a=\:\s\\\r\n;b PING"),
    ],
)
def test_lines_are_written_exactly(message: Message, line: str) -> None:
    assert irc.show(message) == line


@pytest.mark.parametrize(
    "message",
    [
        Message(""),
        Message("privmsg"),
        Message("A B"),
        Message(":A"),
        Message("@A"),
        Message("É"),
        Message("PING\r\nQUIT"),
        Message("PING", ("", "x")),
        Message("PING", ("a b", "x")),
        Message("PING", (":a", "x")),
        Message("PING", ("a\nQUIT",)),
        Message("PING", ("a\rb",)),
        Message("PING", ("a\0b",)),
        Message("PING", source="a b"),
        Message("PING", source="a\nb"),
        Message("PING", tags={"": "x"}),
        Message("PING", tags={"a b": "x"}),
        Message("PING", tags={"a;b": "x"}),
        Message("PING", tags={"a=b": "x"}),
        Message("PING", tags={"a": "\0"}),
        Message("PING", tags={"a\n": ""}),
    ],
)
def test_what_could_not_be_read_back_is_not_written(message: Message) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is the promise, the wording is for people
        irc.show(message)


def test_param_has_a_default() -> None:
    message = irc.parse("KICK #c bob")
    assert (message.param(1), message.param(2), message.param(2, "x")) == ("bob", "", "x")


@given(st.text())
@example("@")
@example(":")
@example("@ : :")
@example("@a=\\")
def test_no_text_is_too_strange_to_read(line: str) -> None:
    irc.parse(line)


_NOT_IN_LINES = "\r\n\0"
_words = st.text(st.characters(exclude_characters=_NOT_IN_LINES + " ", codec="utf-8"), min_size=1)
_middles = _words.filter(lambda text: not text.startswith(":"))
_anything = st.text(st.characters(exclude_characters=_NOT_IN_LINES, codec="utf-8"))
_commands = st.from_regex(r"[A-Z0-9]+", fullmatch=True)
_names = st.text(st.characters(exclude_characters=_NOT_IN_LINES + " ;=", codec="utf-8"), min_size=1)
_values = st.text(st.characters(exclude_characters="\0", codec="utf-8"))


@st.composite
def _messages(draw: st.DrawFn) -> Message:
    params = draw(st.lists(_middles, max_size=5)) + draw(st.lists(_anything, max_size=1))
    return Message(
        draw(_commands), tuple(params), draw(st.just("") | _words), draw(st.dictionaries(_names, _values, max_size=4))
    )


@given(_messages())
def test_parse_undoes_show(message: Message) -> None:
    assert irc.parse(irc.show(message)) == message


@given(_values)
def test_unescape_undoes_escape(value: str) -> None:
    escaped = irc.escape(value)
    assert irc.unescape(escaped) == value
    assert not set(escaped) & set("; \r\n")


@given(st.text())
def test_escaping_again_what_was_read_never_makes_it_longer(escaped: str) -> None:
    """A client's tags within their limit stay within it when they are relayed."""
    tags = irc.parse_tags(escaped)
    if all(not set(name) & set(" \r\n\0") for name in tags) and not set(escaped) & set(" \r\n\0"):
        assert len(irc.show_tags(tags)) <= len(escaped) + 2
