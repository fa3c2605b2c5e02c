"""Which keys a running server takes up, and how one configuration differs from another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from .definition import Config, keys

CHANGEABLE = frozenset(
    {
        *("server.description", "server.password", "server.motd", "server.admin", "server.icon"),
        *("exposure.plaintext-guests", "channels.default-modes", "channels.autojoin", "history.lines-per-request"),
        *("accounts.enabled", "accounts.sasl", "accounts.allow-plain-without-tls", "accounts.login-attempts"),
        *("accounts.register", "accounts.register-before-connect", "accounts.register-requires-email"),
        *("accounts.default-user-modes", "exposure.guests", "timeouts.registration", "timeouts.ping"),
        *("history.playback-lines", "accounts.always-on", "operator", "flood", "limits", "sts"),
        "proxy.webirc-password",
    }
)
"""Keys, and whole sections, that take effect at once; all others are read where something is opened or begins."""

ONLY_AT_START = frozenset(
    f"limits.{key}" for key in ("line-bytes", "client-tag-bytes", "message-bytes", "readq-bytes", "sendq-bytes")
)
"""Of a section above: sizes of what each connection holds, and of what is spoken on it."""


def may_change(key: str) -> bool:
    """Whether a running server takes up a new value of ``section.key``, or of a section there may be several of."""
    return key not in ONLY_AT_START and not CHANGEABLE.isdisjoint({key, key.partition(".")[0]})


def differences(one: Config, other: Config) -> Iterator[str]:
    """What differs: ``section.key``, or the name of a section there may be several of."""
    for section, field in keys(Config):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if field.metadata["many"]:
            if mine != theirs:
                yield section
            continue
        for key, inner in keys(field.metadata["kind"]):
            if getattr(mine, inner.name) != getattr(theirs, inner.name):
                yield f"{section}.{key}"


def merged(running: Config, wanted: Config) -> Config:
    """The running configuration, with all of the wanted one that may change."""
    changes: dict[str, Any] = {}
    for section, field in keys(Config):
        theirs = getattr(wanted, field.name)
        if field.metadata["many"]:
            if may_change(section):
                changes[field.name] = theirs
            continue
        inner = {
            one.name: getattr(theirs, one.name)
            for key, one in keys(field.metadata["kind"])
            if may_change(f"{section}.{key}")
        }
        changes[field.name] = replace(getattr(running, field.name), **inner)
    return replace(running, **changes)
