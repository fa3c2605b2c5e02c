"""The log's writer: one thread that commits batches in order, while the event loop fills the next one."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any

from hubbub.model.events import Event
from hubbub.store.base import Log

QUIET_SECONDS = 0.05
"""Nothing was to be written for so long: then there is time for what nobody waits for."""

BETWEEN_STEPS = 0.002

ERASE_AGAIN_SECONDS = 0.5
"""A reader (a long page, a backup) keeps what was erased in the write-ahead log's file: it is tried again."""


class Writer:
    """All that writes to the log is done here, one thing after the other; results come back on the event loop."""

    def __init__(self, log: Log, loop: asyncio.AbstractEventLoop) -> None:
        self._log = log
        self._loop = loop
        self._jobs: queue.SimpleQueue[tuple[Callable[[], Any], Callable[[Any, Exception | None], None]] | None]
        self._jobs = queue.SimpleQueue()
        self._behind = True
        self._ended: asyncio.Future[None] = loop.create_future()
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
        self._thread.start()

    def append(self, events: Sequence[Event], done: Callable[[Any, Exception | None], None]) -> None:
        """Commit ``events``; then ``done(stamps, None)``, or ``done(None, error)``, is called on the loop."""
        self._jobs.put((lambda: self._log.append(events), done))

    async def call(self, work: Callable[[], Any]) -> Any:
        """The result of ``work()``, done in the writer's thread after all that was asked before."""
        future: asyncio.Future[Any] = self._loop.create_future()

        def done(result: Any, error: Exception | None) -> None:
            if future.cancelled():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)

        self._jobs.put((work, done))
        return await future

    async def stop(self, patience: float) -> bool:
        """End the thread, after what is under way; False where that takes longer than ``patience`` seconds."""
        self._jobs.put(None)
        ended, _ = await asyncio.wait({self._ended}, timeout=patience)
        return bool(ended)

    def _next(self) -> tuple[Callable[[], Any], Callable[[Any, Exception | None], None]] | None:
        """The next job; while none comes, the index for searching follows the log, and what was erased goes."""
        patience = QUIET_SECONDS
        while self._behind or self._log.erasing:
            try:
                return self._jobs.get(timeout=patience)
            except queue.Empty:
                self._behind = self._log.follow()
                patience = BETWEEN_STEPS if self._behind else ERASE_AGAIN_SECONDS
        return self._jobs.get()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            self._behind = True
            work, done = job
            result, error = None, None
            try:
                result = work()
            except Exception as raised:  # whatever it is, the loop must hear of it
                error = raised
            self._loop.call_soon_threadsafe(done, result, error)
        self._loop.call_soon_threadsafe(self._ended.set_result, None)
