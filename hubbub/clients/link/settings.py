"""Whom to connect to, as whom."""

from __future__ import annotations

import ipaddress

import msgspec

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7500
_TLS_PORTS = frozenset({6697})


class Settings(msgspec.Struct, frozen=True):
    """One server and one person.

    ``password``: the server's (PASS), "" for none.  ``account`` and ``account_password``: for SASL PLAIN, "" for none.
    Seconds: ``ping_after`` of silence a PING is sent; without a byte ``pong_within`` after it the connection counts as
    dead; ``connect_within`` and ``register_within`` bound the way in.
    """

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    tls: bool = False
    nick: str = "guest"
    realname: str = ""
    channels: tuple[str, ...] = ("#lobby",)
    password: str = ""
    account: str = ""
    account_password: str = ""
    ping_after: float = 30.0
    pong_within: float = 15.0
    connect_within: float = 15.0
    register_within: float = 30.0

    @property
    def address(self) -> str:
        """``host:port``, an IPv6 host in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether the address cannot leave this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @classmethod
    def parse(
        cls,
        address: str = "",
        *,
        nick: str = "guest",
        tls: bool | None = None,
        channels: tuple[str, ...] = ("#lobby",),
        password: str = "",
    ) -> Settings:
        """Read ``host``, ``host:port``, ``[v6]:port`` or ``irc://host:port`` (``ircs://`` for TLS).

        Raises ValueError with a sentence that says what would be right.
        """
        host, port, secure = _read_address(address)
        tls = secure if tls is None else tls
        settings = cls(host=host, port=port, tls=tls, nick=nick, channels=channels, password=password)
        settings.check()
        return settings

    def check(self) -> None:
        """Raises ValueError with a sentence where these settings cannot be right."""
        if not self.nick or any(character in " \r\n\0,:@!" for character in self.nick):
            raise ValueError(f"{self.nick!r} cannot be a name: use letters, digits, - and _")
        if (self.password or self.account_password) and not self.tls and not self.loopback:
            raise ValueError(f"A password would travel readably to {self.host}; use TLS")
        for text in (self.realname, self.password, *self.channels):
            if any(character in "\r\n\0" for character in text):
                raise ValueError("A setting cannot hold a line break")
        for channel in self.channels:
            if " " in channel or "," in channel or len(channel) < 2:
                raise ValueError(f"{channel!r} cannot be a channel: they look like #lobby")


def _read_address(address: str) -> tuple[str, int, bool]:
    scheme, separator, rest = address.strip().rpartition("://")
    if separator and scheme.lower() not in {"irc", "ircs"}:
        raise ValueError(f"{address!r} is not a chat address: write host:port, as in 127.0.0.1:7500")
    rest = rest.partition("/")[0]
    secure = scheme.lower() == "ircs"
    if rest.startswith("["):
        host, closed, tail = rest[1:].partition("]")
        port_text = tail.removeprefix(":")
        wrong = not closed or (tail and not tail.startswith(":"))
    elif rest.count(":") > 1:
        host, port_text, wrong = rest, "", False
    else:
        host, colon, port_text = rest.partition(":")
        wrong = bool(colon) and not port_text
    if wrong or any(character.isspace() for character in host):
        raise ValueError(f"{address!r} is not an address: write host:port, as in 127.0.0.1:7500")
    if not port_text:
        return host or DEFAULT_HOST, (6697 if secure else DEFAULT_PORT), secure
    if not port_text.isascii() or not port_text.isdecimal() or not 0 < int(port_text) < 65_536:
        raise ValueError(f"{port_text!r} is not a port: use a number from 1 to 65535")
    port = int(port_text)
    return host or DEFAULT_HOST, port, secure or port in _TLS_PORTS
