"""Accounts: having one, and proving it."""

from __future__ import annotations

from .base import Request


class Authenticate(Request, frozen=True, gc=False):
    """AUTHENTICATE: a mechanism's name, a piece of a response, ``+`` or ``*`` (IRCv3 sasl)."""

    data: str


class Register(Request, frozen=True, gc=False):
    """Have an account called ``account`` ("" for the asker's nick); ``email`` "" for none."""

    account: str
    email: str
    password: str


class Verify(Request, frozen=True, gc=False):
    """Show that the e-mail address of a new account is one's own, by the code that was sent there."""

    account: str
    code: str


class Login(Request, frozen=True, gc=False):
    """Prove by its password that an account is one's own."""

    account: str
    password: str


class Logout(Request, frozen=True, gc=False):
    """Be a guest from here on."""


class Persistence(Request, frozen=True, gc=False):
    """Whether one stays present without a connection; ``wanted``: ``on``, ``off``, "" for the server's default, or
    None to ask only."""

    wanted: str | None = None


class Reoffer(Request, frozen=True, gc=False):
    """What the server offers may have changed: whoever wants to know (cap-notify) is told how."""
