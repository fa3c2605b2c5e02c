"""The first bytes of a connection decide its protocol.

Asked in this order: TLS, HTTP, IRC, and plain text for everything else.  What may still become one of the first
three waits for its rest, at most until the detection deadline.  A web page must never be able to speak: whatever
looks like HTTP is HTTP, and what slips past as text (a request line split at an unlucky place) is an intruder when
it is read as a session's first message.
"""

from __future__ import annotations

import re
from typing import Literal

Verdict = Literal["wait", "irc", "http", "tls", "plain", "intruder"]

TLS_HANDSHAKE = 0x16
"""The first byte of every TLS connection: a handshake record, RFC 8446 section 5.1."""

STUN_COOKIE = b"\x21\x12\xa4\x42"
"""In every STUN message (RFC 8489 section 5): what a web page's RTCPeerConnection sends by TCP."""

LONGEST = 8191 + 512
"""Bytes of a first line after which it is no IRC opener."""

METHODS = (
    # RFC 9110 section 9 and RFC 5789
    *(b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"CONNECT", b"OPTIONS", b"TRACE", b"PATCH"),
    # WebDAV (RFC 4918, RFC 3253), and the preface of HTTP/2 (RFC 9113 section 3.4)
    *(b"PROPFIND", b"PROPPATCH", b"MKCOL", b"COPY", b"MOVE", b"LOCK", b"UNLOCK", b"REPORT", b"SEARCH", b"PRI"),
)
TARGETS = (b"/", b"*", b"http")

OPENERS: dict[bytes, tuple[int, int]] = {
    b"CAP": (1, 2),
    b"NICK": (1, 1),
    b"USER": (4, 4),
    b"PASS": (1, 1),
    b"AUTHENTICATE": (1, 1),
    b"QUIT": (0, 1),
    b"PING": (1, 1),
    b"WEBIRC": (4, 5),
}
"""What an IRC client may begin with, and how many parameters it then has (the fewest, the most)."""

SECRETS = frozenset({b"PASS", b"AUTHENTICATE", b"WEBIRC"})
"""These carry passwords: cut short, they are still IRC rather than something to be said aloud."""

# A token (RFC 9110 section 5.6.2), a target that browsers can name, and a version: any method, known or not.
_REQUEST_LINE = re.compile(
    r"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+ +(?:[/*]|https?:)\S*|CONNECT +\S+) +HTTP/\d(?:\.\d+)?",
    re.ASCII | re.IGNORECASE,
)
_REQUEST_START = re.compile(rf"(?:{'|'.join(m.decode() for m in METHODS)}) +(?:/|\*|http)")
_HEADER = re.compile(
    r"(?:Host|User-Agent|Content-(?:Length|Type|Encoding)|Transfer-Encoding|Accept-(?:Encoding|Language|Charset)"
    r"|Cookie|Referer|Sec-[A-Za-z-]+|Upgrade-Insecure-Requests):",
    re.IGNORECASE,
)


def detect(data: bytes) -> Verdict:
    """What a fresh connection that has sent ``data`` so far speaks, or ``wait`` while that may change.

    Only the first line counts, and more data never changes a verdict other than ``wait``, with one exception: a
    request line with an unknown method, or a header, is known by its end only.  Before, it is ``plain``, and as a
    message it is then refused by `intrudes`.
    """
    if data[:1] == b"\x16":
        return "tls"
    if stun := _stun(data):
        return stun
    head, newline, _ = data.partition(b"\n")
    if newline:
        return _whole(head.removesuffix(b"\r"))
    return _partial(head.removesuffix(b"\r"))


def at_deadline(data: bytes) -> Verdict:
    """What ``data`` is when nothing followed in time: never ``wait``.

    An opener or method that stands alone is a word that somebody said.
    """
    verdict = detect(data)
    if verdict != "wait":
        return verdict
    word, space, _ = data.partition(b" ")
    return "irc" if space and word in SECRETS else "plain"


def intrudes(message: str) -> bool:
    """Whether a session's first message is a part of an HTTP request: then it is logged and closed, never said."""
    text = message.strip()
    return bool(_REQUEST_LINE.fullmatch(text) or _REQUEST_START.match(text) or _HEADER.match(text))


def _whole(line: bytes) -> Verdict:
    """The verdict on a first line that is complete, without its CR LF."""
    if _is_http(line) or _REQUEST_LINE.fullmatch(line.decode("latin-1")):
        return "http"
    if _is_opener(line):
        return "irc"
    return "intruder" if intrudes(line.decode("latin-1")) else "plain"


def _partial(head: bytes) -> Verdict:
    """The verdict on the beginning of a first line."""
    word, space, rest = head.partition(b" ")
    if not space:
        known = any(each.startswith(word) for each in (*METHODS, *OPENERS))
        return "wait" if known else "plain"
    if _is_http(head):
        return "http"
    if word in METHODS and any(target.startswith(rest) for target in TARGETS):
        return "wait"
    if word in OPENERS and len(head) <= LONGEST and _parameters(head) <= OPENERS[word][1]:
        return "wait"
    return "plain"


def _stun(data: bytes) -> Literal["wait", "intruder"] | None:
    """Whether ``data`` begins, or may begin, with a STUN request: bare as to a TURN server, or as a frame of ICE.

    A frame has its length in two bytes before it (RFC 4571 section 2).  A page chooses words in it.
    """
    if not data or data[0] > 3:
        return None
    for frame in (0, 2):
        head = data[: frame + 8]
        message = head[frame:]
        if message[:1] in {b"", b"\0"} and STUN_COOKIE.startswith(message[4:]) and b"\n" not in head:
            return "intruder" if len(message) == 8 else "wait"
    return None


def _is_http(head: bytes) -> bool:
    word, _, rest = head.partition(b" ")
    return word in METHODS and rest.startswith(TARGETS)


def _is_opener(line: bytes) -> bool:
    fewest, most = OPENERS.get(line.partition(b" ")[0], (1, 0))
    return len(line) <= LONGEST and fewest <= _parameters(line) <= most


def _parameters(line: bytes) -> int:
    """How many parameters an IRC line without tags and source has."""
    middle, trailing, _ = line.partition(b" :")
    return sum(1 for word in middle.split(b" ") if word) - 1 + bool(trailing)
