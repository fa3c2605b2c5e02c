"""What the configuration can name and this version does not do: one row each, deleted when it is built.

The rule: a written value is refused exactly when the running server would not keep what it promises.  So
whatever switches the missing thing off is accepted, and so is an upper bound of something that cannot happen
(`metadata.max-keys`): those need no row.  In a section with ``enabled = false`` nothing
is asked for.  Defaults never ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import checks


@dataclass(frozen=True, slots=True)
class NotBuilt:
    """``what`` begins "… not built yet", ``write`` completes "write …"; ``accepts`` sees the checked value."""

    what: str
    accepts: Callable[[Any], bool]
    write: str


def _only(what: str, *accepted: Any) -> NotBuilt:
    return NotBuilt(what, lambda value: value in accepted, f"{checks.either(accepted)}, or leave it out")


NOT_BUILT: Mapping[str, NotBuilt] = {}
"""Section and key to what is refused of it."""
