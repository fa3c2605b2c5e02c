"""The state behind a view, and the few steps that every handler is made of.

Handlers (``people``, ``talk``, ``answers``, …) read a `Heard` line and change the world; each step leaves a change for
the toolkit in ``changes`` and, where the server should be asked something, a line in ``outgoing``.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from hubbub.clients.view import changes as did
from hubbub.clients.view.buffer import KEEP, Buffer, BufferKind
from hubbub.clients.view.features import Features
from hubbub.clients.view.mentions import mentions
from hubbub.clients.view.outbox import Outbox
from hubbub.clients.view.values import Connection, Kind, Message, User
from hubbub.clients.view.window import Run
from hubbub.wire.irc import message as irc

SHOWN_COMINGS = 200
"""In channels with more members, who comes and goes changes the member list alone."""


class Heard(msgspec.Struct):
    """One line as handlers see it.

    ``nick``: who caused it, "" for a server.  ``time``: when, in seconds since 1970.  ``label``: of the request that
    it answers, also when a batch carries it.
    """

    line: irc.Message
    time: float
    nick: str = ""
    label: str = ""

    def param(self, index: int, default: str = "") -> str:
        return self.line.param(index, default)

    @property
    def text(self) -> str:
        """The last parameter."""
        return self.line.params[-1] if self.line.params else ""


class World:
    """What a client knows.

    ``new_id`` makes 128 random bits as text.  ``server_time``: the latest time that the server named, 0 for none;
    ``lost_at``: the server's time when a connection was last lost.
    """

    def __init__(self, nick: str, new_id: Callable[[], str], keep: int = KEEP) -> None:
        self.nick = nick
        self.new_id = new_id
        self.now = 0.0
        self.online = False
        self.resumed = False
        self.server_time = 0.0
        self.lost_at = 0.0
        self.caps: frozenset[str] = frozenset()
        self.features = Features()
        self.connection = Connection()
        self.users: dict[str, User] = {}
        self.server = Buffer("server", "", keep)
        self.looked_at: Buffer | None = None
        self.asker: Buffer | None = None
        self.asked: dict[str, Buffer] = {}
        self.wanted: dict[str, tuple[str, str]] = {}
        self.outbox = Outbox()
        self.outgoing: list[irc.Message] = []
        self.changes: list[did.Change] = [did.BufferAdded(self.server)]
        self.typists: dict[tuple[Buffer, str], float] = {}
        self._keep = keep
        self._buffers: dict[str, Buffer] = {}
        self._keys = 0
        self._labels = 0

    # Names ------------------------------------------------------------------------------------------------------

    def fold(self, name: str) -> str:
        return self.features.fold(name)

    def is_me(self, nick: str) -> bool:
        return self.fold(nick) == self.fold(self.nick)

    def user(self, nick: str) -> User:
        """The person with this nick, known from now on."""
        key = self.fold(nick)
        found = self.users.get(key)
        if found is None:
            found = self.users[key] = User(nick)
        return found

    def meet(self, source: str) -> str:
        """Learn who ``nick!username@host`` is; the nick, "" for a server."""
        nick, bang, rest = source.partition("!")
        if not bang:
            return "" if self.features.is_server(nick) else nick.partition("@")[0]
        known = self.users.get(self.fold(nick))
        if known is not None:
            known.username, _, known.host = rest.partition("@")
        return nick

    # Buffers ----------------------------------------------------------------------------------------------------

    @property
    def buffers(self) -> list[Buffer]:
        """All conversations: the server, channels by name, people by name."""
        order = {"channel": 0, "direct": 1}
        rest = sorted(self._buffers.values(), key=lambda buffer: (order[buffer.kind], buffer.name.casefold()))
        return [self.server, *rest]

    def find(self, name: str) -> Buffer | None:
        return self._buffers.get(self.fold(name))

    def buffer(self, name: str) -> Buffer:
        """The conversation in the channel or with the person ``name``, opened where it was not."""
        found = self.find(name)
        if found is None:
            kind: BufferKind = "channel" if self.features.is_channel(name) else "direct"
            found = self._buffers[self.fold(name)] = Buffer(kind, name, self._keep)
            if kind == "direct":
                found.user = self.user(name)
            self.emit(did.BufferAdded(found))
        return found

    def close(self, buffer: Buffer) -> None:
        """Forget a conversation; what others say in it opens it again."""
        if self._buffers.get(self.fold(buffer.name)) is not buffer:
            return
        del self._buffers[self.fold(buffer.name)]
        self.outbox.forget(buffer)
        self.asked = {label: asker for label, asker in self.asked.items() if asker is not buffer}
        self.asker = None if self.asker is buffer else self.asker
        self.looked_at = None if self.looked_at is buffer else self.looked_at
        self.emit(did.BufferRemoved(buffer))

    def rename(self, old: str, new: str) -> None:
        """A person has another nick: the same user, the same conversation."""
        user = self.users.pop(self.fold(old), None)
        if user is not None:
            user.nick = new
            self.users[self.fold(new)] = user
        direct = self.find(old)
        if direct is not None and direct.kind == "direct" and self.find(new) in (None, direct):
            del self._buffers[self.fold(old)]
            direct.name = new
            direct.user = user
            self._buffers[self.fold(new)] = direct
            self.emit(did.BufferChanged(direct))

    def fold_again(self) -> None:
        """The server folds names differently from what was assumed: rebuild what is found by name."""
        self.users = {self.fold(user.nick): user for user in self.users.values()}
        self._buffers = {self.fold(buffer.name): buffer for buffer in self._buffers.values()}
        self.wanted = {self.fold(name): (name, key) for name, key in self.wanted.values()}
        for buffer in self._buffers.values():
            buffer.roster = {self.fold(member.nick): member for member in buffer.roster.values()}

    def channels_with(self, nick: str) -> list[Buffer]:
        key = self.fold(nick)
        return [buffer for buffer in self._buffers.values() if key in buffer.roster]

    # Rows -------------------------------------------------------------------------------------------------------

    def message(self, kind: Kind, nick: str, text: str, time: float) -> Message:
        """A row, not yet anywhere."""
        self._keys += 1
        return Message(self._keys, time, kind, nick, text)

    def add(self, buffer: Buffer, row: Message, alert: bool = True) -> bool:
        """Show a row that happened now, and count it; False where it is known already."""
        run = buffer.window.append(row)
        if run is None:
            return False
        self.emit(did.MessageAdded(buffer, row, run.before))
        self.trim(buffer)
        self.count(buffer, row, alert)
        return True

    def event(self, buffer: Buffer, what: str, nick: str, text: str, time: float | None = None) -> None:
        """Show a row that says what happened."""
        row = self.message("event", nick, text, self.now if time is None else time)
        row.event = what
        self.add(buffer, row)

    def tell(self, sentence: str, buffer: Buffer | None = None, error: bool = False) -> None:
        """Say a sentence now, and keep it in ``buffer`` (the server's without one)."""
        self.event(buffer or self.server, "error" if error else "info", "", sentence)
        self.emit(did.Told(sentence, error))

    def count(self, buffer: Buffer, row: Message, alert: bool) -> None:
        """Unread and mention counts for a row of somebody else."""
        if row.own or row.kind == "event" or buffer.kind == "server":
            return
        row.mention = self.mentions_me(row.text)
        important = self.is_important(buffer, row)
        if important and alert:
            self.emit(did.Alerted(buffer, row))
        if buffer is self.looked_at:
            self.mark_read(buffer)
            return
        buffer.unread += 1
        buffer.mentions += important
        if buffer.first_unread is None:
            buffer.first_unread = row.key
        self.emit(did.BufferChanged(buffer))

    def is_important(self, buffer: Buffer, row: Message) -> bool:
        """Whether a row of somebody else is for us in person."""
        return row.mention or (buffer.kind == "direct" and row.kind != "notice")

    def mentions_me(self, text: str) -> bool:
        return mentions(text, self.nick, self.fold)

    def recount(self, buffer: Buffer) -> None:
        """Unread and mention counts from ``read_time``: after history or another session's read marker."""
        unread = [
            row
            for row in buffer.messages
            if not row.own and row.kind != "event" and row.state == "confirmed" and row.time > buffer.read_time
        ]
        mentioned = sum(self.is_important(buffer, row) for row in unread)
        first = unread[0].key if unread else None
        if (len(unread), mentioned, first) != (buffer.unread, buffer.mentions, buffer.first_unread):
            buffer.unread, buffer.mentions, buffer.first_unread = len(unread), mentioned, first
            self.emit(did.BufferChanged(buffer))

    def mark_read(self, buffer: Buffer) -> None:
        """The person has seen all rows of ``buffer``."""
        last = buffer.window.last_known()
        if last is not None and last.time > buffer.read_time:
            buffer.read_time = last.time
            buffer.mark_due = True
        if buffer.unread or buffer.mentions or buffer.first_unread is not None:
            buffer.unread = buffer.mentions = 0
            buffer.first_unread = None
            self.emit(did.BufferChanged(buffer))

    def show_runs(self, buffer: Buffer, runs: list[Run]) -> None:
        for run in runs:
            self.emit(did.MessagesAdded(buffer, run.messages, run.before))

    def trim(self, buffer: Buffer) -> None:
        keys = buffer.window.trim(buffer.held)
        if keys:
            buffer.older = "draft/chathistory" in self.caps
            self.emit(did.MessagesTrimmed(buffer, keys))

    # Out --------------------------------------------------------------------------------------------------------

    def emit(self, change: did.Change) -> None:
        self.changes.append(change)

    def send(self, command: str, *params: str, **tags: str) -> None:
        """Put a line out."""
        line = irc.Message(command, params, "", tags)
        try:
            irc.show(line)
        except ValueError:
            return  # A server's broken name or id; what cannot be asked is not asked.
        self.outgoing.append(line)

    def new_label(self) -> str:
        """A label for the next request, or "" where the server does not label its responses."""
        if "labeled-response" not in self.caps:
            return ""
        self._labels += 1
        return f"h{self._labels}"

    def ask(self, buffer: Buffer | None, command: str, *params: str) -> None:
        """Send a request whose answers belong in ``buffer``."""
        self.asker = buffer
        params = tuple(" ".join(param.splitlines()) for param in params)
        label = self.new_label()
        if label and buffer is not None:
            self.asked[label] = buffer
        self.send(command, *params, **({"label": label} if label else {}))

    def place(self, heard: Heard) -> Buffer:
        """Where an answer belongs: the buffer that asked, else the server's."""
        return self.asked.get(heard.label) or self.asker or self.server
