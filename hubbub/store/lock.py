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


def _number(descriptor: int) -> int:
    """The number of the process that wrote the lock's file, 0 where that is not known."""
    with contextlib.suppress(OSError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        number = os.read(descriptor, 32).split(b"\n")[0].strip()
        if number.isdigit():
            return int(number)
    return 0


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
            number = _number(self._descriptor)
            os.close(self._descriptor)
            process = f" (process {number})" if number else ""
            raise DataFolderHeld(
                f"the data folder {data_dir} is in use by another server{process}; "
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

    def release(self) -> None:
        """Let others have the folder.  The file stays: removing it could take it from under the next holder."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def holder(data_dir: Path) -> int | None:
    """The process that holds ``data_dir``, None where nobody does.  Raises `StoreError`."""
    try:
        descriptor = os.open(data_dir / LOCK_NAME, os.O_RDWR)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"cannot use the data folder {data_dir}: {error.strerror}") from error
    try:
        _take(descriptor)
    except OSError:
        return _number(descriptor)
    finally:
        os.close(descriptor)
    return None


def leave_note(data_dir: Path, text: str) -> None:
    """Write a line behind the holder's number, for whoever asked it for something; only the holder may."""
    with contextlib.suppress(OSError):
        (data_dir / LOCK_NAME).write_text(f"{os.getpid()}\n{text}\n", "utf-8")


def read_note(data_dir: Path) -> tuple[int, str]:
    """When the lock's file was last written (nanoseconds since 1970), and the holder's note, "" where it left none."""
    file = data_dir / LOCK_NAME
    try:
        return file.stat().st_mtime_ns, file.read_text("utf-8", "replace").partition("\n")[2].strip()
    except OSError as error:
        raise StoreError(f"cannot use the data folder {data_dir}: {error.strerror}") from error
