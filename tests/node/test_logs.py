"""Logs as they are written, in a process of their own: setting them up is for a whole program."""

from __future__ import annotations

import subprocess
import sys

import pytest
from node_stage import environment

PROGRAM = """
import logging, structlog
from hubbub.node.config.definition import Log
from hubbub.node.logs import set_up_logs
set_up_logs(Log(format=FORMAT))
structlog.get_logger().info("refused", origin="http://a\\x1b[2J\\u009b\\u202e", reason="a b\\n2026 fake", session=7)
logging.getLogger("other").warning("from %s", "elsewhere\\x1b[2J")
try:
    raise ValueError("wrong")
except ValueError:
    structlog.get_logger().exception("it failed")
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_in_a_log_steers_a_terminal_or_begins_a_line(form: str) -> None:
    command = [sys.executable, "-c", PROGRAM.replace("FORMAT", repr(form))]
    written = subprocess.run(command, env=environment(), capture_output=True, check=True, text=True).stderr
    first, second, third, *trace = written.splitlines()
    assert written.replace("\n", "").isprintable()
    assert "refused" in first
    assert "2026 fake" in first
    assert "elsewhere" in second
    assert "it failed" in third
    assert any("ValueError: wrong" in line for line in (third, *trace))
    assert bool(trace) is (form == "text"), "tracebacks are to be read"
