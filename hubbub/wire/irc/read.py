"""Lines to requests: one table of commands, and a small reader for each.

Only translation: who may do what, and whether a name is a good one, is decided by the commands, alike for every
protocol.  Readers are called with at least the parameters their row asks for.
"""

from __future__ import annotations

import msgspec

from hubbub.model.limits import Limits
from hubbub.model.requests import Request, Unreadable

from . import (
    read_accounts,
    read_batch,
    read_channels,
    read_entry,
    read_history,
    read_marker,
    read_metadata,
    read_people,
    read_search,
    read_server,
    read_talk,
)
from .message import Message, parse
from .reading import Reader, label_of, too_few

_NEVER_IN_A_LINE = b"\r\n\0"


def read(line: bytes, limits: Limits) -> Request | None:
    """Read one line without its CR LF, apart from any other; None for one that asks nothing.  Never raises."""
    message, wrong = parsed(line, limits)
    return wrong or request(message, limits)


def parsed(line: bytes, limits: Limits) -> tuple[Message, Unreadable | None]:
    """The message in a line, as far as it can be read, and what is wrong with it.

    CR, LF and NUL cannot be in a message (https://modern.ircdocs.horse/#message-format): a stray one is dropped.
    """
    if b"\r" in line or b"\0" in line or b"\n" in line:
        line = line.translate(None, _NEVER_IN_A_LINE)
    if (len(line) > limits.line_bytes - 2 or line.startswith(b"@")) and _too_long(line, limits):
        message = _head_of_too_long(line, limits)
        return message, Unreadable(code="line_too_long", label=label_of(message))
    try:
        return parse(line.decode()), None
    except UnicodeDecodeError:
        message = parse(line.decode("utf-8", "replace"))
        command = message.command if message.command in COMMANDS else "*"
        # IRCv3 utf8-only: refused rather than relayed.
        return message, Unreadable(code="bad_utf8", about=(command, "INVALID_UTF8"), label=label_of(message))


def request(message: Message, limits: Limits) -> Request | None:
    """What a message asks."""
    row = COMMANDS.get(message.command)
    if row is not None:
        fewest, reader = row
        asked = reader(message, limits) if len(message.params) >= fewest else too_few(message)
    elif message.command:
        asked = Unreadable(code="unknown_command", about=(message.command,))
    else:
        return None
    if message.tags:
        label = label_of(message)
        return msgspec.structs.replace(asked, label=label) if label else asked
    return asked


def _too_long(line: bytes, limits: Limits) -> bool:
    # IRCv3 message-tags, Size limit: tags and the rest are counted apart, "@" and the space belong to the tags.
    tags = line.find(b" ") + 1 or len(line) if line.startswith(b"@") else 0
    return tags > limits.client_tag_bytes or len(line) - tags > limits.line_bytes - 2


def _head_of_too_long(line: bytes, limits: Limits) -> Message:
    head = line.partition(b" ")[0]
    if not head.startswith(b"@") or len(head) >= limits.client_tag_bytes:
        return Message("")
    return parse(head.decode("utf-8", "replace"))


COMMANDS: dict[str, tuple[int, Reader]] = {
    **read_accounts.COMMANDS,
    **read_batch.COMMANDS,
    **read_channels.COMMANDS,
    **read_entry.COMMANDS,
    **read_history.COMMANDS,
    **read_metadata.COMMANDS,
    **read_marker.COMMANDS,
    **read_people.COMMANDS,
    **read_search.COMMANDS,
    **read_server.COMMANDS,
    **read_talk.COMMANDS,
}
"""Command to (fewest parameters, reader); with fewer the answer is 461, for a command that is not here 421."""
