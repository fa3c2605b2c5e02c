"""A channel that belongs to somebody: what is kept of that, whoever is there."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from .modes import ORDER_OF

FOUNDER = "q"
"""The rank of whom it belongs to."""

ROLES = "aohv"
"""The ranks that accounts may have in it for good, from the highest down."""


class Registration(msgspec.Struct, frozen=True):
    """``founder``: the id of the account it belongs to; ``time``: since when, in nanoseconds.

    ``roles``: ids of accounts and the rank that each has whenever it is there, sorted; ``heir``: the id of the account
    that it was offered to, "" for none.
    """

    founder: str
    time: int
    roles: tuple[tuple[str, str], ...] = ()
    heir: str = ""

    def rank_of(self, account: str) -> str:
        """The rank that this account has for good, "" for none."""
        if account == self.founder:
            return FOUNDER
        return next((rank for holder, rank in self.roles if holder == account), "")

    def with_role(self, account: str, rank: str) -> Registration:
        """The same with another role for this account; "" takes it away."""
        others = {holder: old for holder, old in self.roles if holder != account}
        roles = others | {account: rank} if rank else others
        return replace(self, roles=tuple(sorted(roles.items())))

    def given_to(self, account: str) -> Registration:
        """The same, of another founder.  Who it belonged to has no role in it any more."""
        return replace(self.with_role(account, ""), founder=account, heir="")

    def without(self, account: str) -> Registration | None:
        """What is left of it where this account is no more."""
        if account == self.founder:
            return None
        left = self.with_role(account, "")
        return replace(left, heir="") if left.heir == account else left

    def ranked(self) -> list[tuple[str, str]]:
        """The roles from the highest down."""
        return sorted(self.roles, key=lambda role: (ORDER_OF[role[1]], role[0]))
