"""Every request that can be carried out: who may ask, the help on it, and the function that does it."""

from __future__ import annotations

from typing import Literal

import msgspec

from hubbub.hub.hub import Hub
from hubbub.hub.session import Session
from hubbub.model import replies, requests
from hubbub.model.moment import Moment
from hubbub.model.refusals import Refuse
from hubbub.model.requests import Request

from . import arrival, bans, channels, entry, info, moderation, past, people, talk
from .outcome import Command, Outcome, Steps

Asker = Literal["anyone", "visitor", "user"]
"""``anyone``: also before registration; ``visitor``: users, and plain clients that only listen; ``user``: a plain
client becomes a guest by asking, so that nothing that waits for an effect may be theirs; an IRC client must have
registered."""


class Row(msgspec.Struct, frozen=True):
    """``irc`` and ``plain``: how it is typed by either, "" where it is not; ``summary``: one sentence of help.

    A row that can be typed has all the help there is on it: a command without help does not exist.
    """

    run: Command
    asker: Asker
    irc: str = ""
    plain: str = ""
    summary: str = ""


def ping(_hub: Hub, _who: Session, ask: requests.Ping, _now: Moment) -> Outcome:
    return [replies.Pong(ask.token)]


def pong(_hub: Hub, _who: Session, _ask: requests.Pong, _now: Moment) -> Outcome:
    return []


def _is_for_users(ask: requests.Unreadable) -> bool:
    """Whether it is not even the beginning of something that may be asked before registration.

    irssi asks `JOIN :` while it negotiates capabilities, and takes 451 for granted where 461 is an error to show.
    """
    if ask.code == "too_few_parameters":
        return ask.about[0] not in {row.irc.split(" ")[0] for row in TABLE.values() if row.asker == "anyone"}
    return ask.code == "unknown_command"


def unreadable(_hub: Hub, who: Session, ask: requests.Unreadable, _now: Moment) -> Outcome:
    if who.user is None and who.protocol == "irc" and _is_for_users(ask):
        raise Refuse("not_registered")
    raise Refuse(ask.code, *ask.about, text=ask.text)


def _commands(form: str) -> set[str]:
    """The commands that begin ``KLINE|DLINE mask`` or ``MOTD | INFO``."""
    return {one.removeprefix("/").upper() for part in form.split(" | ") for one in part.split(" ")[0].split("|")}


def help_(_hub: Hub, who: Session, ask: requests.Help, _now: Moment) -> Outcome:
    """https://modern.ircdocs.horse/#help-message"""
    plain = who.protocol == "plain"
    rows = tuple((row.irc, row.plain, row.summary) for row in TABLE.values() if (row.plain if plain else row.irc))
    if ask.topic:
        topic = ask.topic.removeprefix("/").upper()
        rows = tuple(row for row in rows if any(topic in _commands(form) for form in row[:2]))
        if not rows:
            raise Refuse("no_help", ask.topic)
    return [replies.HelpIs(ask.topic, rows)]


TABLE: dict[type[Request], Row] = {
    requests.Say: Row(
        talk.say, "user", "PRIVMSG target{,target} :text", "/msg WHO TEXT", "say something to somebody, or in a channel"
    ),
    requests.Utter: Row(talk.utter, "anyone", plain="/me TEXT", summary="say what you do: * alice waves"),
    requests.Join: Row(channels.join, "user", "JOIN #channel{,#channel} [key{,key}]", "/join #CHANNEL [KEY]", "join"),
    requests.Part: Row(channels.part, "user", "PART #channel{,#channel} [:reason]", "/part [#CHANNEL]", "leave"),
    requests.PartAll: Row(channels.part_all, "user", "JOIN 0", "", "leave every channel"),
    requests.Topic: Row(channels.topic, "visitor", "TOPIC #channel [:text]", "/topic [TEXT]", "see or set the topic"),
    requests.Names: Row(
        people.names_, "visitor", "NAMES #channel{,#channel}", "/who [#CHANNEL]", "who is in a channel"
    ),
    requests.ListChannels: Row(
        people.list_channels, "visitor", "LIST [mask | >members | <members]", "/list", "the channels there are"
    ),
    requests.History: Row(
        past.history,
        "visitor",
        "CHATHISTORY LATEST|BEFORE|AFTER|AROUND|BETWEEN target reference [reference] limit",
        "/history [LINES]",
        "what was said before",
    ),
    requests.HistoryTargets: Row(
        past.targets,
        "visitor",
        "CHATHISTORY TARGETS from to limit",
        "",
        "the conversations with messages between two times",
    ),
    requests.Nick: Row(entry.nick, "anyone", "NICK nickname", "/nick NAME", "take a name"),
    requests.Away: Row(people.away, "user", "AWAY [:text]", "/away [TEXT]", "say that you are away, or back"),
    requests.Invite: Row(channels.invite, "user", "INVITE nick #channel", "/invite NAME [#CHANNEL]", "ask somebody in"),
    requests.Kick: Row(
        moderation.kick, "user", "KICK #channel nick{,nick} [:reason]", "/kick NAME [REASON]", "remove a member"
    ),
    requests.ChannelModes: Row(
        moderation.channel_modes, "visitor", "MODE #channel [changes]", "/mode #CHANNEL [CHANGES]", "a channel's modes"
    ),
    requests.UserModes: Row(moderation.user_modes, "user", "MODE nick [changes]", "", "your own modes"),
    requests.Who: Row(people.who_, "user", "WHO mask [o]", "", "users that match a mask"),
    requests.Whois: Row(people.whois, "user", "WHOIS nick{,nick}", "/whois NAME", "what there is to know of somebody"),
    requests.UserHosts: Row(people.user_hosts, "user", "USERHOST nick{ nick}", "", "user and host of up to five users"),
    requests.Operator: Row(entry.operator, "user", "OPER name password", "", "become a server operator"),
    requests.Ban: Row(
        bans.ban,
        "user",
        "KLINE|DLINE [minutes] mask|address [:reason]",
        "",
        "ban whom a mask matches, or an address or network (for server operators)",
    ),
    requests.Unban: Row(bans.unban, "user", "UNKLINE|UNDLINE mask|address", "", "lift such a ban"),
    requests.Stats: Row(bans.stats, "user", "STATS k|d", "", "the bans on masks, or on addresses"),
    requests.ServerInfo: Row(
        info.server_info, "visitor", "MOTD | LUSERS | VERSION | TIME | ADMIN | INFO", "", "facts about the server"
    ),
    requests.Help: Row(help_, "visitor", "HELP [command]", "/help [COMMAND]", "this list, or help on one command"),
    requests.Pass: Row(entry.password, "anyone", "PASS password", "/pass PASSWORD", "give the server's password"),
    requests.Introduce: Row(entry.introduce, "anyone", "USER user 0 * :real name", "", "introduce yourself"),
    requests.Capabilities: Row(entry.negotiate, "anyone", "CAP LS|LIST|REQ|END", "", "negotiate capabilities"),
    requests.Resume: Row(entry.resume, "anyone", "RESUME token", "", "take over a session that was lost"),
    requests.Ping: Row(ping, "anyone", "PING token", "", "answered after everything said before"),
    requests.Pong: Row(pong, "anyone", "PONG token", "", "the answer to the server's PING"),
    requests.Quit: Row(entry.quit_, "anyone", "QUIT [:reason]", "/quit [REASON]", "leave for good"),
    requests.Gone: Row(entry.gone, "anyone"),
    requests.Expel: Row(entry.expel, "anyone"),
    requests.Listen: Row(entry.listen, "anyone"),
    requests.Greet: Row(entry.greet, "anyone"),
    requests.ComesFrom: Row(arrival.comes_from, "anyone"),
    requests.Secure: Row(arrival.secure, "anyone"),
    requests.Webirc: Row(
        arrival.webirc, "anyone", "WEBIRC password gateway host address [:options]", "", "speak for somebody (gateways)"
    ),
    requests.StartIrc: Row(entry.start_irc, "anyone"),
    requests.Unreadable: Row(unreadable, "anyone"),
}

_WITHOUT_PASSWORD = frozenset(
    {
        requests.ComesFrom,
        requests.Expel,
        requests.Gone,
        requests.Greet,
        requests.Help,
        requests.Listen,
        requests.Pass,
        requests.Quit,
        requests.Secure,
        requests.StartIrc,
        requests.Unreadable,
    }
)


def carry_out(hub: Hub, who: Session, ask: Request, now: Moment) -> Outcome:
    """What comes of a request.  Raises Refuse where it may not be asked."""
    row = TABLE[type(ask)]
    if who.user is None:
        if who.protocol == "plain":
            return _by_plain_client(row, hub, who, ask, now)
        if row.asker != "anyone":
            raise Refuse("not_registered")
    return row.run(hub, who, ask, now)


def _by_plain_client(row: Row, hub: Hub, who: Session, ask: Request, now: Moment) -> Outcome:
    if not entry.is_admitted(hub, who) and type(ask) not in _WITHOUT_PASSWORD:
        if type(ask) is requests.Utter and not who.lines:
            return []  # bare chunks are answered by nothing, and the first line by the greeting
        raise Refuse("password_needed")
    return _as_guest(row, hub, who, ask, now) if row.asker == "user" else row.run(hub, who, ask, now)


def _as_guest(row: Row, hub: Hub, who: Session, ask: Request, now: Moment) -> Steps:
    yield from entry.enter_as_guest(hub, who, now)
    yield from row.run(hub, who, ask, now)
