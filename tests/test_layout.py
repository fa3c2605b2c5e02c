"""The house stays as the architecture draws it: floors, purity, no cycles, short files, and a test for every room.

Only the source is read; nothing is imported.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "hubbub"
TESTS = ROOT / "tests"

MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "wire": {"model"},
    "hub": {"model"},
    "store": {"model"},
    "commands": {"model", "hub"},
    "net": {"model", "wire"},
    "clients": {"model", "wire"},
    "node": {"model", "wire", "hub", "store", "commands", "net"},
    "cli": {"node"},
    "__main__": {"cli"},
}
"""The import rule, the whole of it; a room may always import from itself, and the package's version."""

MAY_IMPORT_WHEN_IT_RUNS = {"cli": {"node", "store", "clients"}}
"""A subcommand loads what it needs, and nothing else does: no import may hide in a function to slip past the rule."""

PURE = {"model", "wire", "hub", "commands"}
PURE_LIBRARY = {
    *(
        "__future__",
        "base64",
        "binascii",
        "bisect",
        "codecs",
        "collections",
        "datetime",
        "enum",
        "functools",
        "hashlib",
    ),
    *("hmac", "ipaddress", "itertools", "logging", "math", "operator", "re", "string", "struct", "textwrap", "types"),
    *("typing", "unicodedata", "msgspec", "precis_i18n", "scramp", "websockets"),
}
"""Nothing here waits, reads a clock or a disk, or is random; what the pure rooms need besides is passed to them."""

IMPURE_CALLS = {"now", "utcnow", "today", "open", "print", "input"}
IMPURE_PARTS = {"websockets.asyncio", "websockets.sync", "websockets.legacy", "websockets.client"}

LONGEST = 400
"""Lines; a longer file is usually two things."""

THROUGH_THE_WHOLE_SERVER = {
    "node.app": "wiring: started as a process by tests/contract, tests/test_dialogues.py and tests/durability",
    "node.serve": "a process, started, restarted and ended by tests/node/test_node_handover.py",
    "node.restart": "the command: tests/node/test_node_handover.py",
    "node.logs": "set up once, by the server that those tests start",
    "node.system": "the event loop and the file limit of that server",
    "node.doors": "real sockets: tests/net/test_doors.py and those beside it",
    "node.clock": "the time of that server",
    "node.writer": "the thread of that server: tests/durability watches what it syncs and when",
    "net.node": "what node.reception is for a connection: the tests of both",
    "net.connection": "real sockets: tests/contract and tests/test_dialogues.py",
    "net.listener": "real sockets: tests/contract, tests/scale",
    "net.websocket": "real sockets: tests/node/test_node_websocket.py",
    "__main__": "python -m hubbub: tests/test_cli.py",
}
"""Modules that no test of their own room imports, and what tries them instead."""


class Import(NamedTuple):
    """``target``: dotted, absolute; ``name``: what is taken out of it, "" for itself."""

    target: str
    name: str
    line: int
    lazy: bool
    typing: bool


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """``hubbub.wire.irc.read`` is in ``wire``."""
    return [*module.split("."), ""][1]


def _nodes(node: ast.AST, lazy: bool = False, typing: bool = False) -> Iterator[tuple[ast.AST, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        in_function = lazy or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for_types = typing or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test))
        yield child, in_function, for_types
        yield from _nodes(child, in_function, for_types)


@cache
def imports(path: Path) -> list[Import]:
    found: list[Import] = []
    here = dotted(path).split(".")
    package = here if path.name == "__init__.py" else here[:-1]
    for node, lazy, typing in _nodes(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [Import(alias.name, "", node.lineno, lazy, typing) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            target = ".".join([*base, *([node.module] if node.module else [])])
            found += [Import(target, alias.name, node.lineno, lazy, typing) for alias in node.names]
    return found


@cache
def known() -> frozenset[str]:
    return frozenset(dotted(path) for path in modules())


def imported_modules(path: Path) -> Iterator[tuple[str, Import]]:
    """Our own modules that this one imports: ``from .wire import irc`` means the module irc, if there is one."""
    for one in imports(path):
        if one.target.split(".")[0] == "hubbub":
            inner = f"{one.target}.{one.name}"
            yield (inner if inner in known() else one.target), one


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_nobody_imports_upward(path: Path) -> None:
    own = room(dotted(path))
    if not own:
        return
    for target, one in imported_modules(path):
        there = room(target)
        if there in {own, ""}:
            continue
        allowed = MAY_IMPORT[own] | (MAY_IMPORT_WHEN_IT_RUNS.get(own, set()) if one.lazy or one.typing else set())
        assert there in allowed, f"{path.relative_to(ROOT)}:{one.line}: {own} may not import {there}"


def test_every_room_is_in_the_rule() -> None:
    assert {room(module) for module in known()} - {""} == MAY_IMPORT.keys()


def test_what_the_commands_load_they_load_when_they_run() -> None:
    eager = {target for target, one in imported_modules(PACKAGE / "cli.py") if not one.lazy and not one.typing}
    assert eager <= {"hubbub"}


def test_the_package_itself_imports_nothing() -> None:
    assert list(imports(PACKAGE / "__init__.py")) in ([], [Import("__future__", "annotations", 3, False, False)])


@pytest.mark.parametrize("path", [path for path in modules() if room(dotted(path)) in PURE], ids=dotted)
def test_the_pure_rooms_have_no_clock_no_disk_no_network_and_no_chance(path: Path) -> None:
    for one in imports(path):
        top = one.target.split(".")[0]
        where = f"{path.relative_to(ROOT)}:{one.line}"
        assert top == "hubbub" or top in PURE_LIBRARY, f"{where}: {one.target} is not known to be pure"
        assert f"{one.target}.{one.name}" not in IMPURE_PARTS, where
        assert not any(one.target.startswith(part) for part in IMPURE_PARTS), where
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in IMPURE_CALLS, f"{path.relative_to(ROOT)}:{node.lineno}: {called}() is not pure"


def test_no_two_modules_need_each_other() -> None:
    needs = {
        dotted(path): {target for target, one in imported_modules(path) if not one.lazy and not one.typing}
        for path in modules()
    }
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join([*path[path.index(module) :], module])
        if module in done:
            return
        for target in sorted(needs[module]):
            if not module.startswith(f"{target}."):  # a module's own package is there before it
                walk(target, (*path, module))
        done.add(module)

    for module in sorted(needs):
        walk(module, ())


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_no_file_is_two_things(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("name", ["server.py", "client.py"])
def test_the_two_commands_at_the_root_are_thin(name: str) -> None:
    assert len((ROOT / name).read_text("utf-8").splitlines()) < 30


# --- tests mirror the package -----------------------------------------------------------------------------------------


def _is_trivial(path: Path) -> bool:
    """Only a docstring, constants, values without behaviour, or a door to what stands elsewhere."""
    for node, _lazy, _typing in _nodes(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _does_nothing(node):
            return False
    return True


def _does_nothing(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A protocol's method, or one that only sets attributes."""
    return all(
        isinstance(one, ast.Assign | ast.AnnAssign)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in node.body
    )


def _reached(own: str) -> set[str]:
    """The modules of a room that its tests import, or that those import in their turn."""
    folder = TESTS / own
    tests = sorted(folder.rglob("*.py")) if folder.is_dir() else [TESTS / f"test_{own.strip('_')}.py"]
    paths = {dotted(path): path for path in modules()}
    reached: set[str] = set()
    waiting = [target for test in tests if test.exists() for target, _one in imported_modules(test)]
    while waiting:
        module = waiting.pop()
        if room(module) == own and module not in reached:
            reached.add(module)
            waiting.append(module.rpartition(".")[0])  # its package is loaded with it
            waiting += [target for target, _one in imported_modules(paths[module])]
    return reached


@pytest.mark.parametrize("own", sorted(MAY_IMPORT))
def test_every_room_has_its_tests_and_they_reach_every_module(own: str) -> None:
    reached = _reached(own)
    for path in modules():
        module = dotted(path)
        if room(module) != own or _is_trivial(path):
            continue
        short = module.removeprefix("hubbub.")
        assert module in reached or short in THROUGH_THE_WHOLE_SERVER, f"no test of tests/{own} reaches {module}"


def test_every_exception_is_of_a_module_that_there_is() -> None:
    for short in THROUGH_THE_WHOLE_SERVER:
        assert f"hubbub.{short}" in known(), short
