"""The reception: makes connections of whoever comes, and is all that they know of the server."""

from __future__ import annotations

import asyncio

import structlog

from hubbub.hub.session import Session
from hubbub.model import addresses
from hubbub.model.refusals import Refuse, sentence
from hubbub.model.requests import ComesFrom, Listen, Request, Secure
from hubbub.model.server import Server
from hubbub.net.connection import Connection, last_word
from hubbub.net.counts import Counts
from hubbub.net.delivery import Delivery
from hubbub.net.door import Door
from hubbub.net.http import Http
from hubbub.net.websocket import WebSocketConnection
from hubbub.wire.websocket import Messages

from .clock import Clock
from .config import Config
from .entrance import Entrance
from .pipeline import Pipeline

logger = structlog.get_logger()

LISTEN = Listen()


class Reception:
    """`hubbub.net.connection.Node`.  ``doors``: of the listeners, in their order; ``connections``: all but HTTP's;
    ``nobody``: set while there are none.

    `begin` comes first, and again when the server has started over.
    """

    http_pages: Http
    doors: list[Door]

    def __init__(self, config: Config, server: Server, counts: Counts, clock: Clock) -> None:
        self.counts = counts
        self.connections: dict[int, Connection] = {}
        self.nobody = asyncio.Event()
        self.nobody.set()
        self.ending = ""
        """Why everybody is sent away, once they are."""
        self._send_limit = config.limits.sendq_bytes
        self._sessions = 0
        self._entrance = Entrance(config, lambda: clock.now().time)
        self.configure(config, server)

    def configure(self, config: Config, server: Server) -> None:
        """Go by this configuration from now on."""
        self.server = server
        self.registration_timeout = config.timeouts.registration
        self.ping_interval = config.timeouts.ping
        self._entrance.configure(config)

    def begin(self, pipeline: Pipeline, delivery: Delivery) -> None:
        self._pipeline = pipeline
        self._delivery = delivery

    def sweep(self, now: float) -> None:
        """Every second, by the loop's time: give up readers that do not read."""
        for connection in tuple(self.connections.values()):
            if connection.outbox.is_behind:
                connection.outbox.check(now)
        self._entrance.sweep()

    def connect(self, number: int, peer: str) -> Connection:
        """Somebody connected to the listener of this number.  Raises Refuse for whoever may not."""
        address = addresses.plain(peer)
        self.counts.connections += 1
        try:
            household = self._entrance.knock(self._pipeline.hub, address)
        except Refuse as refusal:
            self._count_refusal(address, refusal)
            raise
        self._sessions += 1
        connection = Connection(self, self._sessions, address, self._send_limit, self.doors[number])
        connection.household = household
        self._attach(connection)
        self._pipeline.submit(connection.session, LISTEN)
        return connection

    def upgrade(self, messages: Messages, address: str, *, peer: str, secure: bool) -> WebSocketConnection | None:
        """A session for a client that came by HTTP; None while the server stops or starts over.  Raises Refuse."""
        if self._pipeline.stopped:
            return None
        try:
            if not secure:
                self._entrance.require_tls(address)
            came_itself = address == peer
            household = (
                self._entrance.goes_on(address) if came_itself else self._entrance.knock(self._pipeline.hub, address)
            )
        except Refuse as refusal:
            self._count_refusal(address, refusal)
            raise
        self._sessions += 1
        connection = WebSocketConnection(self, self._sessions, address, self._send_limit, messages)
        connection.household = household
        self._attach(connection)
        return connection

    def _count_refusal(self, address: str, refusal: Refuse) -> None:
        self.counts.dropped[refusal.code] += 1
        logger.info("refused a connection", address=address, reason=refusal.code)

    def _attach(self, connection: Connection) -> None:
        self.connections[connection.session] = connection
        self.nobody.clear()
        self._delivery.attach(connection.session, connection.outbox)
        address = connection.address
        who = self._pipeline.connect(connection, address, speaks_for_others=self._entrance.trusts(address))
        self._entrance.settle(connection, who)

    def comes_from(self, connection: Connection, address: str, *, by_tls: bool) -> None:
        """A proxy says so, of a client that came to it by TLS or not."""
        address = addresses.plain(address)
        try:
            self._move(connection, address)
        except Refuse as refusal:
            reason = sentence(refusal.code, refusal.about, refusal.text)
            connection.refuse(reason, last_word(reason))
            return
        self._pipeline.submit(connection.session, ComesFrom(address, self._entrance.trusts(address)))
        who = self._pipeline.hub.sessions.get(connection.session)
        if who is not None:
            self._entrance.settle(connection, who)
        if by_tls and addresses.is_loopback(connection.address):  # from elsewhere, the last stretch is open
            self._pipeline.submit(connection.session, Secure())

    def _move(self, connection: Connection, address: str) -> None:
        """Count a connection as one from there.  Raises Refuse."""
        household, connection.household = connection.household, ""
        self._entrance.left(household)
        try:
            connection.household = self._entrance.knock(self._pipeline.hub, address)
        except Refuse as refusal:
            self._count_refusal(address, refusal)
            raise

    def admit_moved(self, who: Session) -> None:
        """A gateway (WEBIRC) has said for whom it speaks.  Raises Refuse."""
        connection = self.connections.get(who.id)
        if connection is not None:
            logger.info(
                "a gateway speaks for a client", gateway=connection.address, address=who.address, session=who.id
            )
            connection.address = who.address
            self._move(connection, who.address)
            self._entrance.settle(connection, who)
        if not who.may_tell_secrets:
            self._entrance.require_tls(who.address)

    def barred(self, session: int) -> str:
        who = self._pipeline.hub.sessions.get(session)
        if who is None or who.may_tell_secrets or who.speaks_for_others:  # a gateway has yet to say for whom
            return ""
        try:
            self._entrance.require_tls(who.address)
        except Refuse as refusal:
            return sentence(refusal.code, refusal.about)
        return ""

    def accepts(self, session: int) -> bool:
        return self._pipeline.accepts(session)

    def submit(self, session: int, request: Request) -> None:
        self._pipeline.submit(session, request)

    def gone(self, session: int, reason: str, silent: float = 0.0) -> None:
        leaving, connection = self._pipeline.hub.sessions.get(session), self.connections.get(session)
        if leaving is not None and connection is not None and connection.came and reason:
            logger.info("a client left", session=session, nick=leaving.shown_nick, reason=self.ending or reason)
        self._pipeline.gone(session, reason, silent)

    def is_registered(self, session: int) -> bool:
        known = self._pipeline.hub.sessions.get(session)
        return known is not None and known.user is not None

    def forget(self, connection: Connection) -> None:
        self._delivery.detach(connection.session)
        self.connections.pop(connection.session, None)
        self._entrance.left(connection.household)
        connection.household = ""
        if not self.connections:
            self.nobody.set()

    def http(self, connection: Connection) -> asyncio.Protocol:
        household, connection.household = connection.household, ""
        return self.http_pages.protocol(connection.address, lambda: self._entrance.left(household))
