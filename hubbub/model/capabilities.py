"""The capabilities a session may negotiate: one table.

A capability that changes how an *event* looks is a part of the variant the event is encoded for; one that changes
only replies is not, so that members who differ in it still share the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from .server import Server


class Capability(msgspec.Struct, frozen=True):
    """``name`` as negotiated; ``shapes_events``: whether the lines of events differ with it."""

    name: str
    shapes_events: bool = False


TABLE = (
    Capability("account-notify", shapes_events=True),
    Capability("account-tag", shapes_events=True),
    Capability("away-notify", shapes_events=True),
    Capability("batch"),
    Capability("cap-notify"),
    Capability("chghost", shapes_events=True),
    Capability("draft/account-registration"),
    Capability("draft/channel-rename"),
    Capability("draft/chathistory"),
    Capability("draft/event-playback"),
    Capability("draft/extended-isupport"),
    Capability("draft/extended-monitor"),
    Capability("draft/metadata-2"),
    Capability("draft/metadata-3"),
    Capability("draft/message-redaction", shapes_events=True),
    Capability("draft/multiline", shapes_events=True),
    Capability("draft/no-implicit-names"),
    Capability("draft/persistence"),
    Capability("draft/pre-away"),
    Capability("draft/read-marker"),
    Capability("draft/relaymsg", shapes_events=True),
    Capability("echo-message"),
    Capability("extended-join", shapes_events=True),
    Capability("extended-monitor"),
    Capability("hubbub/resume"),
    Capability("invite-notify"),
    Capability("labeled-response"),
    Capability("message-tags", shapes_events=True),
    Capability("multi-prefix"),
    Capability("no-implicit-names"),
    Capability("sasl"),
    Capability("server-time", shapes_events=True),
    Capability("setname", shapes_events=True),
    Capability("soju.im/search"),
    Capability("standard-replies"),
    Capability("sts"),
    Capability("userhost-in-names"),
    Capability("znc.in/playback"),
)
OFFERED = {capability.name: capability for capability in TABLE}
SHAPING = frozenset(capability.name for capability in TABLE if capability.shapes_events)
NONE: frozenset[str] = frozenset()


def shaping(capabilities: frozenset[str]) -> frozenset[str]:
    """Those that change how events look to whoever has all of these."""
    having = capabilities & SHAPING
    # IRCv3 draft/multiline, Dependencies: it cannot do without batch.
    return having if "batch" in capabilities else having - {"draft/multiline"}


LABELS = frozenset({"labeled-response", "batch"})
"""IRCv3 labeled-response, Dependencies: nothing is labelled without both."""

NOTIFY = "cap-notify"
STS = "sts"
EXTENDED_MONITOR = frozenset({"extended-monitor", "draft/extended-monitor"})
CHANNEL_RENAME = "draft/channel-rename"
METADATA_3 = "draft/metadata-3"
METADATA = frozenset({"draft/metadata-2", METADATA_3})
NO_IMPLICIT_NAMES = frozenset({"no-implicit-names", "draft/no-implicit-names"})


def _history(server: Server) -> str | None:
    return "" if server.history else None


def _sts(server: Server) -> str | None:
    return f"duration={server.sts.seconds}" if server.sts is not None else None


def _metadata(server: Server) -> str | None:
    limits = server.limits
    bounds = (
        f"max-subs={limits.metadata_subs},max-keys={limits.metadata_keys},"
        f"max-key-bytes={limits.metadata_key_bytes},max-value-bytes={limits.metadata_value_bytes}"
    )
    return f"before-connect,{bounds}" if server.metadata else None


def _relay(server: Server) -> str | None:
    return server.relay_separators or None


def _redaction(server: Server) -> str | None:
    return "" if server.history and server.redaction else None


def _multiline(server: Server) -> str | None:
    return f"max-bytes={server.limits.multiline_bytes},max-lines={server.limits.multiline_lines}"


def _monitor(server: Server) -> str | None:
    return "" if server.limits.monitor_entries else None


CONDITIONS: Mapping[str, Callable[[Server], str | None]] = {
    "draft/chathistory": _history,
    "draft/event-playback": _history,
    "soju.im/search": _history,
    "draft/message-redaction": _redaction,
    "draft/multiline": _multiline,
    "draft/extended-monitor": _monitor,
    "draft/metadata-2": _metadata,
    "draft/metadata-3": _metadata,
    "draft/relaymsg": _relay,
    "extended-monitor": _monitor,
    "znc.in/playback": _history,
    STS: _sts,
}
"""For those that not every server offers, or that have a value: what the server says of it; None: not offered."""


def offer(server: Server) -> dict[str, str]:
    """The capabilities this server offers, each with its value, "" for none."""
    values = {name: CONDITIONS[name](server) if name in CONDITIONS else "" for name in OFFERED}
    return {name: value for name, value in values.items() if value is not None}


def shown(name: str, value: str) -> str:
    """``name=value``, as CAP LS 302 and CAP NEW show it."""
    return f"{name}={value}" if value else name
