"""Delivery: stored batches of turns to bytes in outboxes, and everybody's farewell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import count

from hubbub.model import replies
from hubbub.model.replies import Reply
from hubbub.model.server import Server
from hubbub.model.turn import Turn
from hubbub.wire import websocket
from hubbub.wire.irc import isupport

from .counts import Counts
from .index import Index
from .outbox import Outbox
from .receiver import Receiver
from .showing import Showing, show_reply

GOING_AWAY = 1001
"""A WebSocket's close code (RFC 6455 section 7.4.1): it was no fault of the client's, who should come back."""


class Delivery:
    """``deliver`` is called with each batch, in log order, once it is stored."""

    def __init__(self, server: Server, counts: Counts | None = None) -> None:
        self._server = server
        self._counts = counts or Counts()
        self._index = Index()
        self._batches = count(1)

    def protocols(self) -> Counter[str]:
        """How many sessions speak what: ``plain``, ``irc`` or ``websocket``."""
        return Counter(_protocol(receiver) for receiver in self._index.sessions.values())

    def attach(self, session: int, outbox: Outbox) -> None:
        """A connection was accepted; it hears nothing until an event says so."""
        self._index.sessions[session] = Receiver(session, outbox)

    def detach(self, session: int) -> None:
        """The connection is gone already: there is nobody to tell any more."""
        receiver = self._index.sessions.get(session)
        if receiver is not None:
            self._index.remove(receiver)

    def deliver(self, turns: Iterable[Turn]) -> None:
        Showing(self._server, self._index, self._new_batch, self._counts).show(turns)

    def reconfigure(self, server: Server) -> None:
        """The server is described otherwise from here on: whoever was told of it is told what changed."""
        changed = isupport.changes(self._server, server)
        self._server = server
        for receiver in self._index.sessions.values() if changed else ():
            if receiver.framing == "irc" and receiver.identity:
                lines = self._reply(receiver, replies.SupportChanged(changed))
                receiver.outbox.write(websocket.frames(b"".join(lines), receiver.carrier))

    def farewell(self, reason: str, told_why: dict[int, Reply]) -> None:
        """Close everybody, with the reason; sessions in ``told_why`` are told that first."""
        for receiver in tuple(self._index.sessions.values()):
            tells = receiver.framing != "quiet" and receiver.session in told_why
            said = [told_why[receiver.session]] if tells else []
            lines = [line for reply in (*said, replies.Closing(reason)) for line in self._reply(receiver, reply)]
            receiver.outbox.write(websocket.frames(b"".join(lines), receiver.carrier))
            receiver.outbox.close(websocket.close(GOING_AWAY, reason) if receiver.carrier != "stream" else b"")
            self._index.remove(receiver)

    def _reply(self, receiver: Receiver, reply: Reply) -> list[bytes]:
        return show_reply(receiver, reply, self._server, self._new_batch)

    def _new_batch(self) -> str:
        return f"b{next(self._batches)}"


def _protocol(receiver: Receiver) -> str:
    if receiver.framing != "irc":
        return "plain"
    return "irc" if receiver.carrier == "stream" else "websocket"
