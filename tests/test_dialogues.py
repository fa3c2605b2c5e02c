"""Every dialogue in dialogues/ is played over real sockets against a server of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from dialogue_play import Player, UnexpectedError
from dialogue_server import running

FOLDER = Path(__file__).parent / "dialogues"
DIALOGUES = sorted(FOLDER.rglob("*.txt"))


@pytest.mark.parametrize("path", DIALOGUES, ids=[path.relative_to(FOLDER).stem for path in DIALOGUES])
def test_dialogue(path: Path, tmp_path: Path) -> None:
    script = path.read_text("utf-8")
    with running(script, tmp_path) as address:
        player = Player(address)
        try:
            player.play(script, f"dialogues/{path.relative_to(FOLDER)}")
        finally:
            player.end()


def test_a_dialogue_that_goes_otherwise_fails_and_says_where(tmp_path: Path) -> None:
    script = "alice connects by irc\nbob connects by irc\nalice -> PRIVMSG bob :hi\n"
    with running("", tmp_path) as address:
        for more, complaint in (
            ("bob <- :alice!*@* PRIVMSG bob :bye\n", "heard instead: :alice!"),
            ("bob hears nothing\n", "also heard: :alice!"),
            ("bob never <- * :hi\n", "never to hear"),
            ("", "after the last line"),
        ):
            player = Player(address)
            with pytest.raises(UnexpectedError) as failure:
                player.play(script + more, "x")
            assert complaint in str(failure.value)
            assert "bob heard, from the beginning" in str(failure.value)
            player.end()
            Player(address).end()
