"""What is wrong only together: the checks that need more than one key."""

from __future__ import annotations

from collections.abc import Iterator

from hubbub.model import names

from .checks import literal
from .definition import Config, Limits
from .origin import Path

_AROUND = 100
"""Bytes of an IRC line that are left for its source, command and target around a topic or a reason."""


def contradictions(config: Config) -> Iterator[tuple[Path, str]]:
    """Where each contradiction stands, and its error line."""
    yield from _limits(config.limits)
    yield from _channels(config)
    yield from _listeners(config)
    yield from _operators(config)
    if config.sts.enabled and not config.sts_port:
        yield (
            ("sts", "enabled"),
            "sts.enabled = true: must stand beside a listener with listen.certificate and listen.key, whose port is "
            "known, or with sts.port",
        )


def _limits(limits: Limits) -> Iterator[tuple[Path, str]]:
    room = limits.line_bytes - _AROUND
    lengths = {
        "topic-length": limits.topic_length,
        "kick-length": limits.kick_length,
        "away-length": limits.away_length,
    }
    for key, length in lengths.items():
        if length > room:
            yield (
                ("limits", key),
                f"limits.{key} = {length}: must be at most {room}, to fit in a line of limits.line-bytes = "
                f"{limits.line_bytes}",
            )
    longest = limits.line_bytes + limits.client_tag_bytes
    if limits.readq_bytes < longest:
        yield (
            ("limits", "readq-bytes"),
            f"limits.readq-bytes = {limits.readq_bytes}: must be at least {longest}, to hold limits.line-bytes and "
            "limits.client-tag-bytes",
        )


def _channels(config: Config) -> Iterator[tuple[Path, str]]:
    limits, channels = config.limits, config.channels.autojoin
    mapping = config.server.casemapping
    seen: set[str] = set()
    for index, channel in enumerate(channels):
        path = ("channels", "autojoin", index)
        if len(channel.encode()) > limits.channel_length:
            yield (
                path,
                f"channels.autojoin: {literal(channel)} must have at most limits.channel-length = "
                f"{limits.channel_length} bytes",
            )
        elif not names.valid_channel(channel, limits.channel_length, mapping):
            yield path, f'channels.autojoin: {literal(channel)} is no name where server.casemapping is "{mapping}"'
        folded = names.fold(channel, mapping)
        if folded in seen:
            yield path, f"channels.autojoin: {literal(channel)} stands here twice; each must differ"
        seen.add(folded)
    if len(channels) > limits.channels_per_user:
        yield (
            ("channels", "autojoin"),
            f"channels.autojoin: must name at most limits.channels-per-user = {limits.channels_per_user} channels",
        )


def _listeners(config: Config) -> Iterator[tuple[Path, str]]:
    if not config.listen:
        yield ("listen",), "listen = []: must have at least one; write [[listen]], or leave it out"
    places = [(one.host.lower(), one.port) for one in config.listen]
    for index, (host, port) in enumerate(places):
        if port and (host, port) in places[:index]:
            yield ("listen", index), f"listen: {literal(host)} port {port} stands here twice; each must differ"
    for index, one in enumerate(config.listen):
        if (one.certificate is None) is not (one.key is None):
            here, missing = ("key", "certificate") if one.certificate is None else ("certificate", "key")
            yield (
                ("listen", index, here),
                f"listen.{here}: must stand beside listen.{missing}; write both, or leave both out",
            )
        if one.proxy_protocol and not config.proxy.allow_from:
            yield (
                ("listen", index, "proxy-protocol"),
                "listen.proxy-protocol = true: nobody could connect; name who may in proxy.allow-from",
            )


def _operators(config: Config) -> Iterator[tuple[Path, str]]:
    operators = [one.name for one in config.operator]
    for index, name in enumerate(operators):
        if name in operators[:index]:
            yield (
                ("operator", index, "name"),
                f"operator.name = {literal(name)}: stands here twice; each must differ",
            )
