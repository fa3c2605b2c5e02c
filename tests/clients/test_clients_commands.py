"""Slash commands and what Tab puts in."""

from __future__ import annotations

import pytest
from clients_stage import Stage, of

from hubbub.clients.chat import CommandError
from hubbub.clients.commands import ALIASES, COMMANDS
from hubbub.clients.completion import complete
from hubbub.clients.view import BufferRemoved, QuitAsked


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("//etc is a folder", "PRIVMSG #lobby :/etc is a folder"),
        ("/ alone", "PRIVMSG #lobby :/ alone"),
        ("/me waves", "PRIVMSG #lobby :\x01ACTION waves\x01"),
        ("/join #dev", "JOIN #dev"),
        ("/j dev key", "JOIN #dev key"),
        ("/part", "PART #lobby"),
        ("/part so long", "PART #lobby :so long"),
        ("/leave #lobby so long", "PART #lobby :so long"),
        ("/nick alicia", "NICK alicia"),
        ("/msg bob hi there", "PRIVMSG bob :hi there"),
        ("/msg #lobby hi", "PRIVMSG #lobby hi"),
        ("/notice bob beep", "NOTICE bob beep"),
        ("/query bob hi", "PRIVMSG bob hi"),
        ("/topic", "TOPIC #lobby"),
        ("/topic a b", "TOPIC #lobby :a b"),
        ("/topic #lobby a\nb", "TOPIC #lobby :a b"),
        ("/away", "AWAY away"),
        ("/away out for lunch", "AWAY :out for lunch"),
        ("/back", "AWAY"),
        ("/invite dave", "INVITE dave #lobby"),
        ("/kick bob too loud", "KICK #lobby bob :too loud"),
        ("/kick #lobby bob", "KICK #lobby bob"),
        ("/op bob", "MODE #lobby +o bob"),
        ("/deop bob", "MODE #lobby -o bob"),
        ("/voice bob", "MODE #lobby +v bob"),
        ("/devoice bob", "MODE #lobby -v bob"),
        ("/ban bob", "MODE #lobby +b bob!*@*"),
        ("/ban *!*@host", "MODE #lobby +b *!*@host"),
        ("/ban", "MODE #lobby +b"),
        ("/unban bob", "MODE #lobby -b bob!*@*"),
        ("/mode +m", "MODE #lobby +m"),
        ("/mode #lobby", "MODE #lobby"),
        ("/mode alice +i", "MODE alice +i"),
        ("/list", "LIST"),
        ("/names #other", "NAMES #other"),
        ("/who *", "WHO *"),
        ("/WHOIS bob", "WHOIS bob"),
        ("/raw version", "VERSION"),
        ("/raw @+x=y TAGMSG #lobby", "@+x=y TAGMSG #lobby"),
    ],
)
def test_commands_become_lines(lobby_stage: Stage, text: str, line: str) -> None:
    lobby_stage.enter(text)
    sent = [
        one if one.startswith("@+x") else one[one.startswith("@") and one.index(" ") + 1 :]
        for one in lobby_stage.said()
    ]
    assert line in sent


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/nonsense", "There is no command /nonsense"),
        ("/jo", "Did you mean /join?"),
        ("/usr/bin/python", "// sends a message"),
        ("/me", "/me is used like this: /me TEXT"),
        ("/join", "/join #CHANNEL"),
        ("/join #a\x07", "cannot be a channel"),
        ("/msg bob", "/msg NAME TEXT"),
        ("/msg #nowhere hi", "You are not in #nowhere"),
        ("/msg a:b hi", "is not somebody's name"),
        ("/nick a b", "/nick NAME"),
        ("/kick", "/kick NAME"),
        ("/op", "/op NAME"),
        ("/raw", "/raw LINE"),
        ("/raw :only", "/raw LINE"),
        ("/help nothing", "There is no command /nothing"),
        ("   ", "There is nothing to say"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_sent(lobby_stage: Stage, text: str, words: str) -> None:
    with pytest.raises(CommandError) as caught:
        lobby_stage.enter(text)
    assert words in str(caught.value)
    assert lobby_stage.said() == []


def test_where_nobody_listens(lobby_stage: Stage) -> None:
    server = lobby_stage.view.server
    for text in ("hello", "/topic x", "/part"):
        with pytest.raises(CommandError):
            lobby_stage.enter(text, server)
    lobby_stage.hear(":alice!a@h PART #lobby")
    with pytest.raises(CommandError, match="You are not in #lobby; /join #lobby brings you back"):
        lobby_stage.enter("hello")


def test_without_a_connection(stage: Stage) -> None:
    with pytest.raises(CommandError, match="/topic needs a connection"):
        stage.enter("/topic x", stage.view.server)
    stage.enter("/join #dev", stage.view.server)
    stage.enter("/query bob hi", stage.view.server)
    assert set(stage.view.wanted) == {"#lobby", "#dev"}
    assert stage.texts(stage.buffer("bob")) == ["hi"]


def test_help_names_every_command(lobby_stage: Stage) -> None:
    lobby_stage.enter("/help")
    shown = [row.text for row in lobby_stage.rows()]
    assert all(any(text.startswith(f"/{name}") for text in shown) for name in COMMANDS)
    assert set(ALIASES.values()) <= set(COMMANDS)


def test_names_are_known_here(lobby_stage: Stage) -> None:
    lobby_stage.enter("/names")
    assert lobby_stage.lobby.messages[-1].text == "In #lobby: @carol, alice, bob"


def test_quit_is_for_the_window(lobby_stage: Stage) -> None:
    assert of(QuitAsked, lobby_stage.enter("/quit good night")) == [QuitAsked("good night")]


def test_closing_a_conversation(lobby_stage: Stage) -> None:
    lobby = lobby_stage.lobby
    assert of(BufferRemoved, lobby_stage.enter("/close")) == [BufferRemoved(lobby)]
    assert "PART #lobby" in lobby_stage.said()[0]
    lobby_stage.hear(":alice!a@h PART #lobby")
    assert lobby_stage.view.find("#lobby") is None


@pytest.mark.parametrize(
    ("text", "start", "inserts"),
    [
        ("bo", 0, ["bob: "]),
        ("hi bo", 3, ["bob "]),
        ("@ca", 0, ["@carol "]),
        ("#l", 0, ["#lobby "]),
        ("/who", 0, ["/who ", "/whois "]),
        (":rock", 0, ["🚀 "]),
        ("al", 0, []),
        ("", 0, []),
        ("hi ", 3, []),
        (":", 0, []),
    ],
)
def test_completion(lobby_stage: Stage, text: str, start: int, inserts: list[str]) -> None:
    done = complete(lobby_stage.view, lobby_stage.lobby, text, len(text))
    assert (done.start, done.end) == (start, len(text))
    assert [candidate.insert for candidate in done.candidates] == inserts


def test_who_spoke_last_is_completed_first(lobby_stage: Stage) -> None:
    lobby_stage.hear(":bea!b@h JOIN #lobby * :B", ":bob!b@h PRIVMSG #lobby :me")
    done = complete(lobby_stage.view, lobby_stage.lobby, "b tail", 1)
    assert [candidate.label for candidate in done.candidates] == ["bob", "bea"]
    assert (done.start, done.end) == (0, 1)


def test_people_in_a_direct_conversation(lobby_stage: Stage) -> None:
    lobby_stage.enter("/query bob")
    done = complete(lobby_stage.view, lobby_stage.buffer("bob"), "b", 99)
    assert [candidate.insert for candidate in done.candidates] == ["bob: "]
