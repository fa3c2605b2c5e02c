"""The tutorial's second command: the chat window. ``python client.py --help`` tells its options."""

import sys
from pathlib import Path

_HOW = {
    "tkinter": "sudo apt install python3-tk (Debian, Ubuntu)",
    "_tkinter": "sudo apt install python3-tk (Debian, Ubuntu)",
}


def main() -> int:
    try:
        from hubbub.clients.desktop import main as desktop  # noqa: PLC0415 - what is missing is told in one line

        return desktop(sys.argv[1:], "client.py")
    except ModuleNotFoundError as missing:
        name = (missing.name or "").partition(".")[0]
        how = _HOW.get(name, f"{sys.executable} -m pip install {Path(__file__).resolve().parent}")
        sys.stderr.write(f"client.py needs {name}, which is not installed; type: {how}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
