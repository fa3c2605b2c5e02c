"""Logs, on standard error: who came and left and why, what went wrong; never what was said, never a password."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from .config.checks import printable
from .config.definition import Log


def set_up_logs(log: Log) -> None:
    """Send structlog's and the standard library's records to standard error in the configured form."""
    level = logging.getLevelNamesMapping()[log.level.upper()]
    processors: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _readable,
    ]
    if log.format == "json":
        renderers: list[Any] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        renderers = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    structlog.configure(
        processors=[*processors, *renderers],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=processors,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


def _readable(_logger: Any, _level: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Some of what is logged strangers chose: none of it steers a terminal, or looks like a line of its own."""
    for name, value in record.items():
        if isinstance(value, str) and not value.isprintable():
            record[name] = printable(value)
    return record
