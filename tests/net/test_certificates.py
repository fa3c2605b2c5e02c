"""The certificates a server shows: made, loaded, refused, reloaded."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from structlog.testing import capture_logs
from tls_stage import make_certificate

from hubbub.net import certificates
from hubbub.net.certificates import CERTIFICATE_FILE, KEY_FILE, Certificate, CertificateError, self_signed


def test_one_is_made_for_all_names_and_kept(tmp_path: Path) -> None:
    made = self_signed(tmp_path, ["hub.example.org", "localhost", "127.0.0.1", "::1", "localhost", "", "Jürgens-PC"])
    loaded = x509.load_pem_x509_certificate((tmp_path / CERTIFICATE_FILE).read_bytes())
    names = loaded.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["hub.example.org", "localhost"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    key = loaded.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert key.curve.name == "secp256r1"
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert self_signed(tmp_path, ["other"]).fingerprint == made.fingerprint
    assert len(made.fingerprint.split(":")) == 32
    assert {file.name for file in tmp_path.iterdir()} == {CERTIFICATE_FILE, KEY_FILE}


def test_an_expired_one_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "SELF_SIGNED_DAYS", 0)
    old = self_signed(tmp_path, ["localhost"]).fingerprint
    monkeypatch.undo()
    assert self_signed(tmp_path, ["localhost"]).fingerprint != old


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CertificateError, match="a TLS certificate cannot be made here"):
        self_signed(tmp_path / "file", ["localhost"])


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_both_kinds_of_key_are_loaded(tmp_path: Path, kind: str) -> None:
    Certificate(*make_certificate(tmp_path, kind))


def test_what_cannot_be_used_is_one_line_that_names_the_file(tmp_path: Path) -> None:
    chain, key = make_certificate(tmp_path, "ecdsa")
    _, other = make_certificate(tmp_path, "ecdsa", "other")
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    absent = tmp_path / "absent.pem"
    for files, line in {
        (absent, key): f"{absent}: the TLS certificate cannot be read: No such file or directory",
        (chain, absent): f"{absent}: the TLS key cannot be read: No such file or directory",
        (nonsense, key): f"{nonsense}: the TLS certificate cannot be used: it must be a certificate chain in PEM, the "
        "server's own certificate first",
        (chain, nonsense): f"{nonsense}: the TLS key cannot be used: it must be a private key in PEM, without a "
        "passphrase",
        (chain, other): f"{other}: the TLS key cannot be used: it does not belong to {chain}",
    }.items():
        with pytest.raises(CertificateError) as refused:
            Certificate(*files)
        assert str(refused.value) == line


def test_a_new_one_is_taken_up_when_its_files_change(tmp_path: Path) -> None:
    chain, key = make_certificate(tmp_path, "ecdsa")
    certificate = Certificate(chain, key)
    first = certificate.context
    certificate.reload_if_changed()
    assert certificate.context is first
    make_certificate(tmp_path, "rsa")
    with capture_logs() as logs:
        certificate.reload_if_changed()
    assert certificate.context is not first
    assert [log["log_level"] for log in logs] == ["info"]


def test_a_broken_new_one_is_logged_once_and_the_old_goes_on(tmp_path: Path) -> None:
    chain, key = make_certificate(tmp_path, "ecdsa")
    certificate = Certificate(chain, key)
    first = certificate.context
    whole = chain.read_bytes()
    chain.write_text("broken")
    with capture_logs() as logs:
        certificate.reload_if_changed()
        certificate.reload_if_changed()
    assert [log["log_level"] for log in logs] == ["error"]
    assert str(chain) in logs[0]["reason"]
    assert certificate.context is first
    chain.write_bytes(whole + b"\n")
    certificate.reload_if_changed()
    assert certificate.context is not first
