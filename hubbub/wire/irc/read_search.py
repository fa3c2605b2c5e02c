"""SEARCH to a request: the search extension of soju (doc/ext/search.md there)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Search, Unreadable

from .message import Message, parse_tags
from .read_history import Malformed, read_time
from .reading import Reader


def read_search(message: Message, _: Limits) -> Request:
    """SEARCH <attributes>, written as tags are; what cannot be read earns FAIL SEARCH INVALID_PARAMS."""
    asked = Search()
    for name, value in parse_tags(" ".join(message.params)).items():
        attribute = ATTRIBUTES.get(name)
        try:
            if attribute is None:
                raise Malformed(f"SEARCH knows {', '.join(ATTRIBUTES)}")
            field, read = attribute
            asked = msgspec.structs.replace(asked, **{field: read(value)})
        except Malformed as wrong:
            # as soju has it: the context is the attribute's name
            return Unreadable(code="bad_search", about=("SEARCH", "INVALID_PARAMS", name), text=wrong.text)
    return asked


def _named(value: str) -> str:
    if not value:
        raise Malformed("that attribute has a value")
    return value


def _limit(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value[:10])):
        raise Malformed("the limit is a number of at least 1")
    return int(value[:10])


ATTRIBUTES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "in": ("target", _named),
    "from": ("author", _named),
    "after": ("after", read_time),
    "before": ("before", read_time),
    "text": ("text", str),
    "limit": ("limit", _limit),
}
"""Standard search attributes: name to (field of the request, reader)."""


COMMANDS: dict[str, tuple[int, Reader]] = {
    "SEARCH": (1, read_search),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
