"""docs/protocols/irc.md has a row for everything offered, and for nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from hubbub.commands.services import desk
from hubbub.commands.services.command import WHO
from hubbub.model.capabilities import OFFERED
from hubbub.model.refusals import TABLE
from hubbub.model.server import Server
from hubbub.wire.irc import asker, isupport
from hubbub.wire.irc.read import COMMANDS
from hubbub.wire.irc.read_history import SUBCOMMANDS
from hubbub.wire.irc.show_refusals import STANDARD_REPLIES

PAGE = (Path(__file__).parents[2] / "docs" / "protocols" / "irc.md").read_text("utf-8")


SAID_IN_WORDS = {
    *(
        "ALREADY_SO",
        "BAD_FINGERPRINT",
        "BAD_SETTING",
        "CERTIFICATE_IN_USE",
        "NOT_LOGGED_IN",
        "NOT_YOURS",
        "NO_CERTIFICATE",
    ),
    *("NO_SUCH_ACCOUNT", "NO_SUCH_CERTIFICATE", "OTHER_SESSIONS", "REGISTRATION_OFF", "TOO_MANY"),
}
"""The codes of refusals that services alone give, which answer in sentences."""


def _rows(heading: str) -> list[str]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return [row.split("|")[1].strip(" `") for row in section.splitlines() if row.startswith("|")][2:]


def test_commands() -> None:
    assert _rows("Commands") == sorted(COMMANDS)


def test_capabilities() -> None:
    assert _rows("Capabilities") == sorted(OFFERED)


def test_tokens() -> None:
    server = Server("hub.test", "Test", "", "", 0, icon="https://hub.test/i.png", file_host="https://hub.test/up")
    offered = isupport.tokens(server)
    assert _rows("Tokens of 005") == [token.partition("=")[0] for token in offered]


def test_numerics() -> None:
    folder = Path(asker.__file__ or "").parent
    sources = "".join(path.read_text("utf-8") for path in (folder / "asker.py", *folder.glob("show_*.py")))
    shown = set(re.findall(r'"(\d{3})"', sources)) | {row.numeric for row in TABLE.values()} - STANDARD_REPLIES
    assert _rows("Numerics") == sorted(shown)


def test_standard_replies() -> None:
    """Their codes: words in capitals with a line between, where commands, the hub and readers refuse something."""
    package = Path(asker.__file__ or "").parents[2]
    sources = "".join(
        path.read_text("utf-8")
        for folder in ("commands", "hub", "wire/irc")
        for path in (package / folder).rglob("*.py")
    )
    codes = {"DISALLOWED", *re.findall(r'"([A-Z]+(?:_[A-Z0-9]+)+)"', sources)} - SAID_IN_WORDS
    rows = _rows("Standard replies")
    assert rows == sorted(rows)
    assert {row.split(" ")[1] for row in rows} == codes


def test_services() -> None:
    section = PAGE.split("\n## Services\n")[1].split("\n## ")[0]
    for name, commands in desk.COMMANDS.items():
        part = section.split(f"\n### {name}\n")[1].split("\n### ")[0]
        forms = {command: ", ".join(f"`{form}`" for form in row.usage) for command, row in commands.items()}
        assert [row.replace(r"\|", "|") for row in part.splitlines() if row.startswith("| `")] == [
            f"| `{command}` | {forms[command]} | {WHO[row.asker]} |" for command, row in commands.items()
        ]
        assert all(f"`{alias}` ({command})" in part for alias, command in desk.ALIASES[name].items())


def test_history() -> None:
    section = PAGE.split("\n## CHATHISTORY\n")[1]
    assert re.findall(r"^CHATHISTORY (\w+)", section, re.MULTILINE) == list(SUBCOMMANDS)
