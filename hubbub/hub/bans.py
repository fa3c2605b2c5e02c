"""The server's bans: who may not be here at all, by address or network, by mask, by account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING

from hubbub.model import addresses
from hubbub.model.events import BanKind
from hubbub.model.names import Casemapping, fold
from hubbub.model.state import Ban

from . import masks

if TYPE_CHECKING:
    from .session import Session
    from .user import User

UNKNOWN = "*"
"""Stands for a nick or user name that a connection has not told: only a mask for all of them matches it."""


class Bans:
    """All bans; those that are over match nobody, and stay until they are removed.

    ``fresh``: whether one was added since this was last reset, so that open sessions are to be looked at.
    """

    def __init__(self, bans: Iterable[Ban], casemapping: Casemapping) -> None:
        self.fresh = False
        self._casemapping = casemapping
        self._all: dict[tuple[BanKind, str], Ban] = {}
        self._networks: dict[str, IPv4Network | IPv6Network] = {}
        for ban in bans:
            self.add(ban)
        self.fresh = False

    def add(self, ban: Ban) -> None:
        """Have this ban, in the place of an earlier one on the same."""
        self._all[self._key(ban.kind, ban.mask)] = ban
        if ban.kind == "address":
            self._networks[ban.mask] = ip_network(ban.mask)
        self.fresh = True

    def remove(self, kind: BanKind, mask: str) -> None:
        self._all.pop(self._key(kind, mask), None)
        if kind == "address":
            self._networks.pop(mask, None)

    def find(self, kind: BanKind, mask: str) -> Ban | None:
        """The ban on exactly this."""
        return self._all.get(self._key(kind, mask))

    def of_kind(self, kind: BanKind, now: int) -> tuple[Ban, ...]:
        """Those in force, oldest first."""
        return tuple(sorted(self._in_force(kind, now), key=lambda ban: ban.time))

    def over(self, now: int) -> tuple[Ban, ...]:
        """Those whose time is over."""
        return tuple(ban for ban in self._all.values() if 0 < ban.expires <= now)

    def at_the_door(self, address: str, host: str, now: int) -> Ban | None:
        """The ban on a connection of which only this is known: where it comes from, and what others would see of it."""
        if not self._all:
            return None
        return self._on_address(address, now) or self._on_masks(UNKNOWN, UNKNOWN, {address, host}, now)

    def of(self, who: Session, now: int, nick: str = "") -> Ban | None:
        """The ban on a session, as it is or as it would be with this ``nick``."""
        if not self._all:
            return None
        source = who.user.source if who.user is not None else None
        hosts = {who.address, who.host}
        if source is None:
            user = who.introduced[0] if who.introduced else UNKNOWN
            nick = nick or who.nick or UNKNOWN
        else:
            hosts.add(source.host)  # an operator may have given another
            user = source.user
            nick = nick or source.nick
        ban = self.on_account(source.account if source is not None else who.login_name, now)
        return ban or self._on_address(who.address, now) or self._on_masks(nick, user, hosts, now)

    def on_account(self, name: str, now: int) -> Ban | None:
        """The ban on an account, in force now."""
        ban = self.find("account", name) if name else None
        return ban if ban is not None and not 0 < ban.expires <= now else None

    def of_absent(self, user: User, now: int) -> Ban | None:
        """The ban on somebody who is here without a connection, so that no address is known."""
        source = user.source
        return self.on_account(source.account, now) or self._on_masks(source.nick, source.user, {source.host}, now)

    def _on_address(self, address: str, now: int) -> Ban | None:
        if not self._networks:
            return None
        try:
            parsed = addresses.address(address)
        except ValueError:
            return None
        for mask, network in self._networks.items():
            if network.version == parsed.version and parsed in network:
                ban = self._all["address", mask]
                if not 0 < ban.expires <= now:
                    return ban
        return None

    def _on_masks(self, nick: str, user: str, hosts: set[str], now: int) -> Ban | None:
        for ban in self._in_force("mask", now):
            if any(masks.matches(ban.mask, f"{nick}!{user}@{host}", self._casemapping) for host in hosts):
                return ban
        return None

    def _in_force(self, kind: BanKind, now: int) -> Iterator[Ban]:
        return (ban for ban in self._all.values() if ban.kind == kind and not 0 < ban.expires <= now)

    def _key(self, kind: BanKind, mask: str) -> tuple[BanKind, str]:
        return kind, mask if kind == "address" else fold(mask, self._casemapping)


def why(ban: Ban) -> str:
    """What the banned are told."""
    return f"you are banned from this server{until(ban.expires)}{f': {ban.reason}' if ban.reason else ''}"


def until(expires: int) -> str:
    """`` until 2026-11-23 04:00 UTC``, or nothing for 0, which is no end."""
    if not expires:
        return ""
    return f" until {datetime.fromtimestamp(-(-expires // 60_000_000_000) * 60, UTC):%Y-%m-%d %H:%M} UTC"
