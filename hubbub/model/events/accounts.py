"""What happened to accounts, and who logged in to them.

The log never forgets, so what it holds of these events is `Event.kept`: no verifier, no address, no setting.  Those
are in the state rows alone, which are written in the same transaction and can be changed and erased.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from ..account import Account
from .base import OPERATORS, Conversation, Event, Source

AccountPart = Literal["password", "email", "fingerprints", "settings", "verified", "suspended"]
"""What of an account may change; its name and id never do."""


class AccountRegistered(Event, frozen=True, gc=False):
    """``by``: the nick of who registered it, or ``console``."""

    account: Account
    by: str

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (OPERATORS,)

    @property
    def kept(self) -> AccountRegistered:
        return replace(self, account=self.account.in_public())


class AccountChanged(Event, frozen=True, gc=False):
    """``account``: all of it as it is from here on; ``what``: what of it is new."""

    account: Account
    what: tuple[AccountPart, ...]
    by: str

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (OPERATORS,)

    @property
    def kept(self) -> AccountChanged:
        return replace(self, account=self.account.in_public())


class AccountDropped(Event, frozen=True, gc=False):
    """It is no more, and its name is free; ``account``: its id."""

    account: str
    name: str
    by: str

    @property
    def conversations(self) -> tuple[Conversation, ...]:
        return (OPERATORS,)


class LoggedIn(Event, frozen=True, gc=False):
    """A user is from here on somebody who is known.

    ``source``: who they were; ``account`` and ``name``: the account's id, which is their identity from here on, and
    its name; ``channels``: where those who asked for it (account-notify) hear of it.
    """

    durable: ClassVar[bool] = False

    source: Source
    account: str
    name: str
    channels: tuple[Conversation, ...]

    @property
    def after(self) -> Source:
        """Who they are now."""
        return replace(self.source, identity=self.account, account=self.name)


class LoggedOut(Event, frozen=True, gc=False):
    """A user is a guest from here on, with a new random ``identity``."""

    durable: ClassVar[bool] = False

    source: Source
    identity: str
    channels: tuple[Conversation, ...]

    @property
    def after(self) -> Source:
        """Who they are now."""
        return replace(self.source, identity=self.identity, account="")
