"""METADATA to a request: what may be asked is the command's to say, since it differs by the version negotiated."""

from __future__ import annotations

from hubbub.model import requests
from hubbub.model.limits import Limits
from hubbub.model.requests import Request

from .message import Message
from .reading import Reader


def _metadata(message: Message, _: Limits) -> Request:
    target, subcommand, *params = (*message.params, "", "")[: max(len(message.params), 2)]
    return requests.Metadata(target=target, subcommand=subcommand.upper(), params=tuple(params))


COMMANDS: dict[str, tuple[int, Reader]] = {
    "METADATA": (0, _metadata),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
