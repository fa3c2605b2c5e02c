"""ZNC, the bouncer, as a client: it logs in, stays in the channels, and is told what was said while it was gone."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from apps_stage import Hub, Peer, need, until

SETTINGS = """
Version = 1.8.0
ConnectDelay = 1
ServerThrottle = 1
<Listener l>
    Host = 127.0.0.1
    Port = {own}
    IPv4 = true
    IPv6 = false
    SSL = false
</Listener>
<User me>
    <Pass password>
        Method = plain
        Hash = open
    </Pass>
    Nick = zed
    Ident = zed
    RealName = Zed
    TimestampFormat = "[%H:%M:%S]"
    <Network hub>
        LoadModule = sasl
        Server = 127.0.0.1 {hub}
        FloodBurst = 50
        <Chan #lobby>
        </Chan>
    </Network>
</User>
"""
LOGIN = """mechanisms PLAIN
password sesame
require%5fauth yes
username zed
"""
NOBODY = 65534
"""ZNC asks root for half a minute whether that is wise."""


class Znc:
    """ZNC, which knows one network: the hub."""

    def __init__(self, folder: Path, hub: int) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        own = folder / "users" / "me" / "networks" / "hub" / "moddata" / "sasl"
        own.mkdir(parents=True)
        (folder / "configs").mkdir()
        (folder / "configs" / "znc.conf").write_text(SETTINGS.format(own=self.port, hub=hub))
        (own / ".registry").write_text(LOGIN)
        self._as: list[str] = []
        if os.getuid() == 0:
            self._as = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
            for path in (folder, *folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY)

    def start(self) -> None:
        with (self._folder / "output.txt").open("a") as output:
            command = [*self._as, "znc", "--foreground", "--datadir", str(self._folder)]
            self._process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        until(self._listens, (self._folder / "output.txt").read_text)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            try:
                process.wait(30)
            finally:
                process.kill()
                process.wait()


@pytest.fixture
def znc(hub: Hub) -> Iterator[Znc]:
    need("znc", *(["setpriv"] if os.getuid() == 0 else []))
    hub.account("zed", "sesame")
    folder = Path(tempfile.mkdtemp(prefix="hubbub-"))
    bouncer = Znc(folder, hub.port)
    try:
        bouncer.start()
        yield bouncer
    finally:
        bouncer.stop()
        shutil.rmtree(folder)


@pytest.fixture
def phone(znc: Znc) -> Iterator[Callable[[], Peer]]:
    """One app more at ZNC: it speaks IRC."""
    opened: list[Peer] = []

    def connect() -> Peer:
        app = Peer(znc.port)
        opened.append(app)
        app.says("PASS me/hub:open", "NICK zed", "USER me 0 * :Me")
        return app

    yield connect
    for app in opened:
        app.close()


def test_znc_logs_in_stays_and_is_told_what_it_missed(
    znc: Znc, hub: Hub, phone: Callable[[], Peer], peer: Callable[[], Peer]
) -> None:
    app = phone()
    app.hears(" 366 zed #lobby ")
    app.says("WHOIS zed")
    app.hears(" 330 zed zed zed :")
    nora = peer()
    nora.says("nora: naïve café 🎉")
    app.hears("PRIVMSG #lobby :naïve café 🎉")
    app.says("PRIVMSG #lobby :through ZNC: ä 🦊", "PERSISTENCE SET ON")
    nora.hears("zed: through ZNC: ä 🦊\n")
    app.hears("PERSISTENCE STATUS ON ON")

    # while no app is at ZNC, ZNC is there; while ZNC is not, the hub keeps the place
    app.close()
    nora.says("at ZNC", "/msg zed psst")
    again = phone()
    again.hears("at ZNC\r\n")
    again.hears("psst\r\n")
    znc.stop()
    nora.says("past ZNC")
    nora.says("/whois zed")
    nora.hears("nobody is at the keyboard")
    znc.start()
    later = phone()
    later.hears("past ZNC\r\n")

    hub.stop()
    hub.start()
    later.hears("*status!znc@znc.in PRIVMSG zed :Disconnected")
    later.hears(" JOIN ")
    back = peer()
    back.says("nora: welcome back")
    later.hears("PRIVMSG #lobby :welcome back")
