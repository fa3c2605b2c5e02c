"""Who hears of which event, and what it changes in who hears what: one table.

The functions are given the batch that is being shown (`hubbub.net.showing.Showing`) and the event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from hubbub.model import events, replies
from hubbub.model.capabilities import CHANNEL_RENAME
from hubbub.model.events import Event
from hubbub.model.modes import LOWEST
from hubbub.model.state import Topic

from . import subscriptions, watching
from .receiver import Receiver

if TYPE_CHECKING:
    from .showing import Showing


def _said(showing: Showing, event: events.Said | events.TagsAlone | events.Redacted) -> None:
    showing.counts.messages += type(event) is events.Said
    actor = showing.actor
    # What a character says is told as a tale: whoever wrote it sees it as the others do.
    staged = type(event) is events.Said and event.staged
    echo = actor is None or staged or "echo-message" in actor.capabilities
    if event.rank:
        showing.show_to_ranks(event.conversation.key, event, event.rank, and_to=event.source.identity, echo=echo)
        return
    if not event.to:
        showing.show_in(event.conversation.key, event, echo=echo)
        return
    recipients = set(showing.index.of(event.to))
    for receiver in recipients | set(showing.index.of(event.source.identity)):
        if receiver is not actor:
            showing.tell(receiver, event)
    if actor is not None:
        if actor in recipients and actor.lines is not None:
            # Said to oneself: delivered like to anyone, and echoed; only the echo carries a label.
            line = showing.encode(showing.place, event, actor.variant)
            if showing.to_actor is not actor.lines:
                actor.lines.append(line)
            else:
                showing.to_actor.append(line)
        if echo:
            showing.tell(actor, event)


def _redacted(showing: Showing, event: events.Redacted) -> None:
    _said(showing, event)
    actor = showing.actor
    if actor is not None and not event.to and event.conversation.key not in actor.channels:
        showing.tell(actor, event)  # a server operator need not be there


def _in_channel(showing: Showing, event: events.ChannelEvent) -> None:
    showing.show_in(event.channel.key, event)


def _recalled(showing: Showing, event: events.Recalled) -> None:
    showing.index.ranks.recalled(event)


def _modes_set(showing: Showing, event: events.ModesSet) -> None:
    _in_channel(showing, event)
    showing.index.ranks.changed(event)


def _about(showing: Showing, event: events.ChannelEvent, identity: str) -> None:
    """Shown to the channel, or where the member it is about is veiled, to those with a rank and the member."""
    if event.channel.veiled:
        showing.show_to_ranks(event.channel.key, event, LOWEST, and_to=identity)
    else:
        showing.show_in(event.channel.key, event)


def _joined(showing: Showing, event: events.Joined) -> None:
    for receiver in showing.index.of(event.source.identity):
        showing.hear(receiver, event.channel.key)
    showing.index.ranks.joined(event)
    _about(showing, event, event.source.identity)


def _left(showing: Showing, event: events.Left) -> None:
    _about(showing, event, event.source.identity)
    _gone(showing, event, event.source.identity)


def _kicked(showing: Showing, event: events.Kicked) -> None:
    _about(showing, event, event.target.identity)
    _gone(showing, event, event.target.identity)


def _gone(showing: Showing, event: events.ChannelEvent, identity: str) -> None:
    for receiver in tuple(showing.index.of(identity)):
        showing.hear_no_more(receiver, event.channel.key)
    showing.index.ranks.gone((event.channel,), identity)


def _channel_closed(showing: Showing, event: events.ChannelClosed) -> None:
    showing.index.ranks.closed(event.channel.key)


def _renamed(showing: Showing, event: events.Renamed) -> None:
    own = set(showing.index.of(event.source.identity))
    showing.show_around(event.channels, event, but=event.source.identity)
    for receiver in own:
        showing.tell(receiver, event)
        receiver.nick = event.nick
    watching.was_renamed(showing, event)


def _quit(showing: Showing, event: events.Quit) -> None:
    showing.show_around(event.channels, event, but=event.source.identity)
    watching.went(showing, event.source.nick)
    showing.index.ranks.gone(event.channels, event.source.identity)


def _away_changed(showing: Showing, event: events.AwayChanged) -> None:
    told = showing.show_around(event.channels, event, but=event.source.identity)
    if event.news:
        for receiver in showing.index.of(event.source.identity):
            if receiver is not showing.actor:  # that one is answered; their others learn how they stand
                showing.tell(receiver, event)
        watching.extended(showing, event, event.source.nick, told)


def _real_name_set(showing: Showing, event: events.RealNameSet) -> None:
    told = showing.show_around(event.channels, event, but=event.source.identity)
    own = set(showing.index.of(event.source.identity))
    for receiver in own:
        showing.tell(receiver, event)
    watching.extended(showing, event, event.source.nick, told | own)


def _host_changed(showing: Showing, event: events.HostChanged) -> None:
    told = showing.show_around(event.channels, event, but=event.source.identity)
    own = set(showing.index.of(event.source.identity))
    for receiver in own:
        if "chghost" in receiver.capabilities:  # to see oneself quit would help nobody
            showing.tell(receiver, event)
    # Whoever shares no channel did not see them come either, and is not to see them quit.
    unable = {receiver for receiver in showing.watching(event.source.nick) if "chghost" not in receiver.capabilities}
    watching.extended(showing, event, event.source.nick, told | own | unable)


def _reappeared(showing: Showing, event: events.Reappeared) -> None:
    showing.show_around((event.channel,), event, but=event.source.identity)


def _account_changed(showing: Showing, event: events.LoggedIn | events.LoggedOut) -> None:
    own = set(showing.index.of(event.source.identity))
    told = showing.show_around(event.channels, event, but=event.source.identity)
    for receiver in own:
        showing.tell(receiver, event)
        showing.index.identify(receiver, event.after.identity, event.source.nick)
    watching.extended(showing, event, event.source.nick, told | own)
    showing.index.ranks.became(event.source.identity, event.after.identity)


def _invited(showing: Showing, event: events.Invited) -> None:
    invited = set(showing.index.of(event.to))
    for receiver in invited:
        showing.tell(receiver, event)
    for receiver in _told_of_invitations(showing, event):
        if receiver is not showing.actor and receiver not in invited:
            showing.tell(receiver, event)


def _told_of_invitations(showing: Showing, event: events.Invited) -> list[Receiver]:
    """IRCv3 invite-notify: those in the channel who asked for it and might invite too, as in Ergo."""
    key, ranks = event.channel.key, showing.index.ranks
    return [
        receiver
        for identity in ranks.holders(key)
        if ranks.reach(key, identity, "h")
        for receiver in showing.index.of(identity)
        if "invite-notify" in receiver.capabilities
    ]


def _all_there(showing: Showing, event: events.ChannelRenamed) -> list[Receiver]:
    return showing.index.hearing(event.channel.key)


def _channel_renamed(showing: Showing, event: events.ChannelRenamed) -> None:
    before, after = event.channel, event.after
    members = {member.source.identity: member for member in event.members}
    showing.index.ranks.move(before.key, after.key)
    for receiver in showing.index.hearing(before.key):
        if after.key != before.key:
            showing.hear_no_more(receiver, before.key)
            showing.hear(receiver, after.key)
        if receiver.framing != "irc" or CHANNEL_RENAME in receiver.capabilities:
            showing.tell(receiver, event)
        elif after.key != before.key and receiver.identity in members:
            # channel-rename, Fallback: not where only the case has changed
            showing.answer(receiver, _moved(event, members[receiver.identity]))


def _moved(event: events.ChannelRenamed, own: events.Present) -> replies.Moved:
    name = event.after.name
    topic = replies.TopicIs(name, Topic(*event.topic) if event.topic else None, joining=True)
    everyone = bool(own.ranks) or not event.auditorium
    listed = tuple(
        replies.Member(one.source.nick, frozenset(one.ranks), one.source.mask)
        for one in event.members
        if everyone or one.ranks
    )
    names = replies.NamesAre(name, listed, event.privacy, name)
    return replies.Moved(own.source, own.real_name, event.channel.name, event.reason, topic, names)


def _monitoring(showing: Showing, event: events.Monitoring) -> None:
    receiver = showing.index.sessions.get(event.session)
    if receiver is not None:
        showing.index.watches.set(receiver, event.nicks)


def _user_modes_set(showing: Showing, event: events.UserModesSet) -> None:
    for receiver in showing.index.of(event.source.identity):
        showing.tell(receiver, event)


def _read_marked(showing: Showing, event: events.ReadMarked) -> None:
    for receiver in showing.index.of(event.source.identity):
        if "draft/read-marker" in receiver.capabilities:
            showing.tell(receiver, event)


def _killed(showing: Showing, event: events.Killed) -> None:
    for receiver in showing.index.of(event.target.identity):
        showing.tell(receiver, event)


def _wallops(showing: Showing, event: events.Wallops) -> None:
    for identity in event.to:
        for receiver in showing.index.of(identity):
            showing.tell(receiver, event)


def _listening(showing: Showing, event: events.Listening) -> None:
    receiver = showing.index.sessions.get(event.session)
    if receiver is not None:
        showing.deafen(receiver)
        for channel in event.channels:
            showing.hear(receiver, channel.key)


def _framing_changed(showing: Showing, event: events.FramingChanged) -> None:
    receiver = showing.index.sessions.get(event.session)
    if receiver is None:
        return
    if event.framing == "irc":
        showing.deafen(receiver)
        receiver.outbox.discard()
        receiver.carrier = event.carrier
    showing.index.reshape(receiver, event.framing, receiver.capabilities)


def _entered(showing: Showing, event: events.Entered) -> None:
    receiver = showing.index.sessions.get(event.session)
    if receiver is not None:
        showing.deafen(receiver)
        showing.index.identify(receiver, event.source.identity, event.source.nick)
        for channel in event.channels:
            showing.hear(receiver, channel.key)
    if event.arrived:
        watching.came(showing, event.source)


def _capabilities_changed(showing: Showing, event: events.CapabilitiesChanged) -> None:
    receiver = showing.index.sessions.get(event.session)
    if receiver is not None:
        showing.index.reshape(receiver, receiver.framing, event.capabilities)


def _session_ended(showing: Showing, event: events.SessionEnded) -> None:
    receiver = showing.index.sessions.get(event.session)
    if receiver is not None:
        showing.deafen(receiver)
        showing.index.remove(receiver)
        receiver.closing = True


TALK: frozenset[type[Event]] = frozenset({events.Said, events.Tagged, events.Reacted, events.Redacted, events.Typing})
"""What is told to those in a conversation, be it a channel or two people."""

OWN_WORDS_FOR_THE_ACTOR = (
    events.AwayChanged,
    events.HostChanged,
    events.Joined,
    events.Left,
    events.LoggedIn,
    events.LoggedOut,
    events.Quit,
    events.ReadMarked,
    events.RealNameSet,
    events.Reappeared,
    events.Renamed,
    events.UserModesSet,
)
"""What the user who did it is not told, or hears otherwise, or changes what they hear."""

SINGLY: dict[type[Event], Callable[[Any, Any], Iterable[Receiver]]] = {
    **dict.fromkeys(
        (
            events.AwayChanged,
            events.Entered,
            events.HostChanged,
            events.LoggedIn,
            events.LoggedOut,
            events.Quit,
            events.RealNameSet,
            events.Renamed,
        ),
        watching.watchers,
    ),
    events.ChannelRenamed: _all_there,
    events.Invited: _told_of_invitations,
    events.GuestMetadataSet: subscriptions.subscribers,
    events.MetadataSet: subscriptions.subscribers,
    events.MetadataShown: subscriptions.subscribers,
}
"""Event to who besides its actor may be told of it apart from a channel, and so is told line by line."""

AUDIENCE: dict[type[Event], Callable[[Any, Any], None]] = {
    events.Said: _said,
    events.Tagged: _said,
    events.Reacted: _said,
    events.Redacted: _redacted,
    events.Typing: _said,
    events.Joined: _joined,
    events.Recalled: _recalled,
    events.Left: _left,
    events.Kicked: _kicked,
    events.TopicSet: _in_channel,
    events.ModesSet: _modes_set,
    events.ChannelClosed: _channel_closed,
    events.Renamed: _renamed,
    events.Quit: _quit,
    events.AwayChanged: _away_changed,
    events.LoggedIn: _account_changed,
    events.LoggedOut: _account_changed,
    events.ChannelRenamed: _channel_renamed,
    events.HostChanged: _host_changed,
    events.RealNameSet: _real_name_set,
    events.Reappeared: _reappeared,
    events.Invited: _invited,
    events.GuestMetadataSet: subscriptions.metadata_set,
    events.MetadataSet: subscriptions.metadata_set,
    events.MetadataShown: subscriptions.metadata_shown,
    events.SubscriptionsSet: subscriptions.subscribed,
    events.Monitoring: _monitoring,
    events.UserModesSet: _user_modes_set,
    events.ReadMarked: _read_marked,
    events.Killed: _killed,
    events.Wallops: _wallops,
    events.Listening: _listening,
    events.FramingChanged: _framing_changed,
    events.Entered: _entered,
    events.CapabilitiesChanged: _capabilities_changed,
    events.SessionEnded: _session_ended,
}
