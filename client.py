"""The tutorial's second command: the chat window. ``python client.py --help`` tells its options."""

import sys

_HOW = {
    "tkinter": "the system's package python3-tk (Debian, Ubuntu: sudo apt install python3-tk)",
    "_tkinter": "the system's package python3-tk (Debian, Ubuntu: sudo apt install python3-tk)",
}


def main() -> int:
    try:
        from hubbub.clients.desktop import main as desktop  # noqa: PLC0415 - what is missing is told in one line

        return desktop(sys.argv[1:], "client.py")
    except ModuleNotFoundError as missing:
        name = (missing.name or "").partition(".")[0]
        how = _HOW.get(name, f"{sys.executable} -m pip install .")
        sys.stderr.write(f"client.py needs {name}, which is not installed; type or install: {how}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
