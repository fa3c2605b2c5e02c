"""A dialogue's server: a process of its own, as `hubbub serve` starts it, and a certificate to configure it with.

Most of starting is importing, so it is forked from a process that has done that, where there is such a thing.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from dialogue_script import settings

from hubbub import cli

ACCOUNTS, FAST = "[accounts]", 'hash-cost = "minimum"'
"""For scenes that say nothing of accounts: starting computes a hash, with which unknown names are checked."""

SETTLED = 10.0
"""Seconds in which it must have started, and ended."""

_KIND = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_PROCESSES: Any = multiprocessing.get_context(_KIND)
_PROCESSES.set_forkserver_preload(["hubbub.cli", "hubbub.node.serve", "uvloop"])


def _serve(arguments: list[str], output: Connection, logs: Path) -> None:
    with logs.open("wb") as errors:
        os.dup2(errors.fileno(), 2)
    os.dup2(output.fileno(), 1)
    output.close()
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - what they were made for is not there
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
    sys.exit(cli.main(arguments))


@contextmanager
def running(script: str, folder: Path) -> Iterator[tuple[str, int]]:
    """A server of the dialogue's own, configured by its lines that begin with ``|``; it must end well."""
    configuration = folder / "hubbub.toml"
    write_certificate(folder / "certificate.pem")
    lines = settings(script)
    configuration.write_text("\n".join(lines if ACCOUNTS in lines else [*lines, ACCOUNTS, FAST]), "utf-8")
    logs = folder / "log.txt"
    arguments = ["serve", "--port", "0", "--data", str(folder / "data"), "--config", str(configuration)]
    reader, writer = _PROCESSES.Pipe(duplex=False)
    server = _PROCESSES.Process(target=_serve, args=(arguments, writer, logs))
    server.start()
    writer.close()
    try:
        with open(reader.fileno(), encoding="utf-8", closefd=False) as output:
            ready = re.search(r"listening on (.+):(\d+)", output.readline())
        assert ready, logs.read_text("utf-8")
        yield ready[1], int(ready[2])
        server.terminate()
        server.join(SETTLED)
        assert server.exitcode == 0, logs.read_text("utf-8")
    finally:
        if server.is_alive():
            server.kill()
            server.join()
        server.close()
        reader.close()
    logged = logs.read_text("utf-8")
    assert "Traceback" not in logged, logged
    assert not re.search(r"\[(error|critical)\s*\]", logged), logged


def write_certificate(file: Path) -> str:
    """With its key; its fingerprint."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file.write_bytes(key.private_bytes(pem, form, secret) + certificate.public_bytes(pem))
    return certificate.fingerprint(hashes.SHA256()).hex()
