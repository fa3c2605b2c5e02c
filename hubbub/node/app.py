"""The server, wired: what is made of what, how it starts, starts over, and stops."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import structlog

from hubbub import __version__
from hubbub.commands import bans, channels, going, presence
from hubbub.commands.outcome import Outcome
from hubbub.hub.hub import Hub
from hubbub.model import addresses, effects, replies, requests
from hubbub.model.effects import Effect, FindMessage, FindRetry, FindTargets, PasswordEffect, ReadPage, Search
from hubbub.model.events import FramingChanged
from hubbub.model.replies import Reply
from hubbub.model.state import Snapshot
from hubbub.model.turn import Turn
from hubbub.net.certificates import CertificateError
from hubbub.net.control import Control
from hubbub.net.counts import Counts
from hubbub.net.delivery import Delivery
from hubbub.net.http import Http, Settings
from hubbub.net.listener import Listener
from hubbub.store.base import StoreError
from hubbub.store.sqlite import SqliteLog

from . import housekeeping, secret
from .announce import announced_host
from .clock import Clock
from .config import Config, model_server
from .console import FILE as CONTROL_FILE
from .console import Console, Whereabouts, here
from .doors import Doors
from .errors import CannotStart
from .lan import Place
from .listening import open_sockets
from .metrics import Metrics, State
from .passwords import Passwords
from .pipeline import Pipeline
from .reception import Reception
from .rehash import Rehash, Reread, new_server, teach
from .system import machine_names
from .writer import Writer

__all__ = ["CannotStart", "Node"]

logger = structlog.get_logger()


SLOW_WORK_THREADS = 4
"""For history and other slow work; more would only queue at the disk."""

PROBE_SECONDS = 1.0
SWEEP_SECONDS = 1.0
STOP_SECONDS = 4.0


class Node:
    """One server: `start`, then `stop`."""

    def __init__(
        self,
        config: Config,
        passed: Sequence[socket.socket] = (),
        *,
        all_needed: bool = False,
        reread: Reread | None = None,
    ) -> None:
        """Opens the sockets, see `open_sockets` for what was ``passed``; then the log.  Raises CannotStart.

        In this order, since a port that is in use is no reason to write anything.  ``reread``: for REHASH.
        """
        self._rehash = Rehash(config, reread, self._take_up)
        self._opened = open_sockets(config, passed, all_needed=all_needed)
        try:
            self._open(config)
        except BaseException:
            for _, opened in self._opened:
                opened.close()
            raise

    def _open(self, config: Config) -> None:
        self._config = config
        self._clock = Clock()
        self.server = model_server(config, __version__, self._clock.now().time)
        self.counts = Counts()
        self._reception = Reception(config, self.server, self.counts, self._clock)
        try:
            self.doors = Doors(config)
        except CertificateError as error:
            raise CannotStart(str(error)) from None
        try:
            self._log = SqliteLog(
                Path(config.server.data_dir),
                sync=config.history.sync,
                keep_texts=config.history.enabled,
                casemapping=config.server.casemapping,
            )
            try:
                self._cloak_secret = self._secret()
                self._hub = self._new_hub(self._log.load(self._clock.now().time))
            except BaseException:
                self._log.close()
                raise
        except StoreError as error:
            raise CannotStart(str(error)) from None
        self.stored_all = True
        """Whether all that was said before `stop` is on disk."""
        self._listeners: list[Listener] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._recovering: asyncio.Task[None] | None = None

    def _secret(self) -> bytes:
        """For cloaks; there is nobody to cloak where nobody comes from elsewhere.  Raises CannotStart."""
        try:
            return secret.kept(self._config.server.data_dir / secret.CLOAKS) if self._config.is_exposed else b""
        except (OSError, ValueError) as error:
            raise CannotStart(f"cannot keep a secret in the data folder: {error}") from None

    def _new_hub(self, snapshot: Snapshot) -> Hub:
        return Hub(
            self.server,
            snapshot,
            cloak_secret=self._cloak_secret,
            started=self._clock.now().time,
            admit=self._reception.admit_moved,
        )

    @property
    def _control_file(self) -> Path:
        return self._config.server.data_dir / CONTROL_FILE

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """Host and port of each listener."""
        return [listener.address for listener in self._listeners]

    @property
    def places(self) -> list[Place]:
        """Where each listener is."""
        doors = self._reception.doors
        return [Place(*listener.address, door.tls) for listener, door in zip(self._listeners, doors, strict=True)]

    def duplicate_sockets(self) -> list[socket.socket]:
        """The listening sockets once more, for whoever listens after `stop`."""
        return [listener.duplicate() for listener in self._listeners]

    @property
    def healthy(self) -> bool:
        """Whether the log accepts writes."""
        return self._recovering is None and self._hub.storing

    # --- starting and stopping --------------------------------------------------------------------

    async def start(self) -> None:
        """Begin to accept.  Raises CannotStart."""
        loop = asyncio.get_running_loop()
        self._writer = Writer(self._log, loop)
        self._pool = ThreadPoolExecutor(SLOW_WORK_THREADS, thread_name_prefix="slow-work")
        self._passwords = Passwords(self._config.accounts.hash_cost)
        web = Settings(
            hosts=(*machine_names(), *self._config.http.hosts, *((announced_host(),) if self._config.lan else ())),
            origins=self._config.http.origins,
            metrics_from=self._config.metrics.allow_from,
            proxies=self._config.proxy.allow_from,
        )
        metrics = Metrics(__version__, self.counts, self._state)
        self._http = Http(self.server, web, lambda: self.healthy, metrics.show, self._reception.upgrade)
        self._reception.http_pages = self._http
        console = Console(lambda: self._hub, self._clock, self._submit_and_store)
        token = secrets.token_urlsafe()
        Control(token, console.carry_out).add_to(self._http.app)
        self._listens = [listen for listen, _ in self._opened]
        self._listeners = [
            Listener(one, partial(self._reception.connect, number)) for number, (_, one) in enumerate(self._opened)
        ]
        try:
            self._reception.doors = [self.doors.door(listen) for listen in self._listens]
        except CertificateError as error:
            await self._release()
            raise CannotStart(str(error)) from None
        await self._http.start()
        self._begin()
        self._tasks += (loop.create_task(self._sweep()), loop.create_task(self.doors.watch()))
        forgetting = housekeeping.forget(self._log, self._writer, self._clock, lambda: self._config.history)
        self._tasks.append(loop.create_task(forgetting))
        with contextlib.suppress(asyncio.CancelledError):  # the log failed at once: recovering opens the doors
            await self._pipeline.drain()
        if self._recovering is None:
            for listener in self._listeners:
                listener.start()
        self._show_control(token)

    def _show_control(self, token: str) -> None:
        """Leave a note of where the command line finds this server: one of its listeners, plaintext ones first."""
        places = [
            Whereabouts(here(host), port, listen.tls is True, token)
            for (host, port), listen in zip(self.addresses, self._listens, strict=True)
            if not listen.proxy_protocol
        ]
        if places:
            best = min(places, key=lambda place: (place.tls, not addresses.is_loopback(place.host)))
            try:
                secret.write_private(self._control_file, msgspec.json.encode(best))
            except OSError as error:
                logger.error("the command line cannot reach this server", reason=str(error))

    async def _submit_and_store(self, outcome: Outcome) -> bool:
        """Something the server's owner does; True once it is stored."""
        pipeline = self._pipeline
        if pipeline.stopped:
            return False
        pipeline.submit_own(outcome)
        return await pipeline.stored()

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
        self._reception.begin(self._pipeline, self._delivery)
        self._pipeline.submit_own(presence.recalled(self._hub, self._clock.now()))
        if self._hub.storing:
            self._pipeline.submit_own(channels.at_start(self._hub, self._clock.now()))

    async def stop(self, reason: str = "the server is shutting down") -> None:
        """Tell everybody the reason, store everything, close."""
        with contextlib.suppress(OSError):
            self._control_file.unlink(missing_ok=True)
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
        self._reception.ending = reason
        self._delivery.farewell(reason, {})
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._reception.nobody.wait(), STOP_SECONDS)
        for connection in tuple(self._reception.connections.values()):
            connection.abort()
        await self._http.stop()
        await self._release()

    async def _release(self) -> None:
        for listener in self._listeners:
            await listener.stop()
        self._passwords.stop()
        self.stored_all = await self._writer.stop(STOP_SECONDS)
        if self.stored_all:
            self._pool.shutdown(wait=True)
            self._log.close()
        else:  # closing would wait for the same disk; what it still holds was acknowledged to nobody
            logger.error("the disk does not answer; the server ends without it")
            self._pool.shutdown(wait=False, cancel_futures=True)

    # --- how it stands, and time ---------------------------------------------------------------------

    def _state(self) -> State:
        outboxes = [connection.outbox for connection in self._reception.connections.values()]
        return State(
            healthy=self.healthy,
            sessions=self._delivery.protocols(),
            users=len(self._hub.users),
            channels=len(self._hub.channels),
            outbox_bytes=sum(outbox.backlog for outbox in outboxes),
            outboxes_behind=sum(outbox.is_behind for outbox in outboxes),
            effects_waiting=self._pipeline.waiting,
        )

    async def _sweep(self) -> None:
        """Every second: give up readers that do not read, and users who were not resumed."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + SWEEP_SECONDS
            await asyncio.sleep(SWEEP_SECONDS)
            self.counts.loop_lag_seconds.observe(max(loop.time() - due, 0.0))
            self._reception.sweep(loop.time())
            if going.is_due(self._hub, self._clock.now().time):
                self._pipeline.submit_own(going.expire(self._hub, self._clock.now()))
            if self._hub.bans.over(self._clock.now().time):
                self._pipeline.submit_own(bans.lift_what_is_over(self._hub, self._clock.now()))

    # --- effects ----------------------------------------------------------------------------------

    async def _carry_out(self, effect: Effect) -> Any:
        self.counts.effects[type(effect).__name__] += 1
        if isinstance(effect, effects.Rehash):
            return await self.rehash()
        if isinstance(effect, PasswordEffect):
            return await self._passwords.carry_out(effect)
        if isinstance(effect, Search):
            await self._writer.call(partial(housekeeping.catch_up, self._log))
        read = _EFFECTS[type(effect)]
        return await asyncio.get_running_loop().run_in_executor(self._pool, read, self._log, effect)

    # --- another configuration --------------------------------------------------------------------

    async def rehash(self) -> effects.Rehashed:
        """Read the configuration and the certificates again, and take up what may change while the server runs."""
        self.doors.reload()
        return await self._rehash()

    def _take_up(self, config: Config) -> None:
        self._config = config
        self.server = new_server(config, self.server)
        teach(self._hub, self.server)
        self._reception.configure(config, self.server)
        self._http.configure(self.server)
        self._delivery.reconfigure(self.server)
        for who in tuple(self._hub.sessions.values()):
            if who.offered:
                self._pipeline.submit(who.id, requests.Reoffer())
        if self.healthy:
            self._pipeline.submit_own(channels.at_start(self._hub, self._clock.now()))

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
        self._hub = self._new_hub(snapshot)
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
    Search: SqliteLog.search,
    FindMessage: SqliteLog.find_message,
    FindTargets: SqliteLog.find_targets,
    FindRetry: SqliteLog.find_retry,
}
