"""HexChat on a screen of its own: keys are typed into its window, and what it heard is in its log files."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apps_stage import PATIENCE, Hub, Peer, end, need, until

SETTINGS = """
gui_join_dialog = 0
gui_slist_skip = 1
gui_tray = 0
irc_logging = 1
irc_logmask = %c.log
irc_nick1 = helen
irc_real_name = Helen
irc_user_name = helen
net_auto_reconnect = 1
net_reconnect_delay = 1
"""

NETWORK = """v=2.16.1

N=hub
P=sesame
L={login}
E=UTF-8 (Unicode)
F=11
D=0
S=127.0.0.1/{port}
J=#lobby

"""
"""F: all servers in turn (1), the names of the settings (2), connect as HexChat starts (8)."""

SASL_PLAIN = 6


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A screen."""
    need("Xvfb", "xdotool", "hexchat")
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as screen:
        try:
            assert screen.stdout
            yield f":{screen.stdout.readline().strip()}"
        finally:
            screen.terminate()


class HexChat:
    """The running app."""

    def __init__(self, display: str, home: Path, port: int) -> None:
        self._home = home
        self._environment = {**os.environ, "DISPLAY": display, "LC_ALL": "C.UTF-8"}
        home.mkdir()
        (home / "hexchat.conf").write_text(SETTINGS.lstrip())
        (home / "servlist.conf").write_text(NETWORK.format(login=SASL_PLAIN, port=port))
        with (home / "output.txt").open("w") as output:
            command = ["hexchat", "--no-plugins", "--cfgdir", str(home)]
            self._process = subprocess.Popen(command, env=self._environment, stdout=output, stderr=subprocess.STDOUT)

    def _xdotool(self, *command: str) -> str:
        done = subprocess.run(
            ["xdotool", *command],
            env=self._environment,
            timeout=PATIENCE,
            check=False,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def in_front(self) -> None:
        """The keyboard is its window's: there is no window manager that would see to it."""
        until(self._window_has_the_keyboard, lambda: f"in vain waited for HexChat's window; {self.logs}")

    def _window_has_the_keyboard(self) -> bool:
        found = self._xdotool("search", "--onlyvisible", "--class", "hexchat").split()
        if not found:
            return False
        self._xdotool("windowfocus", found[-1])
        if "HexChat" not in self._xdotool("getwindowname", found[-1]):
            self._xdotool("key", "Return")  # before its window, it asks root whether that is wise, and waits
            return False
        return self._xdotool("getwindowfocus") == found[-1]

    def types(self, *lines: str) -> None:
        """Keys, for what has one."""
        for line in lines:
            self._xdotool("type", "--delay", "12", line)
            self._xdotool("key", "Return")

    def does(self, *lines: str) -> None:
        """What has no key on this keyboard: HexChat reads it from a file in its folder, line by line."""
        (self._home / "lines.txt").write_text("".join(f"{line}\n" for line in lines))
        self.types("/load -e lines.txt")

    @property
    def logs(self) -> str:
        """All its windows, one behind another."""
        return "\n".join(log.read_text() for log in sorted((self._home / "logs").rglob("*.log")))

    def shows(self, pattern: str, times: int = 1) -> None:
        """Wait until its windows have shown the regular expression."""
        until(
            lambda: len(re.findall(pattern, self.logs)) >= times,
            lambda: f"in vain waited for {pattern!r} in:\n{self.logs}",
        )

    def close(self) -> None:
        end(self._process)


@pytest.fixture
def hexchat(display: str, hub: Hub, tmp_path: Path) -> Iterator[HexChat]:
    """HexChat, logged in, in #lobby."""
    hub.account("helen", "sesame")
    app = HexChat(display, tmp_path / "hexchat", hub.port)
    try:
        app.in_front()
        app.shows(r"You are now logged in as helen")
        app.shows(r"Now talking on #lobby")
        app.in_front()
        yield app
    finally:
        app.close()


def test_hexchat_talks_and_sees_what_happens(hexchat: HexChat, peer: Callable[[], Peer]) -> None:
    nora = peer()
    nora.says("nora: naïve café, 日本語 🎉", "/me bows")
    hexchat.shows(r"nora \(plain@localhost\) has joined")
    hexchat.shows(r"<nora>\tnaïve café, 日本語 🎉")
    hexchat.shows(r"\*\tnora bows")
    hexchat.types("hello from the keyboard")
    nora.hears("helen: hello from the keyboard\n")
    hexchat.does("/say grüß dich, 中文 🦊", "/me waves", "/msg nora just you: ä")
    nora.hears("helen: grüß dich, 中文 🦊\n")
    nora.hears("* helen waves\n")
    nora.hears("(private) helen: just you: ä\n")
    nora.says("/msg helen and you: ö", "/nick nell", "/part #lobby")
    hexchat.shows(r"<nora>\tand you: ö")
    hexchat.shows(r"nora is now known as nell")
    hexchat.shows(r"nell \(plain@localhost\) has left")


def test_hexchat_moderates_and_looks_round(hexchat: HexChat, peer: Callable[[], Peer]) -> None:
    nora = peer()
    hexchat.types("/join #tea")
    hexchat.shows(r"Now talking on #tea")
    nora.says("/nick nora", "/join #tea")
    hexchat.shows(r"nora \(plain@localhost\) has joined")
    hexchat.types("/topic green tea", "/voice nora", "/whois nora", "/whois helen")
    nora.hears("-- helen set the topic of #tea: green tea\n")
    hexchat.shows(r"helen has changed the topic to: green tea")
    hexchat.shows(r"helen gives voice to nora")
    hexchat.shows(r"\[nora\] speaks the plain protocol")
    hexchat.shows(r"\[helen\] is logged in as helen")
    hexchat.types("/kick nora enough")
    nora.hears("-- helen removed nora from #tea (enough)\n")
    hexchat.shows(r"helen has kicked nora from #tea \(enough\)")


def test_hexchat_comes_back_by_itself_after_a_restart(hexchat: HexChat, hub: Hub, peer: Callable[[], Peer]) -> None:
    early = peer()
    hexchat.types("before the restart")
    early.hears("helen: before the restart\n")
    hub.stop()
    hub.start()
    hexchat.shows(r"You are now logged in as helen", times=2)
    hexchat.shows(r"Now talking on #lobby", times=2)
    nora = peer()
    nora.says("nora: after it", "/history")
    nora.hears("helen: before the restart\n")
    hexchat.shows(r"<nora>\tafter it")
    hexchat.types("welcome back")
    nora.hears("helen: welcome back\n")


def test_hexchat_reads_history(hexchat: HexChat, peer: Callable[[], Peer]) -> None:
    nora = peer()
    nora.says("nora: hello")
    hexchat.shows(r"<nora>\thello")
    hexchat.types("/quote CHATHISTORY LATEST #lobby * 10")
    hexchat.shows(r"<nora>\thello", times=2)


def test_hexchat_keeps_its_place_and_is_told_what_it_missed(hexchat: HexChat, peer: Callable[[], Peer]) -> None:
    nora = peer()
    nora.says("nora: hello")
    hexchat.shows(r"<nora>\thello")
    hexchat.types("/quote NS SET always-on on")
    hexchat.shows(r"always-on of helen: on")
    hexchat.types("/discon")
    hexchat.shows(r"Disconnected")

    def is_gone() -> bool:
        nora.says("/whois helen", "/whois nora")
        nora.hears("-- helen is Helen")
        return "away" in nora.hears("-- nora is ")

    until(is_gone, lambda: "helen is still there")
    nora.says("missed: ä 🎉")
    hexchat.types("/reconnect")
    hexchat.shows(r"<nora>\tmissed: ä 🎉")
