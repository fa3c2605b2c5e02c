"""Whatever docs/protocols/irc.md offers is shown in a dialogue: each command sent, each numeric heard, each capability
from both sides.

That page is compared with the code by tests/wire/test_irc_docs.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from dialogue_script import steps, way

from hubbub.model.modes import GIVEN, MAY_BE_GIVEN_UP
from hubbub.wire.plain import commands as plain

PAGE = (Path(__file__).parents[1] / "docs" / "protocols" / "irc.md").read_text("utf-8")
DIALOGUES = sorted((Path(__file__).parent / "dialogues").rglob("*.txt"))

_LOG = "only where the disk fails; tests/durability breaks it"
NEVER_SHOWN = {
    "* CANNOT_STORE": _LOG,
    "* MESSAGE_ERROR": _LOG,
    "* UNKNOWN_ERROR": "each refusal has a code; it is there for one that would not",
    "MARKREAD INTERNAL_ERROR": _LOG,
    "REGISTER TEMPORARILY_UNAVAILABLE": "it takes ten accounts; tests/commands registers them",
    "REHASH BAD_CONFIGURATION": "a scene cannot change its configuration; tests/node/test_node_rehash.py does",
    "416": "a WHO that is cut off takes more than 500 users",
    "sts": "nobody negotiates it; irc_sts.txt shows what is told",
}
"""What stands in a table of the page and in no dialogue's step, with the reason."""

_TAGS = re.compile(r"^@\S+ +")


@dataclass
class Actor:
    """Somebody in a scene, from one connection to the next; ``sends``: words of each line, without its tags."""

    capabilities: set[str] = field(default_factory=set)
    sends: list[list[str]] = field(default_factory=list)
    hears: list[str] = field(default_factory=list)


def _cast(script: Path) -> list[Actor]:
    cast: list[Actor] = []
    here: dict[str, Actor] = {}
    for step in steps(script.read_text("utf-8"), script.name):
        if step.verb == "connects":
            here[step.who] = Actor(set(way(step.what).capabilities))
            cast.append(here[step.who])
        elif step.verb in {"->", "~>"}:
            words = _TAGS.sub("", step.what).split(" ")
            here[step.who].sends.append(words)
            if words[:2] == ["CAP", "REQ"]:
                here[step.who].capabilities |= {word.lstrip(":") for word in words[2:]}
        elif step.verb == "<-":
            here[step.who].hears.append(_TAGS.sub("", step.what))
    return cast


SCENES = [_cast(script) for script in DIALOGUES]
EVERYBODY = [actor for scene in SCENES for actor in scene]
SENT = [words for actor in EVERYBODY for words in actor.sends]
HEARD = [line for actor in EVERYBODY for line in actor.hears]


def _rows(heading: str) -> list[str]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [row.split("|")[1].strip() for row in section.splitlines() if row.startswith("| ") and "---" not in row][1:]


def _names(heading: str) -> list[str]:
    return [row.strip("`") for row in _rows(heading)]


def _letters(heading: str) -> list[str]:
    return [row[1] for row in _rows(heading) if row.startswith("`")]


def _changes() -> dict[str, set[str]]:
    """Each change of a mode that somebody asks for, such as ``+b``, under ``channel`` or ``user``."""
    found: dict[str, set[str]] = defaultdict(set)
    for words in SENT:
        if words[0].upper() == "MODE" and len(words) > 2:
            sign = ""
            for letter in words[2]:
                sign = letter if letter in "+-" else sign
                found["channel" if words[1].startswith("#") else "user"].add(sign + letter)
    return found


def _without(found: list[str]) -> list[str]:
    return [name for name in found if name not in NEVER_SHOWN]


def test_each_command_is_sent() -> None:
    sent = {words[0].upper() for words in SENT}
    assert _without([name for name in _names("Commands") if name not in sent]) == []


def test_each_numeric_is_heard() -> None:
    heard = {found[1] for line in HEARD if (found := re.match(r"\S+ (\d{3})( |$)", line))}
    assert _without([name for name in _names("Numerics") if name not in heard]) == []


def test_each_standard_reply_is_heard() -> None:
    found = [re.match(r"\S+ (?:FAIL|WARN|NOTE) (\S+) (\S+)", line) for line in HEARD]
    heard = {f"{reply[1]} {reply[2]}" for reply in found if reply}
    heard |= {f"* {reply[2]}" for reply in found if reply and reply[2] == "INVALID_UTF8"}
    assert _without([name for name in _names("Standard replies") if name not in heard]) == []


def test_each_capability_is_seen_from_both_sides() -> None:
    """By somebody who has negotiated it, where somebody else has not."""
    seen = {
        name
        for scene in SCENES
        for actor in scene
        for name in actor.capabilities
        if any(name not in other.capabilities for other in scene)
    }
    assert _without([name for name in _names("Capabilities") if name not in seen]) == []


def test_each_token_is_told() -> None:
    told = {word.partition("=")[0] for line in HEARD if " 005 " in line for word in line.split(" ")}
    assert _without([name for name in _names("Tokens of 005") if name not in told]) == []


@pytest.mark.parametrize("sign", "+-")
def test_each_mode_is_set_and_unset(sign: str) -> None:
    changes = _changes()
    assert _without([letter for letter in _letters("Channel modes") if sign + letter not in changes["channel"]]) == []
    own = set(_letters("User modes")) - (GIVEN if sign == "+" else GIVEN - MAY_BE_GIVEN_UP)
    assert [letter for letter in sorted(own) if sign + letter not in changes["user"]] == []


def test_each_command_of_services_is_given() -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for words in SENT:
        asked = words[1:] if words[0].upper() in {"PRIVMSG", "/MSG"} else words
        for service, *rest in [asked] if len(asked) > 1 else []:
            given[service.lstrip("/").upper()].add(rest[0].lstrip(":").upper())
    services = PAGE.split("\n## Services\n")[1].split("\n## ")[0]
    for name, short in (("NickServ", "NS"), ("ChanServ", "CS")):
        rows = re.findall(r"^\| `(\w+)` \|", services.split(f"\n### {name}\n")[1].split("\n### ")[0], re.MULTILINE)
        assert [row for row in rows if row not in given[short] | given[name.upper()]] == []


def test_each_command_of_plain_clients_is_typed() -> None:
    typed = {words[0][1:].lower() for words in SENT if words[0].startswith("/")}
    assert [name for name in plain.COMMANDS if name not in typed] == []


def test_each_reason_is_needed() -> None:
    tables = ("Commands", "Numerics", "Standard replies", "Capabilities", "Tokens of 005")
    assert NEVER_SHOWN.keys() <= {name for table in tables for name in _names(table)}
