"""A server that plays a believable afternoon, for pictures that are the same every day but for the date."""

import contextlib
import socket
import threading
from datetime import UTC, datetime, timedelta

_CAPS = "server-time message-tags echo-message batch multi-prefix away-notify extended-join"
_MEMBERS = {
    "#lobby": "tester @ada barbara guido margaret +ken linus grace",
    "#dev": "tester @ada guido linus",
    "#design": "tester barbara grace",
    "#random": "tester ken barbara",
}
_TOPICS = {"#lobby": "General chatter — docs at https://example.org/wiki", "#dev": "Builds and breakage"}

BEFORE = (
    ("linus", -1110, "Nice. `pytest -q` takes **41 s** now, down from 96 s. 🚀"),
    ("ada", -1107, "That fixture cache was worth it 👏"),
    (
        "margaret",
        552,
        "Could someone review my patch? It touches the storage layer and adds an index on (room_id, seq), "
        "which makes history paging about ten times faster on the big test set.",
    ),
    ("margaret", 553, "It is at https://example.org/patches/412"),
    ("guido", 554, "Looking now — two comments, otherwise LGTM 👍🏽"),
    ("tester", 557, "I'll try it on the staging data after lunch."),
)
AFTER = (
    ("barbara", 740, "Lunch at 12:30? 🍕 @tester are you in? They have the *good* olives again."),
    ("ken", 741, "Works for me 🎉 🇩🇪"),
    ("ken", 742, 'The deploy script only needs this: ```queue.put(("deploy", revision))```'),
)


class Script:
    """Listens on ``port``; serves one client, which is called ``tester``."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._peer: socket.socket | None = None
        self._noon = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        self._ids = 0
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listening.close()
        if self._peer is not None:
            with contextlib.suppress(OSError):
                self._peer.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)
        if self._peer is not None:
            self._peer.close()

    def say(self, nick: str, minutes: int, text: str, target: str = "#lobby") -> None:
        """``minutes`` since today's midnight (UTC)."""
        self._ids += 1
        at = (self._noon + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self.send(f"@time={at};msgid=m{self._ids} :{nick}!{nick}@example.org PRIVMSG {target} :{text}")

    def send(self, line: str) -> None:
        assert self._peer is not None
        self._peer.sendall(f"{line}\r\n".encode())

    def _serve(self) -> None:
        try:
            self._peer, _address = self._listening.accept()
            with self._peer.makefile("r", encoding="utf-8", newline="\r\n") as lines:
                for line in lines:
                    self._answer(line.rstrip("\r\n").split(" "))
        except OSError:
            return

    def _answer(self, words: list[str]) -> None:
        me = ":script"
        match words:
            case ["CAP", "LS", *_]:
                self.send(f"{me} CAP * LS :{_CAPS}")
            case ["CAP", "REQ", *asked]:
                self.send(f"{me} CAP * ACK :{' '.join(asked).lstrip(':')}")
            case ["CAP", "END"]:
                self.send(f"{me} 001 tester :Welcome")
                self.send(f"{me} 005 tester CHANTYPES=# PREFIX=(ov)@+ NETWORK=Example CASEMAPPING=ascii :are supported")
                self.send(f"{me} 375 tester :- today's message")
                self.send(f"{me} 376 tester :End of MOTD")
            case ["JOIN", channels, *_]:
                for channel in channels.split(","):
                    self._join(channel)
            case ["PING", token, *_]:
                self.send(f"{me} PONG script {token}")

    def _join(self, channel: str) -> None:
        self.send(f":tester!tester@example.org JOIN {channel} * :tester")
        if channel in _TOPICS:
            self.send(f":script 332 tester {channel} :{_TOPICS[channel]}")
        self.send(f":script 353 tester = {channel} :{_MEMBERS.get(channel, 'tester')}")
        self.send(f":script 366 tester {channel} :End")
        if channel == "#lobby":
            for nick in ("ken", "grace"):
                self.send(f":{nick}!{nick}@example.org AWAY :lunch")

    def elsewhere(self) -> None:
        """What waits unread in other places."""
        for number in range(12):
            self.say("guido", 700 + number, f"build {4100 + number} is green", "#dev")
        for number in range(3):
            self.say("grace", 720 + number, "tester: which blue?", "#design")
        self.say("ada", 745, "could you look at the release notes? 🙏", "tester")
        self.say("linus", 500, "see you there", "tester")
