"""What the desktop around us says: does it prefer dark?"""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def prefers_dark() -> bool | None:
    """The system's choice, or None where it cannot be known. May take some 10 ms: ask in a thread."""
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _answer("defaults", "read", "-g", "AppleInterfaceStyle") == "Dark"
    return _freedesktop()


def _freedesktop() -> bool | None:
    theme = os.environ.get("GTK_THEME", "")
    if theme:
        return theme.lower().endswith((":dark", "-dark"))
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        portal = _answer(
            "gdbus",
            "call",
            "--session",
            "--timeout=1",
            "--dest=org.freedesktop.portal.Desktop",
            "--object-path=/org/freedesktop/portal/desktop",
            "--method=org.freedesktop.portal.Settings.Read",
            "org.freedesktop.appearance",
            "color-scheme",
        )
        if "uint32" in portal:  # 0 no preference, 1 dark, 2 light
            return "uint32 1" in portal
        scheme = _answer("gsettings", "get", "org.gnome.desktop.interface", "color-scheme")
        if scheme:
            return "dark" in scheme
    return _kde()


def _kde() -> bool | None:
    config = Path(os.environ.get("XDG_CONFIG_HOME", "~/.config")).expanduser() / "kdeglobals"
    try:
        lines = config.read_text("utf-8", "replace").splitlines()
    except OSError:
        return None
    schemes = [line.partition("=")[2] for line in lines if line.startswith("ColorScheme=")]
    return "dark" in schemes[0].lower() if schemes else None


def _windows() -> bool | None:
    if sys.platform != "win32":
        return None
    import winreg  # noqa: PLC0415 - exists on Windows alone

    path = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            return winreg.QueryValueEx(key, "AppsUseLightTheme")[0] == 0
    except OSError:
        return None


def _answer(*command: str) -> str:
    program = shutil.which(command[0])
    if program is None:
        return ""
    try:
        # Fixed commands, no input of anybody's.
        done = subprocess.run([program, *command[1:]], capture_output=True, text=True, timeout=2, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
