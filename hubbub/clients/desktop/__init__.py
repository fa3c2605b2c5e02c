"""The window: a desktop chat client on Tk."""

from collections.abc import Sequence


def main(argv: Sequence[str], prog: str = "client.py") -> int:
    """Opens the chat window; returns the exit status. Raises ImportError where Tk or Pillow is missing."""
    from hubbub.clients.desktop import app  # noqa: PLC0415 - Tk and Pillow are loaded when a window is wanted

    return app.run(argv, prog)
