"""A mail server whose certificate the office's own authority has signed."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from plan_app.mail.answers import Stage, Verdict, verdict
from plan_app.mail.transports import open_transport
from tests import smtp
from tests.databases import make_settings
from tests.mail.test_transports import MAIL

# The certificates are checked against the machine's own clock.
BEGAN = datetime.now(UTC) - timedelta(days=1)
ENDS = BEGAN + timedelta(days=30)
LOCALHOST = x509.SubjectAlternativeName([x509.DNSName("localhost")])
AUTHORITY = x509.BasicConstraints(ca=True, path_length=None)
Key = ec.EllipticCurvePrivateKey


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _certificate(
    words: str, key: Key, *, by: str, signed_with: Key, extension: x509.ExtensionType
) -> bytes:
    """A certificate of `words`, signed by `by`."""
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    theirs = x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_with.public_key())
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(words))
        .issuer_name(_name(by))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGAN)
        .not_valid_after(ENDS)
        .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        .add_extension(own, critical=False)
        .add_extension(theirs, critical=False)
    )
    return built.sign(signed_with, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    """The file of the office's authority; beside it the server's certificate and key."""
    of_office, of_server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    (tmp_path / "ca.pem").write_bytes(
        _certificate("Office", of_office, by="Office", signed_with=of_office, extension=AUTHORITY)
    )
    secret = of_server.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signed = _certificate(
        "localhost", of_server, by="Office", signed_with=of_office, extension=LOCALHOST
    )
    (tmp_path / "server.pem").write_bytes(secret + signed)
    return tmp_path / "ca.pem"


@pytest.fixture
def port(authority: Path) -> Iterator[int]:
    """A server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.with_name("server.pem"))
    with smtp.running(smtp.Sink(), tls=context) as port:
        yield port


def _url(port: int) -> str:
    return f"smtp://localhost:{port}?tls=starttls"


def test_it_is_trusted_when_the_settings_name_the_authority(
    tmp_path: Path, authority: Path, port: int
) -> None:
    settings = make_settings(tmp_path, MAIL_URL=_url(port), CA_FILE=str(authority))
    with open_transport(settings) as way:
        assert verdict(way.send(MAIL)) is Verdict.ACCEPTED


def test_it_is_not_trusted_otherwise(tmp_path: Path, port: int) -> None:
    with open_transport(make_settings(tmp_path, MAIL_URL=_url(port))) as way:
        answer = way.send(MAIL)
    assert answer.stage is Stage.SIGN_IN
    assert "certificate" in answer.words
