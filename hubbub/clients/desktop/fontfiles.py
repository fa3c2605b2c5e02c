"""Where the font files are: Pillow draws initials and emoji from a file, Tk only knows families."""

import functools
import shutil
import subprocess
import sys
from pathlib import Path

_EMOJI_FILES = (
    "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto/NotoColorEmoji.ttf",
    "/usr/share/fonts/noto-emoji/NotoColorEmoji.ttf",
    "/usr/share/fonts/google-noto-emoji/NotoColorEmoji.ttf",
    "/System/Library/Fonts/Apple Color Emoji.ttc",
    "C:/Windows/Fonts/seguiemj.ttf",
)
_BOLD_FILES = {
    "darwin": "/System/Library/Fonts/Helvetica.ttc",
    "win32": "C:/Windows/Fonts/seguisb.ttf",
}


@functools.cache
def emoji() -> Path | None:
    """A colour emoji font's file, or None."""
    for name in _EMOJI_FILES:
        if (path := Path(name)).is_file():
            return path
    found = _fontconfig("emoji:color=true")
    return found if found and "emoji" in found.name.lower() else None


@functools.cache
def bold(family: str, letter: str) -> Path | None:
    """The file of a bold font of ``family`` (or one like it) that has ``letter``, or None."""
    if sys.platform in _BOLD_FILES:
        path = Path(_BOLD_FILES[sys.platform])
        return path if path.is_file() else None
    return _fontconfig(f"{family}:semibold:charset={ord(letter):x}")


def _fontconfig(pattern: str) -> Path | None:
    program = shutil.which("fc-match")
    if program is None:
        return None
    try:
        # The pattern is built from a family name of our own and a number.
        answer = subprocess.run(  # noqa: S603
            [program, "--format=%{file}", pattern], capture_output=True, text=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    path = Path(answer.stdout.strip() or "/nonexistent")
    return path if path.is_file() else None
