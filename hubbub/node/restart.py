"""`hubbub restart`: asks the server that holds a data folder to restart, and waits until it has."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from hubbub.store.base import StoreError
from hubbub.store.lock import holder, read_note

PATIENCE = 60.0
"""Seconds: the trial of the new program, the farewell to those who read slowly, and the start."""


class NotRestarted(Exception):  # noqa: N818 - says what is the case
    """One line for whoever asked."""


def restart(data_dir: Path) -> int:
    """Returns the number of the process, which stays the same.  Raises NotRestarted."""
    if not hasattr(signal, "SIGUSR2"):
        raise NotRestarted("hubbub restart: not on Windows; stop the server and start it again")
    try:
        process = holder(data_dir)
        if process is None:
            raise NotRestarted(f"no server holds the data folder {data_dir}; start one with hubbub serve")
        if not process:
            raise NotRestarted(f"the server that holds {data_dir} did not say which process it is; restart it by hand")
        before, _ = read_note(data_dir)
        _ask(process)
        deadline = time.monotonic() + PATIENCE
        while True:
            written, note = read_note(data_dir)
            if written != before:
                break
            if not _lives(process):
                raise NotRestarted(f"the server (process {process}) has ended; its log says why")
            if time.monotonic() > deadline:
                raise NotRestarted(f"the server (process {process}) has not restarted yet; its log says why")
            time.sleep(0.05)
    except StoreError as error:
        raise NotRestarted(str(error)) from None
    if note:
        raise NotRestarted(f"the server (process {process}) goes on as before: {note}")
    return process


def _ask(process: int) -> None:
    try:
        os.kill(process, signal.SIGUSR2)
    except OSError as error:
        raise NotRestarted(
            f"the server (process {process}) cannot be asked: {(error.strerror or '').lower()}"
        ) from None


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
