"""The slash commands: one table, from which they are read and explained."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from hubbub.model.limits import REACTION_BYTES
from hubbub.model.modes import MUTE, Change, read_changes
from hubbub.model.names import CHANNEL_PREFIX, is_channel
from hubbub.model.requests import (
    AskService,
    Away,
    ChannelModes,
    Help,
    History,
    Invite,
    Join,
    Kick,
    ListChannels,
    Login,
    Logout,
    Names,
    Nick,
    Part,
    Pass,
    Quit,
    ReactToLast,
    RedactLast,
    Register,
    Request,
    Say,
    Search,
    Topic,
    Unreadable,
    UserModes,
    Utter,
    Whois,
)
from hubbub.model.services import CHANSERV, NICKSERV, Service, service

HISTORY_LINES = 20
"""What /history shows when no number is given: about a screenful."""

NO_TOPIC = "-"
"""What /topic is given to remove it."""


MUTED = f"{MUTE}:"


class SlashCommand(msgspec.Struct, frozen=True):
    """``read``: what follows the command, stripped, to a request; None where it is too little."""

    usage: str
    help: str
    read: Callable[[str], Request | None]


def command(text: str) -> Request:
    """The request that a line beginning with a slash asks for; `Unreadable` where there is none."""
    name, _, rest = text.partition(" ")
    found = COMMANDS.get(name[1:].lower())
    if found is None:
        return Unreadable("unknown_command", (name,))
    request = found.read(rest.strip())
    if request is None:
        return Unreadable("too_few_parameters", (name,), f"usage: {found.usage}")
    return request


def _channel(name: str) -> str:
    """A channel's name, its prefix given or not."""
    return name if is_channel(name) else CHANNEL_PREFIX + name


def _split(rest: str, most: int) -> list[str]:
    """The first words, and in the last place all that is left."""
    return [word.strip() for word in rest.split(None, most - 1)]


def _help(rest: str) -> Request:
    return Help(rest.lstrip("/"))


def _nick(rest: str) -> Request | None:
    return Nick(rest) if rest else None


def _join(rest: str) -> Request | None:
    if not rest:
        return None
    names, *keys = rest.split()
    channels = tuple(_channel(name) for name in names.split(",") if name)
    return Join(channels, tuple(keys[0].split(",")) if keys else ()) if channels else None


def _part(rest: str) -> Request:
    if not is_channel(rest):
        return Part((), rest)
    channel, *reason = _split(rest, 2)
    return Part((channel,), "".join(reason))


def _msg(rest: str) -> Request | None:
    words = _split(rest, 2)
    if len(words) != 2:
        return None
    asked = service(words[0])
    return AskService(asked.name, words[1]) if asked is not None else Say((words[0],), words[1])


def _asking(asked: Service) -> Callable[[str], Request | None]:
    return lambda rest: AskService(asked.name, rest) if rest else None


def _who(rest: str) -> Request:
    if not rest:
        return Names()
    return Names((rest,)) if is_channel(rest) else Whois((rest,))


def _whois(rest: str) -> Request | None:
    return Whois((rest,)) if rest else None


def _list(rest: str) -> Request:
    return ListChannels(tuple(rest.split()))


def _topic(rest: str) -> Request:
    if not rest:
        return Topic()
    return Topic(text="" if rest == NO_TOPIC else rest)


def _history(rest: str) -> Request:
    if not rest:
        return History("", "latest", HISTORY_LINES)
    if not (rest.isascii() and rest.isdecimal() and len(rest) < 10 and int(rest)):
        return Unreadable("bad_limit", ("/history",))
    return History("", "latest", int(rest))


def _search(rest: str) -> Request | None:
    return Search(rest, "") if rest else None


def _me(rest: str) -> Request | None:
    return Utter(rest, action=True) if rest else None


def _react(*, added: bool) -> Callable[[str], Request | None]:
    def read(rest: str) -> Request | None:
        where, rest = _where(rest, privately=True)
        *nick, reaction = _split(rest, 2) or [""]
        if not reaction:
            return None
        if len(reaction.encode("utf-8", "replace")) > REACTION_BYTES:
            text = f"a reaction is an emoji or a short word: at most {REACTION_BYTES} bytes"
            return Unreadable("too_few_parameters", ("/react",), text)
        return ReactToLast(where, "".join(nick), reaction, added)

    return read


def _redact(rest: str) -> Request:
    where, rest = _where(rest, privately=True)
    nick, *reason = _split(rest, 2) or [""]
    return RedactLast(where, nick, "".join(reason))


def _quit(rest: str) -> Request:
    return Quit(rest)


def _invite(rest: str) -> Request | None:
    nick, *channel = rest.split() or [""]
    return Invite(nick, _channel(channel[0]) if channel else "")


def _where(rest: str, *, privately: bool = False) -> tuple[str, str]:
    """The channel named first ("" where none is, which means the one they talk in), and what follows it.

    ``privately``: ``@nick`` in its place is what was said between the two.
    """
    if not is_channel(rest) and not (privately and rest.startswith("@")):
        return "", rest
    channel, *others = _split(rest, 2)
    return channel, "".join(others)


def _kick(rest: str) -> Request | None:
    channel, rest = _where(rest)
    if not rest:
        return None
    nicks, *reason = _split(rest, 2)
    return Kick((channel,) if channel else (), tuple(nicks.split(",")), "".join(reason))


def _pass(rest: str) -> Request | None:
    return Pass(rest) if rest else None


def _mode(rest: str) -> Request:
    target, *words = rest.split() or [""]
    if target and not is_channel(target) and target[0] not in "+-":
        return UserModes(target, read_changes(tuple(words)))
    channel, rest = _where(rest)
    return ChannelModes(channel, read_changes(tuple(rest.split())))


def _change(change: str, kind: str = "", *, listed: bool = False) -> Callable[[str], Request | None]:
    """A command that makes one ``change`` for each word; ``kind``: an extended ban; ``listed``: without one, all are
    shown."""
    add, letter = change[0] == "+", change[1]

    def read(rest: str) -> Request | None:
        channel, rest = _where(rest)
        words = rest.split()
        if not words and not listed:
            return None
        return ChannelModes(
            channel, tuple(Change(add, letter, kind + word) for word in words) or (Change(add, letter),)
        )

    return read


def _login(rest: str) -> Request | None:
    words = _split(rest, 2)
    return Login(words[0], words[1]) if len(words) == 2 else None


def _logout(_rest: str) -> Request:
    return Logout()


def _register(rest: str) -> Request | None:
    name, *words = rest.split() or [""]
    if not words:
        return None
    password, *email = words
    if len(email) > 1:
        return Unreadable("too_few_parameters", ("/register",), "a password is one word here, and so is an address")
    return Register(name, "".join(email), password)


def _away(rest: str) -> Request:
    return Away(rest)


COMMANDS: dict[str, SlashCommand] = {
    "help": SlashCommand("/help [COMMAND]", "lists the commands, or explains one", _help),
    "nick": SlashCommand("/nick NAME", "takes a name", _nick),
    "join": SlashCommand("/join #CHANNEL [KEY]", "goes to a channel, and talks there from then on", _join),
    "part": SlashCommand("/part [#CHANNEL] [REASON]", "leaves a channel: the one you talk in, or the one named", _part),
    "msg": SlashCommand("/msg NAME TEXT", "says something to one person alone, or in another channel", _msg),
    "who": SlashCommand("/who [#CHANNEL]", "tells who is in a channel", _who),
    "whois": SlashCommand("/whois NAME", "tells about one person", _whois),
    "list": SlashCommand("/list [PATTERN]", "tells which channels there are", _list),
    "topic": SlashCommand(
        "/topic [TEXT]", "shows what the channel is about, or sets it; a single - removes it", _topic
    ),
    "history": SlashCommand("/history [LINES]", "shows what was said last", _history),
    "search": SlashCommand("/search TEXT", "looks for what was said where you talk", _search),
    "me": SlashCommand("/me TEXT", "says what you do: * alice waves", _me),
    "react": SlashCommand(
        "/react [#CHANNEL] [NAME] REACTION",
        "reacts to what NAME said last, or anybody but you: /react bob 👍; with @NAME for #CHANNEL, in private",
        _react(added=True),
    ),
    "unreact": SlashCommand("/unreact [#CHANNEL] [NAME] REACTION", "takes that back", _react(added=False)),
    "redact": SlashCommand(
        "/redact [#CHANNEL] [NAME [REASON]]",
        "erases the last thing you said, or as operator the last thing NAME said; with @NAME for #CHANNEL, in private",
        _redact,
    ),
    "invite": SlashCommand(
        "/invite [NAME [#CHANNEL]]", "asks somebody into a channel, or lists your invitations", _invite
    ),
    "kick": SlashCommand("/kick [#CHANNEL] NAME [REASON]", "removes somebody from a channel", _kick),
    "mode": SlashCommand(
        "/mode [#CHANNEL] [CHANGES]", "shows or changes how a channel works, such as +m or +o NAME", _mode
    ),
    "op": SlashCommand("/op [#CHANNEL] NAME", "makes somebody an operator of the channel", _change("+o")),
    "deop": SlashCommand("/deop [#CHANNEL] NAME", "takes that away", _change("-o")),
    "voice": SlashCommand("/voice [#CHANNEL] NAME", "lets somebody talk where not all may", _change("+v")),
    "devoice": SlashCommand("/devoice [#CHANNEL] NAME", "takes that away", _change("-v")),
    "ban": SlashCommand(
        "/ban [#CHANNEL] [NAME]",
        "keeps somebody out of the channel, or lists who is",
        _change("+b", listed=True),
    ),
    "unban": SlashCommand("/unban [#CHANNEL] NAME", "lets somebody in again", _change("-b")),
    "mute": SlashCommand("/mute [#CHANNEL] NAME", "lets somebody stay, and not talk", _change("+b", MUTED)),
    "unmute": SlashCommand("/unmute [#CHANNEL] NAME", "lets somebody talk again", _change("-b", MUTED)),
    "away": SlashCommand("/away [TEXT]", "says that you are away; without a text, that you are back", _away),
    "pass": SlashCommand("/pass PASSWORD", "gives the server's password, where one is needed", _pass),
    "register": SlashCommand(
        "/register NAME PASSWORD [EMAIL]", "registers an account, which keeps the name for you", _register
    ),
    "login": SlashCommand("/login NAME PASSWORD", "logs in to your account", _login),
    "logout": SlashCommand("/logout", "logs out: you are a guest again", _logout),
    "ns": SlashCommand(
        "/ns COMMAND [WORDS]", "asks NickServ, about accounts; /ns help lists its commands", _asking(NICKSERV)
    ),
    "cs": SlashCommand(
        "/cs COMMAND [WORDS]",
        "asks ChanServ, about channels that belong to accounts; /cs help lists its commands",
        _asking(CHANSERV),
    ),
    "quit": SlashCommand("/quit [REASON]", "leaves", _quit),
}
"""By the name behind the slash, in the order in which they are listed."""
