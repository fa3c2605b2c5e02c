"""What users and channels tell about themselves."""

from __future__ import annotations

from .base import Request


class Metadata(Request, frozen=True, gc=False):
    """METADATA: ``subcommand`` in capitals, "" where none was given; ``params``: what followed it."""

    target: str
    subcommand: str
    params: tuple[str, ...] = ()
