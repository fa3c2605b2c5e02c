"""Limnoria, a bot that people run for their channels: it answers everybody, whatever they came with, and comes back."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apps_stage import Hub, Peer, end, need_modules, until

SETTINGS = """
nick: limo
ident: limo
user: Limo
networks: hub
networks.hub.servers: 127.0.0.1:{port}
networks.hub.ssl: False
networks.hub.channels: #lobby
networks.hub.sasl.username: limo
networks.hub.sasl.password: sesame
networks.hub.sasl.required: True
networks.hub.sasl.mechanisms: plain
drivers.minReconnectWait: 1.0
drivers.maxReconnectWait: 1.0
protocols.irc.throttleTime: 0.0
reply.whenAddressedBy.chars: @
plugins: Misc Owner Utilities
plugins.Misc: True
plugins.Owner: True
plugins.Utilities: True
flush: False
log.stdout.colorized: False
log.level: DEBUG
"""
FOLDERS = {"backup": "backup", "conf": "conf", "data": "data", "data.tmp": "tmp", "data.web": "web", "log": "logs"}


class Limnoria:
    """The bot in its own process."""

    def __init__(self, home: Path, port: int) -> None:
        home.mkdir()
        configuration = home / "limo.conf"
        lines = SETTINGS.format(port=port).split("\n")
        lines += [f"directories.{name}: {home / folder}" for name, folder in FOLDERS.items()]
        configuration.write_text("".join(f"supybot.{line}\n" for line in lines if line))
        self._output = home / "output.txt"
        started = "from supybot.scripts.limnoria import main; main()"
        command = [sys.executable, "-c", started, "--allow-root", str(configuration)]
        with self._output.open("w") as output:
            self._process = subprocess.Popen(command, cwd=home, stdout=output, stderr=subprocess.STDOUT)
        self._log = home / "logs" / "messages.log"

    @property
    def log(self) -> str:
        return self._log.read_text() if self._log.exists() else ""

    def logs(self, pattern: str, times: int = 1) -> None:
        """Wait until so many lines of its log have the regular expression."""
        until(
            lambda: len(re.findall(pattern, self.log)) >= times,
            lambda: f"in vain waited for {pattern!r} in:\n{self.log}\n{self._output.read_text()}",
        )

    def close(self) -> None:
        end(self._process)


@pytest.fixture
def limnoria(hub: Hub, tmp_path: Path) -> Iterator[Limnoria]:
    """The bot, logged in, in #lobby."""
    need_modules("supybot")
    hub.account("limo", "sesame")
    bot = Limnoria(tmp_path / "limnoria", hub.port)
    try:
        bot.logs("Join to #lobby on hub synced")
        yield bot
        running = bot.log.partition("Starting Limnoria")[2]  # before that it complains that it has no files yet
        troubles = [line for line in running.splitlines() if line.startswith(("ERROR", "CRITICAL"))]
        assert not troubles
    finally:
        bot.close()


def test_limnoria_answers_everybody_and_comes_back(limnoria: Limnoria, hub: Hub, peer: Callable[[], Peer]) -> None:
    nora, ivo = peer(), peer()
    ivo.says("NICK ivo", "USER ivo 0 * :Ivo", "JOIN #lobby")
    ivo.hears(" 366 ivo #lobby ")
    nora.says("nora: @echo naïve café 🦊")
    nora.hears("limo: naïve café 🦊\n")
    ivo.hears(":limo!limo@localhost PRIVMSG #lobby :naïve café 🦊\r\n")
    ivo.says("PRIVMSG #lobby :limo: echo to $nick: 日本語")
    nora.hears("limo: to ivo: 日本語\n")
    ivo.hears(":limo!limo@localhost PRIVMSG #lobby :to ivo: 日本語\r\n")
    nora.says("/msg limo echo just us")
    nora.hears("(private) limo: just us\n")
    ivo.says("WHOIS limo")
    ivo.hears(" 330 ivo limo limo ")
    ivo.hears(" 335 ivo limo ")  # a program, which it says of itself by mode B

    hub.stop()
    hub.start()
    limnoria.logs("Join to #lobby on hub synced", times=2)
    again = peer()
    again.says("nora: @echo welcome back")
    again.hears("limo: welcome back\n")
