"""Who sees what of a channel: that it exists, that it is there to be found, and who is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .channel import Channel
    from .session import Session
    from .user import User


def belongs(who: Session, channel: Channel) -> bool:
    """Whether ``who`` is in the channel, as a member or as a plain client that listens there."""
    if who.user is not None:
        return who.user in channel.members
    return who.protocol == "plain" and who.talking == channel.conversation.key


def _from_within(who: Session, channel: Channel) -> bool:
    return belongs(who, channel) or (who.user is not None and who.user.is_operator)


def sees(who: Session, channel: Channel) -> bool:
    """Whether ``who`` may know that this channel exists: a secret one only from inside."""
    return "s" not in channel.flags or _from_within(who, channel)


def finds(who: Session, channel: Channel) -> bool:
    """Whether ``who`` is told of this channel without naming it (LIST, WHOIS, NAMES of all): RFC 2811 section 4.2.6.

    A private one (mode p) answers whoever names it, and is found from inside alone.
    """
    return channel.flags.isdisjoint("ps") or _from_within(who, channel)


def sees_all_members(who: Session, channel: Channel) -> bool:
    """Whether no member is veiled from ``who``: in an auditorium (mode u), only from members with a rank."""
    return "u" not in channel.flags or (who.user is not None and bool(channel.ranks(who.user) or who.user.is_operator))


def sees_member(who: Session, channel: Channel, user: User) -> bool:
    """Whether ``who``, who sees the channel, may know that this member is in it."""
    return user is who.user or bool(channel.ranks(user)) or sees_all_members(who, channel)
