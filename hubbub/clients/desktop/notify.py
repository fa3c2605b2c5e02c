"""A native notification, where the system has a program for it; silence where it has none."""

import contextlib
import shutil
import subprocess
import sys

_SCRIPT = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)


def notify(title: str, text: str) -> None:
    """Never waits and never raises. Both strings are passed as arguments, none is a command."""
    if sys.platform == "darwin":
        command = ["osascript", *(part for line in _SCRIPT for part in ("-e", line)), title, text]
    else:
        command = ["notify-send", "--app-name=hubbub", "--", title, text.replace("&", "&amp;").replace("<", "&lt;")]
    program = shutil.which(command[0])
    if program is not None:
        with contextlib.suppress(OSError):
            subprocess.Popen(  # noqa: S603
                [program, *command[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
