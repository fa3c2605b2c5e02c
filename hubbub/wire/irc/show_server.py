"""The server: replies to lines."""

from __future__ import annotations

from hubbub.model import replies
from hubbub.model.replies import Reply
from hubbub.model.state import Ban

from .asker import Asker, Lines, Show
from .line import date
from .show_entry import supported
from .show_people import shown_address
from .show_refusals import refused


def _motd_is(reply: replies.MotdIs, asker: Asker) -> Lines:
    if not reply.lines:
        return refused(replies.Refused("no_motd"), asker)
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


def _links_are(reply: replies.LinksAre, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#links-message: RPL_LINKS has hops and description as its last parameter.
    name = asker.server.name
    described = asker.server.description or name
    return [
        *([asker.numeric("364", name, name, text=f"0 {described}")] if reply.shown else []),
        asker.numeric("365", reply.mask, text="End of /LINKS list"),
    ]


def _version_is(reply: replies.VersionIs, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#version-message: the tokens of 005 belong to it.
    return [asker.numeric("351", reply.version, asker.server.name, text="hubbub"), *supported(asker)]


def _supported_is(_reply: replies.SupportedIs, asker: Asker) -> Lines:
    return supported(asker)


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
            asker.numeric("216", letter, ban.mask, ban.by, _seconds(ban), text=ban.reason)
            if letter == "K"
            else asker.numeric("225", letter, shown_address(ban.mask), ban.by, _seconds(ban), text=ban.reason)
            for ban in reply.bans
        ),
        _end_of_stats(reply.query, asker),
    ]


def _rehashing(reply: replies.Rehashing, asker: Asker) -> Lines:
    # https://modern.ircdocs.horse/#rplrehashing-382: <config file>, whose path is nobody's business.
    told = [f"taken up: {', '.join(reply.changed)}" if reply.changed else "nothing changed that is taken up now"]
    if reply.waiting:
        told.append(f"takes a restart: {', '.join(reply.waiting)}")
    return [
        asker.numeric("382", "configuration", text="Rehashing"),
        *(asker.say("NOTICE", asker.nick, text=text) for text in told),
    ]


def _support_changed(reply: replies.SupportChanged, asker: Asker) -> Lines:
    # #rplisupport-005: sent again when it changes, "-" before what is supported no longer.
    return supported(asker, reply.tokens)


def _uptime_is(reply: replies.UptimeIs, asker: Asker) -> Lines:
    # RFC 1459 section 6.2, RPL_STATSUPTIME
    minutes, seconds = divmod(reply.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return [
        asker.numeric("242", text=f"Server Up {days} days {hours}:{minutes:02d}:{seconds:02d}"),
        _end_of_stats(reply.query, asker),
    ]


def _logins_are(reply: replies.LoginsAre, asker: Asker) -> Lines:
    # RFC 1459 section 6.2, RPL_STATSOLINE: O <hostmask> * <name>
    return [
        *(asker.numeric("243", "O", host, "*", name) for name, host in reply.logins),
        _end_of_stats(reply.query, asker),
    ]


def _end_of_stats(query: str, asker: Asker) -> bytes:
    return asker.numeric("219", query, text="End of /STATS report")


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
        *(asker.numeric("705", subject, text=text) for text in reply.text),
        asker.numeric("706", subject, text="End of /HELP"),
    ]


REPLIES: dict[type[Reply], Show] = {
    replies.AdminIs: _admin_is,
    replies.BansAre: _bans_are,
    replies.CountsAre: _counts_are,
    replies.HelpIs: _help_is,
    replies.InfoIs: _info_is,
    replies.LinksAre: _links_are,
    replies.LoginsAre: _logins_are,
    replies.MotdIs: _motd_is,
    replies.Rehashing: _rehashing,
    replies.SupportChanged: _support_changed,
    replies.SupportedIs: _supported_is,
    replies.TimeIs: _time_is,
    replies.UptimeIs: _uptime_is,
    replies.VersionIs: _version_is,
}
"""See `hubbub.wire.irc.show_replies.REPLIES`."""
