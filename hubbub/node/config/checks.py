"""Checks of one value: each says in words what it accepts, and gives the value its type."""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from hubbub.model import modes, names

T = TypeVar("T")

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_SERVER_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_HOST_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SHOWN = 60
"""The longest value, in characters, that an error line repeats."""


@dataclass(frozen=True, slots=True)
class Check(Generic[T]):
    """``expects`` completes "must be …".  ``read`` returns the typed value or raises ValueError."""

    expects: str
    read: Callable[[object], T]


def integer(least: int, most: int) -> Check[int]:
    """A whole number, both ends included."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError
        return value

    return Check(f"a whole number from {least} to {most}", read)


def number(least: float, most: float) -> Check[float]:
    """A number with or without a fraction, both ends included."""

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
            raise ValueError
        return float(value)

    return Check(f"a number from {least:g} to {most:g}", read)


def _read_boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


boolean = Check("true or false", _read_boolean)


def one_of(*choices: Any) -> Check[Any]:
    """One of these; ``1`` is not ``true``."""

    def read(value: object) -> Any:
        for choice in choices:
            if type(value) is type(choice) and value == choice:
                return choice
        raise ValueError

    return Check(either(choices), read)


def text(expects: str, *, least: int = 0, most: int, pattern: str = r"[^\x00-\x1f\x7f]*") -> Check[str]:
    """Text of ``least`` to ``most`` bytes of UTF-8 that matches ``pattern`` whole: by default one printable line."""
    matches = re.compile(pattern)

    def read(value: object) -> str:
        if not isinstance(value, str) or not matches.fullmatch(value):
            raise ValueError
        if not least <= len(value.encode()) <= most:  # a lone surrogate is a ValueError too
            raise ValueError
        return value

    return Check(expects, read)


def list_of(item: Check[T], expects: str, *, most: int) -> Check[tuple[T, ...]]:
    """A list of at most ``most`` items that each pass ``item``."""

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list | tuple) or len(value) > most:
            raise ValueError
        return tuple(item.read(one) for one in value)

    return Check(expects, read)


def _read_server_name(value: object) -> str:
    if not isinstance(value, str) or len(value) > 63 or not _SERVER_NAME.fullmatch(value):
        raise ValueError
    return value


# The dot is what tells a server from a nick in a message's source.
server_name = Check('a host name with a dot, of at most 63 characters, such as "hub.example.org"', _read_server_name)


def _read_host(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 253:
        raise ValueError
    if not _HOST_NAME.fullmatch(value):
        ipaddress.ip_address(value)
    return value


host = Check('an address or a host name, such as "127.0.0.1"', _read_host)


def is_loopback(name: str) -> bool:
    """Whether listening on this host reaches this machine alone: 127.0.0.0/8, ``::1`` or ``localhost``."""
    if name.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address in ipaddress.ip_network("127.0.0.0/8") or address == ipaddress.ip_address("::1")


def _read_network(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError
    ipaddress.ip_network(value, strict=False)
    return value


network = Check('an address or a network, such as "192.168.0.0/16"', _read_network)


_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.ASCII)


def _read_origin(value: object) -> str:
    if not isinstance(value, str) or len(value) > 300 or not _ORIGIN.fullmatch(value.lower()):
        raise ValueError
    return value.lower()


origin = Check('the origin of a page, such as "https://chat.example.org"', _read_origin)


_URL = re.compile(r"https?://[!-~]+", re.ASCII)


def _read_url(value: object) -> str:
    if not isinstance(value, str) or len(value) > 300 or (value and not _URL.fullmatch(value)):
        raise ValueError
    return value


url = Check('an address such as "https://example.org/icon.svg", or ""', _read_url)


def _read_network_or_private(value: object) -> str:
    return value if value == "private" and isinstance(value, str) else _read_network(value)


network_or_private = Check('an address, a network or "private"', _read_network_or_private)


def _read_network_or_word(value: object) -> str:
    return value if value == "loopback" and isinstance(value, str) else _read_network_or_private(value)


network_or_word = Check('an address, a network, "loopback" or "private"', _read_network_or_word)


def _read_channel(value: object) -> str:
    if not isinstance(value, str) or not names.valid_channel(value, longest=200):
        raise ValueError
    return value


channel = Check('a channel name, such as "#lobby"', _read_channel)


def _read_channel_flags(value: object) -> str:
    if not isinstance(value, str) or not modes.FLAGS.issuperset(value) or len(set(value)) != len(value):
        raise ValueError
    return "".join(sorted(value))


channel_flags = Check(
    f'letters of {"".join(sorted(modes.FLAGS))}, each at most once, such as "nt"', _read_channel_flags
)


_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+")


def _read_operator_password(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value.encode()) <= _PASSWORD_BYTES or not value.isprintable():
        raise ValueError
    if value.startswith("$") and not _HASH.fullmatch(value):
        raise ValueError
    return value


_PASSWORD_BYTES = 300

operator_password = Check(
    f"one line of text of 1 to {_PASSWORD_BYTES} bytes, not beginning with $, or what `hubbub account hash` prints",
    _read_operator_password,
)


def _read_path(value: object) -> Path:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError
    value.encode()
    try:
        return Path(value).expanduser()
    except RuntimeError as error:
        raise ValueError from error


path = Check("a path that is not empty", _read_path)
optional_path = Check('a path, or ""', lambda value: None if value == "" else _read_path(value))


def literal(value: object, longest: int = _SHOWN) -> str:
    """A value as TOML writes it, on one line of at most ``longest`` characters: for error lines and documentation."""
    shown = _literal(value)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _literal(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return '""'
        case str() | Path():
            return '"' + printable(str(value).replace("\\", "\\\\").replace('"', '\\"')) + '"'
        case float() if math.isfinite(value):
            return f"{value:g}" if value != int(value) else f"{value:.0f}"
        case int() if abs(value) >= 10**_SHOWN:
            return "a number of very many digits"
        case list() | tuple():
            return "[" + ", ".join(_literal(one) for one in value[:_SHOWN]) + "]"
        case dict():
            return "{…}" if value else "{}"
    return printable(str(value))


def printable(words: str) -> str:
    """Without what could steer a terminal or end the line; such characters are shown as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in words)


def bare(key: str) -> str:
    """A key as TOML writes it: quoted only where it must be, shortened as `literal` does."""
    return key if _BARE_KEY.fullmatch(key) and len(key) <= _SHOWN else literal(key)


def either(choices: tuple[Any, ...]) -> str:
    """``"a", "b" or "c"``."""
    *most, last = (literal(choice) for choice in choices)
    return f"{', '.join(most)} or {last}" if most else last
