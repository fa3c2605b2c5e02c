"""IRCv3 labeled-response: the answer to a labelled request, as one logical message that carries the label."""

from __future__ import annotations

import re
from collections.abc import Callable

from hubbub.model.server import Server

from .line import CRLF, tag_value

_BATCH = re.compile(rb"(?:@[^ ]* )?(?::[^ ]* )?BATCH ([+-])([^ \r]+)")
_IN_A_BATCH = re.compile(rb"@(?:[^ ;]*;)*batch=")


def label(lines: list[bytes], label: str, server: Server, batch: Callable[[], str]) -> list[bytes]:
    """``lines`` (each one or more lines with their CR LF) with ``label``, and what must be added to carry it.

    None: ACK.  One, or one whole batch: the label on its first line.  More: a batch ``labeled-response`` around
    them.  ``batch`` gives a fresh batch reference.
    """
    tag = f"label={tag_value(label)}".encode("utf-8", "replace")
    if len(lines) == 1 and lines[0].find(CRLF) == len(lines[0]) - len(CRLF):
        return [_tagged(lines[0], tag)]
    single = [part + CRLF for part in b"".join(lines).split(CRLF)[:-1]]
    source = f":{server.name}"
    if not single:
        return [_tagged(f"{source} ACK\r\n".encode(), tag)]
    if _is_one_batch(single):
        return [_tagged(single[0], tag), *single[1:]]
    reference = batch()
    # The `batch` extension: start and end of an inner batch refer to the outer one, what is inside only to its own.
    inside = f"batch={reference}".encode()
    return [
        _tagged(f"{source} BATCH +{reference} labeled-response\r\n".encode(), tag),
        *(part if _IN_A_BATCH.match(part) else _tagged(part, inside) for part in single),
        f"{source} BATCH -{reference}\r\n".encode(),
    ]


def _tagged(line: bytes, tag: bytes) -> bytes:
    return b"@" + tag + b";" + line[1:] if line.startswith(b"@") else b"@" + tag + b" " + line


def _is_one_batch(lines: list[bytes]) -> bool:
    first, last = _BATCH.match(lines[0]), _BATCH.match(lines[-1])
    if first is None or last is None:
        return len(lines) == 1
    return (first[1], last[1]) == (b"+", b"-") and first[2] == last[2]
