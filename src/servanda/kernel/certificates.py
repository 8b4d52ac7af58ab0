"""Certificates that a node makes for itself: whom they name, until when they hold, and what a card carries of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from servanda.kernel import jws
from servanda.kernel.refusals import Refused

HOLDS = timedelta(days=730)
# Of clocks that disagree a little.
BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as read: `der` is what is pinned, `sha256` what people compare."""

    der: bytes
    sha256: str
    expires_at: datetime

    @property
    def pem(self) -> str:
        return x509.load_der_x509_certificate(self.der).public_bytes(serialization.Encoding.PEM).decode("ascii")

    def days_left(self, now: datetime) -> int:
        """Whole days; negative when it has expired."""
        return (self.expires_at - now).days


def make(agency: str, names: Iterable[str], *, at: datetime) -> tuple[str, str]:
    """(certificate, key) as PEM: self-signed, for these hosts, unable to issue others."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, agency[:64])])
    usage = x509.KeyUsage(True, *[False] * 8)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(at - BEFORE).not_valid_after(at + HOLDS)
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in dict.fromkeys(names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    encoded = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM).decode("ascii"), encoded.decode("ascii")


def read_pem(text: str) -> Certificate:
    """The first certificate of a file. Raises Refused("bad_certificate")."""
    try:
        return _read(x509.load_pem_x509_certificate(text.encode("utf-8")))
    except ValueError:
        raise Refused("bad_certificate") from None


def read(carried: str) -> Certificate:
    """A certificate as a card carries it. Raises Refused("bad_certificate")."""
    try:
        return _read(x509.load_der_x509_certificate(jws.unb64(carried)))
    except (ValueError, Refused):
        raise Refused("bad_certificate") from None


def carried(certificate: Certificate) -> str:
    return jws.b64(certificate.der)


def _read(found: x509.Certificate) -> Certificate:
    der = found.public_bytes(serialization.Encoding.DER)
    return Certificate(der, jws.sha256(der), found.not_valid_after_utc)


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host)
