"""The server, wired: what is made of what, how it starts, starts over, and stops."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import structlog

from hubbub import __version__
from hubbub.commands import channels, entry
from hubbub.hub.hub import Hub
from hubbub.hub.session import LOCAL_HOST
from hubbub.model import addresses, replies
from hubbub.model.effects import Effect, FindRetry, FindTargets, ReadPage
from hubbub.model.events import FramingChanged
from hubbub.model.replies import Reply
from hubbub.model.requests import ComesFrom, Listen, Request, Secure
from hubbub.model.turn import Turn
from hubbub.net.certificates import CertificateError
from hubbub.net.connection import Connection
from hubbub.net.counts import Counts
from hubbub.net.delivery import Delivery
from hubbub.net.door import Door
from hubbub.net.http import Http, Settings
from hubbub.net.listener import Listener
from hubbub.net.websocket import WebSocketConnection
from hubbub.store.base import StoreError
from hubbub.store.sqlite import SqliteLog
from hubbub.wire.websocket import Messages

from .announce import announced_host
from .clock import Clock
from .config import Config, model_server
from .doors import Doors
from .errors import CannotStart
from .lan import Place
from .listening import open_sockets
from .metrics import Metrics, State
from .pipeline import Pipeline
from .system import machine_names
from .writer import Writer

__all__ = ["CannotStart", "Node"]

logger = structlog.get_logger()

LISTEN = Listen()

SLOW_WORK_THREADS = 4
"""For history and other slow work; more would only queue at the disk."""

PROBE_SECONDS = 1.0
SWEEP_SECONDS = 1.0
STOP_SECONDS = 4.0


class Node:
    """One server: `start`, then `stop`."""

    def __init__(self, config: Config) -> None:
        """Opens the log.  Raises CannotStart."""
        self._config = config
        self._clock = Clock()
        self.server = model_server(config, __version__, self._clock.now().time)
        self.registration_timeout = config.timeouts.registration
        self.ping_interval = config.timeouts.ping
        try:
            self.doors = Doors(config)
        except CertificateError as error:
            raise CannotStart(str(error)) from None
        try:
            self._log = SqliteLog(
                Path(config.server.data_dir), sync=config.history.sync, keep_texts=config.history.enabled
            )
            try:
                self._hub = Hub(self.server, self._log.load(self._clock.now().time))
            except StoreError:
                self._log.close()
                raise
        except StoreError as error:
            raise CannotStart(str(error)) from None
        self.counts = Counts()
        self._sessions = 0
        self._connections: dict[int, Connection] = {}
        self.stored_all = True
        """Whether all that was said before `stop` is on disk."""
        self._nobody = asyncio.Event()
        self._nobody.set()
        self._listeners: list[Listener] = []
        self._door_of: list[Door] = []
        """For each listener, in the same order."""
        self._tasks: list[asyncio.Task[None]] = []
        self._recovering: asyncio.Task[None] | None = None

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Host and port of each listener."""
        return [listener.address for listener in self._listeners]

    @property
    def places(self) -> list[Place]:
        """Where each listener is."""
        return [
            Place(*listener.address, door.tls) for listener, door in zip(self._listeners, self._door_of, strict=True)
        ]

    def duplicate_sockets(self) -> list[socket.socket]:
        """The listening sockets once more, for whoever listens after `stop`."""
        return [listener.duplicate() for listener in self._listeners]

    @property
    def healthy(self) -> bool:
        """Whether the log accepts writes."""
        return self._recovering is None and self._hub.storing

    # --- starting and stopping --------------------------------------------------------------------

    async def start(self, passed: Sequence[socket.socket] = (), *, all_needed: bool = False) -> None:
        """Begin to listen; see `open_sockets` for what was ``passed``.  Raises CannotStart."""
        loop = asyncio.get_running_loop()
        self._writer = Writer(self._log, loop)
        self._pool = ThreadPoolExecutor(SLOW_WORK_THREADS, thread_name_prefix="slow-work")
        web = Settings(
            hosts=(*machine_names(), *self._config.http.hosts, *((announced_host(),) if self._config.lan else ())),
            origins=self._config.http.origins,
            metrics_from=self._config.metrics.allow_from,
            proxies=self._config.proxy.allow_from,
        )
        metrics = Metrics(__version__, self.counts, self._state)
        self._http = Http(self.server, web, lambda: self.healthy, metrics.show, self._upgrade)
        try:
            opened = open_sockets(self._config, passed, all_needed=all_needed)
            self._listeners = [Listener(one, partial(self._connect, number)) for number, (_, one) in enumerate(opened)]
            try:
                self._door_of = [self.doors.door(listen) for listen, _ in opened]
            except CertificateError as error:
                raise CannotStart(str(error)) from None
        except CannotStart:
            await self._release()
            raise
        await self._http.start()
        self._begin()
        self._tasks += (loop.create_task(self._sweep()), loop.create_task(self.doors.watch()))
        for listener in self._listeners:
            listener.start()

    def _begin(self) -> None:
        """Hub, delivery and pipeline, new and empty of people."""
        self._delivery = Delivery(self.server, self.counts)
        self._pipeline = Pipeline(
            self._hub,
            self._delivery,
            self._writer,
            self._clock.now,
            self._carry_out,
            self._could_not_store,
            self.counts,
        )
        if self._hub.storing:
            self._pipeline.submit_own(channels.at_start(self._hub, self._clock.now()))

    async def stop(self, reason: str = "the server is shutting down") -> None:
        """Tell everybody the reason, store everything, close."""
        for task in self._tasks:
            task.cancel()
        for listener in self._listeners:
            await listener.stop()
        if self._recovering is not None:
            self._recovering.cancel()
        else:
            with contextlib.suppress(asyncio.TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(self._pipeline.drain(), STOP_SECONDS)
        self._pipeline.stop()
        self._delivery.farewell(reason, {})
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._nobody.wait(), STOP_SECONDS)
        for connection in tuple(self._connections.values()):
            connection.abort()
        await self._http.stop()
        await self._release()

    async def _release(self) -> None:
        for listener in self._listeners:
            await listener.stop()
        self.stored_all = await self._writer.stop(STOP_SECONDS)
        if self.stored_all:
            self._pool.shutdown(wait=True)
            self._log.close()
        else:  # closing would wait for the same disk; what it still holds was acknowledged to nobody
            logger.error("the disk does not answer; the server ends without it")
            self._pool.shutdown(wait=False, cancel_futures=True)

    # --- what connections need (net.connection.Node) ----------------------------------------------

    def _connect(self, number: int, address: str) -> Connection:
        """Somebody connected to the listener of this number."""
        self._sessions += 1
        limit = self._config.limits.sendq_bytes
        connection = Connection(self, self._sessions, address, limit, self._door_of[number])
        self.counts.connections += 1
        self._attach(connection)
        self._pipeline.submit(connection.session, LISTEN)
        return connection

    def _upgrade(self, messages: Messages, address: str) -> WebSocketConnection | None:
        """A session for a client that came by HTTP; None while the server stops or starts over."""
        if self._pipeline.stopped:
            return None
        self._sessions += 1
        connection = WebSocketConnection(self, self._sessions, address, self._config.limits.sendq_bytes, messages)
        self._attach(connection)
        return connection

    def _attach(self, connection: Connection) -> None:
        self._connections[connection.session] = connection
        self._nobody.clear()
        self._delivery.attach(connection.session, connection.outbox)
        address = connection.address
        self._pipeline.connect(connection, _host(address), speaks_for_others=self._trusts(address))

    def _trusts(self, address: str) -> bool:
        """Whether whoever is there may speak for others."""
        return addresses.is_within(address, self._config.proxy.allow_from)

    def comes_from(self, connection: Connection, address: str, *, by_tls: bool) -> None:
        """A proxy says so, of a client that came to it by TLS or not."""
        self._pipeline.submit(connection.session, ComesFrom(_host(address), self._trusts(address)))
        if by_tls and addresses.is_loopback(connection.address):  # from elsewhere, the last stretch is open
            self._pipeline.submit(connection.session, Secure())

    def named_address(self, session: int) -> str:
        """Whom a gateway speaks for; "" for nobody."""
        known = self._hub.sessions.get(session)
        return known.address if known else ""

    def accepts(self, session: int) -> bool:
        return self._pipeline.accepts(session)

    def submit(self, session: int, request: Request) -> None:
        self._pipeline.submit(session, request)

    def gone(self, session: int, reason: str) -> None:
        leaving = self._hub.sessions.get(session)
        if leaving is not None and reason:
            logger.info("a client left", session=session, nick=leaving.shown_nick, reason=reason)
        self._pipeline.gone(session, reason)

    def is_registered(self, session: int) -> bool:
        known = self._hub.sessions.get(session)
        return known is not None and known.user is not None

    def forget(self, connection: Connection) -> None:
        self._delivery.detach(connection.session)
        self._connections.pop(connection.session, None)
        if not self._connections:
            self._nobody.set()

    def http(self, address: str) -> asyncio.Protocol:
        return self._http.protocol(address)

    def _state(self) -> State:
        outboxes = [connection.outbox for connection in self._connections.values()]
        return State(
            healthy=self.healthy,
            sessions=self._delivery.protocols(),
            users=len(self._hub.users),
            channels=len(self._hub.channels),
            outbox_bytes=sum(outbox.backlog for outbox in outboxes),
            outboxes_behind=sum(outbox.is_behind for outbox in outboxes),
            effects_waiting=self._pipeline.waiting,
        )

    # --- time -------------------------------------------------------------------------------------

    async def _sweep(self) -> None:
        """Every second: give up readers that do not read, and users who were not resumed."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + SWEEP_SECONDS
            await asyncio.sleep(SWEEP_SECONDS)
            self.counts.loop_lag_seconds.observe(max(loop.time() - due, 0.0))
            for connection in tuple(self._connections.values()):
                if connection.outbox.is_behind:
                    connection.outbox.check(loop.time())
            if any(user.lingering_since is not None for user in self._hub.users.values()):
                self._pipeline.submit_own(entry.expire(self._hub, self._clock.now()))

    # --- effects ----------------------------------------------------------------------------------

    async def _carry_out(self, effect: Effect) -> Any:
        self.counts.effects[type(effect).__name__] += 1
        read = _EFFECTS[type(effect)]
        return await asyncio.get_running_loop().run_in_executor(self._pool, read, self._log, effect)

    # --- a log that fails -------------------------------------------------------------------------

    def _could_not_store(self, error: Exception, unsaid: list[Turn]) -> None:
        """Nobody was shown what could not be stored.  Everybody is told, and the server starts over in place."""
        if isinstance(error, StoreError):
            logger.error("the log failed; starting over", reason=str(error))
        else:
            logger.error("the server's state went wrong; starting over", exc_info=error)
        protocols = Turn(0)  # what they speak needed no disk, and they are told in that
        protocols.told += [told for turn in unsaid for told in turn.told if isinstance(told, FramingChanged)]
        self._delivery.deliver([protocols])
        refusal = replies.Refused("cannot_store", ("*", "CANNOT_STORE"))
        told: dict[int, Reply] = {turn.session: refusal for turn in unsaid if turn.session}
        self._delivery.farewell("the server could not store what was said; connect again", told)
        for listener in self._listeners:
            listener.pause()
        self._recovering = asyncio.get_running_loop().create_task(self._recover())

    async def _recover(self) -> None:
        while True:
            try:
                snapshot = await self._writer.call(self._reopened)
                break
            except StoreError as error:
                logger.error("the log cannot be read", reason=str(error))
                await asyncio.sleep(PROBE_SECONDS)
        self._hub = Hub(self.server, snapshot)
        self._hub.storing = False
        self._begin()
        self._recovering = None
        for listener in self._listeners:
            listener.start()
        self._tasks.append(asyncio.get_running_loop().create_task(self._probe()))

    def _reopened(self) -> Any:
        self._log.reopen()
        return self._log.load(self._clock.now().time)

    async def _probe(self) -> None:
        """Until a write has synced, history is served and nothing new is said."""
        while True:
            try:
                await self._writer.call(self._log.probe)
                break
            except StoreError as error:
                logger.error("the log still refuses to write", reason=str(error))
                await asyncio.sleep(PROBE_SECONDS)
        self._hub.storing = True
        logger.warning("the log accepts writes again")
        self._pipeline.submit_own(channels.at_start(self._hub, self._clock.now()))


_EFFECTS: dict[type[Effect], Callable[[SqliteLog, Any], Any]] = {
    ReadPage: SqliteLog.read_page,
    FindTargets: SqliteLog.find_targets,
    FindRetry: SqliteLog.find_retry,
}


def _host(address: str) -> str:
    """The host that others see."""
    return LOCAL_HOST if addresses.is_loopback(address) else address
