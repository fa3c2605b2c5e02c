"""The command line of the window."""

import argparse
from collections.abc import Sequence


class Options(argparse.Namespace):
    """``nick`` None: ask. ``tls`` None: as the address says."""

    address: str | None
    nick: str | None
    channel: str
    tls: bool | None


def parse(argv: Sequence[str], prog: str) -> Options:
    """Ends the program with status 2 and one line for a wrong option, as argparse does."""
    parser = argparse.ArgumentParser(prog=prog, description="The hubbub chat window.", allow_abbrev=False)
    parser.add_argument("address", nargs="?", metavar="ADDRESS", help="HOST:PORT of the server (127.0.0.1:7500)")
    parser.add_argument("--nick", metavar="NAME", help="your name; without it the window asks")
    parser.add_argument("--channel", metavar="CHANNEL", default="#lobby", help="where to begin (#lobby)")
    parser.add_argument("--tls", action=argparse.BooleanOptionalAction, default=None, help="encrypt the connection")
    return parser.parse_args(argv, namespace=Options())
