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
# Of what the pages draw, unfolded.
MOST_BYTES = 8_000_000
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
        text = _text_of(reader)
        signed = tuple(_signatures(reader, path.stat().st_size))
    except Exception:  # damaged or made to harm: another agency's fault, and no page stops for it
        log.warning("the signed page %s cannot be read", path.name)
        return Scan(kind)
    bare = re.sub(r"\s", "", text)
    return Scan(kind, (mark.replace("-", "") in bare.replace("-", "")) if bare else None, signed)


def _text_of(reader: "PdfReader") -> str:
    """The text of the first pages. Raises ValueError where reading them would cost more than any signed page does."""
    pages = reader.pages[:MOST_PAGES]
    seen: set[int] = set()
    if sum(_weight(page, seen) for page in pages) > MOST_BYTES:
        raise ValueError("it unfolds to too much")
    # How often forms draw forms is limited by the reader itself.
    return "".join(page.extract_text() or "" for page in pages)


def _weight(page: Any, seen: set[int]) -> int:
    """Bytes of what a page draws, each form once, however often it is drawn."""
    contents = page.get_contents() if hasattr(page, "get_contents") else page
    found = len(contents.get_data()) if contents is not None else 0
    resources = page.get("/Resources")
    forms = resources.get_object().get("/XObject") if resources else None
    for form in (forms.get_object() if forms else {}).values():
        drawn = form.get_object()
        if id(drawn) not in seen and drawn.get("/Subtype") == "/Form":
            seen.add(id(drawn))
            found += _weight(drawn, seen)
    return found


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
