"""From a TOML file, the environment and options to a `Config`, or to a `ConfigError` that says all that is wrong."""

from __future__ import annotations

import pathlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .checks import literal
from .definition import Config
from .origin import Origin, Path
from .reader import ConfigError, Reader, problems

__all__ = ["OVERRIDES", "SWITCHES", "ConfigError", "from_values", "load", "variable"]

_LARGEST = 1024 * 1024
"""Bytes. A larger file is not a configuration."""

_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True, slots=True)
class _Override:
    path: Path
    whole_number: bool = False


OVERRIDES = {
    "host": _Override(("listen", 0, "host")),
    "port": _Override(("listen", 0, "port"), whole_number=True),
    "data": _Override(("server", "data-dir")),
    "log-format": _Override(("log", "format")),
    "log-level": _Override(("log", "level")),
}
"""Options of the commands that stand above a key: `--port`, and `HUBBUB_PORT` in the environment."""

SWITCHES = ("lan", "qr")
"""Options that are true or false and stand for no key, in the environment too."""

_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def variable(option: str) -> str:
    """The environment variable that says the same as an option."""
    return "HUBBUB_" + option.upper().replace("-", "_")


def load(
    file: pathlib.Path | None = None,
    *,
    options: Mapping[str, str | None] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Config:
    """Read the configuration.

    ``file``: TOML, else what `HUBBUB_CONFIG` names, else none.  ``options``: values by the names of `OVERRIDES` and
    `SWITCHES`, None for those not given; they beat ``environ`` (empty variables count as absent), which beats the file.
    Raises ConfigError.
    """
    environ = environ or {}
    if file is None and environ.get(variable("config")):
        file = pathlib.Path(environ[variable("config")])
    text = "" if file is None else _read(file)
    document = _parse(text, "" if file is None else str(file))
    overrides: dict[Path, str] = {}
    for option, override in OVERRIDES.items():
        value, name = _given(option, options or {}, environ)
        if value is not None and _set(document, override.path, _typed(value, override)):
            overrides[override.path] = name
    switches = _switches(options or {}, environ)
    if switches.get("lan") and (host := overrides.get(("listen", 0, "host"))):
        lan = _given("lan", options or {}, environ)[1]
        raise problems(f"{lan} listens on all addresses, and {host} on one: leave out either")
    origin = Origin("" if file is None else str(file), text, overrides)
    config = Reader(origin, file.parent if file else pathlib.Path(), lan=switches.get("lan", False)).config(document)
    return replace(config, qr=switches.get("qr"))


def _given(option: str, options: Mapping[str, str | None], environ: Mapping[str, str]) -> tuple[str | None, str]:
    """The value of an option, None where nobody gave it, and the name by which it was given."""
    value = options.get(option)
    if value is not None:
        return value, f"--{option}"
    return environ.get(variable(option)) or None, variable(option)


def _switches(options: Mapping[str, str | None], environ: Mapping[str, str]) -> dict[str, bool]:
    switches = {}
    for option in SWITCHES:
        value, name = _given(option, options, environ)
        if value is None:
            continue
        if value.lower() not in {*_TRUE, *_FALSE}:
            raise problems(f"{name} = {literal(value)}: must be true or false")
        switches[option] = value.lower() in _TRUE
    return switches


def from_values(values: Mapping[str, object]) -> Config:
    """The configuration of a document that was already read, with the same checks.  Raises ConfigError."""
    return Reader(Origin()).config(values)


def _read(file: pathlib.Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except FileNotFoundError:
        raise problems(f"{file}: there is no such file; write the path of a TOML file") from None
    except IsADirectoryError:
        raise problems(f"{file}: this is a folder; write the path of a TOML file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise problems(f"{file}: cannot be read: {reason}") from None
    if len(content) > _LARGEST:
        raise problems(f"{file}: too large for a configuration, which has at most {_LARGEST} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise problems(f"{file}:{line}: this is not UTF-8, as TOML must be") from None


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise problems(f"{file}: nested too deeply for a configuration") from None
    except ValueError as error:
        found = _TOML_PLACE.search(str(error))
        what = _TOML_PLACE.sub("", str(error))
        line = found[1] if found and found[1] else str(text.count("\n") + 1)
        column = f" (column {found[2]})" if found and found[2] else ""
        raise problems(f"{file}:{line}: this is not TOML: {what[:1].lower()}{what[1:]}{column}") from None


def _typed(value: str, override: _Override) -> object:
    if override.whole_number and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value


def _set(document: dict[str, Any], path: Path, value: object) -> bool:
    """Put a value in its place; False where what was written leaves no such place, which is an error elsewhere."""
    if path[0] == "listen":
        document.setdefault("listen", [{}])
    table: Any = document.setdefault(str(path[0]), {})
    if len(path) == 3 and isinstance(table, list):
        table = table[0] if table else None
    if not isinstance(table, dict):
        return False
    table[str(path[-1])] = value
    return True
