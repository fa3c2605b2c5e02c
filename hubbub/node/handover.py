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
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import NoReturn

import structlog

from hubbub.store.base import StoreError
from hubbub.store.lock import holder
from hubbub.store.schema import check_file

from .config.definition import Config
from .errors import CannotStart
from .listening import open_sockets
from .systemd import adopted

logger = structlog.get_logger()

VARIABLE = "HUBBUB_HANDOVER"
"""``take:PROCESS:DESCRIPTORS`` for the new program, ``try:PROCESS:DESCRIPTORS`` for the child that tries it out, with
the number of the process that wrote it."""

TRIAL_SECONDS = 30.0

SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT} | ({signal.SIGUSR2} if hasattr(signal, "SIGUSR2") else set()))
"""Held back while no program is there to receive them; what came meanwhile reaches the new one."""


def is_possible() -> bool:
    """Not on Windows, where a program cannot take another's place."""
    return hasattr(signal, "SIGUSR2")


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
        check_file(data_dir)
        held_by = holder(data_dir)
    except StoreError as error:
        raise CannotStart(str(error)) from None
    if held_by not in {None, os.getppid()}:
        raise CannotStart(f"the data folder {data_dir} is in use by another server (process {held_by})")
    for _, listening in open_sockets(config, sockets):
        listening.close()


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


def hold_signals() -> None:
    """From now on they wait, over the change of programs too."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


def release_signals() -> None:
    """Those that waited are delivered now."""
    if is_possible():
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
