"""TLS: who is trusted, and what is said where nobody is."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from clients_world import Person

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for localhost that nobody knows, with its key in the same file."""
    path = tmp_path / "both.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", str(tmp_path / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    path.write_text(path.read_text() + (tmp_path / "cert.pem").read_text())
    return path


@contextmanager
def answering(certificate: Path | None) -> Iterator[int]:
    """A server that registers everybody, over TLS if it has a certificate."""
    listener = socket.create_server(("127.0.0.1", 0))
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

    def serve() -> None:
        with suppress(OSError):
            while True:
                accepted, _ = listener.accept()
                accepted.settimeout(10)
                with (
                    suppress(OSError),
                    context.wrap_socket(accepted, server_side=True) if context else accepted as peer,
                ):
                    peer.sendall(b":hub 001 alice :Welcome\r\n:hub PONG hub :hubbub-ready\r\n")
                    while peer.recv(4096):
                        pass
                accepted.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(15)


def test_a_trusted_server(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.parent / "cert.pem"))
    with answering(certificate) as port, Person(port, "alice", tls=True) as alice:
        alice.until(lambda: alice.client.view.connection.phase == "online")


def test_an_unknown_certificate_stops_with_a_sentence(certificate: Path) -> None:
    with answering(certificate) as port, Person(port, "alice", tls=True) as alice:
        alice.until(lambda: alice.client.view.connection.phase == "stopped")
        assert alice.client.view.connection.sentence.startswith("The certificate of 127.0.0.1 is not trusted: self")


def test_a_server_without_tls_stops_with_a_sentence() -> None:
    with answering(None) as port, Person(port, "alice", tls=True) as alice:
        alice.until(lambda: alice.client.view.connection.phase == "stopped")
        assert "does not answer with TLS" in alice.client.view.connection.sentence
