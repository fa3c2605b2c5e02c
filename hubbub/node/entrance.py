"""Who may come in, from where, how many, and how fast: what the configuration and the bans say of an address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hubbub.hub.bans import why
from hubbub.hub.flood import SECOND, Bucket, Doorkeeper, Pace, Rate
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import addresses
from hubbub.model.refusals import Refuse
from hubbub.net.connection import Connection
from hubbub.net.throttle import Throttle

from .config import Config


class Entrance:
    """``clock``: nanoseconds, never going back.  It outlives the hub, which is another one after starting over."""

    def __init__(self, config: Config, clock: Callable[[], int]) -> None:
        self._proxies = config.proxy.allow_from
        self._clock = clock
        self._doorkeeper = Doorkeeper(0, 0)
        self.configure(config)

    def configure(self, config: Config) -> None:
        """Go by this configuration from now on; who is here goes on as fast as before."""
        flood = config.flood
        self._flood = flood
        self._plaintext_guests = config.exposure.plaintext_guests
        self._doorkeeper.limit(flood.connections_per_address, flood.connection_rate)
        self._lines = Rate(flood.lines_burst, flood.lines_per_minute)
        self._joins = Rate(flood.joins_burst, flood.joins_per_minute)
        self._nicks = Rate(flood.nicks_burst, flood.nicks_per_minute)

    def trusts(self, address: str) -> bool:
        """Whether whoever is there may speak for others."""
        return addresses.is_within(address, self._proxies)

    def is_exempt(self, address: str) -> bool:
        """Whether nothing from there is counted or slowed."""
        return not self._flood.enabled or addresses.is_within(address, self._flood.exempt)

    def knock(self, hub: Hub, address: str) -> str:
        """Count a new connection; as what, "" for one that is not.  Raises Refuse for whoever may not come in."""
        now = self._clock()
        ban = hub.bans.at_the_door(address, hub.host_of(address), now)
        if ban is not None:
            raise Refuse("banned_here", text=why(ban))
        if self.trusts(address) or self.is_exempt(address):
            return ""
        household = addresses.household(address)
        self._doorkeeper.admit(household, now)
        return household

    def goes_on(self, address: str) -> str:
        """Count a connection that was let in as another kind, and is about to leave as what it was."""
        if self.trusts(address) or self.is_exempt(address):
            return ""
        household = addresses.household(address)
        self._doorkeeper.goes_on(household)
        return household

    def left(self, household: str) -> None:
        """A connection that was counted is gone."""
        if household:
            self._doorkeeper.left(household)

    def settle(self, connection: Connection, who: Session) -> None:
        """Set how fast a connection is, by where it comes from."""
        if self.is_exempt(who.address):
            connection.throttle = who.pace = None
            return
        now = self._clock()
        who.pace = Pace(self._joins, self._nicks, now)
        clock = asyncio.get_running_loop().time
        lines = Bucket(self._lines, int(clock() * SECOND))
        connection.throttle = Throttle(
            lambda: lines.take(int(clock() * SECOND)), self._flood.unregistered_lines, self._flood.unregistered_bytes
        )

    def require_tls(self, address: str) -> None:
        """Raises Refuse where nobody from there may talk, or listen, in plaintext."""
        if not (addresses.is_loopback(address) or addresses.is_within(address, self._plaintext_guests)):
            raise Refuse("use_tls")

    def sweep(self) -> None:
        """Forget who has not come for long."""
        self._doorkeeper.forget(self._clock())
