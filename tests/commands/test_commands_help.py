"""HELP: a page for every command that any protocol knows, and for what is no command."""

from __future__ import annotations

import pytest
from commands_world import World, codes, only

from hubbub.commands import pages
from hubbub.commands.table import TABLE
from hubbub.model import modes, replies
from hubbub.model.requests import Help
from hubbub.wire.irc.read import COMMANDS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_of_irc_has_its_page(command: str) -> None:
    page = only(replies.HelpIs, World().irc("alice").does(Help(command.lower())))
    assert page.topic == command.lower()
    assert page.rows or page.text
    assert len(page.rows) < len(TABLE)


def test_every_page_is_of_something_that_can_be_asked_for() -> None:
    assert pages.MORE.keys() <= COMMANDS.keys()
    assert all(len(line.encode()) < 400 for page in (*pages.MORE.values(), *pages.TOPICS.values()) for line in page)


def test_the_pages_on_modes_have_them_all() -> None:
    alice = World().irc("alice")
    channels = only(replies.HelpIs, alice.does(Help("cmodes"))).text
    users = only(replies.HelpIs, alice.does(Help("UMODES"))).text
    assert {line[1] for line in channels if line.startswith("+")} == modes.BY_LETTER.keys()
    assert {line[1] for line in users if line.startswith("+")} == modes.USER_MODES.keys()
    index = only(replies.HelpIs, alice.does(Help("index")))
    assert (index.topic, index.rows) == ("index", only(replies.HelpIs, alice.does(Help())).rows)


def test_plain_clients_read_pages_on_subjects_too() -> None:
    world = World()
    nc = world.plain()
    assert only(replies.HelpIs, nc.does(Help("umodes"))).text
    assert only(replies.HelpIs, nc.does(Help("/join"))).text == (), "its own form says it"
    assert codes(nc.does(Help("nonsense"))) == ["no_help"]
