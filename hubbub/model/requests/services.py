"""What is said to services."""

from __future__ import annotations

from .base import Request


class AskService(Request, frozen=True, gc=False):
    """Words for a service, such as ``IDENTIFY alice sesame``: a command, and no message that anybody hears.

    ``service``: its name.  ``text`` may hold a password, so it is neither kept nor logged.
    """

    service: str
    text: str
