"""Secrets that the server makes for itself and keeps in the data folder, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

CLOAKS = "cloak.key"
"""Makes the hosts that others see of people's addresses.  Without it nobody can tell an address from a host; with a
new one everybody looks like somebody else."""

_BYTES = 32


def kept(file: Path) -> bytes:
    """The secret in ``file``, which is made where there is none.  Raises OSError, and ValueError for a broken one."""
    if not file.exists():
        write_private(file, secrets.token_bytes(_BYTES))
    secret = file.read_bytes()
    if len(secret) != _BYTES:
        raise ValueError(f"{file} is damaged: it must have {_BYTES} bytes; remove it, and another is made")
    return secret


def write_private(file: Path, content: bytes) -> None:
    """Put a file in its place, whole or not at all, for its owner alone.  Raises OSError."""
    partial = file.with_name(f"{file.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    partial.replace(file)
