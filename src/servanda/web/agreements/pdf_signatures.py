"""Electronic signatures in a PDF: does each hold, what does it cover, who signed when, who vouches for the signer."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate, Name  # type: ignore[import-untyped]
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

# What a signature is worth: it holds; the bytes that it covers are others now; nobody can say.
HOLDS, BROKEN, UNKNOWN = "holds", "broken", "unknown"
# Why nobody vouches for a signer whose signature holds.
NO_ROOTS, NO_CHAIN, NOT_THEN = "no-roots", "no-chain", "not-then"
ROOTS = "roots"
KINDS_OF_ROOT = frozenset({".pem", ".crt", ".cer"})
MOST = 8

log = logging.getLogger(__name__)
# What is wrong with another agency's file stands on the page; the library would tell it with its traces.
for library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(library).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Signed:
    """One signature. `at` is `2026-11-20 10:15 +07:00` or '', as the signature itself states it.

    `covers_all` is true where nothing but further signatures was added after it. `root` names the trusted certificate
    on which the signer's rests; else `doubt` says why not.
    """

    name: str
    at: str
    worth: str
    issuer: str = ""
    covers_all: bool = True
    root: str = ""
    doubt: str = ""


def read(path: Path, roots: Path) -> tuple[Signed, ...]:
    """The signatures of a file, in their order. Nothing is fetched."""
    # The library runs an event loop of its own, and a thread has room for one.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(lambda: tuple(_signatures(path, trusted(roots)))).result()


def trusted(folder: Path) -> list["Certificate"]:
    """The certificates that the administrator put there; what is none is told in the log."""
    from pyhanko.keys import load_certs_from_pemder_data

    found: list[Certificate] = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix.lower() in KINDS_OF_ROOT:
            try:
                found.extend(load_certs_from_pemder_data(path.read_bytes()))
            except (OSError, ValueError):
                log.warning("%s holds no certificate", path.name)
    return found


def _signatures(path: Path, roots: list["Certificate"]) -> Iterator[Signed]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    # Another agency's file may be made to harm: what cannot be judged is said so.
    with path.open("rb") as file:
        try:
            found = PdfFileReader(file, strict=False).embedded_regular_signatures[:MOST]
        except Exception:
            yield Signed("", "", UNKNOWN)
            return
        for embedded in found:
            try:
                yield _judged(embedded, roots)
            except Exception:
                log.warning("a signature in %s cannot be judged", path.name)
                yield Signed(_text(embedded.sig_object.get("/Name")), "", UNKNOWN)


def _judged(embedded: "EmbeddedPdfSignature", roots: list["Certificate"]) -> Signed:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import KeyUsageConstraints, validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    signer, at = embedded.signer_cert, embedded.self_reported_timestamp
    # A certificate ends; what was signed while it stood stays signed.
    context = ValidationContext(trust_roots=roots, other_certs=embedded.other_embedded_certs, moment=at)
    usage = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
    status = validate_pdf_signature(embedded, context, key_usage_settings=usage)
    stands = status.intact and status.valid
    added = status.modification_level
    covers = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION and (
        status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        or (added is not None and added <= ModificationLevel.FORM_FILLING)
    )
    path = status.validation_path
    return Signed(
        _named(signer.subject), _moment(at), HOLDS if stands else BROKEN, _named(signer.issuer), covers,
        _named(path.trust_anchor.authority.name) if stands and status.trusted and path else "",
        "" if status.trusted else _doubt(signer, at, bool(roots)),
    )  # fmt: skip


def _doubt(signer: "Certificate", at: datetime | None, has_roots: bool) -> str:
    if at is not None and not signer.not_valid_before <= at <= signer.not_valid_after:
        return NOT_THEN
    return NO_CHAIN if has_roots else NO_ROOTS


def _named(name: "Name") -> str:
    """The common name, with the organisation where it is another."""
    parts = name.native
    found = [parts.get("common_name"), parts.get("organization_name")]
    return ", ".join(dict.fromkeys(_text(part) for part in found if isinstance(part, str)))


def _moment(at: datetime | None) -> str:
    return at.isoformat(" ", "minutes").replace("+", " +") if at else ""


def _text(value: Any) -> str:
    text = str(value)[:200] if value else ""
    return text if text.isprintable() else ""
