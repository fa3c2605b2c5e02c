"""The command line of the window."""

import argparse
from collections.abc import Sequence
from typing import NoReturn


class Options(argparse.Namespace):
    """``nick`` None: ask. ``tls`` None: as the address says."""

    address: str | None
    nick: str | None
    channel: str
    tls: bool | None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; {self.prog} --help says what there is\n")


def parse(argv: Sequence[str], prog: str) -> Options:
    """Ends the program with status 2 and one line on standard error for a wrong option."""
    parser = _Parser(prog=prog, description="The hubbub chat window.", allow_abbrev=False)
    parser.add_argument("address", nargs="?", metavar="ADDRESS", help="HOST:PORT of the server (127.0.0.1:7500)")
    parser.add_argument("--nick", metavar="NAME", help="your name; without it the window asks")
    parser.add_argument("--channel", metavar="CHANNEL", default="#lobby", help="where to begin (#lobby)")
    parser.add_argument("--tls", action=argparse.BooleanOptionalAction, default=None, help="encrypt the connection")
    return parser.parse_args(argv, namespace=Options())
