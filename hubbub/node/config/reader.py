"""From a parsed document to a `Config`: types, ranges, unknown keys, and what is not built."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping
from dataclasses import MISSING, replace
from typing import Any, TypeVar

from . import checks
from .contradictions import contradictions
from .definition import Config, Listen, keys
from .not_built import NOT_BUILT
from .origin import Origin, Path, dotted, nearest

T = TypeVar("T")


class ConfigError(Exception):
    """A configuration that cannot be used: one line for each problem, the first of them sufficient by itself."""


def problems(*lines: str) -> ConfigError:
    """The error that says these lines."""
    return ConfigError("\n".join(checks.printable(line) for line in lines))


class Reader:
    """Collects every problem of one document.

    ``folder``: where relative paths in the document begin, wherever the server is started; ``lan``: whether the server
    is to listen on all addresses, whatever the first ``[[listen]]`` says.
    """

    def __init__(self, origin: Origin, folder: pathlib.Path | None = None, *, lan: bool = False) -> None:
        self._origin = origin
        self._lan = lan
        self._folder = folder or pathlib.Path()
        self._problems: list[tuple[int, str]] = []

    def config(self, document: Mapping[str, object]) -> Config:
        sections: dict[str, Any] = {}
        known = dict(keys(Config))
        for key, value in document.items():
            if key not in known:
                self._unknown((key,), list(known), value)
                continue
            kind, many = known[key].metadata["kind"], known[key].metadata["many"]
            name = known[key].name
            if many:
                sections[name] = self._tables(kind, value, (key,))
            elif isinstance(value, dict):
                sections[name] = self._table(kind, value, (key,))
            else:
                self._report((key,), f"{key}: must be a section; write [{key}] and its keys below it")
        if not self._problems:
            config = Config(**sections, lan=self._lan)
            if self._lan:
                config = replace(config, listen=_on_all_addresses(config.listen))
            for path, text in contradictions(config):
                self._report(path, text)
            if not self._lan and "exposure" not in document:
                self._refuse_undecided(config)
        if self._problems:
            raise problems(*(text for _, text in sorted(self._problems, key=lambda problem: problem[0])))
        return config

    def _refuse_undecided(self, config: Config) -> None:
        """Opening the server to others is a decision, made in writing."""
        for index, listen in enumerate(config.listen):
            path: Path = ("listen", index, "host")
            if not checks.is_loopback(listen.host):
                self._report(
                    path,
                    f"{self._said(path, listen.host, False)}: who may come from beyond loopback is not decided; write "
                    "a section [exposure] (its keys are plaintext-guests and guests), or start with --lan, or listen "
                    'on "127.0.0.1"',
                )

    def _tables(self, kind: type[T], value: object, path: Path) -> tuple[T | None, ...]:
        if not isinstance(value, list | tuple):
            self._report(path, f"{path[0]}: must be a list of sections; write [[{path[0]}]] and its keys below it")
            return ()
        tables = []
        for index, table in enumerate(value):
            if isinstance(table, dict):
                tables.append(self._table(kind, table, (*path, index)))
            else:
                self._report((*path, index), f"{path[0]}: must be a list of sections, not of {checks.literal(table)}")
        return tuple(tables)

    def _table(self, kind: type[T], table: Mapping[str, object], path: Path) -> T | None:
        known = dict(keys(kind))
        values: dict[str, Any] = {}
        for key, value in table.items():
            if key not in known:
                self._unknown((*path, key), list(known), value)
                continue
            try:
                read = known[key].metadata["check"].read(value)
                anchored = isinstance(read, pathlib.Path) and not self._origin.overridden((*path, key))
                values[known[key].name] = self._folder / read if anchored else read
            except ValueError:
                said = self._said((*path, key), value, known[key].metadata.get("secret", False))
                self._report((*path, key), f"{said}: must be {known[key].metadata['check'].expects}")
        if values.get("enabled") is not False:
            self._refuse_not_built(table, values, path, known)
        missing = [
            key
            for key, one in known.items()
            if one.default is MISSING and one.default_factory is MISSING and key not in table
        ]
        for key in missing:
            self._report(path, f"{dotted((*path, key))}: missing; it must be {known[key].metadata['check'].expects}")
        return None if missing or len(values) < len(table) else kind(**values)

    def _refuse_not_built(
        self, table: Mapping[str, object], values: Mapping[str, Any], path: Path, known: Mapping[str, Any]
    ) -> None:
        for key, value in table.items():
            row = NOT_BUILT.get(dotted((*path, key)))
            if row and key in known and known[key].name in values and not row.accepts(values[known[key].name]):
                said = self._said((*path, key), value, known[key].metadata.get("secret", False))
                self._report((*path, key), f"{said}: {row.what} not built yet; write {row.write}")

    def _unknown(self, path: Path, siblings: list[str], value: object) -> None:
        """Name the nearest known key: a sibling like it, the same key of another section, or whatever is nearest."""
        word = str(path[-1])
        above = path[:-1]
        everywhere = {f"{section}.{key}": key for section, one in keys(Config) for key, _ in keys(one.metadata["kind"])}
        spelt = word.lower().replace("_", "-")
        sibling = nearest(word, siblings, 0.6)
        moved = next((full for full, key in everywhere.items() if spelt in {key, full}), "")
        is_section = not above and isinstance(value, dict | list) and not moved
        if above and (sibling or not moved):
            found = dotted((*above, sibling or nearest(word, siblings)))
        elif is_section:
            found = f"[{sibling or nearest(word, siblings)}]"
        else:
            found = moved or nearest(word, everywhere)
        what = "section" if is_section else "key"
        self._report(path, f"{dotted(path)}: unknown {what}; the nearest known one is {found}")

    def _said(self, path: Path, value: object, secret: bool) -> str:
        name = self._origin.name(path)
        if secret:
            return name
        return f"{name} {checks.literal(value)}" if name.startswith("--") else f"{name} = {checks.literal(value)}"

    def _report(self, path: Path, text: str) -> None:
        self._problems.append((self._origin.line(path), self._origin.place(path) + text))


def _on_all_addresses(listen: tuple[Listen, ...]) -> tuple[Listen, ...]:
    """What `--lan` makes of it: the first one listens on every IPv4 and IPv6 address, with one port."""
    if not listen:
        return ()
    first, *rest = listen
    return (replace(first, host="0.0.0.0"), replace(first, host="::"), *rest)  # noqa: S104 - it was asked for
