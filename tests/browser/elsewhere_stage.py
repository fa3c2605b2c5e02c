"""Somebody else's server that speaks IRC over WebSocket, and a plain file server that has our page."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from browser_stage import PATIENCE, ROOT, needed

CLIENT = ROOT / "hubbub" / "net" / "pages" / "client"
MODULES = """
account alias away cap chghost ircv3 ircv3_accounttag ircv3_batch ircv3_capnotify ircv3_chghost ircv3_ctctags
ircv3_echomessage ircv3_invitenotify ircv3_labeledresponse ircv3_msgid ircv3_servertime monitor namesx setname
sha1 uhnames websocket
"""
CONFIGURATION = """
<server name="irc.elsewhere.example" description="elsewhere" network="Elsewhere">
<admin name="a" nick="a" email="a@elsewhere.example">
<bind address="127.0.0.1" port="{port}" type="clients">
<bind address="127.0.0.1" port="{web}" type="clients" hook="websocket">
<connect allow="*" timeout="30" localmax="100" globalmax="100" resolvehostnames="no" fakelag="no" commandrate="100000">
<options defaultmodes="not" casemapping="ascii">
<performance clonesonconnect="no">
<websocket defaultmode="text">
<wsorigin allow="{origin}">
<files motd="{folder}/motd.txt">
<class name="all" commands="*" privs="*" usermodes="*" chanmodes="*">
<type name="operator" classes="all">
<oper name="oper" password="secret" host="*@*" type="operator">
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class InspIRCd:
    """That server's process over several lives: a TCP port, and one for WebSocket."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._program = needed("inspircd")
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port, self.web = free_port(), free_port()
        text = CONFIGURATION.format(port=self.port, web=self.web, origin=origin, folder=folder)
        there = Path("/usr/lib/inspircd/modules")
        modules = [name for name in MODULES.split() if (there / f"m_{name}.so").exists()]
        text += "".join(f'<module name="{name}">\n' for name in modules)
        (folder / "motd.txt").write_text("Welcome elsewhere\n")
        (folder / "inspircd.conf").write_text(text)

    def start(self) -> None:
        command = [
            self._program,
            "--nofork",
            "--nopid",
            "--nolog",
            "--runasroot",
            "--config",
            str(self._folder / "inspircd.conf"),
        ]
        with (self._folder / "inspircd.txt").open("ab") as said:
            self._process = subprocess.Popen(command, cwd=self._folder, stdout=said, stderr=said)
        for port in (self.port, self.web):
            self._until_open(port)

    def _until_open(self, port: int) -> None:
        deadline = time.monotonic() + PATIENCE
        assert self._process is not None
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                return
            alive = self._process.poll() is None and time.monotonic() < deadline
            assert alive, (self._folder / "inspircd.txt").read_text()
            time.sleep(0.02)

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


class _Files(SimpleHTTPRequestHandler):
    """With the header that docs/operating/clients.md gives."""

    def __init__(self, policy: list[str], *arguments: object, folder: Path) -> None:
        self._policy = policy
        super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self._policy[0])
        super().end_headers()

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name above
        """Say nothing."""


@contextlib.contextmanager
def files(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serve a folder; its address, and a list whose one item is the policy that is sent along."""
    policy = [""]
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, policy, folder=folder))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", policy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
