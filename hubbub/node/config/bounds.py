"""The sections of the configuration that say how much, how often and how long."""

from __future__ import annotations

from dataclasses import dataclass

from hubbub.model import limits as model_limits

from . import checks
from .checks import boolean, integer, list_of, number
from .fields import key as _key

_LIMITS = model_limits.Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long and how many. Lengths of names and texts are bytes of UTF-8."""

    nick_length: int = _key(_LIMITS.nick_length, integer(12, 64), "The longest nickname; guest-99999 must fit.")
    user_length: int = _key(
        _LIMITS.user_length, integer(1, 64), "The longest user name (the part before the @); more is cut off."
    )
    real_name_length: int = _key(_LIMITS.real_name_length, integer(1, 390), "The longest real name; more is cut off.")
    channel_length: int = _key(_LIMITS.channel_length, integer(2, 200), "The longest channel name, its # included.")
    topic_length: int = _key(_LIMITS.topic_length, integer(1, 8000), "The longest topic; more is cut off.")
    kick_length: int = _key(_LIMITS.kick_length, integer(1, 8000), "The longest reason of a KICK; more is cut off.")
    away_length: int = _key(_LIMITS.away_length, integer(1, 8000), "The longest away message; more is cut off.")
    key_length: int = _key(_LIMITS.key_length, integer(1, 64), "The longest channel key.")
    line_bytes: int = _key(
        _LIMITS.line_bytes, integer(512, 8192), "The longest IRC line, its end included, its tags not."
    )
    client_tag_bytes: int = _key(
        _LIMITS.client_tag_bytes, integer(512, 4096), "The most bytes of tags in a client's line."
    )
    message_bytes: int = _key(
        _LIMITS.message_bytes, integer(64, 1048576), "The longest message of a plain text client."
    )
    multiline_bytes: int = _key(_LIMITS.multiline_bytes, integer(512, 65536), "The most bytes of a multiline message.")
    multiline_lines: int = _key(_LIMITS.multiline_lines, integer(1, 1000), "The most lines of a multiline message.")
    readq_bytes: int = _key(
        _LIMITS.readq_bytes, integer(1024, 16777216), "The most bytes of a client that wait for a line's end."
    )
    sendq_bytes: int = _key(
        1048576,
        integer(4096, 1073741824),
        "The most bytes that wait for a client that does not read, before it is dropped.",
    )
    list_entries: int = _key(_LIMITS.list_entries, integer(1, 10000), "The most masks in one list of a channel.")
    monitor_entries: int = _key(
        _LIMITS.monitor_entries, integer(0, 10000), "The most nicknames that a client may MONITOR."
    )
    whowas_entries: int = _key(100, integer(0, 100000), "The most departed users that WHOWAS remembers.")
    channels_per_user: int = _key(
        _LIMITS.channels_per_user, integer(1, 10000), "The most channels that a user may be in."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """Rates and bursts: so much at once, and from then on so much a minute. Loopback is exempt by default."""

    enabled: bool = _key(True, boolean, "Whether connections and what they send are limited.")
    exempt: tuple[str, ...] = _key(
        ("loopback",),
        list_of(checks.network_or_word, 'a list of addresses, networks, "loopback" and "private"', most=1000),
        "Who is not limited.",
    )
    connections_per_address: int = _key(
        16, integer(0, 1000000), "The most connections from one address at a time; 0: no limit."
    )
    connection_rate: int = _key(
        32, integer(0, 1000000), "The most new connections from one address in 10 minutes; 0: no limit."
    )
    lines_burst: int = _key(
        30, integer(1, 1000000), "Lines that a client may send at once; who sends more is read more slowly."
    )
    lines_per_minute: int = _key(240, integer(1, 1000000), "Lines a minute after that.")
    joins_burst: int = _key(10, integer(1, 1000000), "Channels that a client may join at once.")
    joins_per_minute: int = _key(30, integer(1, 1000000), "Channels a minute after that; more are refused.")
    nicks_burst: int = _key(5, integer(1, 1000000), "Changes of nickname at once.")
    nicks_per_minute: int = _key(10, integer(1, 1000000), "Changes of nickname a minute after that; more are refused.")
    unregistered_lines: int = _key(
        50, integer(10, 1000000), "The most lines that an IRC client may send before it has registered."
    )
    unregistered_bytes: int = _key(
        16384, integer(1024, 16777216), "The most bytes that an IRC client may send before it has registered."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long the server waits, in seconds."""

    detect: float = _key(
        0.3, number(0.01, 60), "The silence after which a client on loopback is taken for a plain listener."
    )
    detect_remote: float = _key(2.0, number(0.01, 60), "The same for a client from elsewhere.")
    handshake: float = _key(
        10.0, number(0.1, 600), "How long a TLS handshake may take in all, and so may a PROXY header."
    )
    registration: float = _key(60.0, number(0.1, 3600), "How long an IRC client may take to register.")
    ping: float = _key(120.0, number(0.1, 86400), "The silence after which a client is asked for a sign of life.")
