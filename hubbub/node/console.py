"""Bans from the command line: asked of the server that runs, or else written into its log.

A running server leaves the address of its control door, and the secret that opens it, in a file of the data folder.
"""

from __future__ import annotations

import http.client
import ipaddress
import ssl
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Literal

import msgspec

from hubbub import __version__
from hubbub.commands import bans
from hubbub.hub.bans import until
from hubbub.hub.hub import Hub
from hubbub.model import requests
from hubbub.model.events import BanKind, Banned, Unbanned
from hubbub.model.refusals import Refuse, sentence
from hubbub.model.state import Ban
from hubbub.net.control import JSON, PATH, TOKEN
from hubbub.store.base import DataFolderHeld, StoreError
from hubbub.store.schema import DATABASE_NAME
from hubbub.store.sqlite import SqliteLog

from .clock import Clock
from .config import Config, model_server

FILE = "control.json"

PATIENCE = 15.0
"""Seconds for the server's answer: a commit may take ten."""


class Whereabouts(msgspec.Struct, frozen=True):
    """What the control file says: where the door is, whether behind TLS, and its secret."""

    host: str
    port: int
    tls: bool
    token: str


class Ask(msgspec.Struct, frozen=True):
    """What the command line asks; ``mask`` is "" for a list."""

    do: Literal["add", "remove", "list"]
    kind: BanKind = "mask"
    mask: str = ""
    minutes: int = 0
    reason: str = ""


class Answer(msgspec.Struct, frozen=True):
    """``told``: lines for the person; ``refused``: the one that says why nothing was done."""

    told: tuple[str, ...] = ()
    refused: str = ""


class ConsoleError(Exception):
    """Nothing was done; the message is one clear line."""


# --- the server's side ----------------------------------------------------------------------------------------------


class Console:
    """Answers at the control door.  ``submit``: has an event of the server's own, True once it is stored."""

    def __init__(self, hub: Callable[[], Hub], clock: Clock, submit: Callable[[Banned | Unbanned], Awaitable[bool]]):
        self._hub = hub
        self._clock = clock
        self._submit = submit

    async def carry_out(self, body: bytes) -> tuple[int, bytes]:
        try:
            ask = msgspec.json.decode(body, type=Ask)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return 400, msgspec.json.encode(Answer(refused=str(error)))
        try:
            done = _done(self._hub(), ask, self._clock)
        except Refuse as refusal:
            return 409, msgspec.json.encode(Answer(refused=sentence(refusal.code, refusal.about, refusal.text)))
        if isinstance(done, tuple):
            return 200, msgspec.json.encode(Answer(done))
        if not await self._submit(done):
            return 503, msgspec.json.encode(Answer(refused="the server could not store it"))
        return 200, msgspec.json.encode(Answer((bans.told(done),)))


def _done(hub: Hub, ask: Ask, clock: Clock) -> Banned | Unbanned | tuple[str, ...]:
    """The event that is asked for, or the list.  Raises Refuse."""
    now = clock.now()
    if ask.do == "add":
        asked = requests.Ban(kind=ask.kind, mask=ask.mask, minutes=ask.minutes, reason=ask.reason)
        return bans.banned(hub, asked, bans.CONSOLE, now)
    if ask.do == "remove":
        return bans.unbanned(hub, requests.Unban(kind=ask.kind, mask=ask.mask), bans.CONSOLE, now)
    kinds: tuple[BanKind, ...] = ("address", "mask", "account")
    found = [ban for kind in kinds for ban in hub.bans.of_kind(kind, now.time)]
    return tuple(map(_shown, found)) or ("nobody is banned",)


def _shown(ban: Ban) -> str:
    since = time.strftime("%Y-%m-%d %H:%M", time.gmtime(ban.time // 10**9))
    reason = f": {ban.reason}" if ban.reason else ""
    return f"{bans.named(ban.kind, ban.mask)}  by {ban.by} at {since} UTC{until(ban.expires)}{reason}"


# --- the command's side ---------------------------------------------------------------------------------------------


def kind_of(mask: str) -> BanKind:
    """What is meant: an address or network is one, everything else a mask, a nick alone too."""
    try:
        ipaddress.ip_network(mask, strict=False)
    except ValueError:
        return "mask"
    return "address"


def manage(config: Config, ask: Ask) -> tuple[str, ...]:
    """Do it, and what to tell of it.  Raises ConsoleError."""
    folder = config.server.data_dir
    answer = _of_server(folder, ask)
    if answer is None:
        try:
            answer = _in_the_log(config, ask)
        except DataFolderHeld:
            answer = _of_server(folder, ask)  # it has started meanwhile
            if answer is None:
                raise ConsoleError(
                    f"the server that uses {folder} cannot be asked from here; an operator can, with KLINE or DLINE"
                ) from None
        except StoreError as error:
            raise ConsoleError(str(error)) from None
    if answer.refused:
        raise ConsoleError(answer.refused)
    return answer.told


def _of_server(folder: Path, ask: Ask) -> Answer | None:
    """The running server's answer; None where none runs, as far as can be seen."""
    try:
        place = msgspec.json.decode((folder / FILE).read_bytes(), type=Whereabouts)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise ConsoleError(f"{folder / FILE}: cannot be read: {error}") from None
    try:
        return _posted(place, ask)
    except ConnectionRefusedError:
        return None  # left behind by a server that did not end in order
    except (OSError, http.client.HTTPException, msgspec.DecodeError) as error:
        raise ConsoleError(f"the server at {place.host}:{place.port} does not answer: {error}") from None


def _posted(place: Whereabouts, ask: Ask) -> Answer | None:
    connection: http.client.HTTPConnection
    if place.tls:
        # It is this machine's own: who else listens here could only learn a secret that opens nothing of theirs.
        unverified = ssl._create_unverified_context()  # noqa: S323
        connection = http.client.HTTPSConnection(place.host, place.port, timeout=PATIENCE, context=unverified)
    else:
        connection = http.client.HTTPConnection(place.host, place.port, timeout=PATIENCE)
    with closing(connection):
        connection.request("POST", PATH, msgspec.json.encode(ask), {TOKEN: place.token, "Content-Type": JSON})
        response = connection.getresponse()
        body = response.read()
        if response.getheader("Content-Type", "").partition(";")[0] != JSON:
            return None  # another server has this port now
    return msgspec.json.decode(body, type=Answer)


def _in_the_log(config: Config, ask: Ask) -> Answer:
    """The same without a server.  Raises StoreError."""
    folder = config.server.data_dir
    if not (folder / DATABASE_NAME).is_file():
        raise StoreError(f"there is no hubbub data in {folder}")
    clock = Clock()
    server = model_server(config, __version__, clock.now().time)
    with closing(SqliteLog(folder)) as log:
        hub = Hub(server, log.load(clock.now().time))
        try:
            done = _done(hub, ask, clock)
        except Refuse as refusal:
            return Answer(refused=sentence(refusal.code, refusal.about, refusal.text))
        if isinstance(done, tuple):
            return Answer(done)
        log.append([done])
        return Answer((bans.told(done),))
