"""One IRC message: bytes to values and back, exact and without I/O.

Grammar: https://modern.ircdocs.horse/#message-format and the IRCv3 message-tags specification.
Reading never raises on any text; writing refuses what could not be read back as one line.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

_TAG_ESCAPES = {ord(";"): "\\:", ord(" "): "\\s", ord("\\"): "\\\\", ord("\r"): "\\r", ord("\n"): "\\n"}
_TAG_UNESCAPES = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}
_FORBIDDEN = ("\r", "\n", "\0")
_NO_TAGS: Mapping[str, str] = {}


class Message(msgspec.Struct, frozen=True, gc=False):
    """A parsed line.

    ``tags``: name (with vendor and ``+``) to unescaped value, "" where no value was given.
    ``source``: without its colon, "" where there is none.  ``command``: ASCII letters are upper case.
    ``params``: the last one may hold spaces, be empty or begin with a colon.
    """

    command: str
    params: tuple[str, ...] = ()
    source: str = ""
    tags: Mapping[str, str] = {}

    def param(self, index: int, default: str = "") -> str:
        """The parameter at ``index``, or ``default`` where the line has fewer."""
        return self.params[index] if index < len(self.params) else default


def parse(line: str) -> Message:
    """Read one line without its CR LF.  An empty or blank line has the command ``""``."""
    tags = _NO_TAGS
    source = ""
    # One-character slices: cheaper than startswith, and this runs for every line there is.
    if line[:1] == "@":
        head, _, line = line.partition(" ")
        tags = parse_tags(head[1:])
    if line[:1] == " ":
        line = line.lstrip(" ")
    if line[:1] == ":":
        source, _, line = line.partition(" ")
        source = source[1:]
        if line[:1] == " ":
            line = line.lstrip(" ")
    # Only SPACE separates, one or more (#message-format): other white space belongs to the parameter it is in.
    middle, separator, trailing = line.partition(" :")
    words = middle.split(" ") if "  " not in middle else [word for word in middle.split(" ") if word]
    if words and not words[-1]:
        words.pop()
    if not words:
        return Message("", (), source, tags)
    # ASCII alone: another script's letter with an ASCII capital (ı, ſ) must not make a command.
    command = words[0].upper() if words[0].isascii() else words[0]
    params = (*words[1:], trailing) if separator else tuple(words[1:])
    return Message(command, params, source, tags)


def parse_tags(text: str) -> dict[str, str]:
    """Read the tags between ``@`` and the space.  Of a repeated name the last value counts (message-tags, Format)."""
    tags: dict[str, str] = {}
    for item in text.split(";"):
        name, _, value = item.partition("=")
        if name:
            tags[name] = unescape(value) if "\\" in value else value
    return tags


def unescape(value: str) -> str:
    """Undo tag escaping; an unknown escape drops its backslash, a lone one at the end is dropped."""
    out: list[str] = []
    characters = iter(value)
    for character in characters:
        if character != "\\":
            out.append(character)
        else:
            escaped = next(characters, "")
            out.append(_TAG_UNESCAPES.get(escaped, escaped))
    return "".join(out)


def escape(value: str) -> str:
    """Make ``value`` fit for a tag: ``;``, space, backslash, CR and LF are escaped."""
    return value if value.isalnum() else value.translate(_TAG_ESCAPES)


def show_tags(tags: Mapping[str, str]) -> str:
    """Write ``@name=value;name `` with its final space, or "" where there are none.

    Raises ValueError for a name that could not be read back.
    """
    if not tags:
        return ""
    for name in tags:
        if not name or any(character in name for character in " ;="):
            raise ValueError(f"not the name of a tag: {name!r}")
    return f"@{';'.join(f'{name}={escape(value)}' if value else name for name, value in tags.items())} "


def show(message: Message) -> str:
    """Write ``message`` as one line without CR LF.

    Raises ValueError where a part could not be read back: a line break or NUL anywhere, a space, an
    empty text or a leading colon in a parameter before the last, a space in the source, a command that is no word
    of ASCII capitals and digits.
    """
    command, params = message.command, message.params
    if not (command.isascii() and command.isalnum() and command == command.upper()):
        raise ValueError(f"not an IRC command: {command!r}")
    if " " in message.source:
        raise ValueError(f"not an IRC source: {message.source!r}")
    for param in params[:-1]:
        if not param or " " in param or param[0] == ":":
            raise ValueError(f"only the last parameter may be empty, hold spaces or begin with a colon: {param!r}")
    words = [command, *params]
    if params and (not params[-1] or " " in params[-1] or params[-1][0] == ":"):
        words[-1] = f":{params[-1]}"
    source = f":{message.source} " if message.source else ""
    line = f"{show_tags(message.tags)}{source}{' '.join(words)}"
    if any(character in line for character in _FORBIDDEN):
        raise ValueError("an IRC line holds no CR, LF or NUL")
    return line
