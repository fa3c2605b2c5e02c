"""Who may do what in a channel: the one place that says no, for every protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from hubbub.model.refusals import Refuse

from . import masks

if TYPE_CHECKING:
    from .channel import Channel
    from .hub import Hub
    from .session import Session
    from .user import User

Action = Literal["speak", "join", "read", "topic", "moderate", "invite", "see"]

CHANGES_THE_LOG = frozenset({"speak", "topic", "moderate"})


def require(hub: Hub, who: Session, action: Action, channel: Channel) -> None:
    """Raises Refuse where ``who`` may not do ``action`` in ``channel``, or nobody may, since it cannot be stored."""
    if not hub.storing and action in CHANGES_THE_LOG:
        raise Refuse("cannot_store", "*", "CANNOT_STORE")
    _RULES[action](hub, who, channel)


def sees(who: Session, channel: Channel) -> bool:
    """Whether ``who`` may know that this channel exists: a secret one only from inside."""
    return "s" not in channel.flags or belongs(who, channel) or (who.user is not None and who.user.is_operator)


def is_banned(hub: Hub, user: User, channel: Channel) -> bool:
    """Whether a mask of the channel's ban list matches this user."""
    bans = channel.lists["b"]
    return bool(bans) and any(masks.matches(mask, user.source.mask, hub.server.casemapping) for mask in bans)


def belongs(who: Session, channel: Channel) -> bool:
    """Whether ``who`` is in the channel, as a member or as a plain client that listens there."""
    if who.user is not None:
        return who.user in channel.members
    return who.protocol == "plain" and who.talking == channel.conversation.key


def _speak(hub: Hub, who: Session, channel: Channel) -> None:
    user = who.user
    ranks = channel.members.get(user) if user is not None else None
    if ranks:
        return
    if user is None or (ranks is None and "n" in channel.flags):
        raise Refuse("cannot_send", channel.name)
    if "m" in channel.flags or is_banned(hub, user, channel):
        raise Refuse("cannot_send", channel.name)


def _join(hub: Hub, who: Session, channel: Channel) -> None:
    user = who.user
    if user is None:
        raise Refuse("not_registered")
    if user.is_operator:
        return
    invited = channel.conversation.key in user.invitations
    if "i" in channel.flags and not invited:
        raise Refuse("invite_only", channel.name)
    if is_banned(hub, user, channel) and not invited:
        raise Refuse("banned", channel.name)
    if channel.limit and len(channel.members) >= channel.limit and not invited:
        raise Refuse("channel_full", channel.name)


def _read(_hub: Hub, who: Session, channel: Channel) -> None:
    if not belongs(who, channel):
        raise Refuse("no_history", "CHATHISTORY", "INVALID_TARGET", channel.name)


def _inside(_hub: Hub, who: Session, channel: Channel) -> None:
    if who.user is None or who.user not in channel.members:
        if not sees(who, channel):
            raise Refuse("no_such_channel", channel.name)
        raise Refuse("you_are_not_in_channel", channel.name)


def _topic(hub: Hub, who: Session, channel: Channel) -> None:
    _inside(hub, who, channel)
    if "t" in channel.flags:
        _moderate(hub, who, channel)


def _moderate(hub: Hub, who: Session, channel: Channel) -> None:
    if who.user is not None and who.user.is_operator:
        return
    _inside(hub, who, channel)
    if "o" not in channel.ranks(who.user):
        raise Refuse("not_channel_operator", channel.name)


def _invite(hub: Hub, who: Session, channel: Channel) -> None:
    _inside(hub, who, channel)
    if "i" in channel.flags:
        _moderate(hub, who, channel)


def _see(_hub: Hub, who: Session, channel: Channel) -> None:
    if not sees(who, channel):
        raise Refuse("no_such_channel", channel.name)


_RULES: dict[Action, Callable[[Hub, Session, Channel], None]] = {
    "speak": _speak,
    "join": _join,
    "read": _read,
    "topic": _topic,
    "moderate": _moderate,
    "invite": _invite,
    "see": _see,
}
