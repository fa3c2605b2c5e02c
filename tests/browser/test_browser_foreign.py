"""A page of somebody else's, in a real browser, cannot speak and reads nothing; a page of ours can do both."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from browser_stage import Foreign, Hub, Peer, browse

WORD = "wordsOfThePage"
SECRET = "what we say among us"
END = "the page has tried everything"

pytestmark = pytest.mark.timeout(300)


class Lobby:
    """Two who are in the lobby: one by IRC, one by a plain socket."""

    def __init__(self, plain: Peer, irc: Peer) -> None:
        self._plain = plain
        self._irc = irc
        plain.says("hello", "/nick talker")
        plain.hears("now known as talker")
        irc.says("NICK observer", "USER o 0 * :o", "JOIN #lobby", "PING begin")
        irc.hears(" :begin\r\n")
        plain.hears("observer")
        self._before = len(irc.heard)
        self._plain_before = len(plain.heard)

    def talk(self) -> None:
        """What no page may read."""
        self._plain.says(SECRET)

    def end(self) -> tuple[set[str], list[str], str]:
        """Who is there, what the one with IRC heard from others than the talker, and what the talker heard."""
        self._plain.says(END)
        self._irc.hears(END)
        heard = self._irc.heard[self._before :]
        self._irc.says("NAMES #lobby", "PRIVMSG #lobby :heard you", "PING end")
        self._irc.hears(" :end\r\n")
        self._plain.hears("observer: heard you")
        names = re.findall(r" 353 .* :(.*)\r\n", self._irc.heard)[-1].split()
        others = [line for line in heard.splitlines() if not re.match(r":talker!\S+ PRIVMSG #lobby :", line)]
        return {name.lstrip("@+") for name in names}, others, self._plain.heard[self._plain_before :]


Attack = Callable[..., tuple[list[tuple[str, str]], Lobby, Hub]]


@pytest.fixture
def attack(
    hub: Callable[[str], Hub],
    peer: Callable[[int], Peer],
    foreign: Foreign,
    rebind: Callable[[int], None],
    tmp_path: Path,
) -> Attack:
    """Open the page at ``page`` and let it attack ``targets``; ``{hub}`` and ``{foreign}`` are the ports."""

    def begin(page: str, targets: list[str], settings: str = "") -> tuple[list[tuple[str, str]], Lobby, Hub]:
        server = hub(settings.format(foreign=foreign.port))
        lobby = Lobby(peer(server.port), peer(server.port))
        foreign.paused = lobby.talk
        rebind(server.port)
        ports = {"hub": server.port, "foreign": foreign.port}
        home = f"http://127.0.0.1:{foreign.port}"
        query = [("home", home), ("word", WORD), *(("target", target.format(**ports)) for target in targets)]
        return browse(f"{page.format(**ports)}?{urlencode(query)}", tmp_path, foreign.reports), lobby, server

    return begin


def assert_unheard(lobby: Lobby, server: Hub) -> None:
    names, others, plain = lobby.end()
    assert names == {"talker", "observer"}
    assert others == []
    assert plain.strip().splitlines() == ["observer: heard you"]
    server.stop()
    assert not server.has_stored(WORD)
    assert server.has_stored(END)


@pytest.mark.parametrize(
    ("page", "targets"),
    [
        ("http://127.0.0.1:{foreign}/", ["http://127.0.0.1:{hub}", "https://127.0.0.1:{hub}"]),
        ("http://elsewhere.example:{foreign}/", ["http://localhost:{hub}", "http://elsewhere.example:{hub}"]),
        ("http://elsewhere.example:{foreign}/sandbox", ["http://127.0.0.1:{hub}"]),
    ],
    ids=["another-port", "another-name", "no-origin"],
)
def test_a_foreign_page_reads_and_says_nothing(attack: Attack, page: str, targets: list[str]) -> None:
    read, lobby, server = attack(page, targets)
    assert read == []
    assert_unheard(lobby, server)


def test_a_page_whose_name_is_rebound_reads_its_refusal_and_says_nothing(attack: Attack) -> None:
    targets = ["http://rebound.example:{hub}", "http://127.0.0.1:{hub}"]
    read, lobby, server = attack("http://rebound.example:{hub}/attack", targets)
    read = [(attempt, got) for attempt, got in read if not attempt.startswith("preload ")]  # it loads refusals too
    refused = "Misdirected Request: this server does not go by that name; [http] hosts in its configuration adds it"
    answers = {"421", "421 " + refused, "421 421 " + refused, "400", "400 400 Bad Request"}
    assert {got.strip() for _, got in read} <= answers, read
    assert ("fetch GET / cors", "421 421 " + refused + "\n") in read
    assert_unheard(lobby, server)


def test_the_same_page_at_a_name_of_ours_reads_and_speaks(attack: Attack) -> None:
    target = "http://rebound.example:{hub}"
    read, lobby, server = attack(
        "http://rebound.example:{hub}/attack", [target], '[http]\nhosts = ["rebound.example"]\n'
    )
    pages = {attempt: got for attempt, got in read if got[:3] not in {"403", "404", "405"}}
    assert pages["fetch GET /healthz cors"] == pages["XMLHttpRequest GET /healthz"] == "200 ok"
    assert "hubbub_" in pages["fetch GET /metrics no-cors"]
    assert {"fetch HEAD / cors", "img /favicon.svg", "link /style.css", "window /metrics", "timing /metrics"} <= set(
        pages
    )
    assert {attempt for attempt, got in read if got == "open"} == {
        f"WebSocket {path} {protocol}"
        for path in ("/", "/ws")
        for protocol in ("undefined", "text.ircv3.net", "binary.ircv3.net")
    }
    _, others, plain = lobby.end()
    assert sum(line.endswith(f" PRIVMSG #lobby :{WORD}") for line in others) == 6
    assert WORD in plain
    server.stop()
    assert server.has_stored(WORD)


def test_a_foreign_page_that_the_configuration_lets_in_speaks_by_websocket_alone(attack: Attack) -> None:
    settings = '[http]\norigins = ["http://elsewhere.example:{foreign}"]\n'
    read, lobby, server = attack("http://elsewhere.example:{foreign}/", ["http://127.0.0.1:{hub}"], settings)
    assert {attempt.split()[0] for attempt, _ in read} == {"WebSocket"}
    _, others, _ = lobby.end()
    assert sum(line.endswith(f" PRIVMSG #lobby :{WORD}") for line in others) == 6
    server.stop()
