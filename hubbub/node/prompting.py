"""Passwords from whoever sits at the terminal, or from a pipe; never from the command line, which others can read."""

from __future__ import annotations

import getpass
import sys


class NoPassword(Exception):  # noqa: N818 - says what is the case
    """One line for whoever did not give one."""


def new_password(of: str) -> str:
    """A password, typed twice at a terminal, or the first line of standard input.  Raises NoPassword."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line.rstrip("\r\n"):
            raise NoPassword("standard input has no password in its first line")
        return line.rstrip("\r\n")
    password = getpass.getpass(f"Password {of}: ")
    if not password:
        raise NoPassword("a password is needed")
    if getpass.getpass("Once more: ") != password:
        raise NoPassword("the two passwords differ")
    return password
