"""Channels: lines to requests."""

from __future__ import annotations

import re

from hubbub.model import names, requests
from hubbub.model.limits import Limits
from hubbub.model.modes import read_changes
from hubbub.model.requests import Request

from .message import Message
from .reading import Reader, listed, too_few


def _join(message: Message, _: Limits) -> Request:
    if message.params[0] == "0":
        return requests.PartAll()
    channels = message.params[0].split(",")
    keys = message.param(1).split(",") if message.param(1) else []
    keys += [""] * (len(channels) - len(keys))
    wanted = [(channel, key) for channel, key in zip(channels, keys, strict=False) if channel]
    if not wanted:
        return too_few(message)
    some_key = any(key for _channel, key in wanted)
    return requests.Join(
        channels=tuple(channel for channel, _key in wanted), keys=tuple(key for _channel, key in wanted if some_key)
    )


def _part(message: Message, _: Limits) -> Request:
    channels = listed(message.params[0])
    return requests.Part(channels=channels, reason=message.param(1)) if channels else too_few(message)


def _topic(message: Message, _: Limits) -> Request:
    if not message.params[0]:
        return too_few(message)
    return requests.Topic(channel=message.params[0], text=message.params[1] if len(message.params) > 1 else None)


def _mode(message: Message, _: Limits) -> Request:
    target = message.params[0]
    changes = read_changes(message.params[1:])
    if names.is_channel(target):
        return requests.ChannelModes(channel=target, changes=changes)
    return requests.UserModes(nick=target, changes=changes)


def _kick(message: Message, _: Limits) -> Request:
    channels, nicks = listed(message.params[0]), listed(message.params[1])
    if not channels or not nicks:
        return too_few(message)
    return requests.Kick(channels=channels, nicks=nicks, reason=message.param(2))


def _invite(message: Message, _: Limits) -> Request:
    if not message.params:
        return requests.Invite()
    if len(message.params) < 2 or not message.params[0] or not message.params[1]:
        return too_few(message)
    return requests.Invite(nick=message.params[0], channel=message.params[1])


def _names(message: Message, _: Limits) -> Request:
    return requests.Names(channels=listed(message.param(0)))


_CONDITION = re.compile(r"([CT]?)([<>])([0-9]{1,9})", re.ASCII | re.IGNORECASE)
_MEASURES: dict[str, requests.Measure] = {"": "members", "C": "created", "T": "topic"}


def _list_channels(message: Message, _: Limits) -> Request:
    # https://modern.ircdocs.horse/#list-message: channels, conditions (#elist-parameter), or both; a server's name
    # after them is not needed on a network of one.
    masks: list[str] = []
    but: list[str] = []
    bounds: list[requests.Bound] = []
    for place, param in enumerate(message.params[:2]):
        for item in listed(param):
            condition = _CONDITION.fullmatch(item)
            if condition is not None:
                what = _MEASURES[condition[1].upper()]
                bounds.append(requests.Bound(what, condition[2] == ">", int(condition[3])))
            elif place == 0 and item.startswith("!"):
                but.append(item[1:])
            elif place == 0:
                masks.append(item)
    return requests.ListChannels(masks=tuple(masks), but=tuple(but), bounds=tuple(bounds))


def _rename(message: Message, _: Limits) -> Request:
    channel, name = message.params[:2]
    if not (channel and name):
        return too_few(message)
    return requests.RenameChannel(channel=channel, name=name, reason=message.param(2))


COMMANDS: dict[str, tuple[int, Reader]] = {
    "INVITE": (0, _invite),
    "JOIN": (1, _join),
    "KICK": (2, _kick),
    "LIST": (0, _list_channels),
    "MODE": (1, _mode),
    "NAMES": (0, _names),
    "PART": (1, _part),
    "RENAME": (2, _rename),
    "TOPIC": (1, _topic),
}
"""See `hubbub.wire.irc.read.COMMANDS`."""
