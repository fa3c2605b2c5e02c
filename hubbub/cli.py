"""The `hubbub` command.  Every wrong use is one clear line on standard error and exit status 2.

What a command needs is imported when it runs: `hubbub version` and `hubbub desktop` never load the server.
"""

# ruff: noqa: PLC0415 - the reason is above
from __future__ import annotations

import argparse
import difflib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, TypeVar

from . import __version__

if TYPE_CHECKING:
    from .node.config import Config

WRONG_USE = 2
INTERRUPTED = 130
"""As a shell reports a command that Ctrl-C ended."""


class UsageError(Exception):
    """A wrong start, in words for the person who typed it."""


class _Parser(argparse.ArgumentParser):
    """argparse with one-line errors, and the nearest known option beside an unknown one."""

    def __init__(self, name: str, description: str) -> None:
        super().__init__(prog=f"hubbub {name}", description=description, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}; {self.prog} --help says what it takes")

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """All arguments, or UsageError."""
        namespace, unknown = self.parse_known_args(arguments)
        for word in unknown:
            if word.startswith("-") and word != "--":
                option = word.partition("=")[0]
                known = [name for name in self._option_string_actions if name.startswith("--")]
                raise UsageError(f"{self.prog}: unknown option {_shown(option)}; {_nearest(option, known)}")
        if unknown:
            self.error(f"unexpected argument {_shown(unknown[0])}")
        return namespace


def _nearest(word: str, known: Sequence[str]) -> str:
    """What may have been meant: the known word most like this one, or all of them."""
    near = difflib.get_close_matches(word[:100].lower(), known, n=1, cutoff=0.55)
    return f"the nearest known one is {near[0]}" if near else f"known are {', '.join(known)}"


def _shown(word: str) -> str:
    return word if word.isprintable() and word else ascii(word)


def _checkout() -> Path | None:
    """The repository's folder, where this runs from one."""
    folder = Path(__file__).resolve().parent.parent
    return folder if (folder / "pyproject.toml").is_file() else None


def _add_places(parser: _Parser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the folder of the log (HUBBUB_DATA)")
    parser.add_argument("--config", metavar="FILE", type=Path, help="a configuration in TOML (HUBBUB_CONFIG)")


def _config(given: argparse.Namespace) -> Config:
    from .node.config import ConfigError, load

    try:
        return load(given.config, options=_options(given), environ=os.environ)
    except ConfigError as error:
        raise UsageError(str(error)) from None


def _options(given: argparse.Namespace) -> dict[str, str | None]:
    return {key.replace("_", "-"): value for key, value in vars(given).items() if isinstance(value, str)}


def _serve(arguments: Sequence[str]) -> int:
    parser = _Parser("serve", "Run the server, until SIGTERM or Ctrl-C.")
    parser.add_argument("--host", help="the address to listen on, 127.0.0.1 by default (HUBBUB_HOST)")
    parser.add_argument("--port", help="the port, 7500 by default; 0 picks a free one (HUBBUB_PORT)")
    parser.add_argument(
        "--lan",
        action="store_const",
        const="true",
        help="listen on all local addresses, say which to type, and announce the server to the network (HUBBUB_LAN)",
    )
    parser.add_argument(
        "--qr", action="store_const", const="true", help="draw the address even where it is no terminal (HUBBUB_QR)"
    )
    parser.add_argument("--no-qr", action="store_const", const="false", dest="qr", help="never draw it")
    _add_places(parser)
    parser.add_argument("--log-format", metavar="text|json", help="how logs are written (HUBBUB_LOG_FORMAT)")
    parser.add_argument(
        "--log-level", metavar="debug|info|warning|error", help="the least that is logged (HUBBUB_LOG_LEVEL)"
    )
    given = parser.read(arguments)
    config = _config(given)
    from .node import serve
    from .node.config import load

    try:
        return serve.serve(config, lambda: load(given.config, options=_options(given), environ=os.environ))
    except serve.CannotStart as error:
        raise UsageError(str(error)) from None


def _desktop(arguments: Sequence[str]) -> int:
    from .clients import desktop

    return desktop.main(list(arguments), "hubbub desktop")


def _backup(arguments: Sequence[str]) -> int:
    parser = _Parser("backup", "Write the whole log to one file, also while the server runs.")
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to write")
    return _copy(parser, arguments, "backup")


def _restore(arguments: Sequence[str]) -> int:
    parser = _Parser("restore", "Make the data folder from a file that `hubbub backup` wrote.")
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to read")
    return _copy(parser, arguments, "restore")


def _copy(parser: _Parser, arguments: Sequence[str], verb: str) -> int:
    _add_places(parser)
    given = parser.read(arguments)
    data_dir = _config(given).server.data_dir
    from .store import backup
    from .store.base import StoreError

    try:
        if verb == "backup":
            backup.backup(data_dir, given.file)
            print(f"{data_dir}: backed up to {given.file}")
        else:
            kept = backup.restore(data_dir, given.file)
            print(f"{data_dir}: restored from {given.file}" + (f"; the log before it is {kept}" if kept else ""))
    except StoreError as error:
        raise UsageError(str(error)) from None
    return 0


_Verb = TypeVar("_Verb", bound=str)


def _verb(name: str, does: str, verbs: tuple[_Verb, ...], arguments: Sequence[str]) -> _Verb:
    """The word behind ``hubbub NAME``."""
    all_verbs = "|".join(verbs)
    if arguments and arguments[0] in {"-h", "--help"}:
        parser = _Parser(name, f"{does}: hubbub {name} {all_verbs}.")
        parser.add_argument("verb", metavar=all_verbs, help=f"hubbub {name} {verbs[0]} --help says more")
        parser.read(arguments)
    found = next((verb for verb in verbs if verb == arguments[0]), None) if arguments else None
    if found is None:
        what = f"unknown word {_shown(arguments[0])}; " if arguments else ""
        words = [f"hubbub {name} {verb}" for verb in verbs]
        raise UsageError(f"hubbub {name}: {what}write {', '.join(words[:-1])} or {words[-1]}")
    return found


_BAN_HELP = """what is banned: an address, a network (203.0.113.0/24), a nick, a mask (nick!user@host, * and ?),
or an account (a:NAME)"""
_DURATION = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}


def _minutes(text: str) -> int:
    """``90``, ``90m``, ``2h``, ``7d`` or ``1w`` in minutes."""
    number, unit = (text[:-1], text[-1]) if text[-1:] in _DURATION else (text, "m")
    if not (number.isascii() and number.isdigit() and len(number) < 9 and int(number)):
        raise UsageError(f"hubbub ban add: --for {_shown(text)}: must be a time such as 90m, 2h, 7d or 1w")
    return int(number) * _DURATION[unit]


def _ban(arguments: Sequence[str]) -> int:
    verbs: tuple[Literal["add", "remove", "list"], ...] = ("add", "remove", "list")
    verb = _verb("ban", "Keep somebody out, also while the server runs", verbs, arguments)
    does = {"add": "Keep somebody out.", "remove": "Let them in again.", "list": "Who is kept out."}
    parser = _Parser(f"ban {verb}", does[verb])
    if verb != "list":
        parser.add_argument("mask", metavar="WHO", help=_BAN_HELP)
    if verb == "add":
        parser.add_argument("--for", metavar="TIME", dest="time", help="such as 90m, 2h, 7d or 1w; for good without it")
        parser.add_argument("--reason", metavar="TEXT", default="", help="what they are told")
    _add_places(parser)
    given = vars(parser.read(arguments[1:]))
    config = _config(argparse.Namespace(data=given["data"], config=given["config"]))
    from .node import console

    mask = given.get("mask", "")
    minutes = _minutes(given["time"]) if given.get("time") is not None else 0
    kind = console.kind_of(mask)
    try:
        for line in console.manage(config, console.Ask(verb, kind, mask, minutes, given.get("reason", ""))):
            print(line)
    except console.ConsoleError as error:
        raise UsageError(f"hubbub ban {verb}: {error}") from None
    return 0


_ACCOUNT_VERBS: dict[str, tuple[str, bool]] = {
    "add": ("Register an account.", True),
    "list": ("Which accounts there are.", False),
    "remove": ("End an account; its name is free again.", False),
    "password": ("Give an account another password.", True),
    "hash": ("Print a hash of a password, for operator.password in the configuration.", True),
}
"""Verb to what it does, and whether it asks for a password."""


def _account(arguments: Sequence[str]) -> int:
    verb = _verb("account", "Accounts, also while the server runs", tuple(_ACCOUNT_VERBS), arguments)
    does, asks = _ACCOUNT_VERBS[verb]
    asked = " The password is asked for, or read from standard input." if asks else ""
    parser = _Parser(f"account {verb}", does + asked)
    if verb in {"add", "remove", "password"}:
        parser.add_argument("name", metavar="NAME", help="the account's name")
    if verb == "add":
        parser.add_argument("--email", metavar="ADDRESS", default="", help="an e-mail address to keep with it")
    _add_places(parser)
    given = vars(parser.read(arguments[1:]))
    config = _config(argparse.Namespace(data=given["data"], config=given["config"]))
    from .node import account_command
    from .node.console import ConsoleError

    try:
        for line in account_command.run(config, verb, given.get("name", ""), given.get("email", "")):
            print(line)
    except ConsoleError as error:
        raise UsageError(f"hubbub account {verb}: {error}") from None
    return 0


def _restart(arguments: Sequence[str]) -> int:
    parser = _Parser("restart", "Restart the running server; nobody who connects meanwhile is refused.")
    _add_places(parser)
    data_dir = _config(parser.read(arguments)).server.data_dir
    from .node.restart import NotRestarted, restart

    try:
        process = restart(data_dir)
    except NotRestarted as error:
        raise UsageError(str(error)) from None
    print(f"{data_dir}: restarted (process {process})")
    return 0


def _check_config(arguments: Sequence[str]) -> int:
    parser = _Parser("check-config", "Say what is wrong with a configuration, without starting.")
    parser.add_argument("file", metavar="FILE", type=Path, help="a configuration in TOML")
    given = parser.read(arguments)
    from .node.config import ConfigError, load

    try:
        config = load(given.file)
    except ConfigError as error:
        raise UsageError(str(error)) from None
    if any(listen.certificate for listen in config.listen):
        from .node.doors import Doors, DoorsError

        try:
            Doors(config)
        except DoorsError as error:
            raise UsageError(f"{given.file}: {error}") from None
    print(f"{given.file}: ok")
    return 0


def _bench(arguments: Sequence[str]) -> int:
    folder = _checkout()
    if folder is None or not (script := folder / "bench" / "fanout.py").is_file():
        raise UsageError("hubbub bench: the benchmarks are not part of the package; run it from a checkout of hubbub")
    paths = filter(None, (str(folder), os.environ.get("PYTHONPATH")))
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.call([sys.executable, str(script), *arguments], env=environ)  # noqa: S603 - our own script


def _version(arguments: Sequence[str]) -> int:
    _Parser("version", "Say which version this is.").read(arguments)
    print(f"hubbub {__version__}")
    return 0


def _help(_arguments: Sequence[str]) -> int:
    width = max(map(len, COMMANDS))
    print("usage: hubbub COMMAND ...\n\nGroup chat on one port, for whatever people already have.\n")
    for name, command in COMMANDS.items():
        print(f"  {name:<{width}}  {command.does}")
    print("\n`hubbub COMMAND --help` says what a command takes.")
    return 0


@dataclass(frozen=True, slots=True)
class _Command:
    run: Callable[[Sequence[str]], int]
    does: str


COMMANDS = {
    "serve": _Command(_serve, "run the server"),
    "restart": _Command(_restart, "restart the running server, refusing nobody meanwhile"),
    "desktop": _Command(_desktop, "open the chat window"),
    "backup": _Command(_backup, "write the whole log to a file, also while the server runs"),
    "restore": _Command(_restore, "make the data folder from such a file"),
    "ban": _Command(_ban, "keep somebody out, or let them in again"),
    "account": _Command(_account, "add, list and remove accounts, set passwords, hash one"),
    "check-config": _Command(_check_config, "say what is wrong with a configuration"),
    "bench": _Command(_bench, "measure the delivery (from a checkout)"),
    "version": _Command(_version, "say which version this is"),
}

_OTHERWISE = {"-h": _help, "--help": _help, "help": _help, "--version": _version}


def _run(arguments: Sequence[str]) -> int:
    if not arguments:
        return _help(arguments)
    name, *rest = arguments
    if name in COMMANDS:
        return COMMANDS[name].run(rest)
    if name in _OTHERWISE:
        return _OTHERWISE[name](rest)
    if name.startswith("-"):
        raise UsageError(f"hubbub: the command comes before {_shown(name)}, as in: hubbub serve {_shown(name)}")
    raise UsageError(f"hubbub: unknown command {_shown(name)}; {_nearest(name, list(COMMANDS))}")


def _missing(module: str) -> str:
    """What to type where a module is not installed."""
    if module in {"tkinter", "_tkinter"}:
        return (
            "hubbub: the window needs Tk, which this Python lacks; type: sudo apt install python3-tk (Debian, Ubuntu)"
        )
    folder = _checkout()
    wanted = {"PIL": "pillow", "OpenSSL": "pyopenssl"}.get(module, module) if folder is None else str(folder)
    command = subprocess.list2cmdline([sys.executable, "-m", "pip", "install", wanted])
    return f"hubbub: the Python package {module} is missing; type: {command}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command (by default the program's own arguments) and return its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may hold what the terminal cannot show
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    except UsageError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        return INTERRUPTED
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module in {"", "hubbub"}:
            raise
        print(_missing(module), file=sys.stderr)
        return WRONG_USE
