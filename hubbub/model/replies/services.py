"""What services say."""

from __future__ import annotations

from .base import Reply


class ServiceSays(Reply, frozen=True, gc=False):
    """Sentences of a service (its name) for a person, each a line of its own."""

    service: str
    lines: tuple[str, ...]


class ServiceProfile(Reply, frozen=True, gc=False):
    """The answer to WHOIS for a service: ``about``, what it is."""

    service: str
    about: str
