"""What IRC clients are sent: the door to this folder for whoever has events and replies to show."""

from __future__ import annotations

from collections.abc import Callable

from hubbub.model.events import Event
from hubbub.model.replies import Reply
from hubbub.model.server import Server
from hubbub.wire.variant import Variant

from .asker import Asker
from .label import label
from .show_events import event_lines
from .show_replies import REPLIES

__all__ = ["label", "show_event", "show_reply"]


def show_event(event: Event, variant: Variant, server: Server) -> bytes:
    """The line or lines of an event, each with its CR LF, alike for every recipient of ``variant``.

    b"" where such a recipient is not shown it.
    """
    return event_lines(event, variant.capabilities, server)


def show_reply(
    reply: Reply, nick: str, capabilities: frozenset[str], server: Server, batch: Callable[[], str]
) -> list[bytes]:
    """The lines of a reply, each with its CR LF.

    ``nick``: the asker's, ``*`` before registration; ``batch``: gives a fresh batch reference.
    """
    return REPLIES[type(reply)](reply, Asker(nick, capabilities, server, batch))
