"""Who holds a data folder, and what the holder leaves for others to read."""

import os
from pathlib import Path

import pytest

from hubbub.store.base import StoreError
from hubbub.store.lock import LOCK_NAME, FolderLock, holder, leave_note, read_note


def test_the_holder_is_known_while_it_holds(tmp_path: Path) -> None:
    assert holder(tmp_path) is None
    lock = FolderLock(tmp_path)
    assert holder(tmp_path) == os.getpid()
    lock.release()
    assert holder(tmp_path) is None


def test_looking_takes_nothing(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    lock.release()
    assert holder(tmp_path) is None
    FolderLock(tmp_path).release()


def test_a_note_is_there_until_the_folder_is_taken_again(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    before, note = read_note(tmp_path)
    assert note == ""
    leave_note(tmp_path, "not restarted: no such file")
    assert holder(tmp_path) == os.getpid()
    assert read_note(tmp_path)[1] == "not restarted: no such file"
    assert read_note(tmp_path)[0] >= before
    lock.release()
    again = FolderLock(tmp_path)
    assert read_note(tmp_path)[1] == ""
    again.release()


def test_a_holder_that_did_not_say_who_it_is(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    (tmp_path / LOCK_NAME).write_bytes(b"what?\n")
    assert holder(tmp_path) == 0
    lock.release()


def test_no_folder(tmp_path: Path) -> None:
    assert holder(tmp_path / "none") is None
    with pytest.raises(StoreError, match="cannot use the data folder"):
        read_note(tmp_path / "none")
