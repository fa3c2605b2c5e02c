"""irc-framework, on which The Lounge and Kiwi IRC are built: by WebSocket, as in a browser, and by TCP."""

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apps_stage import Hub, Peer, have, until

FOLDER = Path(__file__).parent / "framework"


class Fran:
    """A person at such an app, logged in, in #lobby."""

    def __init__(self, port: int, way: str) -> None:
        self.seen: list[str] = []
        self._process = subprocess.Popen(
            ["node", str(FOLDER / "person.js"), str(port), way],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._thread = threading.Thread(target=self._reads)
        self._thread.start()

    def _reads(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.seen.append(line.rstrip("\n"))

    def does(self, *lines: str) -> None:
        assert self._process.stdin
        self._process.stdin.write("".join(f"{line}\n" for line in lines))
        self._process.stdin.flush()

    def sees(self, line: str, times: int = 1) -> None:
        until(lambda: self.seen.count(line) >= times, lambda: f"in vain waited for {line!r}; seen: {self.seen}")

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()  # which it takes for the end
        self._process.wait(30)
        self._thread.join()
        self._process.stdout.close()


@pytest.fixture(params=["websocket", "tcp"])
def fran(request: pytest.FixtureRequest, hub: Hub) -> Iterator[Fran]:
    have(node=bool(shutil.which("node")), irc_framework=(FOLDER / "node_modules" / "irc-framework").is_dir())
    hub.account("fran", "sesame")
    person = Fran(hub.port, request.param)
    try:
        person.sees("fran is in #lobby")
        yield person
    finally:
        person.close()


def test_irc_framework_logs_in_talks_reads_history_and_comes_back(
    fran: Fran, hub: Hub, peer: Callable[[], Peer]
) -> None:
    assert fran.seen[:2] == ["logged in as fran", "registered as fran"]
    nora = peer()
    nora.says("nora: naïve café, 日本語 🎉", "/me bows", "/msg fran just you: ü")
    fran.sees("nora: naïve café, 日本語 🎉")
    fran.sees("nora: * bows")
    fran.sees("nora in private: just you: ü")
    fran.does("grüß dich, 中文 🦊")
    fran.sees("fran: grüß dich, 中文 🦊")  # acknowledged
    nora.hears("fran: grüß dich, 中文 🦊\n")
    nora.says("/react fran 👍")
    fran.sees("nora marks: 👍")
    fran.does("/PERSISTENCE SET ON", "/CHATHISTORY LATEST #lobby * 10")
    fran.sees("also: PERSISTENCE STATUS ON ON")
    fran.sees("chathistory nora: naïve café, 日本語 🎉")
    fran.sees("chathistory fran: grüß dich, 中文 🦊")

    hub.stop()
    hub.start()
    fran.sees("registered as fran", times=2)
    fran.sees("fran is in #lobby", times=2)
    assert "comes again" in fran.seen
    again = peer()
    again.says("nora: hello again")
    fran.sees("nora: hello again")
    fran.does("/CHATHISTORY LATEST #lobby * 10")
    fran.sees("chathistory fran: grüß dich, 中文 🦊", times=2)
