"""The shape of a change: an event made true in the hub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hubbub.model.events import Event

Changes = dict[type[Event], Callable[[Any, Any], None]]
"""Event to the function of the hub and the event that makes it true."""
