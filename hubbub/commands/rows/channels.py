"""Channels: rows of the table of commands."""

from __future__ import annotations

from hubbub.model import requests

from .. import channels, joining, listing, moderation, modes, people, renaming
from ..row import Row, Rows

ROWS: Rows = {
    requests.Join: Row(joining.join, "user", "JOIN #channel{,#channel} [key{,key}]", "/join #CHANNEL [KEY]", "join"),
    requests.Part: Row(channels.part, "user", "PART #channel{,#channel} [:reason]", "/part [#CHANNEL]", "leave"),
    requests.PartAll: Row(channels.part_all, "user", "JOIN 0", "", "leave every channel"),
    requests.Topic: Row(channels.topic, "visitor", "TOPIC #channel [:text]", "/topic [TEXT]", "see or set the topic"),
    requests.Names: Row(
        people.names_, "visitor", "NAMES #channel{,#channel}", "/who [#CHANNEL]", "who is in a channel"
    ),
    requests.ListChannels: Row(
        listing.list_channels,
        "visitor",
        "LIST [mask | !mask | >n | <n | C>n | C<n | T>n | T<n]{,…}",
        "/list",
        "the channels there are",
    ),
    requests.Invite: Row(channels.invite, "user", "INVITE nick #channel", "/invite NAME [#CHANNEL]", "ask somebody in"),
    requests.Kick: Row(
        moderation.kick,
        "user",
        "KICK #channel{,#channel} nick{,nick} [:reason]",
        "/kick [#CHANNEL] NAME [REASON]",
        "remove a member",
    ),
    requests.RenameChannel: Row(
        renaming.rename, "user", "RENAME #channel #name [:reason]", "", "call a channel otherwise"
    ),
    requests.ChannelModes: Row(
        modes.channel_modes,
        "visitor",
        "MODE #channel [changes]",
        "/mode [#CHANNEL] [CHANGES] | /op | /deop | /voice | /devoice | /ban | /unban | /mute | /unmute",
        "a channel's modes",
    ),
}
