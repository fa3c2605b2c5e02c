"""One batch, shown to everybody: who hears which event, in whose words, and in what company.

Most recipients of a batch differ only in their variant and in which of their channels something was said: they form
groups, whose lines are joined once and whose bytes all share.  Whoever did something in the batch, was answered, or
came or went, is told line by line instead.  Either way each recipient gets one write a batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from hubbub.model import events, replies
from hubbub.model.capabilities import LABELS
from hubbub.model.events import Conversation, Event
from hubbub.model.modes import LOWEST
from hubbub.model.names import fold
from hubbub.model.replies import Reply
from hubbub.model.server import Server
from hubbub.model.turn import Turn
from hubbub.wire import websocket
from hubbub.wire.irc import show as irc
from hubbub.wire.plain import show as plain
from hubbub.wire.variant import Variant, bare

from .audience import AUDIENCE, OWN_WORDS_FOR_THE_ACTOR, SINGLY, TALK
from .counts import Counts
from .index import Index
from .receiver import Receiver


def show_reply(receiver: Receiver, reply: Reply, server: Server, new_batch: Callable[[], str]) -> list[bytes]:
    """The lines of a reply, in the words of the receiver's protocol; no WebSocket frames yet."""
    if receiver.framing == "irc":
        return irc.show_reply(reply, receiver.nick, receiver.capabilities, server, new_batch)
    if receiver.framing == "quiet" and isinstance(reply, replies.Closing):
        return []  # who has typed no line is not told what it did not ask for
    shown = plain.show_reply(reply, receiver.nick, server)
    return [shown] if shown else []


class Showing:
    """One batch on its way: made for it, and done with it."""

    def __init__(self, server: Server, index: Index, new_batch: Callable[[], str], counts: Counts) -> None:
        self.counts = counts
        self._server = server
        self.index = index
        self._new_batch = new_batch
        self._encoded: dict[tuple[int, Variant], bytes] = {}
        self._active: defaultdict[str, list[tuple[int, Event]]] = defaultdict(list)
        """By channel: what was shown there, with its place in the batch."""
        self._single: dict[Receiver, None] = {}
        """Receivers told line by line, in the order they were found."""
        self._single_in: defaultdict[str, set[Receiver]] = defaultdict(set)
        self.actor: Receiver | None = None
        self.to_actor: list[bytes] = []
        self._bare = False
        """Whether ``_to_actor`` holds lines without their WebSocket frames, since they are still to be labelled."""
        self.place = 0

    def show(self, turns: Iterable[Turn]) -> None:
        turns = list(turns)
        for turn in turns:
            self._single_out(turn)
        for turn in turns:
            self._show_turn(turn)
        self._write_groups()
        self._write_singles()

    # --- who is told line by line -----------------------------------------------------------------

    def _single_out(self, turn: Turn) -> None:
        sessions = self.index.sessions
        if turn.session in sessions:
            self._tell_singly(sessions[turn.session])
        for told in turn.told:
            kind = type(told)
            if kind in TALK:
                if told.to or told.rank:  # type: ignore[union-attr]
                    self._single_out_parties(told)  # type: ignore[arg-type]
            elif type(told) is replies.Elsewhere:
                if told.session in sessions:
                    self._tell_singly(sessions[told.session])
            elif isinstance(told, Event):
                self._single_out_concerned(told)
                for channel in _where(told):
                    if channel.veiled:
                        self._tell_ranks(channel)

    def _single_out_parties(self, said: events.Said | events.TagsAlone) -> None:
        self._tell_all(said.source.identity)
        if said.to:
            self._tell_all(said.to)
        else:
            self._tell_ranks(said.conversation)

    def _single_out_concerned(self, event: Event) -> None:
        if isinstance(event, events.SessionEvent):
            receiver = self.index.sessions.get(event.session)
            if receiver is not None:
                self._tell_singly(receiver)
        elif isinstance(event, events.Kicked | events.Killed):
            self._tell_all(event.target.identity)
        elif isinstance(event, events.Wallops):
            for identity in event.to:
                self._tell_all(identity)
        elif isinstance(event, events.ModesSet):
            for identity in event.identities:  # who rises or falls in this batch may be told what others are not
                self._tell_all(identity)
        elif isinstance(event, events.Invited):
            self._tell_all(event.to)
        elif isinstance(event, OWN_WORDS_FOR_THE_ACTOR):
            self._tell_all(event.source.identity)
        for receiver in SINGLY[type(event)](self, event) if type(event) in SINGLY else ():
            self._tell_singly(receiver)

    def _tell_ranks(self, channel: Conversation) -> None:
        """What is for members with a rank alone is no group's."""
        for identity in self.index.ranks.holders(channel.key):
            self._tell_all(identity)

    def _tell_all(self, identity: str) -> None:
        for receiver in self.index.of(identity):
            self._tell_singly(receiver)

    def _tell_singly(self, receiver: Receiver) -> None:
        if receiver.lines is None:
            receiver.lines = []
            self._single[receiver] = None
            for channel in receiver.channels:
                self._single_in[channel].add(receiver)

    def fold(self, nick: str) -> str:
        """The form in which nicknames are watched."""
        return fold(nick, self._server.casemapping)

    def watching(self, nick: str) -> Iterable[Receiver]:
        """Who watches this nickname."""
        return self.index.watches.of(self.fold(nick)) if self.index.watches else ()

    # --- turns ------------------------------------------------------------------------------------

    def _show_turn(self, turn: Turn) -> None:
        actor = self.actor = self.index.sessions.get(turn.session)
        labelled = bool(turn.label) and actor is not None and actor.capabilities >= LABELS
        self._bare = labelled
        self.to_actor = [] if labelled or actor is None or actor.lines is None else actor.lines
        for told in turn.told:
            if isinstance(told, Event):
                self.place += 1
                show = AUDIENCE.get(type(told))
                if show is not None:
                    show(self, told)
            elif type(told) is replies.Elsewhere:
                other = self.index.sessions.get(told.session)
                if other is not None:
                    self.answer(other, told.reply)
            elif actor is not None:
                if actor.closing:
                    continue
                self.answer(actor, told)
                if isinstance(told, replies.Closing):
                    actor.closing = True
        if labelled and actor is not None and actor.lines is not None:
            answer = irc.label(self.to_actor, turn.label, self._server, self._new_batch)
            actor.lines += [websocket.frames(line, actor.carrier) for line in answer]

    def encode(self, place: int, event: Event, shape: Variant) -> bytes:
        encoded = self._encoded.get((place, shape))
        if encoded is None:
            if shape.carrier != "stream":
                encoded = websocket.frames(self.encode(place, event, bare(shape)), shape.carrier)
            else:
                show = irc.show_event if shape.framing == "irc" else plain.show_event
                encoded = show(event, shape, self._server)
            self._encoded[place, shape] = encoded
        return encoded

    def tell(self, receiver: Receiver, event: Event) -> None:
        """One receiver that is told line by line."""
        is_actor = receiver is self.actor
        line = self.encode(self.place, event, bare(receiver.variant) if is_actor and self._bare else receiver.variant)
        if line:
            self.counts.deliveries += 1
            if is_actor:
                self.to_actor.append(line)
            elif receiver.lines is not None:
                receiver.lines.append(line)

    def answer(self, receiver: Receiver, reply: Reply) -> None:
        """One receiver that is told line by line, in words of its own."""
        lines = show_reply(receiver, reply, self._server, self._new_batch)
        is_actor = receiver is self.actor
        if receiver.carrier != "stream" and not (is_actor and self._bare):
            lines = [websocket.frames(line, receiver.carrier) for line in lines]
        if is_actor:
            self.to_actor += lines
        elif receiver.lines is not None:
            receiver.lines += lines

    def show_in(self, channel: str, event: Event, *, echo: bool = True) -> None:
        """Everybody in the channel; the acting session too where ``echo``."""
        self._active[channel].append((self.place, event))
        for receiver in self._single_in.get(channel, ()):
            if echo or receiver is not self.actor:
                self.tell(receiver, event)

    def show_to_ranks(self, channel: str, event: Event, rank: str, *, and_to: str, echo: bool = True) -> None:
        """Those in the channel who have at least ``rank``, and the identity ``and_to``; the acting session where
        ``echo``.  All of them are told line by line: see `_tell_ranks`."""
        for receiver in self._single_in.get(channel, ()):
            entitled = receiver.identity == and_to or self.index.ranks.reach(channel, receiver.identity, rank)
            if entitled and (echo or receiver is not self.actor):
                self.tell(receiver, event)

    def show_around(self, channels: tuple[Conversation, ...], event: Event, *, but: str = "") -> set[Receiver]:
        """Everybody who shares one of the channels, once; not the receivers of the identity ``but``.

        Of the channels where the event's user is veiled, those with a rank.  Those who were told line by line are
        returned.
        """
        told: set[Receiver] = set()
        for channel in channels:
            if not channel.veiled:
                self._active[channel.key].append((self.place, event))
            for receiver in self._single_in.get(channel.key, ()):
                if receiver in told or receiver.identity == but:
                    continue
                if not channel.veiled or self.index.ranks.reach(channel.key, receiver.identity, LOWEST):
                    told.add(receiver)
                    self.tell(receiver, event)
        return told

    # --- who hears which channel ------------------------------------------------------------------

    def hear(self, receiver: Receiver, channel: str) -> None:
        self.index.subscribe(receiver, channel)
        self._single_in[channel].add(receiver)

    def hear_no_more(self, receiver: Receiver, channel: str) -> None:
        self.index.unsubscribe(receiver, channel)
        self._single_in[channel].discard(receiver)

    def deafen(self, receiver: Receiver) -> None:
        for channel in tuple(receiver.channels):
            self.hear_no_more(receiver, channel)

    # --- writing ----------------------------------------------------------------------------------

    def _write_groups(self) -> None:
        several: defaultdict[Receiver, list[str]] = defaultdict(list)
        for channel, shown in self._active.items():
            for shape, receivers in self.index.channels.get(channel, {}).items():
                lines = [self.encode(place, event, shape) for place, event in shown]
                data = b"".join(lines)
                if not data:
                    continue
                alone = sum(receiver.variant is shape for receiver in self._single_in.get(channel, ()))
                self.counts.deliveries += (len(lines) - lines.count(b"")) * (len(receivers) - alone)
                for receiver in receivers:
                    if receiver.lines is None:
                        if len(receiver.channels) == 1 or len(self._active) == 1:
                            receiver.outbox.write(data)
                        else:
                            several[receiver].append(channel)
        joined: dict[tuple[Variant, tuple[str, ...]], bytes] = {}
        for receiver, channels in several.items():
            group = (receiver.variant, tuple(channels))
            data = joined.get(group, b"")
            if not data:
                shown = sorted({place: event for key in channels for place, event in self._active[key]}.items())
                data = joined[group] = b"".join([self.encode(place, event, group[0]) for place, event in shown])
            receiver.outbox.write(data)

    def _write_singles(self) -> None:
        for receiver in self._single:
            lines, receiver.lines = receiver.lines, None
            if lines:
                receiver.outbox.write(b"".join(lines))
            if receiver.closing:
                receiver.outbox.close()


def _where(event: Event) -> tuple[Conversation, ...]:
    """The channels in which others hear of what a user did."""
    if isinstance(event, events.ChannelEvent):
        return (event.channel,)
    channels: tuple[Conversation, ...] = getattr(event, "channels", ())
    return channels
