"""A person's side of a connection: what they do becomes lines, what the link tells becomes the view.  Pure.

The one rule of sending: nothing said is ever forgotten.  A message is pending until the server has it; what was
under way when a connection was lost is said again with the same id on the next one.
"""

from __future__ import annotations

from collections.abc import Callable

from hubbub.clients.link import events as link
from hubbub.clients.link.registration import RESUME
from hubbub.clients.splitting import split
from hubbub.clients.view import history
from hubbub.clients.view.buffer import KEEP, Buffer
from hubbub.clients.view.changes import MessageAdded, MessageRemoved
from hubbub.clients.view.clock import show_time
from hubbub.clients.view.outbox import Parcel
from hubbub.clients.view.own import drop, refuse
from hubbub.clients.view.values import Connection, Kind, Message
from hubbub.clients.view.view import View
from hubbub.wire.irc import message as irc

UNCERTAIN = "The connection was lost before the server confirmed this; it may not have arrived"
TYPING_EVERY = 3.0
PAUSED_AFTER = 6.0
_HOST_ROOM = 90
"""Bytes kept free for our own ``!username@host``, which the server puts in front."""


class CommandError(Exception):
    """Nothing was done; the text is a sentence for the person."""


class Chat:
    """Joins the channels it should be in, says what it should say, and keeps it all true over lost connections.

    ``connection``: the number of the link's connection that ``take_outgoing`` of the view is for.
    """

    def __init__(self, nick: str, channels: tuple[str, ...], new_id: Callable[[], str], keep: int = KEEP) -> None:
        self.view = View(nick, new_id, keep)
        self.connection = 0
        self.ready = False
        self._nick = nick
        self._holding = False
        self._barriers = 0
        self._typed: dict[Buffer, tuple[str, float, float]] = {}
        for channel in channels:
            self.view.wanted[self.view.fold(channel)] = (channel, "")

    # From the link ----------------------------------------------------------------------------------------------

    def apply(self, event: link.Event, now: float) -> None:
        """Take in one event of the link.  ``now``: seconds since 1970."""
        view = self.view
        view.now = now
        match event:
            case link.Line(message):
                view.receive(message, now)
                self._regain_nick(message)
                if self._holding:
                    self._release()
            case link.Status(phase, sentence, retry_in):
                view.set_connection(Connection(phase, sentence, None if retry_in is None else now + retry_in))
            case link.Welcomed(caps, connection, resumed):
                self.connection = connection
                view.connected(caps, resumed)
            case link.Ready():
                self._ready()
            case link.CapsChanged(caps):
                view.caps = caps
            case link.NickTaken(wanted, given, sentence):
                view.tell(f"{sentence}; you are {given} for now, /nick chooses another name than {wanted}", error=True)
            case link.Lost():
                self.ready = False
                view.disconnected(now)

    def tick(self, now: float) -> None:
        """Time passed; about once a second."""
        self.view.tick(now)
        if self._holding:
            self._release()
        for buffer, (state, _, edited) in list(self._typed.items()):
            if state == "active" and now - edited >= PAUSED_AFTER:
                self._tell_typing(buffer, "paused", edited)

    def _ready(self) -> None:
        view = self.view
        self.ready = True
        for name, key in list(view.wanted.values()):
            channel = view.find(name)
            if channel is None or not channel.joined:
                view.send("JOIN", name, *([key] if key else []))
        for buffer in view.buffers:
            if buffer.kind == "direct":
                history.catch_up(view, buffer)
                self._watch(buffer)
        if view.lost_at and history.offered(view):
            begin, end = show_time(view.lost_at), show_time(view.now + 86_400)
            view.send("CHATHISTORY", "TARGETS", f"timestamp={begin}", f"timestamp={end}", "50")
        self._release()

    def _regain_nick(self, line: irc.Message) -> None:
        """Our name went to somebody else while we were away, and is free now: take it back."""
        if line.command not in {"QUIT", "NICK"} or not self.ready:
            return
        view = self.view
        nick = line.source.partition("!")[0]
        if view.is_me(nick) or (line.command == "NICK" and view.is_me(line.param(0))):
            if line.command == "NICK":
                self._nick = line.param(0)
        elif view.fold(nick) == view.fold(self._nick) and not view.is_me(self._nick):
            view.send("NICK", self._nick)

    def _watch(self, buffer: Buffer) -> None:
        if "MONITOR" in self.view.features.tokens and self.view.online:
            self.view.send("MONITOR", "+", buffer.name)

    # Saying -----------------------------------------------------------------------------------------------------

    def say(self, buffer: Buffer, text: str, kind: Kind = "message") -> None:
        """Say ``text`` in ``buffer``: shown at once, sent as soon as there is a connection.

        Raises CommandError where nobody would hear it.
        """
        view = self.view
        if buffer.kind == "server":
            raise CommandError("Nobody reads this here; /join a channel or /msg somebody")
        if self.ready and buffer.kind == "channel" and not buffer.joined and not self._wants(buffer):
            raise CommandError(f"You are not in {buffer.name}; /join {buffer.name} brings you back")
        pieces = split(text, self._room(buffer, kind))
        if not pieces:
            raise CommandError("There is nothing to say")
        for piece in pieces:
            row = view.message(kind, view.nick, piece, view.now)
            row.own, row.state, row.cid = True, "pending", view.new_id()
            view.emit(MessageAdded(buffer, row, buffer.window.append_pending(row).before))
            view.outbox.add(buffer, row)
        self._typed.pop(buffer, None)
        view.mark_read(buffer)
        self._release()

    def retry(self, buffer: Buffer, row: Message) -> None:
        """Say a failed message again, with its own id: should it have arrived after all, it is not doubled."""
        view = self.view
        if row.state != "failed" or not buffer.window.remove(row):
            return
        row.state, row.reason, row.time, row.sent = "pending", "", view.now, False
        view.emit(MessageRemoved(buffer, row.key))
        view.emit(MessageAdded(buffer, row, buffer.window.append_pending(row).before))
        view.outbox.add(buffer, row)
        self._release()

    def discard(self, buffer: Buffer, row: Message) -> None:
        """Give up a failed message."""
        if row.state == "failed":
            drop(self.view, buffer, row)

    def _release(self) -> None:
        """Send what waits, as far as it may leave now."""
        self._holding = bool(self.view.outbox.parcels) and self.ready
        if not self._holding:
            return
        waiting = [parcel for parcel in self.view.outbox.parcels if not parcel.under_way]
        for buffer in dict.fromkeys(parcel.buffer for parcel in waiting):
            parcels = [parcel for parcel in waiting if parcel.buffer is buffer]
            if buffer.kind == "channel" and not buffer.joined:
                if not self._wants(buffer):
                    for parcel in parcels:
                        refuse(self.view, parcel, f"You are not in {buffer.name}")
            elif not self._in_doubt(parcels[0]):
                self._transmit(parcels)
        self._holding = any(not parcel.under_way for parcel in self.view.outbox.parcels)

    def _wants(self, buffer: Buffer) -> bool:
        """Whether we mean to be in this channel, and may be any moment."""
        return self.view.fold(buffer.name) in self.view.wanted

    def _in_doubt(self, parcel: Parcel) -> bool:
        """Whether a message that left on an earlier connection has to wait until history says if it arrived."""
        return parcel.message.sent and parcel.buffer.page is not None

    def _transmit(self, parcels: list[Parcel]) -> None:
        view = self.view
        by_id = RESUME in view.caps
        if not by_id and not history.offered(view):
            for parcel in [parcel for parcel in parcels if parcel.message.sent]:
                parcels.remove(parcel)
                refuse(view, parcel, UNCERTAIN)
        labels = "labeled-response" in view.caps
        for parcel in parcels:
            row = parcel.message
            tags: dict[str, str] = {}
            if labels:
                parcel.label = tags["label"] = view.new_label()
            if by_id:
                tags["+hubbub/cid"] = row.cid
            row.sent = parcel.under_way = True
            command = "NOTICE" if row.kind == "notice" else "PRIVMSG"
            text = f"\x01ACTION {row.text}\x01" if row.kind == "action" else row.text
            view.send(command, parcel.buffer.name, text, **tags)
        if parcels and not labels:
            self._barriers += 1
            parcels[-1].barrier = f"hubbub-{self._barriers}"
            view.send("PING", parcels[-1].barrier)

    def _room(self, buffer: Buffer, kind: Kind) -> int:
        names = len(self.view.nick.encode()) + len(buffer.name.encode())
        frame = len(":! PRIVMSG  :\r\n") + (len("\x01ACTION \x01") if kind == "action" else 0)
        return self.view.features.line_bytes - names - frame - _HOST_ROOM

    # Conversations ----------------------------------------------------------------------------------------------

    def open_wanted(self) -> None:
        """The conversations of the channels to begin in, before they are joined: what is said there waits."""
        for name, _ in list(self.view.wanted.values()):
            if self.view.features.is_channel(name):
                self.view.buffer(name)

    def join(self, name: str, key: str = "") -> None:
        """Join a channel, now or when there is a connection.  Raises CommandError where it cannot be one."""
        view = self.view
        if not view.features.is_channel(name):
            name = f"#{name}"
        if any(character in " ,\x07\r\n\0" for character in name) or len(name) < 2:
            raise CommandError(f"{name} cannot be a channel: they look like #lobby")
        view.wanted[view.fold(name)] = (name, key)
        if self.ready:
            view.ask(view.find(name), "JOIN", name, *([key] if key else []))

    def part(self, buffer: Buffer, text: str = "") -> None:
        """Leave a channel; its rows stay."""
        view = self.view
        view.wanted.pop(view.fold(buffer.name), None)
        if buffer.kind == "channel" and buffer.joined:
            view.ask(buffer, "PART", buffer.name, *([text] if text else []))

    def open_direct(self, nick: str) -> Buffer:
        """The conversation with a person.  Raises CommandError where that cannot be a name."""
        view = self.view
        if not nick or view.features.is_channel(nick) or any(character in " ,\r\n\0:@!*?" for character in nick):
            raise CommandError(f"{nick!r} is not somebody's name")
        known = view.find(nick) is not None
        buffer = view.buffer(nick)
        if not known and self.ready:
            history.catch_up(view, buffer)
            self._watch(buffer)
        return buffer

    def close_buffer(self, buffer: Buffer) -> None:
        """Leave and forget a conversation."""
        if buffer.kind == "server":
            return
        self.part(buffer)
        if buffer.kind == "direct" and "MONITOR" in self.view.features.tokens and self.view.online:
            self.view.send("MONITOR", "-", buffer.name)
        self._typed.pop(buffer, None)
        self.view.close(buffer)

    def load_older(self, buffer: Buffer) -> None:
        """Ask for a page of history before the first row."""
        history.load_older(self.view, buffer)

    def type_in(self, buffer: Buffer, text: str) -> None:
        """The composer holds ``text`` now; the others may see that somebody types."""
        now = self.view.now
        state, told, _ = self._typed.get(buffer, ("done", 0.0, 0.0))
        if not text or text.startswith("/"):
            if state != "done":
                self._tell_typing(buffer, "done", now)
        elif state != "active" or now - told >= TYPING_EVERY:
            self._tell_typing(buffer, "active", now)
        else:
            self._typed[buffer] = ("active", told, now)

    def _tell_typing(self, buffer: Buffer, state: str, edited: float) -> None:
        self._typed[buffer] = (state, self.view.now, edited)
        if state == "done":
            del self._typed[buffer]
        hears = buffer.joined if buffer.kind == "channel" else buffer.kind == "direct"
        if self.ready and hears and "message-tags" in self.view.caps:
            self.view.send("TAGMSG", buffer.name, **{"+typing": state})
