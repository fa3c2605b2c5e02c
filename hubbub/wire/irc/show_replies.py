"""Replies to lines: one table, and for each reply the numerics or lines it becomes.

Numerics: https://modern.ircdocs.horse/#numerics.  Their sentences are for people; clients read what stands before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from hubbub.model import modes, refusals, replies
from hubbub.model.replies import Reply
from hubbub.model.state import Ban

from . import isupport, show_past
from .asker import Asker, Lines
from .line import date, line, packed
from .show_events import join_body

# --- refusals, notes and ends ---------------------------------------------------------------------------------------

UNKNOWN_ERROR = "400"
_BLANK = re.compile(r"\{\{|\}\}|\{\}")


def _refused(reply: replies.Refused, asker: Asker) -> Lines:
    entry = refusals.TABLE.get(reply.code, refusals.Refusal(UNKNOWN_ERROR, reply.code))
    text = reply.text or _filled(entry.text, reply.about)
    if entry.numeric == "FAIL":
        # IRCv3 standard-replies: FAIL <command> <code> [<context>…] <description>
        return [asker.say("FAIL", *(reply.about or ("*", "UNKNOWN_ERROR")), text=text)]
    return [asker.numeric(entry.numeric, *reply.about, text=text)]


def _filled(template: str, about: tuple[str, ...]) -> str:
    parts = iter(about)
    return _BLANK.sub(lambda found: next(parts, "") if found[0] == "{}" else found[0][0], template)


def _note(reply: replies.Note, asker: Asker) -> Lines:
    return [asker.say("NOTICE", asker.nick, text=reply.text)]


def _closing(reply: replies.Closing, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#error-message
    return [line(f"ERROR :{reply.reason}", "", asker.server.limits.line_bytes)]


def _pong(reply: replies.Pong, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#pong-message: <server> <token>
    return [asker.say("PONG", asker.server.name, text=reply.token)]


# --- capabilities and registration ----------------------------------------------------------------------------------


def _capabilities_offered(reply: replies.CapabilitiesOffered, asker: Asker) -> Lines:
    # CAP LS Version: values, and the * that says more is coming, only from version 302 on.
    names = reply.names if reply.values else tuple(name.partition("=")[0] for name in reply.names)
    return _capability_lines(asker, "LS", names, marked=reply.values)


def _capabilities_active(reply: replies.CapabilitiesActive, asker: Asker) -> Lines:
    return _capability_lines(asker, "LIST", reply.names, marked=True)


def _capabilities_answered(reply: replies.CapabilitiesAnswered, asker: Asker) -> Lines:
    return _capability_lines(asker, "ACK" if reply.accepted else "NAK", reply.text.split(" "), marked=False)


def _capability_lines(asker: Asker, subcommand: str, names: Iterable[str], marked: bool) -> Lines:
    more = ("*",) if marked else ()
    room = asker.server.limits.line_bytes - len(asker.say("CAP", asker.nick, subcommand, *more, text=""))
    parts = list(packed(names, room)) or [""]
    lines = [asker.say("CAP", asker.nick, subcommand, *more, text=part) for part in parts[:-1]]
    return [*lines, asker.say("CAP", asker.nick, subcommand, text=parts[-1])]


def _welcome(reply: replies.Welcome, asker: Asker) -> Lines:
    server = asker.server
    asker = msgspec.structs.replace(asker, nick=reply.nick)
    channel_modes = "".join(sorted(modes.BY_LETTER))
    with_argument = "".join(sorted(letter for letter in modes.BY_LETTER if modes.takes_argument(letter, add=True)))
    user_modes = "".join(sorted(modes.USER_MODES))
    return [
        asker.numeric("001", text=f"Welcome to the {reply.network or server.name} Network, {reply.mask}"),
        asker.numeric("002", text=f"Your host is {server.name}, running version {server.version}"),
        asker.numeric("003", text=f"This server was created {date(reply.created)}"),
        asker.numeric("004", server.name, server.version, user_modes, channel_modes, with_argument),
        *_supported(asker),
    ]


def _supported(asker: Asker) -> Lines:
    tokens = isupport.tokens(asker.server)
    return asker.several("005", items=tokens, most=isupport.TOKENS_PER_LINE, text="are supported by this server")


def _resume_token(reply: replies.ResumeToken, asker: Asker) -> Lines:
    return [asker.say("RESUME", "TOKEN", reply.token)]


def _resumed(reply: replies.Resumed, asker: Asker) -> Lines:
    return [asker.say("RESUME", "SUCCESS", reply.nick)]


def _rejoined(reply: replies.Rejoined, asker: Asker) -> Lines:
    join = join_body(reply.source, reply.channel, reply.real_name, asker.capabilities)
    return [line(join, "", asker.server.limits.line_bytes)]


def _nothing(_reply: Reply, _asker: Asker) -> Lines:
    return []


# --- channels -------------------------------------------------------------------------------------------------------


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


def _names_are(reply: replies.NamesAre, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#rplnamreply-353: "@" for a secret channel, "=" for a public one.
    symbol = "@" if reply.secret else "="
    members = [asker.prefixed(member.nick, member.ranks) for member in reply.members]
    return [
        *asker.several("353", symbol, reply.channel, items=members),
        asker.numeric("366", reply.channel, text="End of /NAMES list"),
    ]


def _modes_are(reply: replies.ModesAre, asker: Asker) -> Lines:
    return [
        asker.numeric("324", reply.channel, *(modes.show_changes(reply.changes) if reply.changes else ("+",))),
        asker.numeric("329", reply.channel, str(reply.created // 10**9)),
    ]


LIST_NUMERICS = {"b": ("367", "368", "End of channel ban list")}
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


def _user_modes_are(reply: replies.UserModesAre, asker: Asker) -> Lines:
    return [asker.numeric("221", f"+{reply.letters.removeprefix('+')}")]


def _inviting(reply: replies.Inviting, asker: Asker) -> Lines:
    return [asker.numeric("341", reply.nick, reply.channel)]


def _invitations_are(reply: replies.InvitationsAre, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#rplinvitelist-336
    return [
        *(asker.numeric("336", channel) for channel in reply.channels),
        asker.numeric("337", text="End of /INVITE list"),
    ]


def _they_are_away(reply: replies.TheyAreAway, asker: Asker) -> Lines:
    return [asker.numeric("301", reply.nick, text=reply.text)]


def _you_are(reply: replies.YouAre, asker: Asker) -> Lines:
    if reply.away:
        return [asker.numeric("306", text="You have been marked as being away")]
    return [asker.numeric("305", text="You are no longer marked as being away")]


def _you_are_operator(_reply: replies.YouAreOperator, asker: Asker) -> Lines:
    return [asker.numeric("381", text="You are now an IRC operator")]


# --- looking round --------------------------------------------------------------------------------------------------


def _channels_are(reply: replies.ChannelsAre, asker: Asker) -> Lines:
    return [
        asker.numeric("321", "Channel", text="Users  Name"),
        *(asker.numeric("322", row.name, str(row.members), text=row.topic) for row in reply.channels),
        asker.numeric("323", text="End of /LIST"),
    ]


def _who_is(reply: replies.WhoIs, asker: Asker) -> Lines:
    return [
        *(_who_row(row, asker) for row in reply.rows),
        asker.numeric("315", reply.mask, text="End of WHO list"),
    ]


def _who_row(row: replies.WhoRow, asker: Asker) -> bytes:
    # https://modern.ircdocs.horse/#rplwhoreply-352: here or gone, operator, prefixes; hops before the real name.
    source = row.source
    flags = f"{'G' if row.away else 'H'}{'*' if row.operator else ''}{asker.prefixed('', row.ranks)}"
    return asker.numeric(
        *("352", row.channel, source.user, source.host, asker.server.name, source.nick, flags),
        text=f"0 {row.real_name}",
    )


def _profile(reply: replies.Profile, asker: Asker) -> Lines:
    source, server = reply.source, asker.server
    nick = source.nick
    lines = [
        asker.numeric("311", nick, source.user, source.host, "*", text=reply.real_name),
        *asker.several("319", nick, items=(asker.prefixed(name, ranks) for name, ranks in reply.channels)),
        asker.numeric("312", nick, server.name, text=server.description or server.network or server.name),
    ]
    if reply.operator:
        lines.append(asker.numeric("313", nick, text="is an IRC operator"))
    if reply.protocol not in {"", "irc"}:
        lines.append(asker.numeric("320", nick, text=f"speaks the {reply.protocol} protocol"))
    if reply.secure:
        lines.append(asker.numeric("671", nick, text="is using a secure connection"))
    if source.account:
        lines.append(asker.numeric("330", nick, source.account, text="is logged in as"))
    if reply.away:
        lines.append(asker.numeric("301", nick, text=reply.away))
    # https://modern.ircdocs.horse/#rplwhoishost-378
    lines += [asker.numeric("378", nick, text=f"is connecting from {address}") for address in reply.addresses]
    lines.append(asker.numeric("317", nick, str(reply.idle), str(reply.signon), text="seconds idle, signon time"))
    return lines


def _whois_ends(reply: replies.WhoisEnds, asker: Asker) -> Lines:
    return [asker.numeric("318", reply.nicks, text="End of /WHOIS list")]


def _user_hosts_are(reply: replies.UserHostsAre, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#rpluserhost-302: nick["*"]"="("+" here, "-" away)user@host
    return asker.several("302", items=map(_user_host, reply.users)) or [asker.numeric("302", text="")]


def _user_host(user: replies.UserHost) -> str:
    operator, away = "*" if user.operator else "", "-" if user.away else "+"
    return f"{user.source.nick}{operator}={away}{user.source.user}@{user.source.host}"


def _motd_is(reply: replies.MotdIs, asker: Asker) -> Lines:
    if not reply.lines:
        return _refused(replies.Refused("no_motd"), asker)
    return [
        asker.numeric("375", text=f"- {asker.server.name} Message of the day -"),
        *(asker.numeric("372", text=f"- {text}") for text in reply.lines),
        asker.numeric("376", text="End of /MOTD command."),
    ]


def _counts_are(reply: replies.CountsAre, asker: Asker) -> Lines:
    visible = max(reply.users - reply.invisible, 0)
    return [
        asker.numeric("251", text=f"There are {visible} users and {reply.invisible} invisible on 1 servers"),
        asker.numeric("252", str(reply.operators), text="operator(s) online"),
        asker.numeric("253", str(reply.unregistered), text="unknown connection(s)"),
        asker.numeric("254", str(reply.channels), text="channels formed"),
        asker.numeric("255", text=f"I have {reply.users} clients and 1 servers"),
        *(
            asker.numeric(
                *(number, str(reply.users), str(reply.most_users)),
                text=f"Current {reach} users {reply.users}, max {reply.most_users}",
            )
            for number, reach in (("265", "local"), ("266", "global"))
        ),
    ]


def _version_is(reply: replies.VersionIs, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#version-message: the tokens of 005 belong to it.
    return [asker.numeric("351", reply.version, asker.server.name, text="hubbub"), *_supported(asker)]


def _time_is(reply: replies.TimeIs, asker: Asker) -> Lines:
    return [asker.numeric("391", asker.server.name, text=date(reply.time))]


def _admin_is(reply: replies.AdminIs, asker: Asker) -> Lines:
    name = asker.server.name
    if not reply.lines:
        return [asker.numeric("423", name, text="No administrative info available")]
    numbers = ("257", "258", "259")
    return [
        asker.numeric("256", name, text="Administrative info"),
        *(asker.numeric(number, text=text) for number, text in zip(numbers, reply.lines, strict=False)),
    ]


def _bans_are(reply: replies.BansAre, asker: Asker) -> Lines:
    # As most servers have them: https://modern.ircdocs.horse/#stats-message leaves their form open.
    letter = reply.query.upper()
    return [
        *(
            asker.numeric("216" if letter == "K" else "225", letter, ban.mask, ban.by, _seconds(ban), text=ban.reason)
            for ban in reply.bans
        ),
        asker.numeric("219", reply.query, text="End of /STATS report"),
    ]


def _seconds(ban: Ban) -> str:
    """When it ends, in seconds since 1970; 0 for never."""
    return str(ban.expires // 10**9)


def _info_is(reply: replies.InfoIs, asker: Asker) -> Lines:
    return [*(asker.numeric("371", text=text) for text in reply.lines), asker.numeric("374", text="End of INFO list")]


def _help_is(reply: replies.HelpIs, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#help-message: a title, the lines, and an end, each naming the subject.
    subject = reply.topic or "*"
    title = f"Help on {reply.topic}" if reply.topic else "What you can ask"
    return [
        asker.numeric("704", subject, text=title),
        *(asker.numeric("705", subject, text=f"{typed} - {does}") for typed, _plain, does in reply.rows),
        asker.numeric("706", subject, text="End of /HELP"),
    ]


REPLIES: dict[type[Reply], Callable[[Any, Asker], Lines]] = {
    replies.Acknowledged: show_past.acknowledged,
    replies.AdminIs: _admin_is,
    replies.BansAre: _bans_are,
    replies.CapabilitiesActive: _capabilities_active,
    replies.CapabilitiesAnswered: _capabilities_answered,
    replies.CapabilitiesOffered: _capabilities_offered,
    replies.ChannelsAre: _channels_are,
    replies.Closing: _closing,
    replies.CountsAre: _counts_are,
    replies.Greeting: _nothing,
    replies.HelpIs: _help_is,
    replies.HistoryIs: show_past.history_is,
    replies.HistoryTargetsAre: show_past.history_targets_are,
    replies.InfoIs: _info_is,
    replies.InvitationsAre: _invitations_are,
    replies.Inviting: _inviting,
    replies.ListIs: _list_is,
    replies.ModesAre: _modes_are,
    replies.MotdIs: _motd_is,
    replies.NamesAre: _names_are,
    replies.Note: _note,
    replies.Pong: _pong,
    replies.Profile: _profile,
    replies.Refused: _refused,
    replies.Rejoined: _rejoined,
    replies.ResumeToken: _resume_token,
    replies.Resumed: _resumed,
    replies.Talking: _nothing,
    replies.TheyAreAway: _they_are_away,
    replies.TimeIs: _time_is,
    replies.TopicIs: _topic_is,
    replies.UserHostsAre: _user_hosts_are,
    replies.UserModesAre: _user_modes_are,
    replies.VersionIs: _version_is,
    replies.Welcome: _welcome,
    replies.WhoIs: _who_is,
    replies.WhoisEnds: _whois_ends,
    replies.YouAre: _you_are,
    replies.YouAreOperator: _you_are_operator,
}
"""Reply to its lines.  What only plain clients are told is nothing here."""
