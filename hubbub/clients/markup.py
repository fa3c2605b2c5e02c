"""A message's text to spans that a toolkit can draw.

``**bold**``, ``*italic*`` and ``_italic_`` at word boundaries, `` `code` ``, fenced blocks, links, mentions,
channels, and IRC's formatting codes (https://modern.ircdocs.horse/formatting.html; colours are dropped: nick colours
are ours, and people's backgrounds differ).  Whatever does not make sense stays visible as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Literal

import msgspec

SpanKind = Literal["text", "code", "block", "link", "mention", "channel"]


class Span(msgspec.Struct, frozen=True):
    """``text`` as it is shown.  ``url``: of a link, "" otherwise."""

    text: str
    kind: SpanKind = "text"
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    url: str = ""


class Style(msgspec.Struct, frozen=True):
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False


_PLAIN = Style()
_CODES = {"\x02": "bold", "\x1d": "italic", "\x1f": "underline", "\x1e": "strike"}
_COLOUR = "\x03(?:\\d{1,2}(?:,\\d{1,2})?)?|\x04(?:[0-9a-fA-F]{6}(?:,[0-9a-fA-F]{6})?)?"
# The repetitions are bounded, so that no text, however hostile, keeps a window waiting.
_TOKEN = re.compile(
    r"```(?!`)(?P<block>[^\x00]{1,20000}?)```"
    r"|(?<!`)(?P<tick>`{1,8})(?!`)(?P<code>[^`\n](?:[^\n]{0,2000}?[^`\n])?)(?P=tick)(?!`)"
    r"|(?<![\w*])\*\*(?P<bold>[^\s*](?:[^\n]{0,2000}?[^\s])?)\*\*(?![\w*])"
    r"|(?<![\w*])\*(?P<star>[^\s*](?:[^*\n]{0,2000}[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<under>[^\s_](?:[^_\n]{0,2000}[^\s_])?)_(?![\w_])"
    r"|(?P<url>https?://[^\s<>\"\x00-\x1f]+)"
    r"|(?<![\w@])@?(?P<name>[^\W\d][\w\[\]\\`^{|}-]*)"
    r"|(?<![\w#&/])(?P<channel>#[^\s,\x00-\x1f:;!?()\"'<>]*[^\s,\x00-\x1f.:;!?()\"'<>])"
    rf"|(?P<format>{_COLOUR}|[\x02\x0f\x11\x16\x1d\x1e\x1f])",
    re.IGNORECASE,
)
_FORMAT = re.compile(f"{_COLOUR}|[\x02\x0f\x11\x16\x1d\x1e\x1f]")
_LANGUAGE = re.compile(r"\A[\w+#.-]*\n")


def plain(text: str) -> str:
    """``text`` without IRC's formatting codes."""
    return _FORMAT.sub("", text)


def spans(text: str, nicks: Collection[str] = (), fold: Callable[[str], str] = str.casefold) -> list[Span]:
    """The spans of ``text``, in order; never raises.

    ``nicks``: folded names whose mention counts, with or without ``@`` in front; ``fold``: how names are compared.
    """
    return _joined(_Reader(nicks, fold).read(text, _PLAIN))


class _Reader:
    def __init__(self, nicks: Collection[str], fold: Callable[[str], str]) -> None:
        self._nicks = nicks
        self._fold = fold
        self._codes = _PLAIN

    def read(self, text: str, style: Style) -> Iterator[Span]:
        place = 0
        for match in _TOKEN.finditer(text):
            if match.start() > place:
                yield self._span(text[place : match.start()], style)
            place = match.end()
            yield from self._token(match, style)
        if place < len(text):
            yield self._span(text[place:], style)

    def _token(self, match: re.Match[str], style: Style) -> Iterator[Span]:
        kind, text = match.lastgroup, match.group()
        if kind == "format":
            self._code(text)
        elif kind == "block":
            block = _LANGUAGE.sub("", plain(match["block"]), count=1)
            yield Span(block.strip("\n") or plain(match["block"]), "block")
        elif match["code"] is not None:
            yield Span(plain(match["code"]), "code")
        elif kind == "bold":
            yield from self.read(match["bold"], msgspec.structs.replace(style, bold=True))
        elif kind in {"star", "under"}:
            yield from self.read(match[kind], msgspec.structs.replace(style, italic=True))
        elif kind == "url":
            link = _without_tail(text)
            yield self._span(link, style, "link", link)
            if len(link) < len(text):
                yield from self.read(text[len(link) :], style)
        elif kind == "channel":
            yield self._span(text, style, "channel")
        elif self._fold(match["name"]) in self._nicks:
            yield self._span(text, style, "mention")
        else:
            yield self._span(text, style)

    def _code(self, code: str) -> None:
        name = _CODES.get(code)
        if name is not None:
            self._codes = msgspec.structs.replace(self._codes, **{name: not getattr(self._codes, name)})
        elif code == "\x0f":
            self._codes = _PLAIN

    def _span(self, text: str, style: Style, kind: SpanKind = "text", url: str = "") -> Span:
        codes = self._codes
        return Span(
            text,
            kind,
            style.bold or codes.bold,
            style.italic or codes.italic,
            style.underline or codes.underline,
            style.strike or codes.strike,
            url,
        )


_OPENS = {")": "(", "]": "[", "}": "{"}


def _without_tail(url: str) -> str:
    """A URL without the punctuation of the sentence around it; closing brackets stay when they close one inside."""
    while len(url) > len("https://x"):
        last = url[-1]
        unopened = last in _OPENS and url.count(last) > url.count(_OPENS[last])
        if not unopened and last not in ".,;:!?'*_~`|":
            break
        url = url[:-1]
    return url


def _joined(parts: Iterator[Span]) -> list[Span]:
    """Neighbours that look the same as one span, empty ones left out."""
    out: list[Span] = []
    for part in parts:
        if not part.text:
            continue
        if out and part.kind == "text" and msgspec.structs.replace(out[-1], text=part.text) == part:
            out[-1] = msgspec.structs.replace(part, text=out[-1].text + part.text)
        else:
            out.append(part)
    return out
