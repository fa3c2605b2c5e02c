"""Every section and key of the configuration, once: type, default, check, and one line of documentation.

A field's name with hyphens is its key.  Checks that need more than one key are in `load`.
"""

# ruff: noqa: RUF009 - what the functions in the defaults return is dataclasses.field
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeVar

import platformdirs

from hubbub.model import limits as model_limits
from hubbub.model.modes import CHOSEN
from hubbub.model.names import Casemapping

from . import checks
from .bounds import Flood, Limits, Timeouts
from .checks import boolean, integer, list_of, one_of, text
from .fields import computed as _computed
from .fields import key as _key
from .fields import required as _required

T = TypeVar("T")

_LIMITS = model_limits.Limits()

__all__ = ["Config", "Flood", "Limits", "Timeouts", "default_data_dir", "keys"]


def default_data_dir() -> Path:
    """Where the log is kept when nobody says: the platform's folder for a user's data."""
    return platformdirs.user_data_path("hubbub", appauthor=False)


_line = text("one line of text of at most 390 bytes", most=390)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """What the server is called, and where it keeps what was said."""

    name: str = _key("hubbub.local", checks.server_name, "The server's name in IRC.")
    description: str = _key("many voices, one port", _line, "One line about the server, shown by WHOIS and LINKS.")
    network: str = _key(
        "hubbub",
        text(
            "one word of at most 64 visible ASCII characters", least=1, most=64, pattern=r"[!-<>-\[\]-~]+"
        ),  # without = and \: it stands in an ISUPPORT token as it is
        "The network's name, which IRC apps show as the title.",
    )
    password: str = _key(
        "",
        text("one line of text of at most 128 bytes", most=128),
        'A password that everybody gives with PASS; "" means none.',
        secret=True,
    )
    motd: tuple[str, ...] = _key(
        ("Welcome! Say hello in #lobby: whatever app you came with, everybody hears you.",),
        list_of(_line, "a list of at most 200 lines of text, each of at most 390 bytes", most=200),
        "The message of the day, line by line; [] means none.",
    )
    admin: tuple[str, ...] = _key(
        (),
        list_of(_line, "a list of at most 3 lines of text, each of at most 390 bytes", most=3),
        "Who runs this, where, and how to reach them: the answer to ADMIN.",
    )
    data_dir: Path = _computed(
        default_data_dir,
        "the platform's folder for a user's data",
        checks.path,
        "The folder of the log. A relative path starts at the configuration file's folder.",
    )
    icon: str = _key("", checks.url, 'The address of an image that IRC apps show for the network; "": none.')
    file_host: str = _key("", checks.url, 'The address to which IRC apps may upload files; "": none.')
    casemapping: Casemapping = _key(
        "permissive",
        one_of("permissive", "ascii", "rfc1459", "precis"),
        "Which letters are the same in names; ascii and rfc1459: nicknames of ASCII alone.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """A host and port to listen on. There may be several; every protocol is detected on each."""

    host: str = _key("127.0.0.1", checks.host, "The address or host name to listen on.")
    port: int = _key(7500, integer(0, 65535), "The port; 0 picks a free one, which is printed.")
    tls: Literal["auto"] | bool = _key(
        "auto",
        one_of("auto", True, False),
        '"auto": TLS beside plaintext on the same port; true: TLS alone; false: plaintext alone.',
    )
    certificate: Path | None = _key(None, checks.optional_path, "The TLS certificate chain, in PEM.")
    key: Path | None = _key(None, checks.optional_path, "The TLS certificate's private key, in PEM.")
    proxy_protocol: bool = _key(False, boolean, "Demand a PROXY v1 or v2 header first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What is allowed from beyond loopback. The server listens there only with this section, even empty, or `--lan`."""

    plaintext_guests: tuple[str, ...] = _key(
        ("private",),
        list_of(checks.network_or_private, 'a list of addresses, networks and "private"', most=1000),
        "From where guests may come without TLS; whoever else is beyond loopback must use TLS.",
    )
    guests: bool = _key(True, boolean, "Whether guests may talk; false: only accounts.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """Who may speak for others."""

    allow_from: tuple[str, ...] = _key(
        (),
        list_of(checks.network, "a list of addresses and networks", most=1000),
        "Addresses whose PROXY, WEBIRC and X-Forwarded-For are believed.",
    )
    webirc_password: str = _key(
        "",
        text("one word of at most 128 bytes", most=128, pattern=r"(?!:)[^\x00-\x20\x7f]*"),
        'The password that gateways give with WEBIRC; "": the address alone decides.',
        secret=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Which web pages may talk to the server, and by which names."""

    hosts: tuple[str, ...] = _key(
        (),
        list_of(checks.host, "a list of at most 100 host names", most=100),
        "Names by which browsers reach the server, besides addresses, loopback's names, the machine's and server.name.",
    )
    origins: tuple[str, ...] = _key(
        (),
        list_of(checks.origin, 'a list of at most 100 origins of pages, such as ["https://hub.example.org"]', most=100),
        "Other sites whose pages may connect by WebSocket.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """Numbers about the server's work, for Prometheus, at /metrics."""

    allow_from: tuple[str, ...] = _key(
        (),
        list_of(checks.network, "a list of addresses and networks", most=1000),
        "From where they may be read, besides loopback.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Names with a password."""

    enabled: bool = _key(True, boolean, "Whether there are accounts.")
    sasl: tuple[str, ...] = _key(
        ("PLAIN", "SCRAM-SHA-256", "EXTERNAL"),
        list_of(
            one_of("PLAIN", "SCRAM-SHA-256", "EXTERNAL"),
            'a list of "PLAIN", "SCRAM-SHA-256" and "EXTERNAL"',
            most=3,
        ),
        "The SASL mechanisms to offer.",
    )
    allow_plain_without_tls: Literal["loopback", False] = _key(
        "loopback", one_of("loopback", False), "From where a password may come in plaintext."
    )
    hash_cost: Literal["standard", "minimum"] = _key(
        "standard", one_of("standard", "minimum"), 'The cost of hashing a password; "minimum" is for tests.'
    )
    register: bool = _key(True, boolean, "Whether anybody may register an account.")
    register_before_connect: bool = _key(True, boolean, "Whether also before registration of the connection.")
    register_requires_email: bool = _key(False, boolean, "Whether an e-mail address is demanded.")
    login_attempts: int = _key(3, integer(0, 1000), "The most failed logins of a connection; 0: no limit.")
    always_on: Literal["opt-in", "opt-out", "off"] = _key(
        "opt-in", one_of("opt-in", "opt-out", "off"), "Whether users stay present while no client is connected."
    )
    default_user_modes: str = _key(
        "",
        text(f'letters of user modes ({CHOSEN}), such as "i"', most=27, pattern=rf"\+?[{CHOSEN}]*"),
        "The user modes that everybody begins with.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sts:
    """Strict transport security of IRC apps: who came in plaintext comes again by TLS. Not for this machine itself."""

    enabled: bool = _key(
        False, boolean, "Whether it is offered; only with a listener that has a certificate which clients believe."
    )
    port: int = _key(0, integer(0, 65535), "The port for TLS; 0: that of the first such listener.")
    duration: int = _key(
        2592000,
        integer(0, 315360000),
        "For how many seconds clients shall use nothing but TLS from then on; 0 ends that for those who remember it.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """Which channels there are at the start, and how new ones begin."""

    register: bool = _key(True, boolean, "Whether users may register channels.")
    default_modes: str = _key("nt", checks.channel_flags, "The modes of a new channel.")
    autojoin: tuple[str, ...] = _key(
        ("#lobby",),
        list_of(checks.channel, 'a list of at most 100 channel names, such as ["#lobby"]', most=100),
        "Channels that exist from the start; plain clients and ours begin there. []: no channel exists at the start.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is kept of what was said."""

    enabled: bool = _key(True, boolean, "Whether anything said is stored; false: CHATHISTORY is not offered.")
    retention_days: int = _key(0, integer(0, 36500), "After how many days messages are forgotten; 0: never.")
    lines_per_request: int = _key(_LIMITS.lines_per_request, integer(1, 10000), "The most messages in one answer.")
    playback_lines: int = _key(0, integer(0, 10000), "The most messages for apps that ask *playback; 0: no limit.")
    allow_redact: bool = _key(True, boolean, "Whether messages may be redacted.")
    sync: Literal["full", "normal"] = _key(
        "full",
        one_of("full", "normal"),
        '"full": what was acknowledged survives a power cut; "normal": a crash of the program, not of the machine.',
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What users and channels tell about themselves."""

    enabled: bool = _key(True, boolean, "Whether metadata is offered.")
    max_subs: int = _key(100, integer(1, 10000), "The most keys that a client may subscribe to.")
    max_keys: int = _key(100, integer(1, 10000), "The most keys that a user or channel may set.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """What some bots and games want."""

    relaymsg_separators: str = _key(
        "/",
        text("at most 16 of the characters /.%&+~=;<>", most=16, pattern="[/.%&+~=;<>]*"),  # none is in a nickname
        'The characters of which a relayed nickname needs one; "": RELAYMSG is not offered.',
    )
    roleplay: bool = _key(False, boolean, "Whether NPC and SCENE are offered.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """What the server writes about its own work, to standard error. Never message texts or passwords."""

    format: Literal["text", "json"] = _key("text", one_of("text", "json"), "Lines for people, or JSON lines.")
    level: Literal["debug", "info", "warning", "error"] = _key(
        "info", one_of("debug", "info", "warning", "error"), "The least important that is written."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Who may become a server operator with OPER. There may be several."""

    name: str = _required(
        text("one word of at most 64 bytes", least=1, most=64, pattern=r"[^\x00-\x20\x7f:][^\x00-\x20\x7f]*"),
        "The first word after OPER.",
    )
    password: str = _required(
        checks.operator_password,
        "The second: the password itself, or a hash of it.",
        secret=True,
    )
    host: str = _key(
        "*",
        text("one word of at most 255 bytes, with * and ? for any", least=1, most=255, pattern=r"[^\x00-\x20\x7f]+"),
        "The hosts it may be used from; * and ? stand for anything.",
    )


def _one(kind: type[T]) -> T:
    return field(default_factory=kind, metadata={"kind": kind, "many": False})


def _many(kind: type[T], default: tuple[T, ...]) -> tuple[T, ...]:
    return field(default=default, metadata={"kind": kind, "many": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole configuration; `Config()` is that of a server nobody configured."""

    server: Server = _one(Server)
    listen: tuple[Listen, ...] = _many(Listen, (Listen(),))
    exposure: Exposure = _one(Exposure)
    proxy: Proxy = _one(Proxy)
    http: Http = _one(Http)
    metrics: Metrics = _one(Metrics)
    limits: Limits = _one(Limits)
    flood: Flood = _one(Flood)
    timeouts: Timeouts = _one(Timeouts)
    accounts: Accounts = _one(Accounts)
    sts: Sts = _one(Sts)
    channels: Channels = _one(Channels)
    history: History = _one(History)
    metadata: Metadata = _one(Metadata)
    extras: Extras = _one(Extras)
    log: Log = _one(Log)
    operator: tuple[Operator, ...] = _many(Operator, ())
    lan: bool = False
    """`--lan`: listen on all addresses, by the rules of `exposure`."""
    qr: bool | None = None
    """`--qr`: draw the address as a QR code; None: on a terminal."""

    @property
    def sts_port(self) -> int:
        """Where clients find TLS that they can believe in; 0: nowhere that is known."""
        believed = [one.port for one in self.listen if one.tls is not False and one.certificate is not None]
        return (self.sts.port or believed[0]) if believed else 0

    @property
    def is_exposed(self) -> bool:
        """Whether anybody beyond this machine can connect, directly or through a proxy."""
        return self.lan or bool(self.proxy.allow_from) or not all(checks.is_loopback(one.host) for one in self.listen)


def keys(kind: type[Any]) -> Iterator[tuple[str, Field[Any]]]:
    """The keys of a section, or the sections of `Config`, as TOML spells them, with their fields."""
    for one in fields(kind):
        if one.metadata:
            yield one.name.replace("_", "-"), one
