"""The command's part in TLS: the fingerprint it prints, and what SIGHUP does."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from tls_stage import PATIENCE, Client, client_context, fingerprint, loops, make_certificate, run


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGHUP")
def test_the_command_prints_the_fingerprint_and_reloads_on_sighup(tmp_path: Path) -> None:
    chain = tmp_path / "data" / "tls-certificate.pem"
    command = [sys.executable, "-m", "hubbub", "serve", "--port", "0", "--data", str(tmp_path / "data")]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True) as server,
    ):
        try:
            assert server.stdout
            ready, _, tls = (server.stdout.readline() for _ in range(3))
            port = int(ready.rpartition(":")[2])
            assert fingerprint(chain) == tls.split("SHA-256 ")[1].strip().replace(":", "").lower()
            new = make_certificate(tmp_path, "rsa", "new")
            for file, old in zip(new, (chain, chain.with_name("tls-key.pem")), strict=True):
                file.replace(old)
            server.send_signal(signal.SIGHUP)

            async def new_one_is_shown() -> None:
                while True:
                    client = await Client.connect(port)
                    await client.shake_hands(client_context())
                    assert client.tls
                    shown = client.tls.getpeercert(binary_form=True)
                    await client.close()
                    if shown == ssl.PEM_cert_to_DER_cert(chain.read_text()):
                        return

            run(loops()[0], new_one_is_shown())
        finally:
            server.terminate()
        assert server.wait(PATIENCE) == 0
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="terminals differ")
def test_closing_the_terminal_stops_the_server(tmp_path: Path) -> None:
    import pty  # noqa: PLC0415 - not there on Windows

    master, terminal = pty.openpty()
    code = (
        "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
        "from hubbub.cli import main; sys.exit(main(['serve', '--port', '0', '--data', sys.argv[1]]))"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "data")]
    with (
        (tmp_path / "log").open("wb") as log,
        subprocess.Popen(
            command, stdin=terminal, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
        ) as server,
    ):
        os.close(terminal)
        try:
            assert server.stdout
            assert "listening on" in server.stdout.readline()
        finally:
            os.close(master)  # SIGHUP, to the leader of the session
        assert server.wait(PATIENCE) == 0
