"""Why a server was not started."""

from __future__ import annotations


class CannotStart(Exception):  # noqa: N818 - says what is the case
    """The server was not started; the message is one clear line."""
