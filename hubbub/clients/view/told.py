"""Numerics that are only told: WHOIS, LIST, MOTD, and everything else a server may say, as readable rows."""

from __future__ import annotations

from hubbub.clients.view.world import Heard, World

# {0} is our nick, {1} the first parameter after it, and so on; {text} the last one.
WHOIS = {
    "276": "{1} {text}",
    "307": "{1} {text}",
    "311": "{1} is {2}@{3}: {text}",
    "312": "{1} is connected to {2} ({text})",
    "313": "{1} {text}",
    "314": "{1} was {2}@{3}: {text}",
    "319": "{1} is in {text}",
    "320": "{1} {text}",
    "330": "{1} is logged in as {2}",
    "335": "{1} is a bot",
    "338": "{1} is really {2}",
    "378": "{1} {text}",
    "379": "{1} {text}",
    "671": "{1} uses a secure connection",
}
LISTS = {
    "346": "Invitation of {2}",
    "348": "Exception for {2}",
    "367": "Ban of {2}",
    "322": "{1}, {2} people: {text}",
    "351": "The server runs {1}",
    "391": "The server's time is {text}",
}
MOTD = frozenset({"372", "375", "376", "422"})
SILENT = frozenset(
    {"002", "003", "004", "221", "250", "252", "253", "254", "265", "266", "318", "321", "323", "329", "347"}
    | {"349", "368", "369", "374", "396", "900", "903", "732", "733", "251", "255"}
)
"""Ends of lists and registration's small talk."""


def show(world: World, heard: Heard) -> None:
    """Any numeric without a handler of its own."""
    command = heard.line.command
    if command in SILENT:
        return
    if command in MOTD:
        world.event(world.server, "motd", "", heard.text)
    elif command == "317":
        _idle(world, heard)
    elif command in WHOIS:
        world.event(world.place(heard), "whois", heard.param(1), _fill(WHOIS[command], heard))
    else:
        world.event(world.place(heard), "info", "", _fill(LISTS.get(command, ""), heard))


def _fill(template: str, heard: Heard) -> str:
    params = heard.line.params
    try:
        return template.format(*params, text=heard.text) if template else " ".join(params[1:])
    except IndexError:
        return " ".join(params[1:])


def _idle(world: World, heard: Heard) -> None:
    """317: ``nick seconds signon``."""
    nick, seconds = heard.param(1), heard.param(2)
    if seconds.isdecimal() and len(seconds) < 12:
        world.event(world.place(heard), "whois", nick, f"{nick} has been silent for {duration(int(seconds))}")


def duration(seconds: int) -> str:
    """``93784`` to "1 day 2 hours": the two largest units."""
    words: list[str] = []
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        many, seconds = divmod(seconds, size)
        if many or (unit == "second" and not words):
            words.append(f"{many} {unit}{'' if many == 1 else 's'}")
    return " ".join(words[:2])
