"""The slash commands of a composer: one table, one function each."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from hubbub.clients.chat import Chat, CommandError
from hubbub.clients.view.buffer import Buffer
from hubbub.clients.view.changes import QuitAsked
from hubbub.wire.irc import message as irc


class Typed(msgspec.Struct, frozen=True):
    """A command as it was typed: in which conversation, and the words after its name."""

    chat: Chat
    buffer: Buffer
    rest: str

    def channel(self, words: str) -> tuple[Buffer, str]:
        """The channel that ``words`` name first, or the one this is typed in, and the other words."""
        word, _, others = words.partition(" ")
        if word and self.chat.view.features.is_channel(word):
            return self.somewhere(word), others.strip()
        if self.buffer.kind != "channel":
            raise CommandError("Type this in a channel, or name one: #lobby")
        return self.buffer, words

    def somewhere(self, name: str) -> Buffer:
        """The channel or the person ``name``."""
        if not self.chat.view.features.is_channel(name):
            return self.chat.open_direct(name)
        found = self.chat.view.find(name)
        if found is None:
            raise CommandError(f"You are not in {name}")
        return found


Handler = Callable[[Typed], None]


class Command(msgspec.Struct, frozen=True):
    """``usage``: what follows the name; ``help``: one line; ``offline``: possible without a connection."""

    name: str
    usage: str
    help: str
    run: Handler
    offline: bool = False


COMMANDS: dict[str, Command] = {}
_HOSTMASK = frozenset("!@*:")
ALIASES = {"j": "join", "leave": "part", "q": "query", "w": "whois", "exit": "quit", "t": "topic", "describe": "me"}


def _command(name: str, usage: str, text: str, offline: bool = False) -> Callable[[Handler], Handler]:
    def keep(run: Handler) -> Handler:
        COMMANDS[name] = Command(name, usage, text, run, offline)
        return run

    return keep


def enter(chat: Chat, buffer: Buffer, text: str) -> None:
    """Do what Return does with a composer's ``text``: a command where it begins with ``/``, else a message.

    ``//`` begins a message with one slash.  Raises CommandError with a sentence where nothing was done.
    """
    text = text.rstrip()
    if text.startswith("//"):
        chat.say(buffer, text[1:])
        return
    if not text.startswith("/") or text.startswith("/ ") or "\n" in text.partition(" ")[0]:
        chat.say(buffer, text)
        return
    word, _, rest = text[1:].partition(" ")
    command = find(word)
    if not chat.ready and not command.offline:
        raise CommandError(f"/{command.name} needs a connection; there is none just now")
    command.run(Typed(chat, buffer, rest.strip()))


def find(word: str) -> Command:
    """The command ``word``.  Raises CommandError, naming the likely one."""
    name = word.lower()
    command = COMMANDS.get(ALIASES.get(name, name))
    if command is not None:
        return command
    near = [other for other in COMMANDS if name and (other.startswith(name) or name.startswith(other))]
    hint = f" Did you mean /{near[0]}?" if near else " /help lists the commands."
    raise CommandError(f"There is no command /{word}.{hint} // sends a message that begins with a slash.")


def usage(name: str) -> CommandError:
    """Too few words."""
    command = COMMANDS[name]
    return CommandError(f"/{name} is used like this: /{name} {command.usage}".rstrip())


@_command("me", "TEXT", "say what you do: * alice waves", offline=True)
def _me(typed: Typed) -> None:
    if not typed.rest:
        raise usage("me")
    typed.chat.say(typed.buffer, typed.rest, "action")


@_command("join", "#CHANNEL [KEY]", "join a channel", offline=True)
def _join(typed: Typed) -> None:
    words = typed.rest.split()
    if not words:
        raise usage("join")
    keys = words[1].split(",") if len(words) > 1 else []
    for place, name in enumerate(word for word in words[0].split(",") if word):
        typed.chat.join(name, keys[place] if place < len(keys) else "")


@_command("part", "[#CHANNEL] [TEXT]", "leave a channel")
def _part(typed: Typed) -> None:
    channel, text = typed.channel(typed.rest)
    typed.chat.part(channel, text)


@_command("nick", "NAME", "take another name")
def _nick(typed: Typed) -> None:
    if not typed.rest or " " in typed.rest:
        raise usage("nick")
    typed.chat.view.ask(typed.buffer, "NICK", typed.rest)


@_command("msg", "NAME TEXT", "say something to one person, or in a channel", offline=True)
def _msg(typed: Typed) -> None:
    name, _, text = typed.rest.partition(" ")
    if not name or not text.strip():
        raise usage("msg")
    typed.chat.say(typed.somewhere(name), text.strip())


@_command("query", "NAME [TEXT]", "open the conversation with one person", offline=True)
def _query(typed: Typed) -> None:
    name, _, text = typed.rest.partition(" ")
    if not name:
        raise usage("query")
    direct = typed.chat.open_direct(name)
    if text.strip():
        typed.chat.say(direct, text.strip())


@_command("notice", "NAME TEXT", "a notice, which no program answers")
def _notice(typed: Typed) -> None:
    name, _, text = typed.rest.partition(" ")
    if not name or not text.strip():
        raise usage("notice")
    typed.chat.say(typed.somewhere(name), text.strip(), "notice")


@_command("topic", "[#CHANNEL] [TEXT]", "show or set the topic")
def _topic(typed: Typed) -> None:
    channel, text = typed.channel(typed.rest)
    typed.chat.view.ask(channel, "TOPIC", channel.name, *([text] if text else []))


@_command("away", "[TEXT]", "say that you are away; without a text, simply away")
def _away(typed: Typed) -> None:
    typed.chat.view.ask(typed.buffer, "AWAY", typed.rest or "away")


@_command("back", "", "say that you are back")
def _back(typed: Typed) -> None:
    typed.chat.view.ask(typed.buffer, "AWAY")


@_command("invite", "NAME [#CHANNEL]", "invite somebody")
def _invite(typed: Typed) -> None:
    name, _, where = typed.rest.partition(" ")
    if not name:
        raise usage("invite")
    channel, _ = typed.channel(where)
    typed.chat.view.ask(channel, "INVITE", name, channel.name)


@_command("kick", "NAME [TEXT]", "remove somebody from this channel")
def _kick(typed: Typed) -> None:
    channel, rest = typed.channel(typed.rest)
    name, _, text = rest.partition(" ")
    if not name:
        raise usage("kick")
    typed.chat.view.ask(channel, "KICK", channel.name, name, *([text.strip()] if text.strip() else []))


def _ranking(name: str, change: str, text: str) -> None:
    def run(typed: Typed) -> None:
        channel, rest = typed.channel(typed.rest)
        names = rest.split()
        if not names:
            raise usage(name)
        sign, letter = change[0], change[1:]
        for nick in names:
            mask = nick if letter != "b" or not _HOSTMASK.isdisjoint(nick) else f"{nick}!*@*"
            typed.chat.view.ask(channel, "MODE", channel.name, f"{sign}{letter}", mask)

    _command(name, "NAME", text)(run)


_ranking("op", "+o", "make somebody an operator of this channel")
_ranking("deop", "-o", "take that back")
_ranking("voice", "+v", "let somebody speak in a moderated channel")
_ranking("devoice", "-v", "take that back")
_ranking("unban", "-b", "let somebody in again")


@_command("ban", "[NAME]", "keep somebody out; without a name, who is kept out")
def _ban(typed: Typed) -> None:
    channel, rest = typed.channel(typed.rest)
    if not rest:
        typed.chat.view.ask(channel, "MODE", channel.name, "+b")
    for nick in rest.split():
        mask = nick if not _HOSTMASK.isdisjoint(nick) else f"{nick}!*@*"
        typed.chat.view.ask(channel, "MODE", channel.name, "+b", mask)


@_command("mode", "[#CHANNEL] [MODES]", "show or change modes")
def _mode(typed: Typed) -> None:
    words = typed.rest.split()
    if words and not words[0].startswith(("+", "-")):
        target = words.pop(0)
    elif typed.buffer.kind == "channel":
        target = typed.buffer.name
    else:
        target = typed.chat.view.nick
    typed.chat.view.ask(typed.chat.view.find(target) or typed.buffer, "MODE", target, *words)


@_command("list", "[FILTER]", "all channels of this server")
def _list(typed: Typed) -> None:
    typed.chat.view.ask(typed.chat.view.server, "LIST", *typed.rest.split())


@_command("names", "[#CHANNEL]", "who is in this channel")
def _names(typed: Typed) -> None:
    if typed.rest and typed.chat.view.find(typed.rest.split(maxsplit=1)[0]) is None:
        typed.chat.view.ask(typed.buffer, "NAMES", typed.rest.split(maxsplit=1)[0])
        return
    channel, _ = typed.channel(typed.rest)
    names = ", ".join(f"{member.prefix[:1]}{member.nick}" for member in channel.members())
    typed.chat.view.event(channel, "info", "", f"In {channel.name}: {names}")


@_command("who", "[MASK]", "who is here")
def _who(typed: Typed) -> None:
    mask = (
        typed.rest.split(maxsplit=1)[0] if typed.rest else (typed.buffer.name if typed.buffer.kind != "server" else "*")
    )
    channel = typed.chat.view.find(mask)
    if channel is not None:
        channel.quiet_who = False
    typed.chat.view.ask(typed.buffer, "WHO", mask)


@_command("whois", "NAME", "about somebody")
def _whois(typed: Typed) -> None:
    name = (
        typed.rest.split(maxsplit=1)[0] if typed.rest else (typed.buffer.name if typed.buffer.kind == "direct" else "")
    )
    if not name:
        raise usage("whois")
    typed.chat.view.ask(typed.buffer, "WHOIS", name)


@_command("close", "", "close this conversation", offline=True)
def _close(typed: Typed) -> None:
    typed.chat.close_buffer(typed.buffer)


@_command("raw", "LINE", "send a line of the protocol as it is")
def _raw(typed: Typed) -> None:
    line = irc.parse(typed.rest)
    if not line.command:
        raise usage("raw")
    try:
        irc.show(line)
    except ValueError as error:
        raise CommandError(str(error)) from error
    typed.chat.view.asker = typed.buffer
    typed.chat.view.outgoing.append(line)


@_command("quit", "[TEXT]", "leave, and close the window", offline=True)
def _quit(typed: Typed) -> None:
    typed.chat.view.emit(QuitAsked(typed.rest))


@_command("help", "[COMMAND]", "all commands, or one", offline=True)
def _help(typed: Typed) -> None:
    if typed.rest:
        command = find(typed.rest.split(maxsplit=1)[0].removeprefix("/"))
        lines = [f"/{command.name} {command.usage}".rstrip() + f": {command.help}"]
    else:
        lines = [f"/{command.name} {command.usage}".rstrip() + f": {command.help}" for command in COMMANDS.values()]
    for line in lines:
        typed.chat.view.event(typed.buffer, "info", "", line)
