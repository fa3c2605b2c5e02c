"""The services: names that answer to words as people do, and are the server itself."""

from __future__ import annotations

import msgspec

from .events import Source


class Service(msgspec.Struct, frozen=True):
    """``commands``: what IRC apps type instead of a message to it; ``about``: what WHOIS says that it is."""

    name: str
    commands: tuple[str, ...]
    about: str

    def source(self, server_name: str) -> Source:
        """Who speaks when it does.  Nobody has the identity ""."""
        return Source(self.name, self.name, server_name, "")


NICKSERV = Service("NickServ", ("NICKSERV", "NS"), "Your account and your nickname: /msg NickServ HELP")
CHANSERV = Service("ChanServ", ("CHANSERV", "CS"), "Channels that stay yours: /msg ChanServ HELP")
SERVICES = (NICKSERV, CHANSERV)

_BY_NAME = {service.name.lower(): service for service in SERVICES}


def service(target: str) -> Service | None:
    """The service that a message to ``target`` is for: its name, or with an ``@`` and a server's behind it.

    The form that networks recommend against impostors (``NickServ@services.example``): here nobody else is called so.
    """
    return _BY_NAME.get(target.partition("@")[0].lower())
