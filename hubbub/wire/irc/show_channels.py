"""Channels: replies to lines."""

from __future__ import annotations

from hubbub.model import modes, replies
from hubbub.model.capabilities import NO_IMPLICIT_NAMES
from hubbub.model.replies import Reply

from .asker import Asker, Lines, Show
from .line import line
from .show_events import join_body


def _topic_is(reply: replies.TopicIs, asker: Asker) -> Lines:
    topic = reply.topic
    if topic is None or not topic.text:
        # https://modern.ircdocs.horse/#join-message: no message if the channel does not have a topic.
        return [] if reply.joining else [asker.numeric("331", reply.channel, text="No topic is set")]
    seconds = str(topic.time // 10**9)
    return [
        asker.numeric("332", reply.channel, text=topic.text),
        asker.numeric("333", reply.channel, topic.by, seconds),
    ]


PRIVACY_SYMBOLS = {"public": "=", "private": "*", "secret": "@"}
"""https://modern.ircdocs.horse/#rplnamreply-353, where private is the older meaning of ``*``."""


def _names_are(reply: replies.NamesAre, asker: Asker) -> Lines:
    with_host = "userhost-in-names" in asker.capabilities
    members = [
        asker.prefixed(member.mask if with_host and member.mask else member.nick, member.ranks)
        for member in reply.members
    ]
    names = asker.several("353", PRIVACY_SYMBOLS[reply.privacy], reply.channel, items=members)
    return [*names, asker.numeric("366", reply.ends, text="End of /NAMES list")] if reply.ends else names


def _moved(reply: replies.Moved, asker: Asker) -> Lines:
    # IRCv3 channel-rename, Fallback: PART with the reason, JOIN, and what always follows it.
    longest = asker.server.limits.line_bytes
    reason = f" :{reply.reason}" if reply.reason else ""
    join = join_body(reply.source, reply.names.channel, reply.real_name, asker.capabilities)
    return [
        line(f":{reply.source.mask} PART {reply.before}{reason}", "", longest),
        line(join, "", longest),
        *_topic_is(reply.topic, asker),
        *([] if asker.capabilities & NO_IMPLICIT_NAMES else _names_are(reply.names, asker)),
    ]


def _modes_are(reply: replies.ModesAre, asker: Asker) -> Lines:
    return [
        asker.numeric("324", reply.channel, *(modes.show_changes(reply.changes) if reply.changes else ("+",))),
        asker.numeric("329", reply.channel, str(reply.created // 10**9)),
    ]


LIST_NUMERICS = {
    "b": ("367", "368", "End of channel ban list"),
    "e": ("348", "349", "End of channel exception list"),
    "I": ("346", "347", "End of channel invite exception list"),
}
"""The letter of a list mode to the numeric of an entry, that of the end, and the end's sentence."""


def _list_is(reply: replies.ListIs, asker: Asker) -> Lines:
    entry_number, end_number, end = LIST_NUMERICS[reply.letter]
    return [
        *(
            asker.numeric(entry_number, reply.channel, entry.mask, entry.by, str(entry.time // 10**9))
            for entry in reply.entries
        ),
        asker.numeric(end_number, reply.channel, text=end),
    ]


def _inviting(reply: replies.Inviting, asker: Asker) -> Lines:
    return [asker.numeric("341", reply.nick, reply.channel)]


def _invitations_are(reply: replies.InvitationsAre, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#rplinvitelist-336
    return [
        *(asker.numeric("336", channel) for channel in reply.channels),
        asker.numeric("337", text="End of /INVITE list"),
    ]


def _channels_are(reply: replies.ChannelsAre, asker: Asker) -> Lines:
    return [
        asker.numeric("321", "Channel", text="Users  Name"),
        *(asker.numeric("322", row.name, str(row.members), text=row.topic) for row in reply.channels),
        asker.numeric("323", text="End of /LIST"),
    ]


REPLIES: dict[type[Reply], Show] = {
    replies.ChannelsAre: _channels_are,
    replies.InvitationsAre: _invitations_are,
    replies.Inviting: _inviting,
    replies.ListIs: _list_is,
    replies.ModesAre: _modes_are,
    replies.Moved: _moved,
    replies.NamesAre: _names_are,
    replies.TopicIs: _topic_is,
}
"""See `hubbub.wire.irc.show_replies.REPLIES`."""
