"""The capabilities a session may negotiate: one table.

A capability that changes how an *event* looks is a part of the variant the event is encoded for; one that changes
only replies is not, so that members who differ in it still share the same bytes.
"""

from __future__ import annotations

import msgspec


class Capability(msgspec.Struct, frozen=True):
    """``name`` as negotiated; ``shapes_events``: whether the lines of events differ with it."""

    name: str
    shapes_events: bool = False


TABLE = (
    Capability("account-notify", shapes_events=True),
    Capability("account-tag", shapes_events=True),
    Capability("away-notify", shapes_events=True),
    Capability("batch"),
    Capability("draft/chathistory"),
    Capability("echo-message"),
    Capability("extended-join", shapes_events=True),
    Capability("hubbub/resume"),
    Capability("labeled-response"),
    Capability("message-tags", shapes_events=True),
    Capability("multi-prefix"),
    Capability("server-time", shapes_events=True),
)
OFFERED = {capability.name: capability for capability in TABLE}
SHAPING = frozenset(capability.name for capability in TABLE if capability.shapes_events)
NONE: frozenset[str] = frozenset()
