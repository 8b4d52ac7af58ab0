"""PDFs signed under an authority of the tests' own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, signers
from pyhanko.sign.fields import SigSeedSubFilter

Key = ec.EllipticCurvePrivateKey


@dataclass
class Authority:
    """A root that issues certificates to signers."""

    name: str
    key: Key
    certificate: x509.Certificate

    def put(self, folder: Path) -> None:
        """Into the folder of what an agency trusts."""
        folder.mkdir(exist_ok=True)
        (folder / "root.pem").write_bytes(self.certificate.public_bytes(Encoding.PEM))

    def signer(self, holder: str, *, until: datetime = datetime(2100, 1, 1, tzinfo=UTC)) -> signers.SimpleSigner:
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(holder, key, self.name, self.key, until=until)
        packed = pkcs12.serialize_key_and_certificates(b"", key, made, [self.certificate], NoEncryption())
        signer = signers.SimpleSigner.load_pkcs12_data(packed, other_certs=[])
        assert signer is not None
        return signer


def authority(name: str) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(
        name, key, _certificate(name, key, name, key, until=datetime(2100, 1, 1, tzinfo=UTC), is_root=True)
    )


def sign(pdf: bytes, signer: signers.SimpleSigner, *, field: str = "s1") -> bytes:
    """One more signature, as PAdES asks for it."""
    meta = PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
    # The library runs an event loop of its own, and a browser of other tests may hold this thread's.
    with ThreadPoolExecutor(1) as apart:
        made = apart.submit(signers.sign_pdf, IncrementalPdfFileWriter(BytesIO(pdf)), meta, signer=signer).result()
    return bytes(made.getbuffer())


def _certificate(
    holder: str, key: Key, issuer: str, issuing: Key, *, until: datetime, is_root: bool = False
) -> x509.Certificate:
    built = (
        x509.CertificateBuilder()
        .subject_name(_name(holder)).issuer_name(_name(issuer)).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing.public_key()), critical=False)
        .add_extension(x509.KeyUsage(
            digital_signature=not is_root, content_commitment=not is_root, key_encipherment=False,
            data_encipherment=False, key_agreement=False, key_cert_sign=is_root, crl_sign=is_root,
            encipher_only=False, decipher_only=False,
        ), critical=True)
    )  # fmt: skip
    return built.sign(issuing, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
