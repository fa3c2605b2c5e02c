"""What the window remembers between two starts. Nothing secret, nothing that two running windows would fight over:
the last one closed wins.
"""

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

Theme = Literal["system", "light", "dark"]


class Preferences(msgspec.Struct, forbid_unknown_fields=False):
    """``geometry``: Tk's WIDTHxHEIGHT+X+Y. ``nick``, ``address``: the last answers to the opening question."""

    geometry: str = ""
    maximised: bool = False
    theme: Theme = "system"
    zoom: float = 1.0
    members: bool = True
    notifications: bool = False
    nick: str = ""
    address: str = ""


def default_path() -> Path:
    """``HUBBUB_DESKTOP_PREFERENCES`` names another file."""
    named = os.environ.get("HUBBUB_DESKTOP_PREFERENCES")
    return Path(named) if named else Path(platformdirs.user_config_dir("hubbub", appauthor=False)) / "desktop.json"


def load(path: Path) -> Preferences:
    """What was saved; the defaults where nothing was, or nothing that can be read."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Preferences)
    except (OSError, msgspec.DecodeError):
        return Preferences()
    found.zoom = min(3.0, max(0.5, found.zoom))
    return found


def save(path: Path, preferences: Preferences) -> None:
    """In one step, so that another window reads the old or the new; a full disk costs only the memory."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(preferences), indent=2))
        Path(name).replace(path)
