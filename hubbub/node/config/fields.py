"""How a key of the configuration is written down: its type, default, check and line of documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import Any, TypeVar

from .checks import Check

T = TypeVar("T")


def key(default: T, check: Check[Any], doc: str, *, secret: bool = False) -> T:
    """A key; ``secret`` values are never repeated, neither in an error line nor by ``repr``."""
    return field(default=default, repr=not secret, metadata={"check": check, "doc": doc, "secret": secret})


def required(check: Check[Any], doc: str, *, secret: bool = False) -> Any:
    """A key that has no default."""
    return field(repr=not secret, metadata={"check": check, "doc": doc, "secret": secret})


def computed(default: Callable[[], T], shown: str, check: Check[Any], doc: str) -> T:
    """A key whose default is made when it is asked for, and ``shown`` as this."""
    return field(default_factory=default, metadata={"check": check, "doc": doc, "shown": shown})
