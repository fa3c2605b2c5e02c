"""Who watches which nickname (MONITOR), and what they are told of it.

https://ircv3.net/specs/extensions/monitor and https://ircv3.net/specs/extensions/extended-monitor.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hubbub.model import events, replies
from hubbub.model.capabilities import EXTENDED_MONITOR, METADATA_3
from hubbub.model.events import Event

from .receiver import Receiver

if TYPE_CHECKING:
    from .showing import Showing


class Watches:
    """Folded nickname (or key of metadata) to the receivers that watch it; changed by events alone."""

    def __init__(self) -> None:
        self._by_nick: dict[str, set[Receiver]] = {}
        self._of: dict[Receiver, frozenset[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._by_nick)

    def of(self, nick: str) -> Iterable[Receiver]:
        """Who watches this folded nickname."""
        return self._by_nick.get(nick, ())

    def set(self, receiver: Receiver, nicks: frozenset[str]) -> None:
        """The receiver watches these from here on, and no others."""
        before = self._of.pop(receiver, frozenset())
        for nick in before - nicks:
            watchers = self._by_nick[nick]
            watchers.discard(receiver)
            if not watchers:
                del self._by_nick[nick]
        for nick in nicks - before:
            self._by_nick.setdefault(nick, set()).add(receiver)
        if nicks:
            self._of[receiver] = nicks


def watchers(showing: Showing, event: Event) -> Iterable[Receiver]:
    """Who may be told of this event because of whom it concerns."""
    if not showing.index.watches:
        return ()
    found = set(showing.watching(event.source.nick))  # type: ignore[attr-defined]
    return found.union(showing.watching(event.nick)) if isinstance(event, events.Renamed) else found


def came(showing: Showing, source: events.Source) -> None:
    for receiver in showing.watching(source.nick):
        showing.answer(receiver, replies.Watched(online=(source.mask,)))
        if METADATA_3 in receiver.capabilities:
            # metadata-3, Automatic synchronization: behind each 730
            showing.answer(receiver, replies.MetadataLater(source.nick))


def went(showing: Showing, nick: str) -> None:
    for receiver in showing.watching(nick):
        showing.answer(receiver, replies.Watched(offline=(nick,)))


def was_renamed(showing: Showing, event: events.Renamed) -> None:
    """Other spellings of one nickname are the same nickname."""
    if showing.fold(event.nick) != showing.fold(event.source.nick):
        went(showing, event.source.nick)
        came(showing, event.after)


def extended(showing: Showing, event: Event, nick: str, told: set[Receiver]) -> None:
    """extended-monitor: who shares no channel with the user, and watches them, hears of this too."""
    for receiver in showing.watching(nick):
        if receiver not in told and receiver.capabilities & EXTENDED_MONITOR:
            showing.tell(receiver, event)
