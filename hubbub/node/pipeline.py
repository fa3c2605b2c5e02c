"""The one path of every request: command, hub, log, delivery.

Requests are carried out at once, and the hub runs ahead; what came of them gathers in the open batch.  The batch
closes at the end of the loop's turn, or when the one before it is stored; when it is stored itself, it is delivered.
A batch without durable events needs no disk, but never overtakes one that waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import structlog

from hubbub.commands import bans, channels, going, presence, table
from hubbub.commands.outcome import Outcome, Steps, Then, refused
from hubbub.hub.bans import why
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import events, replies, requests
from hubbub.model.effects import Effect
from hubbub.model.events import Event
from hubbub.model.limits import BATCH_BYTES, BATCH_EVENTS, COMMIT_PATIENCE, ROWS_PER_REQUEST, SESSION_REQUESTS
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.requests import Request
from hubbub.model.turn import Turn
from hubbub.net.counts import Counts
from hubbub.net.delivery import Delivery

from .journal import NOTED
from .writer import Writer

logger = structlog.get_logger()

EVENT_BYTES = 200
"""What an event weighs in a batch besides its text."""


class Client(Protocol):
    """A connection as the pipeline knows it."""

    session: int

    def unblocked(self) -> None:
        """More requests of it may be submitted."""


class Pipeline:
    """``carry_out_effect``: the answer to what a command waits for; ``failed``: called when a batch was not stored."""

    def __init__(
        self,
        hub: Hub,
        delivery: Delivery,
        writer: Writer,
        moment: Callable[[], Moment],
        carry_out_effect: Callable[[Effect], Awaitable[Any]],
        failed: Callable[[Exception, list[Turn]], None],
        counts: Counts,
    ) -> None:
        self.hub = hub
        self.delivery = delivery
        self.slow_commits = 0
        self._writer = writer
        self._moment = moment
        self._carry_out_effect = carry_out_effect
        self._failed = failed
        self._counts = counts
        self._loop = asyncio.get_running_loop()
        self._open: list[Turn] = []
        self._durable: list[Event] = []
        self._weight = 0
        self._committing: list[Turn] | None = None
        self._closing_soon = False
        self._uncommitted: dict[int, int] = {}
        self._parked: dict[int, Steps] = {}
        self._clients: dict[int, Client] = {}
        self._blocked: set[int] = set()
        self._stored_first: list[asyncio.Future[None]] = []
        """Who waits for the batch that is being committed; ``_stored``: who waits for the open one."""
        self._stored: list[asyncio.Future[None]] = []
        self._effects: set[asyncio.Task[None]] = set()
        self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether nothing is taken any more."""
        return self._stopped

    @property
    def waiting(self) -> int:
        """How many commands wait for an effect."""
        return len(self._effects)

    # --- requests ---------------------------------------------------------------------------------

    def connect(self, client: Client, address: str, *, speaks_for_others: bool = False) -> Session:
        """A connection was accepted."""
        self._clients[client.session] = client
        return self.hub.connect(client.session, address, speaks_for_others=speaks_for_others)

    def accepts(self, session: int) -> bool:
        """Whether another request of this session may be submitted now; if not, its client is told when."""
        if session in self._parked or self._uncommitted.get(session, 0) >= SESSION_REQUESTS or self._is_full():
            self._blocked.add(session)
            return False
        return True

    def submit(self, session: int, request: Request) -> None:
        """Carry out one request.  A session that is gone asks for nothing more."""
        who = self.hub.sessions.get(session)
        if who is None or self._stopped:
            return
        turn = Turn(session, request.label)
        try:
            outcome = table.carry_out(self.hub, who, request, self._moment())
        except Refuse as refusal:
            turn.told.append(refused(refusal))
        except Exception:
            logger.exception("a command failed", session=session)
            self._break_off(turn)
        else:
            if self._take(turn, outcome):
                return
        self._add(turn)

    def gone(self, session: int, reason: str, silent: float = 0.0) -> None:
        """A connection is lost, after so many ``silent`` seconds: what it waited for is not needed any more."""
        parked = self._parked.pop(session, None)
        if parked is not None:
            parked.close()
        self.submit(session, requests.Gone(reason=reason, silent=int(silent * 1e9)))
        self._clients.pop(session, None)
        self._blocked.discard(session)

    def submit_own(self, steps: Outcome) -> None:
        """The server itself does something, without waiting for effects."""
        turn = Turn(0)
        if not self._stopped and not self._take(turn, steps):
            self._add(turn)

    def _take(self, turn: Turn, outcome: Outcome) -> bool:
        """Carry on with what a command produces; True where it is parked, waiting for an effect."""
        if not isinstance(outcome, list):
            return self._advance(turn, outcome, None)
        for told in outcome:
            self._tell(turn, told)
        return False

    def _advance(self, turn: Turn, steps: Steps, answer: Any) -> bool:
        try:
            told = steps.send(answer)
            while True:
                if isinstance(told, Effect):
                    self._park(turn, steps, told)
                    return True
                if isinstance(told, Then):
                    if turn.then is not None:
                        raise RuntimeError("one thing may be asked next")
                    turn.then = told.request
                else:
                    self._tell(turn, told)
                told = next(steps)
        except StopIteration:
            return False
        except Refuse as refusal:
            turn.told.append(refused(refusal))
        except Exception:
            logger.exception("a command failed", session=turn.session)
            self._break_off(turn)
        return False

    def _tell(self, turn: Turn, told: Event | replies.Reply) -> None:
        note = NOTED.get(type(told))
        if note is not None:
            note(self.hub, turn, told)
        turn.told.append(told)
        if isinstance(told, Event) and not self._stopped:
            try:
                self.hub.apply(told)
            except Exception as error:
                self._start_over(error, [turn])
                return
            if told.durable and self.hub.storing:
                self._durable.append(told)
                self._weight += EVENT_BYTES + (len(told.text) if type(told) is events.Said else 0)

    def _break_off(self, turn: Turn) -> None:
        """A command's own mistake ends the session that met it, never the server."""
        who = self.hub.sessions.get(turn.session)
        turn.told.append(replies.Closing("the server made a mistake; please connect again"))
        if who is not None:
            self._take(turn, going.gone(self.hub, who, requests.Gone(reason="server error"), self._moment()))

    def _start_over(self, error: Exception, turns: list[Turn]) -> None:
        """What was said cannot be kept, or the hub is not what the log says: nothing of it was shown to anyone."""
        if not self._stopped:
            unsaid = [*turns, *self._open]
            self.stop()
            self._failed(error, unsaid)

    # --- waiting ----------------------------------------------------------------------------------

    def _park(self, turn: Turn, steps: Steps, effect: Effect) -> None:
        if turn.told:
            raise RuntimeError("a command waits before it does anything, or the log's order would not be the hub's")
        self._parked[turn.session] = steps
        task = self._loop.create_task(self._wait(turn, steps, effect))
        self._effects.add(task)
        task.add_done_callback(self._effects.discard)

    async def _wait(self, turn: Turn, steps: Steps, effect: Effect) -> None:
        await self._after_what_is_open()
        answer: Any = None
        failure: Exception | None = None
        try:
            answer = await self._carry_out_effect(effect)
        except Exception as error:
            logger.exception("an effect failed", effect=type(effect).__name__)
            failure = error
        if self._parked.get(turn.session) is not steps:
            return  # the session is gone
        del self._parked[turn.session]
        if turn.session not in self.hub.sessions:
            steps.close()  # ended while it waited, by somebody who resumed it, say: nobody is there to ask any more
            return
        if failure is not None:
            steps.close()
            turn.told.append(replies.Refused(*effect.failed))
            self._add(turn)
        elif not self._advance(turn, steps, answer):
            self._add(turn)
        self._unblock(turn.session)

    async def _after_what_is_open(self) -> None:
        """Until all that was told before now is stored: what is read afterwards has it."""
        if self._open or self._committing is not None:
            stored = self._loop.create_future()
            (self._stored if self._open else self._stored_first).append(stored)
            await stored

    # --- batches ----------------------------------------------------------------------------------

    def _add(self, turn: Turn) -> None:
        if self._stopped:
            return
        self._open.append(turn)
        session = turn.session
        turn.weight += sum(told.size for told in turn.told if isinstance(told, replies.Reply)) // ROWS_PER_REQUEST
        self._uncommitted[session] = self._uncommitted.get(session, 0) + turn.weight
        if self._committing is None and not self._closing_soon:
            self._closing_soon = True
            self._loop.call_soon(self._close_batch)
        if turn.then is not None:
            self.submit(session, turn.then)

    def _is_full(self) -> bool:
        return len(self._durable) >= BATCH_EVENTS or self._weight >= BATCH_BYTES or len(self._open) >= BATCH_EVENTS

    def _close_batch(self) -> None:
        self._closing_soon = False
        if self._stopped or self._committing is not None or not self._open:
            return
        if self.hub.storing:
            self._durable += presence.kept(self.hub, self._moment())
        turns, durable, was_full = self._open, self._durable, self._is_full()
        self._stored_first, self._stored = self._stored, []
        self._open, self._durable, self._weight = [], [], 0
        if not durable:
            self._deliver(turns)
            return
        self._committing = turns
        if was_full:
            self._unblock_all()
        patience = self._loop.call_later(COMMIT_PATIENCE, self._commit_is_slow)

        self._counts.batch_events.observe(len(durable))
        closed = self._loop.time()

        def done(_stamps: Any, error: Exception | None) -> None:
            self._counts.commit_seconds.observe(self._loop.time() - closed)
            patience.cancel()
            self._committing = None
            if self._stopped:
                return
            if error is not None:
                self._start_over(error, turns)
                return
            if self.slow_commits:
                self.slow_commits = 0
                self.hub.storing = True
                logger.warning("the log keeps up again")
                self.submit_own(channels.emptied(self.hub, self._moment()))
            self._deliver(turns)
            self._close_batch()

        self._writer.append(durable, done)

    def _commit_is_slow(self) -> None:
        self.slow_commits += 1
        self.hub.storing = False
        logger.error("a commit takes too long: new messages are refused until it is done", seconds=COMMIT_PATIENCE)

    def _deliver(self, turns: list[Turn]) -> None:
        try:
            self.delivery.deliver(turns)
        except Exception as error:
            self._start_over(error, turns)
            return
        uncommitted = self._uncommitted
        for turn in turns:
            left = uncommitted[turn.session] - turn.weight
            if left:
                uncommitted[turn.session] = left
            else:
                del uncommitted[turn.session]
        for stored in self._stored_first:
            if not stored.done():
                stored.set_result(None)
        if self.hub.bans.fresh:
            self._expel_banned()
        self._unblock_all()

    def _expel_banned(self) -> None:
        """A ban holds for those who are here too, operators excepted, who might ban themselves by mistake."""
        self.hub.bans.fresh = False
        now = self._moment().time
        for who in tuple(self.hub.sessions.values()):
            ban = self.hub.bans.of(who, now)
            if ban is not None and not (who.user is not None and who.user.is_operator):
                self.submit(who.id, requests.Expel(reason=why(ban)))
        self.submit_own(bans.send_off(self.hub, self._moment()))

    def _unblock_all(self) -> None:
        for session in tuple(self._blocked):
            self._unblock(session)

    def _unblock(self, session: int) -> None:
        """Let a client that was held up go on, at half its limit, so that it is not stopped again at once."""
        if session in self._blocked and session not in self._parked:
            if self._uncommitted.get(session, 0) > SESSION_REQUESTS // 2:
                return
            self._blocked.discard(session)
            client = self._clients.get(session)
            if client is not None:
                self._loop.call_soon(client.unblocked)

    # --- ending -----------------------------------------------------------------------------------

    async def stored(self) -> bool:
        """Whether all that was told before now could be stored, once that is known."""
        try:
            await self._after_what_is_open()
        except asyncio.CancelledError:
            if self._stopped:
                return False
            raise
        return not self._stopped

    async def drain(self) -> None:
        """Until all that was asked so far is stored and delivered."""
        while self._effects:
            await asyncio.wait(self._effects)
        await self._after_what_is_open()

    def stop(self) -> None:
        """Take no more requests; what waits is dropped."""
        self._stopped = True
        for task in self._effects:
            task.cancel()
        for stored in (*self._stored_first, *self._stored):
            stored.cancel()
