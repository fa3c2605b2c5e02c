"""Help in full: a page for each command that needs more than its one sentence, and pages on what is no command."""

from __future__ import annotations

from hubbub.model import modes

from .stats import QUERIES

_TAKES: dict[modes.Kind, str] = {
    "list": "a list of masks; without one, it is shown",
    "always": "takes an argument, set and unset",
    "when-set": "takes an argument when it is set",
    "flag": "",
    "rank": "takes a nickname",
}


def _channel_mode(mode: modes.ChannelMode) -> str:
    takes = _TAKES[mode.kind]
    return f"+{mode.letter}  {mode.word}{f' ({takes})' if takes else ''}"


TOPICS: dict[str, tuple[str, ...]] = {
    "CMODES": (
        "Modes of channels, set by MODE #channel +letters [arguments] and unset by -letters:",
        *map(_channel_mode, modes.CHANNEL_MODES),
    ),
    "UMODES": (
        "Modes of users, set by MODE yournick +letters and unset by -letters:",
        *(f"+{letter}  {word}" for letter, word in sorted(modes.USER_MODES.items())),
        f"Nobody sets {' or '.join(sorted(modes.GIVEN))} for themselves: the server does.",
    ),
    "SUMMON": ("SUMMON is of old networks: this server summons nobody.",),
    "USERS": ("USERS is of old networks: this server does not tell who uses its machine. See WHO.",),
}
"""Subjects that are no command that can be carried out, in capitals."""

MORE: dict[str, tuple[str, ...]] = {
    "ACCEPT": (
        "With user mode R you hear only from those who have an account. ACCEPT lets others in, by their nicknames,",
        "until either of you leaves; a nickname behind a - is no longer let in, and * lists those who are.",
        "Whom you write to is let in by that.",
    ),
    "ADMIN": ("Who runs the server, where, and how to reach them.",),
    "AWAY": ("Whoever writes to you is told the text. Without one, or with an empty one, you are back.",),
    "CAP": ("Apps do this for you, before registration and after it; CAP LS 302 lists what there is, with values.",),
    "CHGHOST": ("The host holds until the user leaves. Without a user name, only the host changes.",),
    "DLINE": ("A network is written 203.0.113.0/24. Without minutes, the ban is for good. See UNDLINE and STATS d.",),
    "HELP": ("HELP cmodes and HELP umodes list the modes of channels and of users.",),
    "INFO": ("What program this is.",),
    "INVITE": (
        "Without parameters: the invitations you hold. By an operator of the channel, one lets in past whatever keeps",
        "people out; by somebody else it is a message.",
    ),
    "ISON": ("Apps ask this for their lists of friends; MONITOR tells without being asked.",),
    "JOIN": (
        "Several channels are separated by commas, and so are their keys, in the same order. A channel that does not",
        "exist is made, and you are its operator. JOIN 0 leaves every channel.",
    ),
    "KICK": ("The reason is shown to everybody there. Nobody is kicked by somebody of a lower rank.",),
    "KILL": ("All of somebody's connections are closed, and everybody who shares a channel is told why.",),
    "KLINE": ("The mask is nick!user@host, with * and ? for anything. Without minutes, it is for good. See UNKLINE.",),
    "LINKS": ("This network is one server, which is named to its operators.",),
    "LIST": (
        "Masks and conditions are separated by commas, and all conditions must hold:",
        "*chat*  names that match; !*bot*  names that do not",
        ">10 and <50  more, or fewer, than so many members",
        "C>60 and C<60  created more, or less, than so many minutes ago",
        "T>60 and T<60  with a topic set more, or less, than so many minutes ago",
    ),
    "LUSERS": ("How many users and channels there are, and the most there have been.",),
    "METADATA": (
        "SET and CLEAR change what you tell (target *), or what a channel of yours tells, as its operator. GET, LIST",
        "show it. SUB asks to be told of changes of keys, UNSUB ends that, SUBS lists them; SYNC shows all values now.",
    ),
    "MODE": ("HELP cmodes lists the modes of channels, HELP umodes those of users.",),
    "MOTD": ("The message of the day.",),
    "NAMES": ("Without parameters: who is in all channels that are to be found.",),
    "NICK": ("Letters of any script, digits, and -_[]\\`^{|}, beginning with no digit and no -.",),
    "NOTICE": ("As PRIVMSG, for programs: a NOTICE is never answered by one, nor by an error.",),
    "NPC": (
        "The line comes from *name*, with your nickname behind what is said; NPCA is an action, SCENE has no name.",
    ),
    "OPER": (
        "The names and passwords are in the server's configuration. Never send them in plaintext over a network.",
    ),
    "PART": ("The reason is shown to everybody in the channel.",),
    "PASS": ("Sent before NICK and USER.",),
    "PRIVMSG": (
        "A target is a nickname, a channel, or a channel behind a prefix: @#channel reaches its operators alone.",
        "CTCP ACTION is shown as an action to everybody.",
    ),
    "QUIT": ("The reason is shown to everybody who shares a channel with you.",),
    "REHASH": ("What is taken up at once is told, and what waits for a restart. A mistake changes nothing.",),
    "RELAYMSG": (
        "For bridges: the name needs a separator, such as carol/net. Only operators of the channel may do it.",
    ),
    "RENAME": (
        "Members, modes and history stay. The old name is free afterwards. Only operators of the channel may do it.",
    ),
    "SETNAME": ("Those who share a channel with you, and asked for it, are told.",),
    "STATS": (
        "Letters:",
        *(
            f"{letter}  {query.what}{' (for server operators)' if query.operators else ''}"
            for letter, query in sorted(QUERIES.items())
        ),
    ),
    "TAGMSG": ("A message of client tags alone, such as a typing notice, for those who negotiated message-tags.",),
    "TIME": ("The server's time, in UTC.",),
    "TOPIC": ("An empty text removes the topic.",),
    "UNDLINE": ("STATS d lists the bans on addresses.",),
    "UNKLINE": ("STATS k lists the bans on masks.",),
    "USERHOST": ("Up to five nicknames.",),
    "VERSION": ("The program's version, and all that it supports.",),
    "WALLOPS": ("Users hear it who have user mode w: MODE yournick +w.",),
    "WHO": (
        "A mask is a channel, a nickname, or a pattern with * and ? that nickname, user, host or real name matches.",
        "o shows server operators alone. Behind a % stand the fields to show (WHOX): t token, c channel, u user,",
        "i address, h host, s server, n nickname, f flags, d hops, l idle seconds, a account, o rank, r real name.",
    ),
    "WHOIS": ("With a server or a nickname before it: asked there. You see your own addresses and modes.",),
    "WHOWAS": ("The latest first; a count that is not positive means all that are remembered.",),
}
"""Command to what its one sentence does not say."""
