"""Which channels there are."""

from __future__ import annotations

from collections.abc import Callable

from hubbub.hub import masks
from hubbub.hub.channel import Channel
from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.hub.visibility import finds
from hubbub.model import replies, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.requests import Bound, Measure

from .outcome import Outcome

_MINUTE = 60 * 10**9

MOST_MASKS = 16
"""Each is tried on the name of each channel there is, and a line has room for a hundred."""


def list_channels(hub: Hub, who: Session, ask: requests.ListChannels, now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#list-message, with what its ELIST parameter describes.

    What is hidden is neither listed nor counted; the members that are counted are all.
    """
    casemapping = hub.server.casemapping
    wanted, unwanted = _split(hub, ask.masks), _split(hub, ask.but)
    if len(wanted[1]) + len(unwanted[1]) > MOST_MASKS:
        raise Refuse("too_many_targets", "LIST", text=f"a LIST has at most {MOST_MASKS} masks with * or ? in them")

    def named(names_and_patterns: tuple[set[str], set[str]], channel: Channel) -> bool:
        names, patterns = names_and_patterns
        return channel.conversation.key in names or any(
            masks.matches(pattern, channel.name, casemapping) for pattern in patterns
        )

    rows = tuple(
        replies.ListedChannel(channel.name, len(channel.members), channel.topic.text if channel.topic else "")
        for channel in sorted(hub.channels.values(), key=lambda channel: channel.conversation.key)
        if finds(who, channel)
        and (not ask.masks or named(wanted, channel))
        and not named(unwanted, channel)
        and all(_holds(bound, channel, now) for bound in ask.bounds)
    )
    return [replies.ChannelsAre(rows, len(hub.channels))]


def _split(hub: Hub, asked: tuple[str, ...]) -> tuple[set[str], set[str]]:
    """The names among these masks, folded, and the patterns."""
    patterns = {mask for mask in asked if "*" in mask or "?" in mask}
    return {hub.fold(mask) for mask in asked if mask not in patterns}, patterns


def _holds(bound: Bound, channel: Channel, now: Moment) -> bool:
    """#elist-parameter; a channel without a topic has none that is older or newer than anything."""
    measured = _MEASURES[bound.what](channel, now.time)
    if measured is None:
        return False
    return measured > bound.value if bound.more else measured < bound.value


def _minutes_since_topic(channel: Channel, now: int) -> float | None:
    return None if channel.topic is None else (now - channel.topic.time) / _MINUTE


_MEASURES: dict[Measure, Callable[[Channel, int], float | None]] = {
    "members": lambda channel, _now: len(channel.members),
    "topic": _minutes_since_topic,
    "created": lambda channel, now: (now - channel.created) / _MINUTE,
}
