"""Who hears what: the index that delivery reads, changed only by events as they pass in log order."""

from __future__ import annotations

from collections.abc import Iterable

from hubbub.wire.variant import Framing, Variant, variant

from .ranks import Ranks
from .receiver import Receiver
from .watching import Watches


class Index:
    """Channel key to variant to receivers; session and identity to receivers."""

    def __init__(self) -> None:
        self.channels: dict[str, dict[Variant, set[Receiver]]] = {}
        self.sessions: dict[int, Receiver] = {}
        self.watches = Watches()
        self.subscriptions = Watches()
        self.ranks = Ranks()
        self._identities: dict[str, set[Receiver]] = {}

    def of(self, identity: str) -> Iterable[Receiver]:
        """The receivers of one user."""
        return self._identities.get(identity, ())

    def subscribe(self, receiver: Receiver, channel: str) -> None:
        receiver.channels.add(channel)
        self.channels.setdefault(channel, {}).setdefault(receiver.variant, set()).add(receiver)

    def unsubscribe(self, receiver: Receiver, channel: str) -> None:
        if channel in receiver.channels:
            receiver.channels.discard(channel)
            self._take_out(receiver, channel)

    def hearing(self, channel: str) -> list[Receiver]:
        """Everybody who hears the channel."""
        return [receiver for receivers in self.channels.get(channel, {}).values() for receiver in receivers]

    def _take_out(self, receiver: Receiver, channel: str) -> None:
        variants = self.channels[channel]
        receivers = variants[receiver.variant]
        receivers.discard(receiver)
        if not receivers:
            del variants[receiver.variant]
            if not variants:
                del self.channels[channel]

    def identify(self, receiver: Receiver, identity: str, nick: str) -> None:
        """The receiver is from here on one of this user's."""
        self._forget_identity(receiver)
        receiver.identity, receiver.nick = identity, nick
        self._identities.setdefault(identity, set()).add(receiver)

    def _forget_identity(self, receiver: Receiver) -> None:
        receivers = self._identities.get(receiver.identity)
        if receivers is not None:
            receivers.discard(receiver)
            if not receivers:
                del self._identities[receiver.identity]

    def reshape(self, receiver: Receiver, framing: Framing, capabilities: frozenset[str]) -> None:
        """The receiver is shown things in another way from here on."""
        for channel in receiver.channels:
            self._take_out(receiver, channel)
        receiver.framing, receiver.capabilities = framing, capabilities
        receiver.variant = variant(framing, capabilities, receiver.carrier)
        for channel in receiver.channels:
            self.subscribe(receiver, channel)

    def remove(self, receiver: Receiver) -> None:
        """The receiver hears nothing more."""
        for channel in tuple(receiver.channels):
            self.unsubscribe(receiver, channel)
        self.sessions.pop(receiver.session, None)
        self.watches.set(receiver, frozenset())
        self.subscriptions.set(receiver, frozenset())
        self._forget_identity(receiver)
