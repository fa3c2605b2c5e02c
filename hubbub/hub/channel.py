"""A channel: its members and its state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hubbub.model import modes
from hubbub.model.events import Conversation, Source
from hubbub.model.registration import Registration
from hubbub.model.state import ChannelState, ListEntry, Topic

if TYPE_CHECKING:
    from .user import User


class Channel:
    """``invited``: identities; ``members``: user to the mode letters of their ranks.

    ``key``, ``forward`` and ``limit``: "" and 0 where there is none.
    ``silenced``: whom the lists were asked about, and whether they take the word from them; see `permissions`.
    """

    __slots__ = (
        "conversation",
        "created",
        "flags",
        "forward",
        "invited",
        "key",
        "limit",
        "lists",
        "members",
        "registration",
        "silenced",
        "topic",
    )

    def __init__(self, conversation: Conversation, created: int, flags: str) -> None:
        self.conversation = conversation
        self.created = created
        self.flags = set(flags)
        self.invited: set[str] = set()
        self.key = ""
        self.limit = 0
        self.forward = ""
        self.registration: Registration | None = None
        self.silenced: dict[Source, bool] = {}
        self.topic: Topic | None = None
        self.lists: dict[str, dict[str, ListEntry]] = {letter: {} for letter in modes.LISTS}
        self.members: dict[User, frozenset[str]] = {}

    @property
    def name(self) -> str:
        return self.conversation.name

    @property
    def is_hidden(self) -> bool:
        """Whether only some are told of it without naming it: `visibility.finds`."""
        return not self.flags.isdisjoint("ps")

    def ranks(self, user: User | None) -> frozenset[str]:
        """The rank letters of ``user`` here, none for who is no member."""
        return self.members.get(user, frozenset()) if user else frozenset()

    def standing(self, user: User | None) -> str:
        """The rank letter that ``user`` has here for good, whether they are here or not; "" for none."""
        if self.registration is None or user is None:
            return ""
        return self.registration.rank_of(user.identity)

    def about(self, user: User | None = None, ranks: str = "") -> Conversation:
        """Where something happens that is about ``user``, or about a newcomer with these ranks."""
        if "u" not in self.flags or ranks or self.ranks(user):
            return self.conversation
        return Conversation(self.conversation.key, self.conversation.name, veiled=True)

    def change(self, change: modes.Change, by: str, time: int) -> None:
        """Apply one change of a mode that is not a rank."""
        if change.letter in modes.FLAGS:
            (self.flags.add if change.add else self.flags.discard)(change.letter)
        elif change.letter == "k":
            self.key = change.argument if change.add else ""
        elif change.letter == "l":
            self.limit = int(change.argument) if change.add else 0
        elif change.letter == "f":
            self.forward = change.argument if change.add else ""
        else:
            self._change_list(change, by, time)

    def _change_list(self, change: modes.Change, by: str, time: int) -> None:
        self.silenced.clear()
        if change.add:
            self.lists[change.letter][change.argument] = ListEntry(change.letter, change.argument, by, time)
        else:
            self.lists[change.letter].pop(change.argument, None)

    def promote(self, user: User, change: modes.Change) -> None:
        """Apply a change of one member's rank."""
        if user in self.members:
            ranks = self.members[user]
            self.members[user] = ranks | {change.letter} if change.add else ranks - {change.letter}

    def modes_from_none(self, show_key: bool) -> tuple[modes.Change, ...]:
        """The changes that would make these modes; the key as ``*`` for who may not see it."""
        changes = [modes.Change(True, letter) for letter in sorted(self.flags)]
        if self.key:
            changes.append(modes.Change(True, "k", self.key if show_key else "*"))
        if self.limit:
            changes.append(modes.Change(True, "l", str(self.limit)))
        if self.forward:
            changes.append(modes.Change(True, "f", self.forward))
        return tuple(changes)

    def state(self) -> ChannelState:
        """All of it but the members, as the log's state rows hold it."""
        entries = tuple(entry for letter in sorted(self.lists) for entry in self.lists[letter].values())
        flags = "".join(sorted(self.flags))
        return ChannelState(
            self.conversation,
            self.created,
            flags,
            self.key,
            self.limit,
            self.topic,
            entries,
            self.forward,
            self.registration,
        )

    def draft(self) -> Channel:
        """A copy to try changes on, members and all."""
        copy = Channel.from_state(self.state())
        copy.members.update(self.members)
        return copy

    @classmethod
    def from_state(cls, state: ChannelState) -> Channel:
        """The channel as the state rows have it, without members."""
        channel = cls(state.conversation, state.created, state.flags)
        channel.key, channel.limit, channel.topic = state.key, state.limit, state.topic
        channel.forward, channel.registration = state.forward, state.registration
        for entry in state.lists:
            channel.lists[entry.letter][entry.mask] = entry
        return channel
