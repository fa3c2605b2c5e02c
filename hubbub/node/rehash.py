"""REHASH and SIGHUP: what a running server takes up from its configuration, and what waits for a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from hubbub.hub.hub import Hub
from hubbub.model.effects import Rehashed
from hubbub.model.server import Server

from .config import Config, ConfigError, model_server
from .config.changing import differences, may_change, merged

logger = structlog.get_logger()

Reread = Callable[[], Config]
"""Reads the configuration from where it came.  Raises ConfigError."""


class Rehash:
    """``reread``: None for a server that nobody can configure; ``take_up``: makes a configuration true."""

    def __init__(self, config: Config, reread: Reread | None, take_up: Callable[[Config], None]) -> None:
        self.config = config
        self._reread = reread
        self._take_up = take_up

    async def __call__(self) -> Rehashed:
        """Read the configuration again, and take up what may change; nothing of one that has a mistake."""
        if self._reread is None:
            return Rehashed(problem="this server was started without a configuration to read again")
        try:
            wanted = await asyncio.get_running_loop().run_in_executor(None, self._reread)
        except ConfigError as error:
            problem = str(error).replace("\n", "; ")
            logger.error("the configuration is not taken up", reason=problem)
            return Rehashed(problem=problem)
        differs = tuple(differences(self.config, wanted))
        changed = tuple(key for key in differs if may_change(key))
        waiting = tuple(key for key in differs if not may_change(key))
        if changed:
            self.config = merged(self.config, wanted)
            self._take_up(self.config)
        logger.info("the configuration was read again", taken_up=changed, takes_a_restart=waiting)
        return Rehashed(changed, waiting)


def new_server(config: Config, old: Server) -> Server:
    """The server that ``config`` describes, of the same version and age."""
    return model_server(config, old.version, old.created)


def teach(hub: Hub, server: Server) -> None:
    """The hub of a running server learns what is new of it."""
    hub.server, hub.limits = server, server.limits
    hub.kept = {hub.fold(name) for name in server.kept_channels}
    hub.whowas.remember(server.limits.whowas_entries)
