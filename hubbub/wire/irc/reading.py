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


def label_of(message: Message) -> str:
    """The label of what is asked, "" for none."""
    label = message.tags.get("label", "")
    return label if len(label.encode("utf-8", "replace")) <= LABEL_BYTES else ""


def listed(text: str) -> tuple[str, ...]:
    return tuple(item for item in text.split(",") if item)
