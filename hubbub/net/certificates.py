"""Certificates: what the server shows, reloaded when its files change, and the one it makes for itself."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from OpenSSL import SSL

logger = structlog.get_logger()

APPLICATIONS = (b"irc", b"http/1.1")
"""What ALPN may choose (RFC 7301; https://www.iana.org/assignments/tls-extensiontype-values), the first that is
offered."""

CIPHERS = b"ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2: forward secrecy and authenticated encryption, as in all of TLS 1.3 (RFC 9325 section 4.2)."""

CERTIFICATE_FILE, KEY_FILE = "tls-certificate.pem", "tls-key.pem"
"""In the data folder: the certificate that the server made for itself."""

SELF_SIGNED_DAYS = 3650
"""Nobody renews it, and people may have written its fingerprint down."""


class CertificateError(Exception):
    """A certificate that cannot be used; the text is one line that names the file."""


class NoCommonProtocol(Exception):  # noqa: N818 - says what is the case
    """The client offered protocols by ALPN, and none that this server speaks."""


class Certificate:
    """A chain and its private key, in PEM.  ``context``: for new connections; it is replaced when they are reloaded."""

    def __init__(self, chain: Path, key: Path) -> None:
        """Raises CertificateError."""
        self._chain = chain
        self._key = key
        self._seen = self._state()
        self.context = _context(chain, key)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate now in its file, as browsers and `openssl x509 -fingerprint` show it."""
        return x509.load_pem_x509_certificate(self._chain.read_bytes()).fingerprint(hashes.SHA256()).hex(":").upper()

    def reload(self) -> None:
        """Take up what the files hold now; what is broken is logged, and the old goes on."""
        self._seen = self._state()
        try:
            self.context = _context(self._chain, self._key)
        except CertificateError as error:
            logger.error("the new TLS certificate cannot be used; the old one goes on", reason=str(error))
        else:
            logger.info("the TLS certificate was loaded again", certificate=str(self._chain))

    def reload_if_changed(self) -> None:
        """`reload` where a file is another than when it was last looked at."""
        if self._state() != self._seen:
            self.reload()

    def _state(self) -> tuple[tuple[int, ...], ...]:
        return tuple(_state(file) for file in (self._chain, self._key))


def _state(file: Path) -> tuple[int, ...]:
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _context(chain: Path, key: Path) -> SSL.Context:
    """Raises CertificateError."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_cipher_list(CIPHERS)
    context.set_options(SSL.OP_NO_RENEGOTIATION | SSL.OP_NO_COMPRESSION | SSL.OP_CIPHER_SERVER_PREFERENCE)
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    context.set_session_id(b"hubbub")  # without one, a client with a certificate could not resume
    context.set_verify(SSL.VERIFY_PEER, _accept_any_client)
    context.set_alpn_select_callback(_choose)
    for what, file, read in (
        ("certificate", chain, context.use_certificate_chain_file),
        ("key", key, context.use_privatekey_file),
    ):
        try:
            file.read_bytes()
        except OSError as error:
            raise CertificateError(f"{file}: the TLS {what} cannot be read: {error.strerror}") from None
        try:
            read(os.fsencode(file))
        except SSL.Error as error:
            mismatch = any("mismatch" in row[-1] for row in error.args[0])
            why = f"it does not belong to {chain}" if mismatch else f"it must be {_EXPECTED[what]}"
            raise CertificateError(f"{file}: the TLS {what} cannot be used: {why}") from None
    return context


_EXPECTED = {
    "certificate": "a certificate chain in PEM, the server's own certificate first",
    "key": "a private key in PEM, without a passphrase",
}


def _accept_any_client(*_: object) -> bool:
    """Who signed a client's certificate does not matter: its fingerprint is the client's name (SASL EXTERNAL)."""
    return True


def _choose(connection: SSL.Connection, offered: list[bytes]) -> bytes:
    """ALPN (RFC 7301 section 3.2); raising sends the alert no_application_protocol."""
    for application in APPLICATIONS:
        if application in offered:
            if application == b"http/1.1":
                connection.set_verify(SSL.VERIFY_NONE)  # a browser would ask its user which certificate to show
            return application
    names = ", ".join(name.decode("ascii", "backslashreplace") for name in offered)
    raise NoCommonProtocol(f"ALPN offered {names[:100]}, none of which is spoken here")


# --- the server's own ----------------------------------------------------------------------------------------------


def self_signed(folder: Path, names: Iterable[str]) -> Certificate:
    """The certificate in ``folder``, made now for ``names`` (hosts and addresses) if there is none or it has expired.

    Raises CertificateError.
    """
    chain, key = folder / CERTIFICATE_FILE, folder / KEY_FILE
    if not (chain.exists() and key.exists()) or _has_expired(chain):
        try:
            _make(chain, key, list(dict.fromkeys(names)))
        except OSError as error:
            raise CertificateError(f"{chain}: a TLS certificate cannot be made here: {error.strerror}") from None
    return Certificate(chain, key)


def _has_expired(chain: Path) -> bool:
    try:
        return x509.load_pem_x509_certificate(chain.read_bytes()).not_valid_after_utc <= dt.datetime.now(dt.UTC)
    except (OSError, ValueError):
        return False  # loading it says what is wrong


def _make(chain: Path, key: Path, names: list[str]) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))  # clocks differ
        .not_valid_after(now + dt.timedelta(days=SELF_SIGNED_DAYS))
        .add_extension(x509.SubjectAlternativeName(list(_general_names(names))), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )
    _write(
        key,
        secret.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        0o600,
    )
    _write(chain, certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _general_names(names: Iterable[str]) -> Iterator[x509.GeneralName]:
    for name in names:
        try:
            yield x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            if name and name.isascii():  # a machine may be called anything
                yield x509.DNSName(name)


def _write(file: Path, content: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by more people than in the end."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
