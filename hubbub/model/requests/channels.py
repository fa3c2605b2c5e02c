"""Channels: coming and going, what they are like, which there are."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..modes import Change
from .base import Request

Measure = Literal["members", "topic", "created"]


class Bound(msgspec.Struct, frozen=True, gc=False):
    """More, or less, than ``value``: of members, or of minutes since the topic was set or the channel created."""

    what: Measure
    more: bool
    value: int


class Join(Request, frozen=True, gc=False):
    """Join each channel, with the key in the same place where one is needed."""

    channels: tuple[str, ...]
    keys: tuple[str, ...] = ()


class Part(Request, frozen=True, gc=False):
    """Leave each channel; none named: the one a plain client talks in."""

    channels: tuple[str, ...] = ()
    reason: str = ""


class PartAll(Request, frozen=True, gc=False):
    """JOIN 0: leave every channel."""


class Topic(Request, frozen=True, gc=False):
    """Ask for the topic, or set it (``text`` "" removes it).  An empty ``channel``: the one a plain client talks in."""

    channel: str = ""
    text: str | None = None


class ChannelModes(Request, frozen=True, gc=False):
    """Ask for a channel's modes or lists, or change them.  An empty ``channel``: the one a plain client talks in."""

    channel: str
    changes: tuple[Change, ...] = ()


class UserModes(Request, frozen=True, gc=False):
    """Ask for one's own modes, or change them."""

    nick: str
    changes: tuple[Change, ...] = ()


class Kick(Request, frozen=True, gc=False):
    """Remove members: all from one channel, or each from that in the same place.

    No channel: the one a plain client talks in.
    """

    channels: tuple[str, ...]
    nicks: tuple[str, ...]
    reason: str = ""


class Invite(Request, frozen=True, gc=False):
    """Ask someone into a channel; with neither named: list the invitations one holds."""

    nick: str = ""
    channel: str = ""


class Names(Request, frozen=True, gc=False):
    """Who is in these channels; none named: in the one a plain client talks in, or in all there are."""

    channels: tuple[str, ...] = ()


class ListChannels(Request, frozen=True, gc=False):
    """The channels there are: those that match one of ``masks`` and none of ``but``, and every one of ``bounds``."""

    masks: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()


class RenameChannel(Request, frozen=True, gc=False):
    """Call a channel otherwise."""

    channel: str
    name: str
    reason: str = ""
