"""Accounts: having one, and proving it."""

from __future__ import annotations

from .base import Reply


class YouAreLoggedIn(Reply, frozen=True, gc=False):
    """The session's account is set; ``mask``: what others see of the asker, with ``*`` for what is not known yet."""

    mask: str
    account: str


class YouAreLoggedOut(Reply, frozen=True, gc=False):
    """The session has no account any more."""

    mask: str


class PersistenceIs(Reply, frozen=True, gc=False):
    """Whether the asker stays present without a connection; ``wanted``: ``on``, ``off`` or "", as they asked for."""

    wanted: str
    on: bool


class SaslSucceeded(Reply, frozen=True, gc=False):
    """The SASL exchange is over."""


class SaslMechanismsAre(Reply, frozen=True, gc=False):
    """The mechanism asked for is none of these."""

    mechanisms: tuple[str, ...]


class SaslChallenge(Reply, frozen=True, gc=False):
    """The server's part of a SASL exchange, in ``pieces`` as they are sent."""

    pieces: tuple[str, ...]


class AccountRegistered(Reply, frozen=True, gc=False):
    """There is an account of that name now, and it is the asker's."""

    account: str
