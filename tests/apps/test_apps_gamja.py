"""What gamja, a web client of others, sends over WebSocket, line by line, and what it makes of the answers."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from apps_stage import PATIENCE, Hub, Peer
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

Join = Callable[[], Peer]


CAPS = """
account-notify away-notify batch chghost echo-message extended-join extended-monitor invite-notify labeled-response
message-tags multi-prefix sasl server-time setname draft/account-registration draft/chathistory draft/event-playback
draft/message-redaction draft/read-marker soju.im/bouncer-networks soju.im/search
"""


class Gamja:
    """A connection without a subprotocol, as gamja opens it, and its lines; each frame is one line."""

    def __init__(self, socket: ClientConnection, end: str) -> None:
        self._socket = socket
        self._end = end
        self._label = 0

    def says(self, *lines: str) -> None:
        for line in lines:
            self._socket.send(f"{line}{self._end}")

    def hears(self, pattern: str) -> re.Match[str]:
        """Wait until a line fits."""
        passed = []
        while True:
            frame = self._socket.recv(PATIENCE)
            assert isinstance(frame, str)
            assert "\r" not in frame
            assert "\n" not in frame
            passed.append(frame)
            if found := re.search(pattern, frame):
                return found
            assert len(passed) < 500, passed

    def asks(self, line: str, kind: str = "") -> list[str]:
        """Ask with a label; the lines of the answer's batch (or of the batch of that kind inside)."""
        self._label += 1
        self.says(f"@label={self._label} {line}")
        lines: list[str] = []
        opened: list[str] = []
        while True:
            frame = self._socket.recv(PATIENCE)
            assert isinstance(frame, str)
            if not opened and f"label={self._label}" not in frame.split(" ", 1)[0]:
                continue
            if found := re.search(r" BATCH \+(\S+)(?: (\S+))?", frame):
                opened.append(found[1])
                assert not kind or found[2] in {kind, "labeled-response"}
            elif found := re.search(r" BATCH -(\S+)", frame):
                opened.remove(found[1])
                if not opened:
                    return lines
            else:
                lines.append(frame)
                if not opened:
                    return lines

    def register(self, nick: str, password: str = "") -> None:
        """CAP LS, PASS, NICK and USER at once; then what it wants of what is offered, SASL, and CAP END."""
        self.says("CAP LS 302", f"NICK {nick}", f"USER {nick} 0 * {nick}")
        offered: set[str] = set()
        while True:
            found = self.hears(r" CAP \S+ LS (\* )?:?(.*)")
            offered |= {each.partition("=")[0] for each in found[2].split()}
            if not found[1]:
                break
        wanted = [cap for cap in CAPS.split() if cap in offered and (password or cap != "sasl")]
        assert set(CAPS.split()) - offered <= {"soju.im/bouncer-networks"}
        self.says(f"CAP REQ :{' '.join(wanted)}")
        assert set(self.hears(r" CAP \S+ ACK :?(.*)")[1].split()) == set(wanted)
        if password:
            self.says("AUTHENTICATE PLAIN")
            self.hears(r"^(?:@\S+ )?(?::\S+ )?AUTHENTICATE \+$")
            self.says("AUTHENTICATE " + base64.b64encode(f"\0{nick}\0{password}".encode()).decode())
            self.hears(" 900 .* ")
            self.hears(" 903 ")
        self.says("CAP END")
        self.hears(f" 001 {nick} ")
        self.hears(r" (?:376|422) ")


@pytest.fixture(params=["", "\r\n"], ids=["bare lines", "lines with their end"])
def gamja(request: pytest.FixtureRequest, hub: Hub) -> Iterator[Callable[[], Gamja]]:
    opened: list[ClientConnection] = []

    def come() -> Gamja:
        address = f"127.0.0.1:{hub.port}"
        socket = connect(f"ws://{address}/ws", origin=Origin(f"http://{address}"), legacy=True)
        opened.append(socket)
        assert socket.subprotocol is None
        return Gamja(socket, request.param)

    yield come
    for each in opened:
        each.close()


def test_gamja_talks(hub: Hub, gamja: Callable[[], Gamja], peer: Join) -> None:
    hub.account("gail", "sesame")
    plain = peer()
    plain.says("pia: before")
    gail, gus = gamja(), gamja()
    gail.register("gail", "sesame")
    gus.register("gus")
    for nick, each in (("gail", gail), ("gus", gus)):
        each.says("JOIN #lobby")
        each.hears(rf":{nick}!\S+ JOIN #lobby (?:{'gail' if nick == 'gail' else '[*]'}) :?{nick}")
        each.hears(" 366 ")
        assert any(" 352 " in line and " pia " in line for line in each.asks("WHO #lobby"))
    # WHOX, as later versions ask.
    found = gail.asks("WHO #lobby %tcuhsnfdar,42")
    assert any(re.search(r" 354 gail 42 #lobby \S+ \S+ \S+ gus [HG]\S* ", line) for line in found)
    # What was said before, and with whom there was talk.
    page = gail.asks("CHATHISTORY BEFORE #lobby timestamp=2100-01-01T00:00:00.000Z 100", "chathistory")
    assert [line.rpartition(":")[2] for line in page if " PRIVMSG " in line] == ["before"]
    targets = gail.asks(
        "CHATHISTORY TARGETS timestamp=2000-01-01T00:00:00.000Z timestamp=2100-01-01T00:00:00.000Z 1000",
        "draft/chathistory-targets",
    )
    assert any(re.search(r" CHATHISTORY TARGETS #lobby \S+Z$", line) for line in targets)
    # Saying, with the echo; its time is how far one has read.
    gail.says("@label=s1 PRIVMSG #lobby :hello 👍🏽")
    time_said = gail.hears(r"^@(?=\S*label=s1)\S*time=([^; ]+)\S* :gail!\S+ PRIVMSG #lobby :hello 👍🏽$")[1]
    gus.hears(r"^@(?=\S*msgid=)\S* :gail!\S+ PRIVMSG #lobby :hello 👍🏽$")
    plain.hears("gail: hello 👍🏽\n")
    gail.says(f"MARKREAD #lobby timestamp={time_said}")
    gail.hears(rf" MARKREAD #lobby timestamp={re.escape(time_said)}$")
    page = gail.asks(f"CHATHISTORY AFTER #lobby timestamp={time_said} 100", "chathistory")
    assert not [line for line in page if " PRIVMSG " in line]
    # Who is here, and who comes and goes.
    gail.says("MONITOR + gus,nobody")
    gail.hears(r" 730 gail :gus!")
    gail.hears(r" 731 gail :nobody")
    gus.says("AWAY :at lunch")
    gail.hears(r":gus!\S+ AWAY :at lunch")
    assert any(" 318 " in line for line in gail.asks("WHOIS gus"))
    assert any(" 401 " in line for line in gail.asks("WHOIS nosuch"))
    gail.says("@+typing=active TAGMSG #lobby")
    gus.hears(r"\+typing=active\S* :gail!\S+ TAGMSG #lobby")
    gail.says("PRIVMSG gus :between us")
    gus.hears(r":gail!\S+ PRIVMSG gus :between us$")
    gail.says("PING gamja")
    gail.hears(r" PONG \S+ :?gamja$")
    # What this server has not is refused, and nothing is broken by it.
    gail.says("CAP REQ :batch example.org/unknown")
    gail.hears(r" CAP gail NAK :?batch example\.org/unknown$")
    assert re.search(r" 421 gail UNKNOWN ", gail.asks("UNKNOWN LISTNETWORKS")[0])
    found = gail.asks("SEARCH in=#lobby;text=hello;limit=100", "soju.im/search")
    assert [line.rpartition(":")[2] for line in found] == ["hello 👍🏽"]
    gus.says("REGISTER * * correct-horse-battery")
    gus.hears(" REGISTER SUCCESS gus ")
    gus.says("NICK gustav")
    gail.hears(r":gus!\S+ NICK :?gustav$")
    gail.says("QUIT")
    gus.hears(r":gail!\S+ QUIT ")


def test_gamja_finds_what_was_said_while_it_was_away(hub: Hub, gamja: Callable[[], Gamja], peer: Join) -> None:
    plain = peer()
    plain.says("pia: one")
    first = gamja()
    first.register("gail")
    first.says("JOIN #lobby")
    first.hears(" 366 ")
    plain.says("two")
    seen = first.hears(r"^@\S*time=([^; ]+)\S* :pia!\S+ PRIVMSG #lobby :two$")[1]
    first.says("QUIT")
    # Each at a time of its own: gamja pages by times, and passes over what was said in the last one's millisecond.
    gus = gamja()
    gus.register("gus")
    gus.says("JOIN #lobby")
    gus.hears(" 366 ")
    for number in range(150):
        gus.says(f"PRIVMSG #lobby :missed {number}")
        told = gus.hears(rf"^@\S*time=([^; ]+)\S* :gus!\S+ PRIVMSG #lobby :missed {number}$")[1]
        while datetime.fromisoformat(told) >= datetime.now(UTC) - timedelta(milliseconds=1):
            pass
    again = gamja()
    again.register("gail")
    again.says("JOIN #lobby")
    again.hears(" 366 ")
    missed: list[str] = []
    while True:
        page = again.asks(f"CHATHISTORY AFTER #lobby timestamp={seen} 100", "chathistory")
        said = [line for line in page if " PRIVMSG " in line]
        missed += [line.rpartition(":")[2] for line in said]
        if len(page) < 100:
            break
        found = re.search(r"time=([^; ]+)", page[-1])
        assert found is not None
        seen = found[1]
    assert missed == [f"missed {number}" for number in range(150)]
