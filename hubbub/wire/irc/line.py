"""The making of outgoing lines: tags, words, lengths.  Nothing that goes in can begin a second line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

from .message import escape

CRLF = b"\r\n"

_BREAKS = re.compile("[\r\n\0]")
_NOT_A_WORD = re.compile("[ \r\n\0]")
_NOT_A_TAG_NAME = re.compile("[ \r\n\0;=]")
_LATEST_SECOND = 253_402_300_799
"""The end of the year 9999: dates have four digits."""


LEAST_ROOM = 64
"""Bytes of text in a line even where a source and target are absurdly long: splitting must come to an end."""


def clean(text: str) -> str:
    """``text`` with a space in the place of each CR, LF and NUL, which would end a line or a reader's patience."""
    return _BREAKS.sub(" ", text) if "\n" in text or "\r" in text or "\0" in text else text


def word(text: str) -> str:
    """``text`` as a parameter before the last: ``*`` stands for what cannot be one (empty, spaces, a colon first).

    What users sent comes back in errors: it must not move the parameters behind it.
    """
    return "*" if not text or text[0] == ":" or _NOT_A_WORD.search(text) else text


def line(body: str, tags: str, longest: int) -> bytes:
    """One line with its CR LF.  ``tags``: as `tag_section` gives them; ``longest``: bytes of the rest, CR LF included.

    A body that is too long ends early, between two characters.
    """
    data = clean(body).encode("utf-8", "replace")
    if len(data) > longest - 2:
        data = data[: boundary(data, longest - 2)]
    return tags.encode("utf-8", "replace") + data + CRLF


def boundary(data: bytes, at: int) -> int:
    """The last place at or before ``at`` where a character of the UTF-8 ``data`` begins."""
    while at > 0 and data[at] & 0xC0 == 0x80:
        at -= 1
    return at


def split(data: bytes, room: int) -> list[bytes]:
    """UTF-8 in pieces of at most ``room`` (4 or more) bytes; joined they are ``data`` again.

    A piece ends behind a space where there is one in its second half, or else between two characters.
    """
    pieces: list[bytes] = []
    while len(data) > room:
        space = data.rfind(b" ", room // 2, room)
        end = space + 1 if space >= 0 else boundary(data, room)
        pieces.append(data[:end])
        data = data[end:]
    pieces.append(data)
    return pieces


def packed(words: Iterable[str], room: int, most: int | None = None, between: str = " ") -> Iterator[str]:
    """``words`` joined by ``between`` (one byte), in lines of at most ``room`` bytes and ``most`` words each."""
    held: list[str] = []
    size = 0
    for item in words:
        length = len(item.encode("utf-8", "replace")) + 1
        if held and (size + length > room + 1 or len(held) == most):
            yield between.join(held)
            held, size = [], 0
        held.append(item)
        size += length
    if held:
        yield between.join(held)


@lru_cache(maxsize=256)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def stamp(time: int) -> str:
    """Nanoseconds since 1970 as ``YYYY-MM-DDThh:mm:ss.sssZ``: IRCv3 server-time."""
    milliseconds = time // 1_000_000
    seconds = milliseconds // 1000
    if not 0 <= seconds <= _LATEST_SECOND:
        seconds = min(max(seconds, 0), _LATEST_SECOND)
    return f"{_second(seconds)}.{milliseconds % 1000:03d}Z"


def date(time: int) -> str:
    """Nanoseconds since 1970 for people: ``2026-11-23 03:00:00 UTC``."""
    return stamp(time)[:19].replace("T", " ") + " UTC"


def tag_section(
    capabilities: frozenset[str],
    time: int,
    msgid: str,
    client_tags: tuple[tuple[str, str], ...],
    batch: str,
    account: str = "",
    bot: bool = False,
    relayed_by: str = "",
) -> str:
    """``@…`` and its space as far as ``capabilities`` ask for it, or "".  Empty values leave their tag out.

    IRCv3 message-tags, Client-only tags: the server's come before the client's.
    """
    tags = [f"batch={batch}"] if batch else []
    if "server-time" in capabilities:
        tags.append(f"time={stamp(time)}")
    if account and "account-tag" in capabilities:
        tags.append(f"account={tag_value(account)}")
    if relayed_by and "draft/relaymsg" in capabilities:
        tags.append(f"draft/relaymsg={tag_value(relayed_by)}")
    if "message-tags" in capabilities:
        if msgid:
            tags.append(f"msgid={tag_value(msgid)}")
        if bot:
            tags.append("bot")  # bot-mode: never with a value
        for name, value in client_tags:
            key = _NOT_A_TAG_NAME.sub("_", name)
            tags.append(f"{key}={tag_value(value)}" if value else key)
    return f"@{';'.join(tags)} " if tags else ""


def tag_value(value: str) -> str:
    """``value`` escaped; NUL, which has no escape, is left out."""
    return escape(value.replace("\0", "")) if "\0" in value else escape(value)
