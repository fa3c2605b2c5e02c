"""Users: replies to lines."""

from __future__ import annotations

from hubbub.model import replies
from hubbub.model.modes import BOT
from hubbub.model.replies import Reply

from .asker import Asker, Lines, Show


def _user_modes_are(reply: replies.UserModesAre, asker: Asker) -> Lines:
    return [asker.numeric("221", f"+{reply.letters.removeprefix('+')}")]


def _they_are_away(reply: replies.TheyAreAway, asker: Asker) -> Lines:
    return [asker.numeric("301", reply.nick, text=reply.text)]


def _you_are(reply: replies.YouAre, asker: Asker) -> Lines:
    if reply.away:
        return [asker.numeric("306", text="You have been marked as being away")]
    return [asker.numeric("305", text="You are no longer marked as being away")]


def _you_are_operator(_reply: replies.YouAreOperator, asker: Asker) -> Lines:
    return [asker.numeric("381", text="You are now an IRC operator")]


def _who_is(reply: replies.WhoIs, asker: Asker) -> Lines:
    return [
        *(_who_row(row, asker) for row in reply.rows),
        asker.numeric("315", reply.mask, text="End of WHO list"),
    ]


def _who_row(row: replies.WhoRow, asker: Asker) -> bytes:
    # https://modern.ircdocs.horse/#rplwhoreply-352: here or gone, operator, prefixes; hops before the real name.
    # IRCv3 bot-mode: its letter stands among them.
    source = row.source
    special = f"{'*' if row.operator else ''}{BOT if source.bot else ''}"
    flags = f"{'G' if row.away else 'H'}{special}{asker.prefixed('', row.ranks)}"
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
    if source.bot:
        asked = asker.server.network or asker.server.name
        lines.append(asker.numeric("335", nick, text=f"is a bot on {asked}"))
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


def _watched(reply: replies.Watched, asker: Asker) -> Lines:
    # https://ircv3.net/specs/extensions/monitor#numeric-replies
    return [
        *asker.several("730", items=reply.online, between=","),
        *asker.several("731", items=reply.offline, between=","),
    ]


def _watch_list_is(reply: replies.WatchListIs, asker: Asker) -> Lines:
    return [*asker.several("732", items=reply.nicks, between=","), asker.numeric("733", text="End of MONITOR list")]


REPLIES: dict[type[Reply], Show] = {
    replies.Profile: _profile,
    replies.TheyAreAway: _they_are_away,
    replies.UserHostsAre: _user_hosts_are,
    replies.UserModesAre: _user_modes_are,
    replies.Watched: _watched,
    replies.WatchListIs: _watch_list_is,
    replies.WhoIs: _who_is,
    replies.WhoisEnds: _whois_ends,
    replies.YouAre: _you_are,
    replies.YouAreOperator: _you_are_operator,
}
"""See `hubbub.wire.irc.show_replies.REPLIES`."""
