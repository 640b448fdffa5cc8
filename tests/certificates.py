"""The office's own authority, and a server on this machine whose certificate it has signed."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

# The certificates are checked against the machine's own clock.
BEGAN = datetime.now(UTC) - timedelta(days=1)
ENDS = BEGAN + timedelta(days=30)
LOCALHOST = x509.SubjectAlternativeName([x509.DNSName("localhost")])
AUTHORITY = x509.BasicConstraints(ca=True, path_length=None)
Key = ec.EllipticCurvePrivateKey


def make_authority(folder: Path) -> Path:
    """The file of the authority; beside it `server.pem`, the server's key and certificate."""
    of_office, of_server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    (folder / "ca.pem").write_bytes(
        _certificate("Office", of_office, by="Office", signed_with=of_office, extension=AUTHORITY)
    )
    secret = of_server.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signed = _certificate(
        "localhost", of_server, by="Office", signed_with=of_office, extension=LOCALHOST
    )
    (folder / "server.pem").write_bytes(secret + signed)
    return folder / "ca.pem"


def server_context(authority: Path) -> ssl.SSLContext:
    """What a server beside the authority's file speaks TLS with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.with_name("server.pem"))
    return context


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
