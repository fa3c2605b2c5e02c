"""Replies in plain words: one table from a reply's type to the sentences it is told by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hubbub.model import replies
from hubbub.model.modes import BY_LETTER, USER_MODES, prefixes, show_changes
from hubbub.model.refusals import sentence
from hubbub.model.server import Server

from .commands import COMMANDS

OWN_SENTENCES = {
    "unknown_command": "there is no command {0}; /help lists those there are, and /{0} says {0}",
    "not_registered": "take a name first: /nick NAME",
}
"""Refusals that read otherwise where commands begin with a slash."""


def sentences(reply: replies.Reply, server: Server) -> list[str]:
    """What to tell; [] where the reply has no meaning outside IRC."""
    answer = ANSWERS.get(type(reply))
    return answer(reply, server) if answer else []


def moment(time_ns: int) -> str:
    """Nanoseconds since 1970 as date and time to the minute, UTC."""
    return datetime.fromtimestamp(time_ns // 1_000_000_000, UTC).strftime("%Y-%m-%d %H:%M")


def refusal(code: str, about: tuple[str, ...], text: str = "") -> str:
    """The sentence of a refusal; ``text`` is said instead where it is given.  Raises KeyError for an unknown code."""
    if text or code not in OWN_SENTENCES:
        return sentence(code, about, text)
    template = OWN_SENTENCES[code]
    return template.format(*about, *("that" for _ in range(template.count("{"))))


def _refused(reply: replies.Refused, _: Server) -> list[str]:
    return [refusal(reply.code, reply.about, reply.text)]


def _greeting(reply: replies.Greeting, server: Server) -> list[str]:
    if not reply.channel:
        begin = f"you are {reply.nick}" if reply.nick else "you are in no channel"
        return [f"{begin}; /join #CHANNEL goes to a channel, /help lists commands"]
    listed = server.limits.listed_names
    others = ", ".join(reply.others[:listed]) or "nobody else yet"
    more = len(reply.others) - listed
    rest = f" and {more} more" if more > 0 else ""
    return [
        f"you are{f' {reply.nick}' if reply.nick else ''} in {reply.channel} with {others}{rest}; /help lists commands"
    ]


def _topic(reply: replies.TopicIs, _: Server) -> list[str]:
    if reply.topic is None:
        return [] if reply.joining else [f"{reply.channel} has no topic"]
    return [f"the topic of {reply.channel} is: {reply.topic.text}"]


def _names(reply: replies.NamesAre, _: Server) -> list[str]:
    names = [prefixes(member.ranks, every=False) + member.nick for member in reply.members]
    return [f"in {reply.channel}: {', '.join(names)}" if names else f"nobody is in {reply.channel}"]


def _list(reply: replies.ListIs, _: Server) -> list[str]:
    mode = BY_LETTER.get(reply.letter)
    word = f"{mode.word if mode else reply.letter}s"
    if not reply.entries:
        return [f"{reply.channel} has no {word}"]
    return [f"{word} of {reply.channel}:", *(f"{entry.mask} (by {entry.by})" for entry in reply.entries)]


def _modes(reply: replies.ModesAre, _: Server) -> list[str]:
    modes = " ".join(show_changes(reply.changes))
    return [f"the modes of {reply.channel} are {modes}" if modes else f"{reply.channel} has no modes"]


def _user_modes(reply: replies.UserModesAre, _: Server) -> list[str]:
    words = ", ".join(USER_MODES.get(letter, letter) for letter in reply.letters)
    return [f"your modes are +{reply.letters} ({words})" if words else "you have no modes"]


def _channels(reply: replies.ChannelsAre, _: Server) -> list[str]:
    rows = [
        f"{row.name}, {row.members} {'person' if row.members == 1 else 'people'}{f': {row.topic}' if row.topic else ''}"
        for row in reply.channels
    ]
    return rows or ["there are no such channels"]


def _who(reply: replies.WhoIs, _: Server) -> list[str]:
    rows = []
    for row in reply.rows:
        where = "" if row.channel == "*" else f" in {row.channel}"
        away = ", away" if row.away else ""
        rows.append(f"{prefixes(row.ranks, every=False)}{row.source.nick}{where} ({row.real_name}){away}")
    return rows or [f"nobody matches {reply.mask}"]


def _profile(reply: replies.Profile, _: Server) -> list[str]:
    account = f", account {reply.source.account}" if reply.source.account else ""
    since = moment(reply.signon * 1_000_000_000)
    rows = [f"{reply.source.nick} is {reply.real_name or reply.source.nick}{account}; here since {since} UTC"]
    if reply.channels:
        rows.append(f"in {', '.join(prefixes(ranks, every=False) + name for name, ranks in reply.channels)}")
    if reply.operator:
        rows.append("a server operator")
    if reply.away:
        rows.append(f"away: {reply.away}")
    rows += [f"connected from {address}" for address in reply.addresses]
    return rows


def _were(reply: replies.TheyWere, _: Server) -> list[str]:
    rows = [f"{one.source.mask} ({one.real_name}) until {moment(one.time)} UTC" for one in reply.found]
    return rows or [refusal("was_nobody", (reply.nick,))]


def _bans(reply: replies.BansAre, _: Server) -> list[str]:
    rows = [f"{ban.mask} (by {ban.by}){f': {ban.reason}' if ban.reason else ''}" for ban in reply.bans]
    return rows or ["nobody is banned"]


def _hosts(reply: replies.UserHostsAre, _: Server) -> list[str]:
    return [f"{user.source.nick}{' (away)' if user.away else ''}: {user.source.mask}" for user in reply.users]


def _help(reply: replies.HelpIs, _: Server) -> list[str]:
    forms = (form for _, plain, _ in reply.rows for form in plain.split(" | ") if form)
    names = {form.partition(" ")[0].removeprefix("/") for form in forms}
    topic = reply.topic.removeprefix("/").lower()
    if topic in names:  # several commands may be one request
        names = {topic}
    rows = [command for name, command in COMMANDS.items() if name in names]
    if not rows:
        return list(reply.text) or [refusal("no_help", (reply.topic,))]
    width = max(len(command.usage) for command in rows)
    listed = [f"{command.usage:<{width}}  {command.help}" for command in rows]
    return listed if reply.topic else [*listed, "any other line is said to everybody in the channel; //x says /x"]


def _targets(reply: replies.HistoryTargetsAre, _: Server) -> list[str]:
    return [f"{target}: last spoken in at {moment(time)} UTC" for target, time in reply.targets]


def _invitations(reply: replies.InvitationsAre, _: Server) -> list[str]:
    return [f"you are invited to {', '.join(reply.channels)}" if reply.channels else "you have no invitations"]


# The table is typed by its keys: each function takes the reply it stands beside.
ANSWERS: dict[type[replies.Reply], Callable[[Any, Server], list[str]]] = {
    replies.Refused: _refused,
    replies.Note: lambda reply, _: reply.text.split("\n"),
    replies.Closing: lambda reply, _: [reply.reason],
    replies.Greeting: _greeting,
    replies.Talking: lambda reply, _: [f"you talk in {reply.channel} now"],
    replies.TopicIs: _topic,
    replies.NamesAre: _names,
    replies.ModesAre: _modes,
    replies.ListIs: _list,
    replies.UserModesAre: _user_modes,
    replies.Inviting: lambda reply, _: [f"{reply.nick} is invited to {reply.channel}"],
    replies.InvitationsAre: _invitations,
    replies.TheyAreAway: lambda reply, _: [f"{reply.nick} is away: {reply.text}"],
    replies.YouAre: lambda reply, _: ["you are away now; /away without a text: back" if reply.away else "you are back"],
    replies.YouAreLoggedIn: lambda reply, _: [f"you are logged in as {reply.account}"],
    replies.YouAreLoggedOut: lambda *_: ["you are logged out: a guest again"],
    replies.AccountRegistered: lambda reply, _: [
        f"{reply.account} is registered: /login {reply.account} PASSWORD next time"
    ],
    replies.ServiceSays: lambda reply, _: [f"{reply.service}: {line}" for line in reply.lines],
    replies.ServiceProfile: lambda reply, _: [f"{reply.service} is a service: {reply.about}"],
    replies.YouAreOperator: lambda *_: ["you are a server operator now"],
    replies.ChannelsAre: _channels,
    replies.WhoIs: _who,
    replies.Profile: _profile,
    replies.TheyWere: _were,
    replies.AcceptedAre: lambda reply, _: [f"accepted: {', '.join(reply.nicks) or 'nobody'}"],
    replies.UptimeIs: lambda reply, _: [f"the server runs since {reply.seconds} seconds"],
    replies.LoginsAre: lambda reply, _: [f"{name} from {host}" for name, host in reply.logins] or ["nobody"],
    replies.TheseAreOn: lambda reply, _: [f"here: {', '.join(reply.nicks) or 'nobody of them'}"],
    replies.UserHostsAre: _hosts,
    replies.BansAre: _bans,
    replies.VersionIs: lambda reply, _: [f"this is {reply.version}"],
    replies.TimeIs: lambda reply, _: [f"it is {moment(reply.time)} UTC"],
    replies.AdminIs: lambda reply, _: list(reply.lines),
    replies.InfoIs: lambda reply, _: list(reply.lines),
    replies.LinksAre: lambda *_: ["this network is one server"],
    replies.Rehashing: lambda reply, _: [f"taken up: {', '.join(reply.changed) or 'nothing'}"],
    replies.HelpIs: _help,
    replies.HistoryTargetsAre: _targets,
}
