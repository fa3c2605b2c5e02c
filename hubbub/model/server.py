"""What never changes while a server runs, and everyone may know of it."""

from __future__ import annotations

import msgspec

from .limits import Limits
from .names import Casemapping


class OperatorLogin(msgspec.Struct, frozen=True):
    """Who may become a server operator: by this name and password, from hosts that match ``host``."""

    name: str
    password: str
    host: str = "*"


class Server(msgspec.Struct, frozen=True):
    """``created``: nanoseconds since 1970 when it started; ``lobby``: where plain clients begin, "" for nowhere."""

    name: str
    network: str
    description: str
    version: str
    created: int
    limits: Limits = Limits()
    casemapping: Casemapping = "ascii"
    password: str = ""
    motd: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()
    kept_channels: tuple[str, ...] = ("#lobby",)
    default_modes: str = "nt"
    history: bool = True
    operators: tuple[OperatorLogin, ...] = ()
    icon: str = ""
    """Where the network's icon is, "" for none."""
    file_host: str = ""
    """Where files may be uploaded to, "" for nowhere."""

    @property
    def lobby(self) -> str:
        return self.kept_channels[0] if self.kept_channels else ""
