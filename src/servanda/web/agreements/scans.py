"""What can be read in the file of a signed page: its kind, whether the text's mark stands in it, who signed it how."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PdfReader

PDF, PICTURE, OTHER = "pdf", "picture", "other"
LARGEST = 50_000_000
MOST_PAGES = 40
MOST_NAMES = 5
# The common name in a certificate: its object identifier, then a printable or UTF-8 string of at most 127 bytes.
COMMON_NAME = re.compile(rb"\x06\x03\x55\x04\x03[\x0c\x13\x16]([\x01-\x7f])", re.DOTALL)
MOMENT = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Signed:
    """One electronic signature as the file states it; nothing of it is verified. `at` is `2026-11-20 10:15` or ''."""

    name: str
    at: str
    certificates: tuple[str, ...]
    covers_all: bool


@dataclass(frozen=True)
class Scan:
    """`has_mark` is None where the file holds no text that could be searched, as a picture does."""

    kind: str
    has_mark: bool | None = None
    signed: tuple[Signed, ...] = ()


def kind_of(head: bytes) -> str:
    """By the first bytes: a name says nothing."""
    if b"%PDF-" in head[:1024]:
        return PDF
    return PICTURE if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) else OTHER


def read(path: Path, mark: str) -> Scan:
    """A file of another agency may be anything: what cannot be read counts as not stated."""
    with path.open("rb") as file:
        kind = kind_of(file.read(1024))
    if kind != PDF or path.stat().st_size > LARGEST:
        return Scan(kind)
    # Loaded only where a signed page is read: it costs every node fifteen megabytes.
    from pypdf import PdfReader

    try:
        reader = PdfReader(path)
        text = "".join(page.extract_text() or "" for page in reader.pages[:MOST_PAGES])
        signed = tuple(_signatures(reader, path.stat().st_size))
    except Exception:  # damaged or made to harm: another agency's fault, and no page stops for it
        log.warning("the signed page %s cannot be read", path.name)
        return Scan(kind)
    bare = re.sub(r"\s", "", text)
    return Scan(kind, (mark.replace("-", "") in bare.replace("-", "")) if bare else None, signed)


def _signatures(reader: "PdfReader", size: int) -> Iterator[Signed]:
    for field in (reader.get_fields() or {}).values():
        value = field.get("/V") if field.get("/FT") == "/Sig" else None
        if value is not None:
            value = value.get_object()
            yield Signed(
                _text(value.get("/Name")), _moment(value.get("/M")), _certificates(value), _covers(value, size)
            )


def _certificates(value: Any) -> tuple[str, ...]:
    """The names in the certificates that came with the signature, as they stand there."""
    contents = value.get("/Contents")
    raw = contents.original_bytes if hasattr(contents, "original_bytes") else bytes(contents or b"")
    found = []
    for match in COMMON_NAME.finditer(raw):
        text = raw[match.end() : match.end() + match[1][0]].decode("utf-8", "replace")
        if text.isprintable():
            found.append(text)
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def _covers(value: Any, size: int) -> bool:
    """Does the signature reach from the first byte to the last, or was something added after it?"""
    span = [int(number) for number in value.get("/ByteRange") or ()]
    return len(span) == 4 and span[0] == 0 and span[2] + span[3] == size


def _moment(value: Any) -> str:
    found = MOMENT.match(_text(value))
    return f"{found[1]}-{found[2]}-{found[3]} {found[4]}:{found[5]}" if found else ""


def _text(value: Any) -> str:
    return str(value)[:200] if isinstance(value, str) else ""
