"""Reads a dialogue: its steps, and how somebody connects.  The format is described in dialogues/README.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STEP = re.compile(
    r"(?P<who>\w*)\s*(?P<verb>->|~>|<-|never <-|connects|proves|hears nothing|closes|stops talking)\s*(?P<what>.*)"
)
_WAY = re.compile(
    r"by (?P<protocol>tcp|http|irc)(?P<tls> over tls)?(?P<certificate> showing a certificate)?"
    r"(?: from (?P<address>\S+))?(?: with (?P<capabilities>.+))?"
)


@dataclass(frozen=True)
class Step:
    """``joined``: what is sent goes into one packet with the next step's."""

    number: int
    text: str
    who: str
    verb: str
    what: str
    joined: bool


@dataclass(frozen=True)
class Way:
    """How somebody connects; ``address``: where from, as a proxy says, "" for this machine."""

    protocol: str
    tls: bool
    certificate: bool
    address: str
    capabilities: tuple[str, ...]


def steps(script: str, title: str) -> Iterator[Step]:
    """Raises ValueError for a line that is none."""
    lines = [line.strip() for line in script.splitlines()]
    who = ""
    for number, text in enumerate(lines, 1):
        if not text or text.startswith(("#", "|")):
            continue
        found = _STEP.fullmatch(text)
        if found is None:
            raise ValueError(f"{title}:{number}: not a step: {text}")
        who = found["who"] or who
        following = lines[number] if number < len(lines) else ""
        yield Step(number, text, who, found["verb"], found["what"], following.startswith(("->", "~>")))


def way(what: str) -> Way:
    """Raises ValueError where that is no way to connect."""
    found = _WAY.fullmatch(what)
    if found is None:
        raise ValueError(
            "connects by tcp|http|irc [over tls [showing a certificate]] [from ADDRESS] [with CAPABILITY …], "
            f"and not {what}"
        )
    tls, certificate, capabilities = (found[name] or "" for name in ("tls", "certificate", "capabilities"))
    return Way(found["protocol"], bool(tls), bool(certificate), found["address"] or "", tuple(capabilities.split()))


def settings(script: str) -> list[str]:
    """The lines of configuration."""
    lines = [line.strip() for line in script.splitlines()]
    return [line[1:].strip() for line in lines if line.startswith("|")]
