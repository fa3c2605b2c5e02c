"""Error numerics as sentences for people.

``{1}`` is the first parameter after our nick, ``{text}`` the server's own words.
Source of the numbers: https://modern.ircdocs.horse/#numerics.
"""

from __future__ import annotations

from hubbub.wire.irc import message as irc

SENTENCES = {
    "401": "Nobody here is called {1}",
    "402": "There is no server called {1}",
    "403": "There is no channel {1}",
    "404": "You cannot speak in {1}: {text}",
    "405": "You are in too many channels to join {1}",
    "406": "Nobody called {1} was here",
    "407": "Too many recipients: {text}",
    "411": "Nobody was named to send this to",
    "412": "There was no text to send",
    "415": "{text}",
    "417": "That line is too long for this server",
    "421": "This server does not know the command {1}",
    "431": "No name was given",
    "432": "{1} cannot be a name here: {text}",
    "433": "The name {1} is in use",
    "436": "The name {1} is in use",
    "437": "{1} is not available just now: {text}",
    "438": "You are changing your name too fast: {text}",
    "441": "{1} is not in {2}",
    "442": "You are not in {1}",
    "443": "{1} is in {2} already",
    "451": "The server wants a registration first",
    "461": "The command {1} needs more words",
    "462": "That is possible only before joining the server",
    "464": "The server does not accept this password",
    "465": "This server has banned you: {text}",
    "467": "{1} has a key already",
    "471": "{1} is full",
    "472": "This server does not know the mode {1}",
    "473": "{1} is by invitation only",
    "474": "You are banned from {1}",
    "475": "{1} needs a key: /join {1} KEY",
    "476": "{1} is not a possible channel name",
    "477": "{1} is only for people with an account: {text}",
    "478": "The list of {1} is full",
    "479": "{1} is not a possible channel name",
    "480": "You cannot join {1}: {text}",
    "481": "That is for server operators only",
    "482": "That is for operators of {1} only",
    "485": "{text}",
    "489": "{1} is only for secure connections",
    "491": "This server has no such operator",
    "501": "This server does not know that user mode",
    "502": "You can change only your own modes",
}
_JOIN_REFUSALS = frozenset({"403", "405", "437", "471", "473", "474", "475", "476", "477", "479", "480", "489"})


def is_error(command: str) -> bool:
    """Whether a command is an error numeric.  422, no message of the day, is none that anybody has to see."""
    if command == "422":
        return False
    return len(command) == 3 and command.isdecimal() and (command[0] in "45" or command in {"723", "902", "904"})


def refuses_join(command: str) -> bool:
    """Whether a JOIN can be answered with this numeric."""
    return command in _JOIN_REFUSALS


def sentence(line: irc.Message) -> str:
    """What an error line says, in words."""
    text = line.params[-1] if len(line.params) > 1 else ""
    template = SENTENCES.get(line.command, "")
    named = line.params[1:-1]
    if not template or ("{1}" in template and not named) or ("{2}" in template and len(named) < 2):
        return ": ".join(part for part in (" ".join(named), text) if part) or f"Error {line.command}"
    return template.format(line.param(0), *named, text=text)
