"""Users: replies to lines."""

from __future__ import annotations

from collections.abc import Callable

from hubbub.model import replies
from hubbub.model.modes import BOT
from hubbub.model.replies import Reply

from .asker import Asker, Lines, Show
from .line import date
from .show_refusals import refused


def _user_modes_are(reply: replies.UserModesAre, asker: Asker) -> Lines:
    return [asker.numeric("221", f"+{reply.letters.removeprefix('+')}")]


def _accepted_are(reply: replies.AcceptedAre, asker: Asker) -> Lines:
    # As Solanum has it (its caller-id mode); no specification names it.
    return [*asker.several("281", items=reply.nicks), asker.numeric("282", text="End of /ACCEPT list")]


def _they_are_away(reply: replies.TheyAreAway, asker: Asker) -> Lines:
    return [asker.numeric("301", reply.nick, text=reply.text)]


def _you_are(reply: replies.YouAre, asker: Asker) -> Lines:
    if reply.away:
        return [asker.numeric("306", text="You have been marked as being away")]
    return [asker.numeric("305", text="You are no longer marked as being away")]


def _you_are_operator(_reply: replies.YouAreOperator, asker: Asker) -> Lines:
    return [asker.numeric("381", text="You are now an IRC operator")]


def _who_is(reply: replies.WhoIs, asker: Asker) -> Lines:
    lines = [_extended(row, reply, asker) if reply.fields else _who_row(row, asker) for row in reply.rows]
    if reply.more:
        lines += refused(replies.Refused("too_many_matches", (reply.mask,)), asker)
    # https://modern.ircdocs.horse/#rplendofwho-315: the mask exactly as it was asked for.
    return [*lines, asker.numeric("315", reply.mask, text="End of WHO list")]


def _flags(row: replies.WhoRow, asker: Asker) -> str:
    # https://modern.ircdocs.horse/#rplwhoreply-352: here or gone, operator, the highest prefix or all.
    # IRCv3 bot-mode: its letter stands among them.
    special = f"{'*' if row.operator else ''}{BOT if row.source.bot else ''}"
    return f"{'G' if row.away else 'H'}{special}{asker.prefixed('', row.ranks)}"


def _who_row(row: replies.WhoRow, asker: Asker) -> bytes:
    source = row.source
    return asker.numeric(
        *("352", row.channel, source.user, source.host, asker.server.name, source.nick, _flags(row, asker)),
        text=f"0 {row.real_name}",
    )


HIDDEN_ADDRESS = "255.255.255.255"
"""IRCv3 WHOX: when the server refuses to disclose the IP address."""

_EXTENDED: dict[str, Callable[[replies.WhoRow, replies.WhoIs, Asker], str]] = {
    "t": lambda _row, reply, _asker: reply.token or "0",
    "c": lambda row, _reply, _asker: row.channel,
    "u": lambda row, _reply, _asker: row.source.user,
    # No parameter but the last begins with a colon: ::1 is written 0::1, as all servers do.
    "i": lambda row, _reply, _asker: shown_address(row.address) or HIDDEN_ADDRESS,
    "h": lambda row, _reply, _asker: row.source.host,
    "s": lambda _row, _reply, asker: asker.server.name,
    "n": lambda row, _reply, _asker: row.source.nick,
    "f": lambda row, _reply, asker: _flags(row, asker),
    "d": lambda _row, _reply, _asker: "0",
    "l": lambda row, _reply, _asker: str(row.idle),
    "a": lambda row, _reply, _asker: row.source.account or "0",
    "o": lambda _row, _reply, _asker: "n/a",
}
"""IRCv3 WHOX: the fields in the order they are sent in, and what each shows; ``r``, the last, is written out below."""


def _extended(row: replies.WhoRow, reply: replies.WhoIs, asker: Asker) -> bytes:
    words = [show(row, reply, asker) for field, show in _EXTENDED.items() if field in reply.fields]
    return asker.numeric("354", *words, text=row.real_name if "r" in reply.fields else None)


def shown_address(address: str) -> str:
    """An address as a parameter that others may follow."""
    return f"0{address}" if address.startswith(":") else address


def _profile(reply: replies.Profile, asker: Asker) -> Lines:
    """https://modern.ircdocs.horse/#whois-message names the numerics; their order is that of Ergo."""
    source, server = reply.source, asker.server
    nick = source.nick
    lines = [
        asker.numeric("311", nick, source.user, source.host, "*", text=reply.real_name),
        *asker.several("319", nick, items=(asker.prefixed(name, ranks) for name, ranks in reply.channels)),
        asker.numeric("312", nick, server.name, text=server.description or server.network or server.name),
    ]
    if reply.operator:
        lines.append(asker.numeric("313", nick, text="is an IRC operator"))
    # #rplwhoisactually-338, in Ergo's form: user@host, address
    lines += [
        asker.numeric("338", nick, f"{source.user}@{one}", shown_address(one), text="Actual user@host, Actual IP")
        for one in reply.addresses
    ]
    # #rplwhoishost-378: "is connecting from *@localhost 127.0.0.1"
    lines += [asker.numeric("378", nick, text=f"is connecting from *@{one} {one}") for one in reply.addresses]
    if reply.modes:
        lines.append(asker.numeric("379", nick, text=f"is using modes +{reply.modes}"))
    if reply.protocol not in {"", "irc"}:
        lines.append(asker.numeric("320", nick, text=f"speaks the {reply.protocol} protocol"))
    if reply.secure:
        lines.append(asker.numeric("671", nick, text="is using a secure connection"))
    lines += [
        asker.numeric("276", nick, text=f"has client certificate fingerprint {one}") for one in reply.fingerprints
    ]
    if source.account:
        lines.append(asker.numeric("330", nick, source.account, text="is logged in as"))
    if source.bot:
        asked = asker.server.network or asker.server.name
        lines.append(asker.numeric("335", nick, text=f"is a bot on {asked}"))
    lines += [asker.numeric("760", nick, key, "*", text=value) for key, value in reply.metadata]
    if reply.away:
        lines.append(asker.numeric("301", nick, text=reply.away))
    lines.append(asker.numeric("317", nick, str(reply.idle), str(reply.signon), text="seconds idle, signon time"))
    return lines


def _they_were(reply: replies.TheyWere, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#whowas-message: both ways end with 369.
    lines: Lines = []
    for one in reply.found:
        source, nick = one.source, one.source.nick
        lines.append(asker.numeric("314", nick, source.user, source.host, "*", text=one.real_name))
        if one.address:
            mask, address = f"{source.user}@{source.host}", shown_address(one.address)
            lines.append(asker.numeric("338", nick, mask, address, text="Actual user@host, Actual IP"))
        lines.append(asker.numeric("312", nick, asker.server.name, text=date(one.time)))
        if source.account:
            lines.append(asker.numeric("330", nick, source.account, text="was logged in as"))
    if not lines:
        lines = refused(replies.Refused("was_nobody", (reply.nick,)), asker)
    return [*lines, asker.numeric("369", reply.nick, text="End of WHOWAS")]


def _these_are_on(reply: replies.TheseAreOn, asker: Asker) -> Lines:
    # RFC 1459 section 5.8: one line, empty where none of them is here.
    return asker.several("303", items=reply.nicks) or [asker.numeric("303", text="")]


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
    replies.AcceptedAre: _accepted_are,
    replies.Profile: _profile,
    replies.TheseAreOn: _these_are_on,
    replies.TheyWere: _they_were,
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
