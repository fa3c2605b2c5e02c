"""What every reader of a command is made with."""

from __future__ import annotations

from collections.abc import Callable

from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable

from .message import Message

LABEL_BYTES = 64
"""IRCv3 labeled-response, Tag value: a longer one is no label."""


Reader = Callable[[Message, Limits], Request]


def too_few(message: Message) -> Unreadable:
    return Unreadable(code="too_few_parameters", about=(message.command,))


def listed(text: str) -> tuple[str, ...]:
    return tuple(item for item in text.split(",") if item)
