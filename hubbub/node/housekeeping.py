"""What is done to the log while nobody waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

import structlog

from hubbub.store.base import Log, StoreError

from .clock import Clock
from .config.definition import History
from .writer import Writer

logger = structlog.get_logger()

CATCH_UP_STEPS = 64
FORGET_SECONDS = 3600.0
BETWEEN_STEPS = 0.02
NANOSECONDS_A_DAY = 24 * 3600 * 10**9


def catch_up(log: Log) -> None:
    """Bring the index for searching to where the log is: what was just said is found too, unless very much was."""
    for _ in range(CATCH_UP_STEPS):
        if not log.follow():
            break


async def forget(log: Log, writer: Writer, clock: Clock, kept: Callable[[], History]) -> None:
    """Every hour, and a little at a time: what was said longer ago than the configuration keeps it."""
    while True:
        days = kept().retention_days
        if days:
            before = clock.now().time - days * NANOSECONDS_A_DAY
            try:
                more = True
                while more:
                    more = await writer.call(partial(log.forget, before))
                    await asyncio.sleep(BETWEEN_STEPS)
            except StoreError as error:
                logger.error("what is old could not be forgotten", reason=str(error))
        await asyncio.sleep(FORGET_SECONDS)
