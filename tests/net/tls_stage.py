"""Certificates of every kind, and a TLS client that is given and gives bytes, so that they can be cut anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ssl
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, ClassVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

PATIENCE = 20.0


def loops() -> list[Any]:
    found: list[Any] = [asyncio.new_event_loop]
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 - not there on Windows

        found.append(uvloop.new_event_loop)
    return found


def run(factory: Any, coroutine: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(asyncio.wait_for(coroutine, PATIENCE))


def make_certificate(folder: Path, kind: str, name: str = "test") -> tuple[Path, Path]:
    """A self-signed certificate and its key, as files; ``kind``: ``rsa`` or ``ecdsa``."""
    key: Any = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


def fingerprint(certificate: Path) -> str:
    return x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256()).hex()


def client_context(*alpn: str, certificate: tuple[Path, Path] | None = None) -> ssl.SSLContext:
    """Trusts everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if certificate:
        context.load_cert_chain(*certificate)
    return context


class Client:
    """A TCP client, in TLS from `shake_hands` on; ``heard``: all that was ever received, decrypted.

    ``all``: every one since this was last emptied.
    """

    all: ClassVar[list[Client]] = []

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heard = b""
        self.ended = False
        self._reader = reader
        self._writer = writer
        self._in = ssl.MemoryBIO()
        self._out = ssl.MemoryBIO()
        self.tls: ssl.SSLObject | None = None
        self.all.append(self)

    @classmethod
    async def connect(cls, port: int) -> Client:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def say_raw(self, data: bytes, *, cut: int = 0) -> None:
        """Send bytes as they are, in pieces of ``cut`` bytes, each by itself."""
        for start in range(0, len(data), cut or len(data) or 1):
            self._writer.write(data[start : start + (cut or len(data))])
            await self._writer.drain()
            if cut:
                await asyncio.sleep(0.0005)

    def hello(self, context: ssl.SSLContext) -> bytes:
        """Begin TLS: the bytes of the ClientHello."""
        self.tls = context.wrap_bio(self._in, self._out)
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            return self._out.read()
        raise AssertionError("the handshake cannot be complete")

    async def shake_hands(self, context: ssl.SSLContext, *, cut: int = 0) -> None:
        await self.say_raw(self.hello(context), cut=cut)
        assert self.tls
        while True:
            try:
                self.tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                await self.say_raw(self._out.read(), cut=cut)
                await self._receive()
            except ssl.SSLError:
                await self.say_raw(self._out.read())
                raise
        await self.say_raw(self._out.read(), cut=cut)

    async def say(self, text: bytes, *, cut: int = 0) -> None:
        if self.tls is None:
            await self.say_raw(text, cut=cut)
            return
        for start in range(0, len(text), cut or len(text)):
            self.tls.write(text[start : start + (cut or len(text))])
            await self.say_raw(self._out.read())

    async def hear(self, text: bytes) -> bytes:
        """Everything heard, as soon as ``text`` is in it."""
        while text not in self.heard:
            assert not self.ended, f"closed before {text!r}; heard {self.heard!r}"
            await self._receive()
            self._decrypt()
        return self.heard

    async def hear_end(self) -> bytes:
        while not self.ended:
            await self._receive()
            self._decrypt()
        return self.heard

    def half_close(self) -> None:
        """close_notify alone: it says nothing more, and still hears."""
        assert self.tls
        with contextlib.suppress(ssl.SSLWantReadError):
            self.tls.unwrap()
        self._writer.write(self._out.read())

    async def _receive(self) -> None:
        try:
            data = await asyncio.wait_for(self._reader.read(65536), PATIENCE)
        except ConnectionError:
            data = b""
        if not data:
            self.ended = True
            self._in.write_eof()
            if self.tls is not None and self.tls.version() is None:
                raise ConnectionResetError("closed during the handshake")
        elif self.tls is None:
            self.heard += data
        else:
            self._in.write(data)

    def _decrypt(self) -> None:
        while self.tls is not None:
            try:
                data = self.tls.read(65536)
            except ssl.SSLWantReadError:
                return
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                self.ended = True
                return
            except ssl.SSLError:
                self.ended = True
                return
            if not data:
                self.ended = True
                return
            self.heard += data

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()
