"""Restarting without refusing anybody: a new program takes this one's place and gets its listening sockets.

It is the same process: service managers, containers and shells go on watching the one they know, and it holds the data
folder or nobody does.  Whether the new program would start is tried out beforehand, in a child, while this one serves.
From the moment this one stops accepting until the new one does, connections wait in the kernel.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, MutableMapping, Sequence
from pathlib import Path
from typing import NoReturn

import structlog

from hubbub.store import naming
from hubbub.store.base import StoreError
from hubbub.store.lock import holder, leave_note
from hubbub.store.schema import DATABASE_NAME, inspect, migrations

from .config.definition import Config
from .doors import Doors, DoorsError
from .errors import CannotStart
from .listening import open_sockets
from .systemd import adopted

logger = structlog.get_logger()

VARIABLE = "HUBBUB_HANDOVER"
"""``take:PROCESS:DESCRIPTORS`` for the new program, ``try:PROCESS:DESCRIPTORS`` for the child that tries it out, with
the number of the process that wrote it."""

TRIAL_SECONDS = 30.0

LOCK_SECONDS = 5.0
"""For whoever looks, at the moment of a restart, whether the data folder is held."""

REQUESTS = frozenset({signal.SIGUSR2} if hasattr(signal, "SIGUSR2") else set())
"""What asks for a restart: not on Windows, where a program cannot take another's place."""

SIGNALS = REQUESTS | {signal.SIGTERM, signal.SIGINT}
"""Held back while no program is there to receive them; what came meanwhile reaches the new one."""


def on_request(restart: Callable[[], None]) -> None:
    """Call ``restart`` on the running loop when it is asked for."""
    for number in REQUESTS:
        asyncio.get_running_loop().add_signal_handler(number, restart)


def received(environ: MutableMapping[str, str]) -> tuple[list[socket.socket], bool]:
    """The listening sockets of the program before this one, and whether this is only a trial.

    Takes its variable out of ``environ``.  Raises CannotStart.
    """
    kind, _, rest = environ.pop(VARIABLE, "").partition(":")
    process, _, descriptors = rest.partition(":")
    writer = {"take": os.getpid, "try": os.getppid}.get(kind)
    if writer is None or process != str(writer()):
        return [], False
    try:
        numbers = [int(number) for number in descriptors.split(",")]
    except ValueError:
        raise CannotStart(f"{VARIABLE} is written by a server that restarts, not by people") from None
    return [adopted(number) for number in numbers], kind == "try"


def try_out(config: Config, sockets: Sequence[socket.socket]) -> None:
    """In the child: all that a start needs, and nothing that the serving process holds.  Raises CannotStart."""
    data_dir = Path(config.server.data_dir)
    try:
        Doors(config)
        inspect(data_dir / DATABASE_NAME, len(migrations()))
        naming.look(data_dir / DATABASE_NAME, config.server.casemapping)
        held_by = holder(data_dir)
    except (DoorsError, StoreError) as error:
        raise CannotStart(str(error)) from None
    if held_by not in {None, os.getppid()}:
        raise CannotStart(f"the data folder {data_dir} is in use by another server (process {held_by})")
    for _, listening in open_sockets(config, sockets):
        listening.close()


def wait_for_folder(data_dir: Path) -> None:
    """The program before this one holds nothing any more, but somebody may be looking at the lock."""
    deadline = time.monotonic() + LOCK_SECONDS
    with contextlib.suppress(StoreError):  # whoever opens the folder says what is wrong with it
        while holder(data_dir) is not None and time.monotonic() < deadline:
            time.sleep(0.02)


async def problem(sockets: Sequence[socket.socket]) -> str:
    """Why the server, started as this one was, would not start now; "" where it would."""
    numbers = [listening.fileno() for listening in sockets]
    child = await asyncio.to_thread(
        subprocess.Popen,
        _command(),
        env=_environment("try", numbers),
        pass_fds=numbers,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _, said = await asyncio.to_thread(child.communicate, timeout=TRIAL_SECONDS)
    except subprocess.TimeoutExpired:
        return f"the new program was not ready within {TRIAL_SECONDS:.0f} s"
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    if child.returncode == 0:
        return ""
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"the new program ended with status {child.returncode}"


async def wanted(sockets: Sequence[socket.socket], data_dir: Path, stop: asyncio.Event, restart: asyncio.Event) -> bool:
    """Wait until the server is to end; True where a new program, which was tried out, is to take its place."""
    stopping = asyncio.create_task(stop.wait())
    try:
        while True:
            asked = asyncio.create_task(restart.wait())
            await asyncio.wait({stopping, asked}, return_when=asyncio.FIRST_COMPLETED)
            asked.cancel()
            if stop.is_set():
                return False
            logger.info("asked to restart; trying out whether the new program would start")
            trial = asyncio.create_task(problem(sockets))
            await asyncio.wait({stopping, trial}, return_when=asyncio.FIRST_COMPLETED)
            if stop.is_set():
                trial.cancel()
                await asyncio.wait({trial})
                return False
            try:
                why = trial.result()
            except OSError as error:
                why = str(error)
            if not why:
                return True
            logger.error("not restarted, since the new program would not start; going on as before", reason=why)
            leave_note(data_dir, why)
            restart.clear()
    finally:
        stopping.cancel()


def hold_signals(signals: Collection[signal.Signals] = SIGNALS) -> None:
    """From now on they wait, over the change of programs too."""
    if REQUESTS:
        signal.pthread_sigmask(signal.SIG_BLOCK, signals)


def release_signals() -> None:
    """Those that waited are delivered now."""
    if REQUESTS:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def replace_program(sockets: Sequence[socket.socket]) -> NoReturn:
    """Go on as the same command, newly loaded.  Everything that must be stored, is.  Raises OSError."""
    for listening in sockets:
        listening.set_inheritable(True)
    numbers = [listening.fileno() for listening in sockets]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, _command(), _environment("take", numbers))  # noqa: S606 - ourselves


def _command() -> list[str]:
    return [sys.executable, *sys.orig_argv[1:]]


def _environment(kind: str, descriptors: Sequence[int]) -> dict[str, str]:
    return {**os.environ, VARIABLE: f"{kind}:{os.getpid()}:{','.join(map(str, descriptors))}"}
