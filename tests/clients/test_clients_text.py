"""Pure texts: markup, colours, splitting, addresses, times."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubbub.clients.colours import CONTRAST, DARK_BACKGROUNDS, LIGHT_BACKGROUNDS, contrast, nick_colour, oklch
from hubbub.clients.link.settings import Settings
from hubbub.clients.markup import Span, plain, spans
from hubbub.clients.splitting import split
from hubbub.clients.view.clock import read_time, show_time
from hubbub.clients.view.features import Features

TEXTS = st.text(st.sampled_from("ab *_`#@:/.\n\x02\x03\x0f\x1d1,()👋é") | st.characters(), max_size=80)


def shape(text: str) -> list[tuple[str, str]]:
    """Spans as (how, text)."""
    out = []
    for span in spans(text, {"bob"}):
        flags = "".join(
            mark for mark, on in zip("bius", (span.bold, span.italic, span.underline, span.strike), strict=True) if on
        )
        out.append((f"{span.kind}{':' if flags else ''}{flags}", span.text))
    return out


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        ("plain", [("text", "plain")]),
        ("a **b c** d", [("text", "a "), ("text:b", "b c"), ("text", " d")]),
        ("*a* snake_case_name 2*3*4", [("text:i", "a"), ("text", " snake_case_name 2*3*4")]),
        ("_a b_ __c__", [("text:i", "a b"), ("text", " __c__")]),
        ("**a *b***", [("text:b", "a "), ("text:bi", "b")]),
        ("** not bold **", [("text", "** not bold **")]),
        ("`a **b**` c", [("code", "a **b**"), ("text", " c")]),
        ("``a ` b``", [("code", "a ` b")]),
        ("`open", [("text", "`open")]),
        ("x ```py\nprint(1)\n``` y", [("text", "x "), ("block", "print(1)"), ("text", " y")]),
        ("```one line```", [("block", "one line")]),
        ("`" * 300, [("text", "`" * 300)]),
        ("see https://x.org/a_(b), ok", [("text", "see "), ("link", "https://x.org/a_(b)"), ("text", ", ok")]),
        ("(http://x.org/?a=1&b=2#c).", [("text", "("), ("link", "http://x.org/?a=1&b=2#c"), ("text", ").")]),
        ("**https://x.org**", [("link:b", "https://x.org")]),
        ("javascript:alert(1) ftp://x", [("text", "javascript:alert(1) ftp://x")]),
        ("@bob: hi Bob bobby", [("mention", "@bob"), ("text", ": hi "), ("mention", "Bob"), ("text", " bobby")]),
        ("join #dev, or #a.b. C#", [
            ("text", "join "), ("channel", "#dev"), ("text", ", or "), ("channel", "#a.b"), ("text", ". C#"),
        ]),
        ("\x02a\x1db\x02c\x0fd\x1fe\x1f\x1ef", [
            ("text:b", "a"), ("text:bi", "b"), ("text:i", "c"), ("text", "d"), ("text:u", "e"), ("text:s", "f"),
        ]),
        ("\x0304,12red\x03 \x11mono\x11", [("text", "red mono")]),
    ],
)  # fmt: skip
def test_markup(text: str, wanted: list[tuple[str, str]]) -> None:
    assert shape(text) == wanted


def test_a_link_knows_its_address() -> None:
    assert spans("http://x.org!") == [Span("http://x.org", "link", url="http://x.org"), Span("!")]


@settings(deadline=None)
@given(TEXTS)
def test_markup_never_loses_what_is_visible(text: str) -> None:
    def letters(shown: str) -> str:
        return "".join(character for character in shown if character not in "*_`\n")

    parts = spans(text, {"ab"})
    whole = "".join(span.text for span in parts)
    assert all(span.text for span in parts)
    if "```" in text:  # The word after an opening fence names a language; it is not shown.
        assert set(letters(whole)) <= set(letters(plain(text)))
    else:
        assert letters(whole) == letters(plain(text))
    assert all(span.url.lower().startswith(("http://", "https://")) for span in parts if span.kind == "link")


@settings(deadline=None)
@given(st.text(st.sampled_from("*_` a"), max_size=300))
def test_markup_of_nothing_but_marks(text: str) -> None:
    assert "".join(span.text for span in spans(text)).count("a") == text.count("a")


@pytest.mark.parametrize(
    "piece", ["**a ", "`a ", "``a`", "*a ", "_a ", "```a", "`", "@a", "#a", "https://", "((", "a" * 9]
)
def test_markup_of_a_hostile_line_ends(piece: str) -> None:
    text = piece * (65_536 // len(piece))
    assert "".join(span.text for span in spans(text)).count("a") <= text.count("a")


@pytest.mark.parametrize("dark", [False, True])
def test_every_nick_is_readable(dark: bool) -> None:
    colours = {nick_colour(f"nick{number}", dark) for number in range(5000)}
    backgrounds = DARK_BACKGROUNDS if dark else LIGHT_BACKGROUNDS
    assert len(colours) > 200
    assert min(contrast(colour, background) for colour in colours for background in backgrounds) >= CONTRAST


@settings(deadline=None)
@given(st.text(), st.booleans())
def test_a_nick_keeps_its_colour(nick: str, dark: bool) -> None:
    colour = nick_colour(nick, dark)
    assert colour == nick_colour(nick.casefold(), dark)
    assert len(colour) == 7
    assert 0 <= int(colour[1:], 16) <= 0xFFFFFF


def test_colours_where_they_are_known() -> None:
    assert oklch(1.0, 0.0, 0.0) == "#ffffff"
    assert oklch(0.0, 0.0, 0.0) == "#000000"
    assert oklch(0.627955, 0.257683, 29.2339) == "#ff0000"
    assert math.isclose(contrast("#ffffff", "#000000"), 21.0)


@settings(deadline=None)
@given(TEXTS, st.integers(40, 200))
def test_splitting_fits_and_loses_only_spaces(text: str, room: int) -> None:
    pieces = split(text, room)
    assert all(len(piece.encode(errors="replace")) <= room and "\n" not in piece and piece.strip() for piece in pieces)
    if "```" in text:  # Fences may become the ticks of each line.
        assert set("".join(pieces)) <= {*text, "`", " "}
    else:
        assert "".join("".join(pieces).split()) == "".join(text.replace("\0", "").split())


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "look:\n```python\ndef f(x):\n    return x\n\nf(1)\n```",
            ["look:", "`def f(x):`", "`    return x`", "`f(1)`"],
        ),
        ("a ```b\n  c``` d", ["a ", "`b`", "`  c`", " d"]),
        ("```go on\nc``` d", ["`go on`", "`c`", " d"]),
        ("```\n`tick` and ``two``\n```", ["``` `tick` and ``two`` ```"]),
        ("```sh\necho `date`\n```\n```\nx\n```", ["``echo `date` ``", "`x`"]),
        ("```one line```", ["```one line```"]),
        ("```\nnever closed", ["```", "never closed"]),
        ("````\nfour\n````", ["````", "four", "````"]),
        ("```\n```", []),
    ],
)
def test_a_fenced_block_becomes_lines_of_code(text: str, pieces: list[str]) -> None:
    assert split(text, 400) == pieces


@settings(deadline=None)
@given(st.text(st.sampled_from("ab `\n"), max_size=60), st.integers(40, 200))
def test_lines_of_a_fenced_block_are_shown_as_code(code: str, room: int) -> None:
    pieces = split(f"```\n{code.replace('```', '')}\n```", room)
    if "```" not in code and not any(run in code for run in ("\n`", "`\n")):
        assert all(len(piece.encode()) <= room for piece in pieces)
        assert all([span.kind for span in spans(piece)] in (["code"], ["block"]) for piece in pieces)


@pytest.mark.parametrize("piece", ["```", "```\n", "``` ", "```a", "``", " ", "\n", "```\n`"])
def test_splitting_of_a_hostile_text_ends(piece: str) -> None:
    assert split(f"```{piece * (100_000 // len(piece))}", 400) is not None


def test_splitting_cuts_at_words_and_keeps_characters_whole() -> None:
    assert split("one two\r\n\n three ", 400) == ["one two", " three "]
    assert split("word " * 20, 42) == ["word word word word word word word word"] * 2 + ["word word word word "]
    family = "👨‍👩‍👧"
    assert split(family * 4, 40) == [family * 2, family * 2]
    flags = "🇩🇪🇫🇷" * 4
    assert split(flags, 44) == ["🇩🇪🇫🇷🇩🇪🇫🇷🇩🇪", "🇫🇷🇩🇪🇫🇷"]
    assert len(split("x" * 1000, 400)) == 3


@pytest.mark.parametrize(
    ("text", "host", "port", "tls"),
    [
        ("", "127.0.0.1", 7500, False),
        ("chat.example.org", "chat.example.org", 7500, False),
        (" 10.0.0.5:7501 ", "10.0.0.5", 7501, False),
        ("[::1]:7500", "::1", 7500, False),
        ("[fe80::1]", "fe80::1", 7500, False),
        ("::1", "::1", 7500, False),
        ("irc.example.org:6697", "irc.example.org", 6697, True),
        ("ircs://irc.example.org/", "irc.example.org", 6697, True),
        ("irc://irc.example.org:6667/channel", "irc.example.org", 6667, False),
        (":7600", "127.0.0.1", 7600, False),
    ],
)
def test_addresses(text: str, host: str, port: int, tls: bool) -> None:
    parsed = Settings.parse(text)
    assert (parsed.host, parsed.port, parsed.tls) == (host, port, tls)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("http://x.org", "is not a chat address"),
        ("host:port", "'port' is not a port"),
        ("host:0", "'0' is not a port"),
        ("host:99999", "is not a port"),
        ("host:", "is not an address"),
        ("[::1", "is not an address"),
        ("two words", "is not an address"),
    ],
)
def test_wrong_addresses_say_what_would_be_right(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Settings.parse(text)


def test_settings_are_checked() -> None:
    with pytest.raises(ValueError, match="cannot be a name"):
        Settings.parse("", nick="two words")
    with pytest.raises(ValueError, match="cannot be a channel"):
        Settings.parse("", channels=("#a b",))
    with pytest.raises(ValueError, match="A password would travel readably to example"):
        Settings.parse("example.org", password="x")
    assert Settings.parse("example.org", password="x", tls=True).tls
    assert Settings.parse("localhost", password="x").loopback
    assert Settings(host="::1").address == "[::1]:7500"


@settings(deadline=None)
@given(st.floats(0, 2e11))
def test_times_survive_the_way_to_the_server_and_back(seconds: float) -> None:
    back = read_time(show_time(seconds))
    assert back is not None
    assert abs(back - seconds) <= 0.001
    assert show_time(back) == show_time(seconds)


@pytest.mark.parametrize("text", ["", "*", "yesterday", "2023-13-45T00:00:00.000Z", "x" * 100])
def test_what_is_no_time(text: str) -> None:
    assert read_time(text) is None


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("PREFIXCHANTYPESMODELINETORY=()@+ov,-:0123456789abc"), max_size=30)))
def test_any_features_are_taken(tokens: list[str]) -> None:
    features = Features()
    features.learn(tokens)
    assert 1 <= features.history_limit <= 100
    assert features.line_bytes >= 512
    assert features.channel_of("@#x")
