"""The view: lines and time in, changes for a toolkit and lines for the server out.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from hubbub.clients.view import answers, errors, history, people, talk, told
from hubbub.clients.view import changes as did
from hubbub.clients.view.batches import Batch, Batches
from hubbub.clients.view.buffer import KEEP, Buffer
from hubbub.clients.view.clock import read_time
from hubbub.clients.view.own import confirm
from hubbub.clients.view.values import Connection
from hubbub.clients.view.world import Heard, World
from hubbub.wire.irc import message as irc

Handler = Callable[[World, Heard], None]

TABLE: dict[str, Handler] = {**people.TABLE, **talk.TABLE, **history.TABLE, **answers.TABLE}


class View(World):
    """What a client knows.  Everything that is public in `World` may be read; only the methods change it."""

    def __init__(self, nick: str, new_id: Callable[[], str], keep: int = KEEP) -> None:
        super().__init__(nick, new_id, keep)
        self._batches = Batches()

    @property
    def network(self) -> str:
        """The network's name, "" before it is known."""
        return self.features.network

    def receive(self, line: irc.Message, now: float) -> None:
        """Take in one line from the server.  ``now``: seconds since 1970."""
        self.now = now
        whole = self._batches.receive(line)
        if isinstance(whole, Batch):
            self._batch(whole, whole.start.tags.get("label", ""))
            self.asked.pop(whole.start.tags.get("label", ""), None)
        elif whole is not None:
            label = line.tags.get("label", "")
            self._line(whole, label)
            if label:
                self.asked.pop(label, None)

    def connected(self, caps: Iterable[str], resumed: bool = False) -> None:
        """Registration is through; ``caps`` are in force; ``resumed``: the server knows us as the one from before."""
        self.caps = frozenset(caps)
        self.resumed = resumed
        self.online = True

    def disconnected(self, now: float) -> None:
        """The connection ended."""
        self.now = now
        was_online, self.online = self.online, False
        if was_online:
            self.lost_at = self.server_time or now
        self._batches.clear()
        self.asked.clear()
        self.typists.clear()
        self.outgoing.clear()
        for buffer in self.buffers if was_online else ():
            history.lost(self, buffer)
            talk.show_typists(self, buffer)
            buffer.quiet_who = False
            if buffer.joined:
                buffer.joined = False
                self.emit(did.BufferChanged(buffer))
        self.outbox.disconnected()

    def set_connection(self, connection: Connection) -> None:
        """Show how the connection is."""
        if connection != self.connection:
            self.connection = connection
            self.emit(did.ConnectionChanged(connection))

    def look_at(self, buffer: Buffer | None) -> None:
        """This conversation is before the person's eyes, up to its end; None: none is."""
        self.looked_at = buffer
        if buffer is not None:
            self.mark_read(buffer)

    def tick(self, now: float) -> None:
        """Time passed: typing notices end, read markers go out, unanswered questions too.  About once a second."""
        self.now = now
        talk.expire_typing(self)
        history.expire_pages(self)
        history.send_marks(self)

    def take_changes(self) -> list[did.Change]:
        """What changed since the last call."""
        taken, self.changes = self.changes, []
        return taken

    def take_outgoing(self) -> list[irc.Message]:
        """Lines for the server since the last call."""
        taken, self.outgoing = self.outgoing, []
        return taken

    def _batch(self, batch: Batch, label: str) -> None:
        if batch.kind in {"chathistory", "draft/chathistory"}:
            buffer = self.find(batch.params[0]) if batch.params else None
            buffer = buffer or self.asked.get(label)
            if buffer is not None and buffer.kind != "server":
                history.page_came(self, buffer, [self._heard(line, "") for line in _lines(batch)])
            return
        parcel = self.outbox.labelled(label)
        for item in batch.items:
            if isinstance(item, Batch):
                self._batch(item, label)
            else:
                self._line(item, label)
        if batch.kind == "labeled-response" and not batch.items and parcel is not None:
            confirm(self, parcel)

    def _line(self, line: irc.Message, label: str) -> None:
        heard = self._heard(line, label)
        handler = TABLE.get(line.command)
        if handler is not None:
            handler(self, heard)
        elif errors.is_error(line.command):
            answers.error(self, heard)
        elif len(line.command) == 3 and line.command.isdecimal():
            told.show(self, heard)

    def _heard(self, line: irc.Message, label: str) -> Heard:
        time = read_time(line.tags["time"]) if "time" in line.tags else None
        if time is not None:
            self.server_time = max(self.server_time, time)
        return Heard(line, self.now if time is None else time, self.meet(line.source), label)


def _lines(batch: Batch) -> list[irc.Message]:
    """The PRIVMSG and NOTICE lines of a batch, in order, those of inner batches too."""
    lines: list[irc.Message] = []
    for item in batch.items:
        if isinstance(item, Batch):
            lines.extend(_lines(item))
        elif item.command in {"PRIVMSG", "NOTICE"}:
            lines.append(item)
    return lines
