"""Every parser of what strangers send, given inputs nobody would send by accident: bench/fuzz.py, a smaller run."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "bench"
INPUTS = 2000
PARSERS = (
    *("config", "detect", "forwarded", "gate", "irc-message", "irc-read", "lines", "link", "markup", "plain"),
    *("proxy-header", "view", "websocket-handshake", "websocket-messages"),
)


@pytest.fixture(scope="module")
def fuzz() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCH)
        before = set(sys.modules)
        yield importlib.import_module("fuzz")
        for name in set(sys.modules) - before:
            if Path(getattr(sys.modules[name], "__file__", None) or "/").parent == BENCH:
                del sys.modules[name]


def test_none_is_left_out(fuzz: Any) -> None:
    assert sorted(fuzz.TARGETS) == sorted(PARSERS)


@pytest.mark.parametrize("parser", PARSERS)
def test_no_input_raises(fuzz: Any, parser: str) -> None:
    result = fuzz.run(fuzz.TARGETS[parser], INPUTS)
    assert result.inputs == INPUTS
    assert not result.failures, fuzz.row(result)


def test_what_raises_is_found_and_shown(fuzz: Any) -> None:
    def check(data: bytes) -> None:
        assert b"\0" not in data, "a NUL"

    target = fuzz.Target("broken", check, (b"hello", b"hello there"), (b"\0",))
    result = fuzz.run(target, 500)
    assert 0 < result.exceptions < 500
    assert len(result.failures) == 1
    assert "\\x00" in result.failures[0].data
    assert "a NUL" in fuzz.row(result)
    assert fuzz.run(target, 500).failures == result.failures
