"""What the command line does to bans and accounts: asked of the server that runs, or else written into its log.

A running server leaves the address of its control door, and the secret that opens it, in a file of the data folder.
"""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import msgspec

from hubbub import __version__
from hubbub.commands.outcome import Outcome
from hubbub.hub.hub import Hub
from hubbub.model.refusals import Refuse, sentence
from hubbub.net.control import JSON, PATH, TOKEN
from hubbub.store.base import DataFolderHeld, StoreError
from hubbub.store.schema import DATABASE_NAME
from hubbub.store.sqlite import SqliteLog

from .asks import AccountAsk, Ask, done, kind_of
from .clock import Clock
from .config import Config, model_server
from .config.checks import printable

__all__ = ["AccountAsk", "Ask", "Console", "ConsoleError", "kind_of", "manage"]

Asked = Ask | AccountAsk

FILE = "control.json"

PATIENCE = 15.0
"""Seconds for the server's answer: a commit may take ten."""


class Whereabouts(msgspec.Struct, frozen=True):
    """What the control file says: where the door is, whether behind TLS, and its secret."""

    host: str
    port: int
    tls: bool
    token: str


def here(host: str) -> str:
    """Where this machine itself finds a listener of that host."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared with


class Answer(msgspec.Struct, frozen=True):
    """``told``: lines for the person; ``refused``: the one that says why nothing was done."""

    told: tuple[str, ...] = ()
    refused: str = ""


class ConsoleError(Exception):
    """Nothing was done; the message is one clear line."""


# --- the server's side ----------------------------------------------------------------------------------------------


class Console:
    """Answers at the control door.  ``submit``: has what the server itself does, True once it is stored."""

    def __init__(self, hub: Callable[[], Hub], clock: Clock, submit: Callable[[Outcome], Awaitable[bool]]):
        self._hub = hub
        self._clock = clock
        self._submit = submit

    async def carry_out(self, body: bytes) -> tuple[int, bytes]:
        try:
            ask = msgspec.json.decode(body, type=Asked)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return 400, msgspec.json.encode(Answer(refused=str(error)))
        try:
            comes = done(self._hub(), ask, self._clock.now())
        except Refuse as refusal:
            return 409, msgspec.json.encode(Answer(refused=sentence(refusal.code, refusal.about, refusal.text)))
        if comes.outcome and not await self._submit(comes.outcome):
            return 503, msgspec.json.encode(Answer(refused="the server could not store it"))
        return 200, msgspec.json.encode(Answer(comes.told))


# --- the command's side ---------------------------------------------------------------------------------------------


def manage(config: Config, ask: Asked) -> tuple[str, ...]:
    """Do it, and what to tell of it, in lines that a terminal may be shown.  Raises ConsoleError."""
    folder = config.server.data_dir
    answer = _of_server(folder, ask)
    if answer is None:
        try:
            answer = _in_the_log(config, ask)
        except DataFolderHeld:
            answer = _of_server(folder, ask)  # it has started meanwhile
            if answer is None:
                raise ConsoleError(
                    f"the server that uses {folder} cannot be asked from here; a server operator can be, from inside"
                ) from None
        except StoreError as error:
            raise ConsoleError(str(error)) from None
    if answer.refused:
        raise ConsoleError(printable(answer.refused))
    return tuple(map(printable, answer.told))


def _of_server(folder: Path, ask: Asked) -> Answer | None:
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


def _posted(place: Whereabouts, ask: Asked) -> Answer | None:
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


def _in_the_log(config: Config, ask: Asked) -> Answer:
    """The same without a server.  Raises StoreError."""
    folder = config.server.data_dir
    begins = isinstance(ask, AccountAsk) and ask.do == "add"  # there may be accounts before there is a server
    if not begins and not (folder / DATABASE_NAME).is_file():
        raise StoreError(f"there is no hubbub data in {folder}")
    clock = Clock()
    server = model_server(config, __version__, clock.now().time)
    with closing(SqliteLog(folder, casemapping=config.server.casemapping)) as log:
        hub = Hub(server, log.load(clock.now().time))
        try:
            comes = done(hub, ask, clock.now())
        except Refuse as refusal:
            return Answer(refused=sentence(refusal.code, refusal.about, refusal.text))
        happened = []
        for event in comes.outcome:  # nobody is here, so nothing is waited for
            hub.apply(event)
            happened.append(event)
        if happened:
            log.append(happened)
        return Answer(comes.told)
