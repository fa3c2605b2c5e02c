"""One server for each data folder: an operating system lock on a file, gone with its process however that ends."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from .base import DataFolderHeld, StoreError

LOCK_NAME = "hubbub.lock"

if sys.platform == "win32":
    import msvcrt

    # Windows locks bytes, and nobody else may read them: this one is far behind the process number.
    _LOCKED_BYTE = 1 << 30

    def _take(descriptor: int) -> None:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Holds ``data_dir`` until `release`.

    ``look``: says by raising that the folder is not to be used; it is called while nobody else has the folder.
    Raises `DataFolderHeld` where another process (or another lock in this one) has it, and what ``look`` raises; then
    nothing was written.
    """

    def __init__(self, data_dir: Path, look: Callable[[], None] = lambda: None) -> None:
        file = data_dir / LOCK_NAME
        if not file.exists():
            look()
        try:
            self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreError(f"cannot use the data folder {data_dir}: {error.strerror}") from error
        try:
            _take(self._descriptor)
        except OSError as error:
            holder = self._holder()
            os.close(self._descriptor)
            raise DataFolderHeld(
                f"the data folder {data_dir} is in use by another server{holder}; "
                "stop it first, or choose another folder with --data"
            ) from error
        try:
            look()
        except BaseException:
            os.close(self._descriptor)
            raise
        # The number only helps people; a full disk is no reason not to hold the lock.
        with contextlib.suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.write(self._descriptor, b"%d\n" % os.getpid())

    def _holder(self) -> str:
        with contextlib.suppress(OSError):
            number = os.read(self._descriptor, 32).strip()
            if number.isdigit():
                return f" (process {number.decode()})"
        return ""

    def release(self) -> None:
        """Let others have the folder.  The file stays: removing it could take it from under the next holder."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
